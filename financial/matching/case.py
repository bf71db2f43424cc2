"""A case on paper: the JSON in which a dossier's matching input and its result are kept and replayed.

The format is that of `docs/matching-case.schema.json`. Absent is null, "" or a missing key; unknown keys are ignored.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import fields as fields_of
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from financial.matching.fields import CaseError, Fields, shown
from financial.matching.model import (
    ZERO,
    AccountType,
    AmountStep,
    Case,
    CodingRule,
    Kind,
    Level,
    Line,
    LineId,
    OpenItem,
    Relation,
    Result,
    Settings,
    Sign,
    Status,
)

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

__all__ = ["CaseError", "amount_text", "read", "write", "write_results"]
_DEEPEST = 20
"""Levels of details; CODA has three."""
_SAID_OF_PARTIES = frozenset({"001", "004", "005", "007", "008", "009"})
"""Information records about parties, banks and coins: their numbers are never those of a document."""


def read(text: str) -> Case:
    """The case written in `text`. Raises `CaseError`."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise CaseError("", f"not JSON: {error}") from None
    fields = Fields(value, "")
    if fields.raw("lines") is None:
        raise CaseError("lines", "is missing")
    case = Case(
        own_accounts=fields.each("own_accounts", _string),
        relations=fields.each("relations", _relation),
        open_items=fields.each("open_items", _open_item),
        coding_rules=fields.each("coding_rules", _coding_rule),
        settings=_settings(fields.raw("settings"), "settings"),
        lines=fields.each("lines", _line),
    )
    _check_lines(case.lines)
    return case


def _string(value: Any, path: str) -> str:
    if not isinstance(value, str):
        raise CaseError(path, f"expected a string, not {shown(value)}")
    return value


def _relation(value: Any, path: str) -> Relation:
    fields = Fields(value, path)
    return Relation(
        kind=fields.choice("kind", Kind, required=True),
        number=fields.text("number", required=True),
        name=fields.text("name"),
        ibans=fields.each("ibans", _string),
    )


def _open_item(value: Any, path: str) -> OpenItem:
    fields = Fields(value, path)
    discount = fields.amount("discount", ZERO)
    if discount < 0:
        raise CaseError(fields.at("discount"), "a discount is a positive magnitude")
    return OpenItem(
        kind=fields.choice("kind", Kind, required=True),
        relation=fields.text("relation", required=True),
        document=fields.text("document", required=True),
        open=fields.amount("open"),
        external_document=fields.text("external_document"),
        ogm=fields.text("ogm"),
        rf=fields.text("rf"),
        currency=fields.text("currency") or "EUR",
        date=fields.day("date"),
        due=fields.day("due"),
        discount=discount,
        discount_until=fields.day("discount_until"),
    )


def _coding_rule(value: Any, path: str) -> CodingRule:
    fields = Fields(value, path)
    rule = CodingRule(
        account=fields.text("account"),
        family=fields.code("family", "00"),
        transaction=fields.code("transaction", "00"),
        category=fields.code("category", "000"),
        level=fields.choice("level", Level, "global"),
        type=fields.choice("type", AccountType),
        number=fields.text("number"),
        text=fields.text("text"),
        sign=fields.choice("sign", Sign),
        amount_from=fields.amount("amount_from", ZERO) if fields.raw("amount_from") is not None else None,
        amount_to=fields.amount("amount_to", ZERO) if fields.raw("amount_to") is not None else None,
        position=fields.number("position"),
    )
    if rule.type == "ledger" and not rule.number:
        raise CaseError(fields.at("number"), "a rule of type ledger names its account")
    return rule


def _settings(value: Any, path: str) -> Settings:
    fields = Fields({} if value is None else value, path)
    return Settings(
        default_posting=fields.flag("default_posting"),
        amount_step=fields.choice("amount_step", AmountStep, "apply"),
        internal_transfer_account=fields.text("internal_transfer_account"),
    )


def _line(value: Any, path: str) -> Line:
    fields = Fields(value, path)
    day = fields.day("date")
    if day is None:
        raise CaseError(fields.at("date"), "is missing")
    return Line(
        id=_id(fields, "id", required=True),
        account=fields.text("account"),
        amount=fields.amount("amount"),
        date=day,
        type=fields.number("type"),
        family=fields.code("family"),
        transaction=fields.code("transaction"),
        category=fields.code("category"),
        parent=_id(fields, "parent"),
        communication_type=fields.code("communication_type"),
        communication=fields.text("communication"),
        information=tuple(filter(None, fields.each("information", _information))),
        counterparty_account=fields.text("counterparty_account"),
        counterparty_name=fields.text("counterparty_name"),
        end_to_end_id=fields.text("end_to_end_id"),
        currency=fields.text("currency") or "EUR",
        status=fields.choice("status", Status),
    )


def _id(fields: Fields, name: str, *, required: bool = False) -> LineId:
    """An id: a string or a whole number."""
    value = fields.raw(name)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return fields.text(name, required=required)


def _information(value: Any, path: str) -> str:
    """The text of an information record: a string, or an object that tells its type as well."""
    if isinstance(value, str):
        return value
    fields = Fields(value, path)
    return "" if fields.text("type") in _SAID_OF_PARTIES else fields.text("text")


def _check_lines(lines: tuple[Line, ...]) -> None:
    """Ids are unique, parents exist, and no line details itself."""
    parents: dict[LineId, LineId] = {}
    for place, line in enumerate(lines):
        if line.id in parents:
            raise CaseError(f"lines[{place}].id", f"{shown(line.id)} is there twice")
        parents[line.id] = line.parent
    for place, line in enumerate(lines):
        above, seen = line.parent, {line.id}
        if above != "" and above not in parents:
            raise CaseError(f"lines[{place}].parent", f"no line has the id {shown(above)}")
        while above != "":
            if above in seen:
                raise CaseError(f"lines[{place}].parent", "a line cannot detail itself")
            if len(seen) > _DEEPEST:
                raise CaseError(f"lines[{place}].parent", f"details go deeper than {_DEEPEST} levels")
            seen.add(above)
            above = parents[above]


def write(case: Case) -> str:
    """The case as JSON, as `read` takes it: what a screen exports for a bug report."""
    value = {
        "own_accounts": list(case.own_accounts),
        "relations": [_written(relation) for relation in case.relations],
        "open_items": [_written(item) for item in case.open_items],
        "coding_rules": [_written(rule) for rule in case.coding_rules],
        "settings": _written(case.settings),
        "lines": [_written(line) for line in case.lines],
    }
    return json.dumps(value, ensure_ascii=False, indent=2)


def _written(part: DataclassInstance) -> dict[str, Any]:
    """The fields of a dataclass as JSON knows them."""
    found: dict[str, Any] = {}
    for field in fields_of(part):
        value = getattr(part, field.name)
        if isinstance(value, Decimal):
            found[field.name] = amount_text(value)
        elif isinstance(value, date):
            found[field.name] = value.isoformat()
        elif isinstance(value, tuple):
            found[field.name] = list(value)
        else:
            found[field.name] = value
    return found


def amount_text(amount: Decimal) -> str:
    """An amount with two decimals, with three when the third is not zero."""
    cents = amount.quantize(Decimal("0.01"))
    return str(cents if cents == amount else amount.quantize(Decimal("0.001")))


def write_results(results: Iterable[Result]) -> str:
    """The results as JSON, in the order given."""
    return json.dumps({"lines": [_result(result) for result in results]}, ensure_ascii=False, indent=2)


def _result(result: Result) -> dict[str, Any]:
    return {
        "id": result.id,
        "status": result.status,
        "account_type": result.account_type,
        "account": result.account,
        "document_type": result.document_type,
        "step": result.step,
        "confidence": result.confidence,
        "review": result.review,
        "amount": amount_text(result.amount),
        "applied": amount_text(result.applied),
        "allocations": [
            {"relation": a.relation, "document": a.document}
            | {"amount": amount_text(a.amount), "discount": amount_text(a.discount)}
            for a in result.allocations
        ],
        "candidates": [
            {"relation": c.relation, "document": c.document, "amount": amount_text(c.amount), "why": c.why}
            for c in result.candidates
        ],
        "evidence": [{"what": e.what, "found": e.found, "where": e.where} for e in result.evidence],
    }
