"""Lines, items and accounts to place by hand, made as short as the tests that place them."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from dossiers.models import Dossier, LedgerAccount, Relation
from financial import placing
from financial.errors import ProcessingError
from financial.models import LineChange, OpenItem, StatementLine
from financial.placing import ItemShare, Split
from tests.financial.paying import fresh, ledger

DAY = date(2026, 11, 20)


def relation(dossier: Dossier, number: str = "400200", **fields: Any) -> Relation:
    return Relation.objects.create(dossier=dossier, **{"kind": "customer", "number": number, "name": number} | fields)


def item(owner: Relation, amount: str, document: str = "", **fields: Any) -> OpenItem:
    """An item of a relation; a discount without a day can be taken on the day of the lines."""
    given: dict[str, Any] = {"date": date(2026, 10, 30), "discount_until": DAY, "currency": "EUR"}
    return OpenItem.objects.create(
        relation=owner, document=document or f"VF{OpenItem.objects.count() + 1}", open=Decimal(amount), **given | fields
    )


def share(of: OpenItem, amount: str, discount: str = "0", **fields: Any) -> ItemShare:
    return ItemShare(of.pk, Decimal(amount), Decimal(discount), **fields)


def split(dossier: Dossier, number: str, amount: str, description: str = "") -> Split:
    return Split(ledger(dossier, number).pk, Decimal(amount), description)


def choose(line: StatementLine, account: Relation | LedgerAccount, **fields: Any) -> StatementLine:
    """Puts the line, as it is now, on an account."""
    line = fresh(line)
    chosen: dict[str, Any] = {"account_type": "ledger", "ledger_account": account}
    if isinstance(account, Relation):
        chosen = {"account_type": account.kind, "relation": account}
    return placing.choose_account(line=line, **{"version": line.version, "actor": None} | chosen | fields)


def settle(line: StatementLine, *items: ItemShare, splits: tuple[Split, ...] = (), **fields: Any) -> StatementLine:
    """Posten vereffenen on the line as it is now."""
    line = fresh(line)
    given: dict[str, Any] = {"version": line.version, "actor": None}
    return placing.apply_items(line=line, items=items, splits=splits, **given | fields)


def emptied(line: StatementLine, **fields: Any) -> StatementLine:
    line = fresh(line)
    return placing.clear(line=line, **{"version": line.version, "actor": None} | fields)


def said(line: StatementLine) -> tuple[str, str, str]:
    """Status, account and what is applied, as the database has it."""
    line = fresh(line)
    account = line.relation or line.ledger_account
    return line.status, account.number if account else "", str(line.applied)


def matches(line: StatementLine) -> list[tuple[str, str, str]]:
    """Document, amount and discount of every match of the line."""
    return [(a.open_item.document, str(a.amount), str(a.discount)) for a in line.allocations.order_by("pk")]


def splits_of(line: StatementLine) -> list[tuple[str, str]]:
    return [(s.ledger_account.number, str(s.amount)) for s in line.splits.order_by("pk")]


def changes(line: StatementLine) -> list[str]:
    return list(LineChange.objects.filter(line=line).values_list("action", flat=True))


class Refused:
    """`with Refused("code"):` the block raises this error."""

    def __init__(self, code: str) -> None:
        self._code = code
        self._expected = pytest.raises(ProcessingError)

    def __enter__(self) -> None:
        self._caught = self._expected.__enter__()

    def __exit__(self, *raised: Any) -> bool:
        swallowed = self._expected.__exit__(*raised)
        assert self._caught.value.code == self._code
        assert self._caught.value.text
        return swallowed
