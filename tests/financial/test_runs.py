"""Runs: per statement, looked at beforehand, kept, and undone as a whole."""

from decimal import Decimal
from typing import Any

import pytest

from dossiers.models import Dossier, Relation
from financial.errors import ProcessingError
from financial.models import Allocation, Journal, LineChange, OpenItem, ProcessingRun, Statement, StatementLine
from financial.processing import Undone, preview, process, process_new_lines, undo_run
from offices.models import User
from tests.financial.imports import bring, build
from tests.financial.paying import DAY, OGM, fresh, ledger, paid, rule


@pytest.fixture
def invoice(dossier: Dossier) -> OpenItem:
    relation = Relation.objects.create(dossier=dossier, kind="customer", number="400100", name="Stad Zeewinkel")
    return OpenItem.objects.create(relation=relation, document="VF1", ogm=OGM, open=Decimal(121), date=DAY)


def _rows() -> list[Any]:
    return [list(model.objects.order_by("pk").values()) for model in (StatementLine, Allocation, ProcessingRun)]


def _code(work: Any, **arguments: Any) -> str:
    with pytest.raises(ProcessingError) as error:
        work(**arguments)
    return error.value.code


def test_run_says_what_it_did(journal: Journal, invoice: OpenItem, accountant: User) -> None:
    paid(journal, "121.00", ogm=OGM)
    paid(journal, "5.00", number=2, text="?")

    run = process(dossier=journal.dossier, actor=accountant)

    kept = ProcessingRun.objects.get()
    assert (kept.lines, kept.done, kept.placed, kept.actor, kept.statement) == (2, 2, 1, accountant, None)
    assert kept.finished_at is not None
    assert [line.amount for line in kept.placed_lines.all()] == [Decimal(121)]
    assert run == kept


def test_run_of_one_statement_leaves_the_others(journal: Journal, invoice: OpenItem) -> None:
    first, second = paid(journal, "60.00", ogm=OGM), paid(journal, "61.00", number=2, ogm=OGM)

    run = process(dossier=journal.dossier, statement=second.statement)

    assert (fresh(first).status, fresh(second).status) == ("", "applied")
    assert (run.lines, run.statement) == (1, second.statement)


def test_statement_of_a_journal_that_was_unticked_can_be_processed(journal: Journal, invoice: OpenItem) -> None:
    line = paid(journal, "121.00", ogm=OGM)
    Journal.objects.update(coda_enabled=False)

    assert process(dossier=journal.dossier).lines == 0
    assert process(dossier=journal.dossier, statement=line.statement).placed == 1


@pytest.mark.parametrize(
    ("fields", "code"),
    [({"processable": False}, "several_sets"), ({"archived_at": "2026-11-03T09:00Z"}, "archived")],
)
def test_statement_that_is_only_shown_is_not_processed(journal: Journal, fields: dict[str, Any], code: str) -> None:
    line = paid(journal, "121.00")
    Statement.objects.update(**fields)
    statement = Statement.objects.get()

    assert _code(process, dossier=journal.dossier, statement=statement) == code
    assert _code(preview, dossier=journal.dossier, statement=statement, default_posting=False) == code
    assert process_new_lines() == 0
    assert fresh(line).processed_at is None


def test_preview_says_what_a_run_would_do_and_writes_nothing(journal: Journal, invoice: OpenItem) -> None:
    matched, left = paid(journal, "121.00", ogm=OGM), paid(journal, "5.00", number=2, text="?")
    before = _rows()

    found = preview(dossier=journal.dossier, statement=None, default_posting=False)

    assert _rows() == before
    assert [(line, result.status) for line, result in found.lines] == [(matched, "applied"), (left, "")]
    assert (found.placed, dict(found.statuses)) == (1, {"applied": 1, "": 1})
    assert (dict(found.steps), dict(found.confidences)) == ({"ogm": 1}, {"certain": 1})


def test_hourly_job_keeps_a_run_only_when_it_looked_at_something(journal: Journal) -> None:
    paid(journal, "5.00", text="?")

    assert (process_new_lines(), process_new_lines()) == (1, 0)
    assert ProcessingRun.objects.count() == 1


def test_undone_run_leaves_blank_lines_and_free_items(journal: Journal, invoice: OpenItem, accountant: User) -> None:
    line = paid(journal, "121.00", ogm=OGM)
    run = process(dossier=journal.dossier)

    assert undo_run(run=run, actor=accountant) == Undone(lines=1, left=0)

    lower_half = StatementLine.objects.values_list("status", "relation", "applied", "evidence", "description")
    assert list(lower_half.get()) == ["", None, 0, [], ""]
    line = fresh(line)
    assert (line.set_by, line.set_by_user, line.run, line.version) == ("hand", accountant, None, 3)
    assert not Allocation.objects.exists()
    assert run.undone_at is not None


def test_undone_run_stands_in_the_history_of_its_lines(journal: Journal, invoice: OpenItem, accountant: User) -> None:
    paid(journal, "121.00", ogm=OGM)
    run = process(dossier=journal.dossier)
    undo_run(run=run, actor=accountant)

    change = LineChange.objects.get()
    assert (change.action, change.actor, change.run) == ("run_undone", accountant, run)
    assert (change.before["status"], change.before["account"], change.after["status"]) == ("applied", "400100", "")
    assert change.before["allocations"] == [{"document": "VF1", "amount": "121.000", "discount": "0.000"}]


def test_hourly_job_leaves_alone_what_a_person_emptied(journal: Journal, invoice: OpenItem, accountant: User) -> None:
    line = paid(journal, "121.00", ogm=OGM)
    undo_run(run=process(dossier=journal.dossier), actor=accountant)
    paid(journal, "5.00", number=2, text="?")

    assert process_new_lines() == 1
    assert fresh(line).status == ""


def test_hourly_job_passes_over_the_whole_movement(journal: Journal, dossier: Dossier) -> None:
    """A person emptied one detail: neither its total nor the other detail is placed behind that person's back."""
    for transaction in ("07", "05"):
        rule(dossier, transaction=transaction, level="detail").save()
    source = build().movement("-3.00", type=1, family="01", transaction="07")
    for amount in ("-1.00", "-2.00"):
        source = source.detail(amount, type=5, family="01", transaction="05")
    bring(journal, source.movement("-9.00", family="01", transaction="05").statement())
    StatementLine.objects.filter(amount=-1).update(set_by="hand")

    assert process_new_lines() == 1

    placed = StatementLine.objects.exclude(status="").values_list("amount", flat=True)
    assert list(placed) == [Decimal(-9)]
    assert process_new_lines() == 0


def test_person_may_process_again_what_was_emptied(journal: Journal, invoice: OpenItem, accountant: User) -> None:
    line = paid(journal, "121.00", ogm=OGM)
    undo_run(run=process(dossier=journal.dossier), actor=accountant)

    run = process(dossier=journal.dossier, actor=accountant)

    assert (fresh(line).status, fresh(line).set_by, fresh(line).version) == ("applied", "system", 4)
    again = LineChange.objects.latest("pk")
    assert (again.action, again.run, again.after["status"]) == ("run", run, "applied")


def test_line_that_was_changed_since_stays(journal: Journal, invoice: OpenItem) -> None:
    matched, other = paid(journal, "121.00", ogm=OGM), paid(journal, "5.00", number=2, text="?")
    rule(journal.dossier, text="?").save()
    run = process(dossier=journal.dossier)
    LineChange.objects.create(line=matched, action="description")

    assert undo_run(run=run, actor=None) == Undone(lines=1, left=1)
    assert (fresh(matched).status, fresh(other).status) == ("applied", "")
    assert Allocation.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [{"set_by": "hand"}, {"transferred_at": "2026-11-03T09:00Z"}, {"confirmed_at": "2026-11-03T09:00Z"}],
    ids=["hand", "transferred", "confirmed"],
)
def test_line_that_a_person_answers_for_stays(journal: Journal, invoice: OpenItem, change: dict[str, Any]) -> None:
    paid(journal, "121.00", ogm=OGM)
    run = process(dossier=journal.dossier)
    StatementLine.objects.update(**change)

    assert undo_run(run=run, actor=None) == Undone(lines=0, left=1)


def test_run_is_undone_once(journal: Journal, invoice: OpenItem) -> None:
    paid(journal, "121.00", ogm=OGM)
    run = process(dossier=journal.dossier)
    undo_run(run=run, actor=None)

    assert _code(undo_run, run=run, actor=None) == "run_undone"


def test_run_that_goes_on_cannot_be_undone(journal: Journal) -> None:
    assert _code(undo_run, run=ProcessingRun.objects.create(dossier=journal.dossier), actor=None) == "run_busy"


def test_placed_line_is_not_touched_by_a_second_run(journal: Journal, dossier: Dossier) -> None:
    saved = rule(dossier, "657000")
    saved.save()
    line = paid(journal, "5.00", text="?")
    process(dossier=dossier)
    saved.ledger_account = ledger(dossier, "610000")
    saved.save()
    before = StatementLine.objects.values().get()

    assert process(dossier=dossier).lines == 0
    assert StatementLine.objects.values().get() == before
    assert fresh(line).version == 2
