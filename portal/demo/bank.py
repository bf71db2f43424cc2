"""The CODA files of the demo's feed: a year of movements, one statement a week and one a day in the last month."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any

import coda
from portal.demo.cast import Account, Company
from portal.demo.year import Event, Year

DAILY = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class BankFile:
    """One file as the bank delivers it."""

    name: str
    account: Account
    content: bytes


def files(year: Year) -> Iterator[BankFile]:
    """Every account's statements, oldest first, each continuing from the one before."""
    for account in year.company.accounts:
        balance = Decimal(account.opening)
        number: Counter[int] = Counter()
        for day, events in _batches(year.events[account.code], year.until):
            number[day.year] += 1
            statement = _statement(year.company, account, day, balance, number[day.year], events)
            balance += sum((event.amount for event in events), Decimal(0))
            name = f"{account.iban}_{day:%Y%m%d}_{number[day.year]:03d}.cod"
            yield BankFile(name, account, coda.write([statement]))


def _batches(events: list[Event], until: date) -> Iterator[tuple[date, list[Event]]]:
    for day, batch in groupby(events, key=lambda event: _statement_day(event.day, until)):
        yield day, list(batch)


def _statement_day(day: date, until: date) -> date:
    """The day of the statement that carries a movement: the Friday of its week, its own day of late."""
    if day > until - DAILY:
        return day
    return min(day + timedelta(days=(4 - day.weekday()) % 7), until - DAILY)


def _statement(
    company: Company, account: Account, day: date, old: Decimal, number: int, events: list[Event]
) -> coda.Statement:
    builder = coda.build(
        account.iban,
        holder=company.name[:26],
        company_id=company.enterprise_number,
        bic=account.bic,
        old_balance=old,
        date=day,
        number=number,
    )
    for event in events:
        builder = builder.movement(event.amount, **_fields(event))
        for detail in event.details:
            builder = builder.detail(detail.amount, **_fields(detail))
    return builder.statement()


def _fields(event: Event) -> dict[str, Any]:
    said: dict[str, Any] = {"ogm": event.ogm} if event.ogm else {"text": event.text}
    return said | {
        "name": event.name[:35],
        "iban": event.iban,
        "family": event.code[:2],
        "transaction": event.code[2:4],
        "category": event.code[4:],
        "entry_date": event.day,
        "value_date": event.day,
    }
