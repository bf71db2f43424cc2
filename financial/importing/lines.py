"""The movements of a statement become rows, in one COPY."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection

import coda
from coda.communications import OGM_TYPES
from financial.copying import copy_rows
from financial.importing.identity import places
from financial.importing.refusal import ImportRefused
from financial.models import Statement, StatementLine, StatementPart

# The field of a structured communication that a person reads; the other types show their text.
_READABLE_FIELDS = ("communication", "creditor_reference", "concern", "reference", "number")
_FROM_THE_FILE = (
    "id",
    "statement_id",
    "journal_id",
    "part",
    "sequence",
    "detail",
    "parent_id",
    "balance_part",
    "amount",
    "entry_date",
    "value_date",
    "type",
    "family",
    "transaction",
    "category",
    "bank_reference",
    "customer_reference",
    "communication_type",
    "communication",
    "readable",
    "ogm",
    "information",
    "counterparty_name",
    "counterparty_account",
    "counterparty_bic",
)


def write_lines(statement: Statement, part: StatementPart, movements: tuple[coda.Movement, ...]) -> int:
    """Writes the movements, blank. Returns how many; raises `ImportRefused` when two have the same number."""
    numbers = places(movements)
    if len(set(numbers.values())) != len(movements):
        raise ImportRefused("repeated_line", number=str(statement))
    blank = _blank_half()
    ids = dict(zip(numbers, _new_ids(len(movements)), strict=True))
    untouched = tuple(blank.values())

    def rows() -> Iterator[tuple[Any, ...]]:
        for movement in movements:
            parent = ids[movement.parent] if movement.parent else None
            place = (ids[movement.line], statement.pk, statement.journal_id, part.part, *numbers[movement.line], parent)
            yield (*place, *_values(statement, movement), *untouched)

    copy_rows("financial_statementline", (*_FROM_THE_FILE, *blank), rows())
    return len(movements)


def _new_ids(count: int) -> list[int]:
    """Ids from the table's own sequence: a detail must know that of its total before either is written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('financial_statementline', 'id')) FROM generate_series(1, %s)",
            [count],
        )
        return [number for (number,) in cursor.fetchall()]


def _blank_half() -> dict[str, Any]:
    """The columns that processing fills, with what a new line has there."""
    new = StatementLine()
    values = {field.attname: getattr(new, field.attname) for field in StatementLine._meta.concrete_fields}
    lower_half = {name: value for name, value in values.items() if name not in _FROM_THE_FILE}
    return {name: json.dumps(value) if isinstance(value, list) else value for name, value in lower_half.items()}


def _values(statement: Statement, movement: coda.Movement) -> tuple[Any, ...]:
    """What the file says, in the order of `_FROM_THE_FILE` behind the place of the line."""
    said, other, code = movement.communication, movement.counterparty, movement.transaction_code
    ogm = said.ogm or ""
    told = [{"type": i.type or "", "text": _storable(i.text)} for i in movement.information]
    return (
        movement.moves_balance,
        movement.amount,
        movement.entry_date or movement.value_date or statement.new_balance_date,
        movement.value_date,
        code.type,
        code.family,
        code.transaction,
        code.category,
        _storable(movement.bank_reference),
        _storable(movement.customer_reference),
        said.type or "",
        _storable(said.text),
        _storable(readable_communication(said, movement.information, ogm)),
        ogm,
        json.dumps(told) if told else "[]",
        _storable(other.name),
        _storable(other.iban or other.account),
        _storable(other.bic),
    )


def _storable(text: str | None) -> str:
    """PostgreSQL keeps no NUL; some banks pad with it where the standard says blanks."""
    if not text:
        return ""
    return text.replace("\0", " ").rstrip() if "\0" in text else text


def readable_communication(said: coda.Communication, information: Iterable[coda.Information], ogm: str) -> str:
    """What a person reads: the OGM as it is written on an invoice, the text of a direct debit, plain text."""
    if ogm and said.type in OGM_TYPES:
        return ogm
    fields = said.fields if said.type else {}
    told = [str(value) for name in _READABLE_FIELDS if (value := fields.get(name))]
    text = told[0] if told else said.text
    if not text.strip():
        text = " ".join(i.text for i in information if i.type is None)
    return " ".join(text.split())
