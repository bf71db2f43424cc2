"""Builders: a small dossier and its bank lines, with everything that a test does not care about filled in."""

from datetime import date
from decimal import Decimal
from typing import Any

from financial.matching import CodingRule, Line, Matcher, OpenItem, Relation, Result, Settings

OWN = "BE68539007547034"
SAVINGS = "BE43068999999501"
PEETERS_IBAN = "BE71096123456769"
MAES_IBAN = "BE62510007547061"
ENGIE_IBAN = "BE33530012345646"
OGM, OTHER_OGM, UNKNOWN_OGM = "123456789002", "000012345672", "090933755493"

PEETERS = Relation("customer", "K10001", "Bakkerij Peeters BV", (PEETERS_IBAN,))
MAES = Relation("customer", "K10002", "Maes & Zonen NV", (MAES_IBAN,))
ENGIE = Relation("supplier", "L44001", "Engie Electrabel NV", (ENGIE_IBAN,))
LUMINUS = Relation("supplier", "L44002", "Luminus NV")
RELATIONS = (PEETERS, MAES, ENGIE, LUMINUS)


def invoice(document: str, amount: str, relation: Relation = PEETERS, **more: Any) -> OpenItem:
    """A sales invoice, or a credit note when the amount is negative."""
    fields = {"date": date(2026, 1, 5), "due": date(2026, 2, 4), **more}
    return OpenItem("customer", relation.number, document, Decimal(amount), **fields)


def purchase(number: str, amount: str, relation: Relation = ENGIE, **more: Any) -> OpenItem:
    """A purchase invoice with the supplier's `number`; a credit note when the (bank) amount is positive."""
    fields = {"date": date(2026, 1, 5), "due": date(2026, 2, 4), "document": f"AF-{number[-3:]}", **more}
    return OpenItem("supplier", relation.number, open=Decimal(amount), external_document=number, **fields)


def line(amount: str, communication: str = "", **more: Any) -> Line:
    """A transfer in or out on 20 January 2026."""
    fields: dict[str, Any] = {
        "id": "1",
        "account": OWN,
        "date": date(2026, 1, 20),
        "family": "01",
        "transaction": "01" if amount.startswith("-") else "50",
        "category": "000",
        **more,
    }
    return Line(amount=Decimal(amount), communication=communication, **fields)


def structured(amount: str, digits: str, **more: Any) -> Line:
    """A transfer with a structured communication."""
    return line(amount, digits, communication_type="101", **more)


def match_all(
    lines: list[Line], *items: OpenItem, relations: tuple[Relation, ...] = RELATIONS, **more: Any
) -> list[Result]:
    """The results of one run."""
    rules: tuple[CodingRule, ...] = more.pop("rules", ())
    matcher = Matcher(
        own_accounts=(OWN, SAVINGS),
        relations=relations,
        open_items=items,
        coding_rules=rules,
        settings=Settings(**more),
    )
    return matcher.match(lines)


def match_one(one: Line, *items: OpenItem, **more: Any) -> Result:
    """The result of one line."""
    return match_all([one], *items, **more)[0]


def paid(result: Result) -> dict[str, str]:
    """What was allocated, by document."""
    return {allocation.document: str(allocation.amount) for allocation in result.allocations}


def proposed(result: Result) -> list[str]:
    """The documents of the candidates."""
    return [candidate.document for candidate in result.candidates]


def told(result: Result) -> list[str]:
    """The kinds of evidence, in order."""
    return [evidence.what for evidence in result.evidence]
