"""The accounts as their owner sees them."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from dossiers.models import Dossier
from financial.models import Journal, Statement
from financial.queries.accounts import State, accounts_of, freshness_of
from tests.financial.cast import TODAY, Book, Receive

pytestmark = pytest.mark.usefixtures("today")


def statement(journal: Journal, day: date, old: str, new: str, number: int = 1) -> Statement:
    return Statement.objects.create(
        journal=journal,
        year=day.year,
        number=number,
        old_balance=Decimal(old),
        new_balance=Decimal(new),
        new_balance_date=day,
    )


def test_balance_is_the_youngest_statement(dossier: Dossier, journal: Journal) -> None:
    statement(journal, date(2026, 11, 20), "40", "55", number=9)
    statement(journal, date(2026, 11, 19), "10", "40", number=8)
    [account] = accounts_of(dossier)
    assert account.state is State.LIVE
    assert account.statement is not None
    assert account.statement.new_balance == Decimal(55)


def test_the_course_keeps_yesterday_when_a_day_has_no_statement(dossier: Dossier, journal: Journal) -> None:
    statement(journal, date(2026, 11, 16), "10", "40", number=8)
    statement(journal, date(2026, 11, 19), "40", "55", number=9)
    course = accounts_of(dossier)[0].course
    assert len(course) == 31
    assert course[0] == Decimal(10)
    assert course[-5:] == (Decimal(40), Decimal(40), Decimal(40), Decimal(55), Decimal(55))


def test_a_quiet_month_is_a_flat_line_at_the_balance(dossier: Dossier, journal: Journal) -> None:
    statement(journal, date(2026, 8, 1), "10", "40")
    assert set(accounts_of(dossier)[0].course) == {Decimal(40)}


def test_this_week_starts_on_monday(dossier: Dossier, receive: Receive) -> None:
    receive(entry_date=date(2026, 11, 15), amount=Decimal(1000))
    receive(entry_date=date(2026, 11, 16), amount=Decimal(10))
    whole = receive(entry_date=date(2026, 11, 17), amount=Decimal(-3))
    receive(sequence=whole.sequence, detail=1, parent=whole, balance_part=False, amount=Decimal(-3))
    assert accounts_of(dossier)[0].week == Decimal(7)


def test_a_week_without_movement_names_the_last_day(dossier: Dossier, receive: Receive) -> None:
    receive(entry_date=date(2026, 11, 12))
    [account] = accounts_of(dossier)
    assert account.week is None
    assert account.last_movement == date(2026, 11, 12)


def test_a_ticked_journal_without_statement_is_awaited(dossier: Dossier, journal: Journal) -> None:
    assert accounts_of(dossier)[0].state is State.AWAITED


def test_an_unticked_journal_says_so_and_hides_old_statements(dossier: Dossier, journal: Journal) -> None:
    statement(journal, TODAY, "0", "40")
    journal.coda_enabled = False
    journal.save()
    [account] = accounts_of(dossier)
    assert (account.state, account.statement, account.course) == (State.OFF, None, ())


def test_only_accounts_with_something_in_the_list_ask_for_room(
    dossier: Dossier, journal: Journal, savings: Journal, book: Book
) -> None:
    assert [account.has_transactions for account in accounts_of(dossier)] == [True, False]
    book(journal=savings)
    assert [account.has_transactions for account in accounts_of(dossier)] == [True, True]


@pytest.mark.parametrize(("iban", "mark"), [("BE07735041882766", "KBC"), ("NL91ABNA0417164300", "NL"), ("", "")])
def test_bank_mark(dossier: Dossier, savings: Journal, iban: str, mark: str) -> None:
    savings.iban = iban
    savings.save()
    assert accounts_of(dossier)[0].bank_mark == mark


def test_freshness_counts_only_ticked_accounts(dossier: Dossier, journal: Journal, savings: Journal) -> None:
    checked = datetime(2026, 11, 20, 8, 12, tzinfo=ZoneInfo("Europe/Brussels"))
    Journal.objects.filter(pk=journal.pk).update(last_checked_at=checked, booked_until=date(2026, 11, 18))
    Journal.objects.filter(pk=savings.pk).update(booked_until=date(2026, 11, 12))
    statement(journal, date(2026, 11, 19), "0", "40")
    statement(savings, TODAY, "0", "40")
    found = freshness_of(accounts_of(dossier))
    assert (found.until, found.checked_at, found.booked_until) == (date(2026, 11, 19), checked, date(2026, 11, 12))
