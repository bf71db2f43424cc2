"""What the office decides about statements: numbers of another year, additions after a transfer, files with several."""

from datetime import date
from typing import Any

import pytest

from financial import office_settings
from financial.importing import import_statement
from financial.models import Journal, Statement, StatementLine, StatementPart
from offices.models import AuditEvent, Office, User
from tests.financial.imports import balances, bring, refusal, simple

LAST_YEAR = date(2025, 11, 3)


@pytest.fixture
def overwriting(office: Office) -> None:
    office_settings.change(actor=None, office=office, overwrite_other_year=True)


def _archived() -> list[tuple[int, bool]]:
    found = Statement.objects.order_by("year")
    return [(statement.year, statement.archived_at is not None) for statement in found]


def test_other_year_is_kept_by_default(journal: Journal) -> None:
    bring(journal, simple(1, day=LAST_YEAR), simple(1))

    assert _archived() == [(2025, False), (2026, False)]


@pytest.mark.usefixtures("overwriting")
def test_never_processed_statement_of_another_year_goes_to_the_archive(journal: Journal) -> None:
    bring(journal, simple(1, day=LAST_YEAR), simple(2, day=LAST_YEAR), simple(1))

    found = Statement.objects.order_by("year", "number")
    assert [(str(s), s.archived_at is not None) for s in found] == [("001", True), ("002", False), ("001", False)]
    assert StatementLine.objects.count() == 3


@pytest.mark.usefixtures("overwriting")
def test_processed_statement_of_another_year_stays(journal: Journal) -> None:
    bring(journal, simple(1, day=LAST_YEAR))
    StatementLine.objects.update(status="partly")
    bring(journal, simple(1))

    assert _archived() == [(2025, False), (2026, False)]


@pytest.mark.usefixtures("overwriting")
def test_older_statement_that_comes_late_replaces_nothing(journal: Journal) -> None:
    bring(journal, simple(1), simple(1, day=LAST_YEAR))

    assert _archived() == [(2025, False), (2026, False)]


@pytest.mark.usefixtures("overwriting")
def test_statement_in_the_archive_is_still_recognised(journal: Journal) -> None:
    bring(journal, simple(1, day=LAST_YEAR), simple(1))

    assert bring(journal, simple(1, day=LAST_YEAR)) == [(0, True)]


def _transfer() -> None:
    StatementLine.objects.update(status="partly", transferred_at="2026-11-03T09:00Z")


def _second(**fields: Any) -> Any:
    return simple(2, paper_number=3, day=date(2026, 11, 5), amount="-21.00", **{"old": "221.00"} | fields)


def test_addition_after_a_transfer_stands_beside_the_statement(journal: Journal) -> None:
    bring(journal, simple(paper_number=3))
    _transfer()

    assert bring(journal, _second()) == [(1, False)]

    found = Statement.objects.order_by("addition")
    shown = [(str(s), str(s.old_balance), str(s.new_balance)) for s in found]
    assert shown == [("003", "100.000", "221.000"), ("003-2", "221.000", "200.000")]
    assert [str(line) for line in found[1].lines.all()] == ["003-2/1"]


def test_additions_count_on(journal: Journal) -> None:
    bring(journal, simple(paper_number=3))
    _transfer()
    bring(journal, _second())
    _transfer()
    bring(journal, simple(3, paper_number=3, day=date(2026, 11, 6), old="200.00"))

    assert sorted(str(statement) for statement in Statement.objects.all()) == ["003", "003-2", "003-3"]


def test_addition_that_was_not_transferred_grows(journal: Journal) -> None:
    bring(journal, simple(paper_number=3))
    _transfer()
    bring(journal, _second(), simple(3, paper_number=3, day=date(2026, 11, 6), old="200.00", amount="5.00"))

    assert sorted(balances()) == [("003", "100.000", "221.000"), ("003-2", "221.000", "205.000")]


def test_addition_must_continue(journal: Journal) -> None:
    bring(journal, simple(paper_number=3))
    _transfer()

    found = refusal(journal, _second(old="999.00"))

    assert found == ("balance_gap", {"number": "003", "found": "999.000", "expected": "221.000"})
    assert Statement.objects.count() == StatementPart.objects.count() == 1


def test_every_part_is_recognised_after_a_transfer(journal: Journal) -> None:
    bring(journal, simple(paper_number=3))
    _transfer()
    bring(journal, _second())

    again = [simple(paper_number=3), _second(), simple(paper_number=3, text="In other words"), _second(text="Too")]
    assert bring(journal, *again) == [(0, True)] * 4


def _bring_sets(journal: Journal) -> list[bool]:
    for source in (simple(1), simple(2, day=date(2026, 11, 3), old="221.00")):
        import_statement(journal=journal, source=source, processable=False)
    return list(Statement.objects.order_by("number").values_list("processable", flat=True))


def test_sets_of_one_file_are_only_shown(journal: Journal) -> None:
    assert _bring_sets(journal) == [False, False]


def test_office_may_have_files_split(journal: Journal, office: Office) -> None:
    office_settings.change(actor=None, office=office, split_sets=True)

    assert _bring_sets(journal) == [True, True]


def test_splitting_frees_the_sets_that_came_before(journal: Journal, office: Office) -> None:
    _bring_sets(journal)

    office_settings.change(actor=None, office=office, split_sets=True)

    assert not Statement.objects.filter(processable=False).exists()


def test_choices_are_kept_and_stand_in_the_audit_trail(office: Office, accountant: User) -> None:
    office_settings.change(actor=accountant, office=office, split_sets=True, propose_on_amount=True)
    office_settings.change(actor=accountant, office=office, split_sets=True, propose_on_amount=False)

    kept = office_settings.get()
    assert (kept.split_sets, kept.propose_on_amount, kept.overwrite_other_year) == (True, False, False)
    actions = list(AuditEvent.objects.filter(actor=accountant).order_by("pk").values_list("action", flat=True))
    assert actions == [
        "processing.propose_on_amount.on",
        "processing.split_sets.on",
        "processing.propose_on_amount.off",
    ]
