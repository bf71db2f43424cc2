"""How CodaBox serves each journal: gaps, health, ribbon, counts."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from codabox_sync.models import Feed, ReceivedFile
from dossiers.models import Dossier
from financial.models import Journal, Statement, StatementLine
from monitoring import queries
from monitoring.queries import JournalUse
from tests.monitoring.conftest import TODAY

StateOf = Callable[..., Statement]
FileOf = Callable[..., ReceivedFile]
State = ReceivedFile.State


def use_of(journal: Journal) -> JournalUse:
    [found] = queries.journal_uses(Journal.objects.filter(pk=journal.pk))
    return found


def gaps() -> list[tuple[str, str, str]]:
    return [(str(gap.before), str(gap.after), str(gap.missing)) for gap in queries.gaps(Journal.objects.all())]


# --- gaps ----------------------------------------------------------------------------------------------------------
def test_statements_that_join_show_no_gap(journal: Journal, state_of: StateOf) -> None:
    state_of(journal, date(2026, 11, 18), 0, 100)
    state_of(journal, date(2026, 11, 19), 100, 80)

    assert gaps() == []


def test_balances_that_do_not_join_are_a_gap(journal: Journal, state_of: StateOf) -> None:
    state_of(journal, date(2026, 11, 17), 0, 100)
    state_of(journal, date(2026, 11, 19), 130, 80)
    state_of(journal, date(2026, 11, 20), 80, 90)

    assert gaps() == [("001", "002", "30.000")]


def test_missing_number_with_joining_balances_is_no_gap(journal: Journal, state_of: StateOf) -> None:
    state_of(journal, date(2026, 11, 18), 0, 100, number=10)
    state_of(journal, date(2026, 11, 19), 100, 80, number=14)

    assert gaps() == []


def test_numbers_begin_again_in_a_new_year(journal: Journal, state_of: StateOf) -> None:
    state_of(journal, date(2026, 12, 31), 0, 100, number=250)
    state_of(journal, date(2027, 1, 4), 100, 80, number=1)

    assert gaps() == []


def test_statement_that_arrives_late_closes_the_gap(journal: Journal, state_of: StateOf) -> None:
    state_of(journal, date(2026, 11, 17), 0, 100)
    state_of(journal, date(2026, 11, 19), 130, 80)
    state_of(journal, date(2026, 11, 18), 100, 130)

    assert gaps() == []


def test_two_statements_of_one_day_follow_their_numbers(journal: Journal, state_of: StateOf) -> None:
    state_of(journal, TODAY, 100, 80, number=2)
    state_of(journal, TODAY, 0, 100, number=1)

    assert gaps() == []


def test_journals_are_no_continuation_of_each_other(journal: Journal, state_of: StateOf) -> None:
    savings = Journal.objects.create(dossier=journal.dossier, code="F02", name="Spaarrekening")
    state_of(journal, date(2026, 11, 18), 0, 100)
    state_of(savings, date(2026, 11, 19), 5000, 5100)

    assert gaps() == []


# --- health --------------------------------------------------------------------------------------------------------
def test_unticked_journal_is_off_whatever_else(journal: Journal, state_of: StateOf) -> None:
    Journal.objects.update(coda_enabled=False)
    state_of(journal, TODAY, 0, 100)

    assert use_of(journal).health == "off"


def test_ticked_journal_without_a_statement_waits(journal: Journal) -> None:
    assert use_of(journal).health == "wait"


def test_journal_with_a_statement_is_in_order(journal: Journal, state_of: StateOf) -> None:
    state_of(journal, TODAY, 0, 100)

    assert use_of(journal).health == "ok"


def test_gap_is_a_fault(journal: Journal, state_of: StateOf) -> None:
    state_of(journal, date(2026, 11, 18), 0, 100)
    state_of(journal, date(2026, 11, 19), 130, 80)

    found = use_of(journal)
    assert (found.health, found.gap and found.gap.missing) == ("fault", Decimal(30))


@pytest.mark.parametrize("state", [State.WAITING, State.QUARANTINED])
def test_file_that_needs_a_person_is_a_warning(
    journal: Journal, state_of: StateOf, file_of: FileOf, state: str
) -> None:
    state_of(journal, TODAY, 0, 100)
    file = file_of(journal=journal, state=state, reason="not_coda")

    found = use_of(journal)
    assert (found.health, found.fault) == ("warn", file)


def test_feed_that_is_refused_is_a_fault_of_all_its_journals(journal: Journal, state_of: StateOf, feed: Feed) -> None:
    state_of(journal, TODAY, 0, 100)
    Feed.objects.update(dossier=journal.dossier, fault="access_refused")

    found = use_of(journal)
    assert (found.health, found.fault) == ("fault", feed)


@pytest.mark.parametrize("state", [State.IMPORTED, State.DUPLICATE, State.HELD, State.GONE, State.STORED])
def test_file_that_asks_nobody_is_no_fault(journal: Journal, state_of: StateOf, file_of: FileOf, state: str) -> None:
    state_of(journal, TODAY, 0, 100)
    file_of(journal=journal, state=state)

    assert use_of(journal).health == "ok"


def test_journals_with_a_question_come_first(dossier: Dossier, state_of: StateOf, file_of: FileOf) -> None:
    made = {
        code: Journal.objects.create(
            dossier=dossier, code=code, name=code, iban=f"IBAN{code}", coda_enabled=code != "A"
        )
        for code in "ABCDE"
    }
    for code in "BDE":
        state_of(made[code], date(2026, 11, 18), 0, 100)
    state_of(made["E"], TODAY, 130, 80)
    file_of(journal=made["D"], state=State.WAITING)

    found = [(use.journal.code, use.health) for use in queries.journal_uses(Journal.objects.all())]
    assert found == [("E", "fault"), ("D", "warn"), ("C", "wait"), ("B", "ok"), ("A", "off")]


# --- ribbon, last file, counts -------------------------------------------------------------------------------------
def test_ribbon_shows_the_last_bank_days(journal: Journal, state_of: StateOf) -> None:
    state_of(journal, date(2026, 11, 18), 0, 100)
    state_of(journal, TODAY, 130, 80)

    ribbon = use_of(journal).ribbon
    assert (len(ribbon), ribbon[-3:]) == (24, ["ok", "none", "gap"])
    assert ribbon[:-3] == ["none"] * 21


def test_ribbon_has_no_weekends(journal: Journal, state_of: StateOf) -> None:
    for monday in (date(2026, 11, 16), date(2026, 11, 9)):
        state_of(journal, monday, 0, 0)
    state_of(journal, date(2026, 11, 14), 0, 0)

    assert [place for place, mark in enumerate(reversed(use_of(journal).ribbon)) if mark == "ok"] == [4, 9]


def test_last_file_and_last_statement_are_the_newest(journal: Journal, state_of: StateOf, file_of: FileOf) -> None:
    new, old = state_of(journal, TODAY, 0, 100), state_of(journal, date(2026, 11, 19), 0, 0)
    newest = file_of(journal=journal)
    file_of(journal=journal, received_at=timezone.now() - timedelta(days=1))

    found = use_of(journal)
    assert (found.statement, found.last_file, found.files) == (new, newest, 2)
    assert found.statement != old


def test_to_process_are_young_blank_lines_that_can_be_processed(journal: Journal, state_of: StateOf) -> None:
    statement = state_of(journal, TODAY, 0, 100)
    shown_only = state_of(journal, TODAY, 100, 100, processable=False)
    archived = state_of(journal, TODAY, 100, 100, archived_at=timezone.now())
    Journal.objects.update(booked_until=date(2026, 11, 10))

    def line(sequence: int, on: Statement = statement, **fields: object) -> None:
        given = {"entry_date": date(2026, 11, 11), "amount": 1, "family": "01", "transaction": "50", "category": "000"}
        StatementLine.objects.create(statement=on, journal=journal, sequence=sequence, **given | fields)

    line(1)
    line(2, status="applied")
    line(3, entry_date=date(2026, 11, 10))
    line(4, balance_part=False)
    line(5, on=shown_only)
    line(6, on=archived)

    assert use_of(journal).to_process == 1


def test_lines_of_a_journal_the_books_never_booked_are_all_young(journal: Journal, state_of: StateOf) -> None:
    given = {"entry_date": date(2020, 1, 1), "amount": 1, "family": "01", "transaction": "50", "category": "000"}
    statement = state_of(journal, TODAY, 0, 100)
    StatementLine.objects.create(statement=statement, journal=journal, sequence=1, **given)

    assert use_of(journal).to_process == 1


def test_queries_do_not_grow_with_the_journals(
    journal: Journal, state_of: StateOf, file_of: FileOf, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def fill(one: Journal) -> None:
        state_of(one, date(2026, 11, 18), 0, 100)
        state_of(one, date(2026, 11, 19), 130, 80)
        file_of(journal=one, state=State.WAITING)

    fill(journal)
    with django_assert_num_queries(12):
        queries.journal_uses(Journal.objects.all())
    for n in range(29):
        fill(Journal.objects.create(dossier=journal.dossier, code=f"F{n + 10}", name="KBC"))
    with django_assert_num_queries(12):
        assert len(queries.journal_uses(Journal.objects.all())) == 30


# --- weeks and today -----------------------------------------------------------------------------------------------
def brussels(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=ZoneInfo("Europe/Brussels"))  # type: ignore[arg-type, misc]


def test_weeks_count_statements_and_invoices(file_of: FileOf) -> None:
    file_of(received_at=brussels(2026, 11, 16, 0, 30))
    file_of(received_at=brussels(2026, 11, 15, 23, 30))
    file_of(received_at=brussels(2026, 11, 20, 8), document_model="purchase_invoice")

    found = queries.weeks(TODAY)
    assert len(found) == 12
    assert [(week.number, week.statements, week.invoices) for week in found[-2:]] == [(46, 1, 0), (47, 1, 1)]


def test_weeks_begin_on_monday_twelve_weeks_back(file_of: FileOf) -> None:
    file_of(received_at=brussels(2026, 8, 30, 23, 59))
    file_of(received_at=brussels(2026, 8, 31, 0, 1))

    found = queries.weeks(TODAY)
    assert (found[0].start, found[0].total) == (date(2026, 8, 31), 1)
    assert sum(week.total for week in found) == 1


def test_files_today_end_at_midnight_in_brussels(file_of: FileOf) -> None:
    file_of(received_at=brussels(2026, 11, 20, 0, 5))
    file_of(received_at=brussels(2026, 11, 20, 8), document_model="sales_invoice")
    file_of(received_at=brussels(2026, 11, 19, 23, 55))

    assert queries.files_today() == (2, 1)


def test_last_import_is_the_day_the_statements_reach(
    journal: Journal, other_dossier: Dossier, state_of: StateOf
) -> None:
    state_of(journal, date(2026, 11, 18), 0, 100)
    state_of(journal, date(2026, 11, 17), 0, 0)

    assert queries.last_import(journal.dossier) == date(2026, 11, 18)
    assert queries.last_import(other_dossier) is None
