"""Statements, files and a fixed day for the tests of monitoring."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from codabox_sync.models import Feed, ReceivedFile
from financial.models import Journal, Statement
from offices.models import Office

TODAY = date(2026, 11, 20)
"""A Friday."""


@pytest.fixture(autouse=True)
def today(settings: Any) -> Iterator[date]:
    """Friday 20 November 2026, told in English."""
    settings.LANGUAGE_CODE = "en"
    with time_machine.travel("2026-11-20 09:00:00+01:00", tick=False):
        yield TODAY


@pytest.fixture
def state_of() -> Callable[..., Statement]:
    """Makes a statement of a journal: day, old and new balance."""
    numbers = count(1)

    def make(journal: Journal, day: date, old: int, new: int, **fields: Any) -> Statement:
        given = {"year": day.year, "number": next(numbers), "new_balance_date": day}
        balances = {"old_balance": Decimal(old), "new_balance": Decimal(new)}
        return Statement.objects.create(journal=journal, **given | balances | fields)

    return make


@pytest.fixture
def feed(office: Office) -> Feed:
    return Feed.objects.create(key="277", client_name="Wielewaal")


@pytest.fixture
def file_of(feed: Feed) -> Callable[..., ReceivedFile]:
    """Makes a received file, a CODA file that was imported unless said otherwise."""

    def make(**fields: Any) -> ReceivedFile:
        state = ReceivedFile.State.IMPORTED
        given = {"feed": feed, "external_id": str(uuid4()), "document_model": "coda", "state": state}
        return ReceivedFile.objects.create(**given | fields)

    return make
