"""Statements, lines and bookings to look at, made as short as the tests that need them."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
import time_machine

from dossiers.models import Dossier, Relation
from financial.models import BookedTransaction, Journal, OpenItem, Statement, StatementLine
from tests.financial.cast import TODAY, Book, Receive


@pytest.fixture
def today() -> Iterator[date]:
    """Friday 20 November 2026."""
    with time_machine.travel("2026-11-20 09:00:00+01:00", tick=False):
        yield TODAY


@pytest.fixture
def book(journal: Journal) -> Book:
    """A transaction in the books, of 19 November and 100 euro unless said otherwise."""
    numbers = count(1)

    def make(**fields: Any) -> BookedTransaction:
        given = {"journal": journal, "entry_date": date(2026, 11, 19), "amount": Decimal(100), "settled": True}
        return BookedTransaction.objects.create(**given | {"external_id": f"B{next(numbers)}"} | fields)

    return make


@pytest.fixture
def receive(journal: Journal) -> Receive:
    """A statement line from CodaBox, of 20 November and 100 euro unless said otherwise; one statement per journal."""
    numbers = count(1)

    def make(**fields: Any) -> StatementLine:
        owner = fields.pop("journal", journal)
        given = {"entry_date": TODAY, "amount": Decimal(100), "family": "01", "transaction": "50", "category": "000"}
        line = given | {"sequence": next(numbers)} | fields
        return StatementLine.objects.create(journal=owner, statement=_statement(owner), **line)

    return make


def _statement(journal: Journal) -> Statement:
    balances = {"old_balance": Decimal(1000), "new_balance": Decimal("1500.50"), "new_balance_date": TODAY}
    return Statement.objects.get_or_create(journal=journal, year=2026, number=218, defaults=balances)[0]


@pytest.fixture
def customer(dossier: Dossier) -> Relation:
    return Relation.objects.create(dossier=dossier, kind="customer", number="400123", name="Stad Lindekerke")


@pytest.fixture
def invoice(customer: Relation) -> OpenItem:
    """VF2026-0418 of 3.872 euro."""
    return OpenItem.objects.create(
        relation=customer, document="VF2026-0418", open=Decimal(3872), date=date(2026, 10, 30), ogm="202600418003"
    )


@pytest.fixture
def savings(dossier: Dossier) -> Journal:
    """A second account, not ticked."""
    return Journal.objects.create(dossier=dossier, code="F02", name="Belfius Spaarrekening", iban="BE83068041883415")
