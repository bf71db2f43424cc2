"""A CODA file as JSON, in the form that `docs/coda.schema.json` describes.

Dates are ISO, amounts signed strings with three decimals, absent values null; codes keep their zeros.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from coda.communications import FieldValue
from coda.findings import Finding
from coda.model import Balance, CodaFile, Statement, Trailer
from coda.movements import Information, Movement

Json = dict[str, object]


def file_as_json(name: str, file: CodaFile, *, lang: str = "en") -> Json:
    """One file with its statements and findings."""
    return {
        "file": name,
        "encoding": file.encoding,
        "line_end": file.line_end,
        "statements": [statement_as_json(statement) for statement in file.statements],
        "findings": [finding_as_json(finding, lang) for finding in file.findings],
    }


def finding_as_json(finding: Finding, lang: str = "en") -> Json:
    """One finding, its message in `lang`."""
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "line": finding.line,
        "column": finding.column,
        "message": finding.message(lang),
    }


def statement_as_json(statement: Statement) -> Json:
    """One statement."""
    account = statement.account
    return {
        "version": statement.version,
        "creation_date": _value(statement.creation_date),
        "bank_id": statement.bank_id,
        "application": statement.application,
        "duplicate": statement.duplicate,
        "company_id": statement.company_id,
        "bic": _text(statement.bic),
        "account": {
            "structure": account.structure,
            "number": account.number,
            "iban": account.iban,
            "currency": account.currency,
            "country": account.country,
        },
        "holder": _text(statement.holder),
        "description": _text(statement.description),
        "paper_number": statement.paper_number,
        "coda_number": statement.coda_number,
        "old_balance": _balance(statement.old_balance),
        "new_balance": _balance(statement.new_balance),
        "movements": [movement_as_json(movement) for movement in statement.movements],
        "messages": [message.text for message in statement.messages],
        "trailer": _trailer(statement.trailer),
    }


def movement_as_json(movement: Movement) -> Json:
    """One movement, main or detail."""
    communication, counterparty = movement.communication, movement.counterparty
    return {
        "line": movement.line,
        "sequence": movement.sequence,
        "detail": movement.detail,
        "amount": _value(movement.amount),
        "value_date": _value(movement.value_date),
        "entry_date": _value(movement.entry_date),
        "bank_reference": _text(movement.bank_reference),
        "type": movement.type,
        "family": movement.family,
        "transaction": movement.transaction,
        "category": movement.category,
        "globalisation": movement.globalisation,
        "communication": {
            "type": communication.type,
            "text": communication.text,
            "fields": _fields(communication.fields),
            "ogm": communication.ogm,
            "rf": communication.rf,
        },
        "customer_reference": _text(movement.customer_reference),
        "counterparty": {
            "account": counterparty.account,
            "iban": counterparty.iban,
            "name": counterparty.name,
            "bic": counterparty.bic,
            "currency": counterparty.currency,
        },
        "reason": movement.reason,
        "category_purpose": movement.category_purpose,
        "purpose": movement.purpose,
        "parent": movement.parent,
        "moves_balance": movement.moves_balance,
        "information": [_information(information) for information in movement.information],
    }


def _information(information: Information) -> Json:
    return {
        "line": information.line,
        "type": information.type,
        "text": information.text,
        "fields": _fields(information.fields),
    }


def _balance(balance: Balance | None) -> Json | None:
    if balance is None:
        return None
    return {"amount": _value(balance.amount), "date": _value(balance.date)}


def _trailer(trailer: Trailer | None) -> Json | None:
    if trailer is None:
        return None
    return {
        "records": trailer.records,
        "debit": _value(trailer.debit),
        "credit": _value(trailer.credit),
        "more": trailer.more,
    }


def _fields(fields: Mapping[str, FieldValue]) -> Json:
    return {name: _value(value) for name, value in fields.items()}


def _text(value: str | None) -> str | None:
    """Without the blanks before it that some banks write."""
    return value.strip() or None if value else None


def _value(value: FieldValue) -> str | None:
    """A zero carries no sign."""
    if isinstance(value, Decimal):
        return f"{value or abs(value):f}"
    return value.isoformat() if isinstance(value, date) else value
