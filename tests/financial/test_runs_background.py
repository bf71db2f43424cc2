"""Long runs in the background: started once, counting on, ending with a result or a fault; and runs at once."""

import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django_tenants.utils import tenant_context

from dossiers.models import Dossier, Relation
from financial import tasks
from financial.models import Allocation, Journal, OpenItem, ProcessingRun
from financial.processing import background, process, runs, start
from offices.models import Office, User
from tests.financial.paying import DAY, OGM, default_rule, paid
from tests.lasting import apart, together


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, int]]:
    """What was handed to the queue; every run with a blank line is long."""
    found: list[dict[str, int]] = []
    monkeypatch.setattr(background, "LONG_RUN", 0)
    monkeypatch.setattr(tasks.process_statement, "delay", lambda **arguments: found.append(arguments))
    return found


def _start(journal: Journal, office: Office, *, default_posting: bool = False) -> ProcessingRun:
    return start(dossier=journal.dossier, statement=None, actor=None, office=office, default_posting=default_posting)


def test_short_run_is_done_at_once(journal: Journal, office: Office, accountant: User) -> None:
    paid(journal, "5.00", text="?")

    run = start(dossier=journal.dossier, statement=None, actor=accountant, office=office)

    assert (run.lines, run.actor) == (1, accountant)
    assert run.finished_at is not None


def test_long_run_is_handed_over_once(
    journal: Journal, office: Office, sent: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    paid(journal, "5.00", text="?")

    with django_capture_on_commit_callbacks(execute=True):
        first, second = _start(journal, office), _start(journal, office)

    assert first == second
    assert first.finished_at is None
    assert sent == [{"office_id": office.pk, "run_pk": first.pk}]


def test_task_works_the_run_off_once(journal: Journal, office: Office, dossier: Dossier, sent: list[Any]) -> None:
    default_rule(dossier)
    paid(journal, "5.00", text="?")
    run = _start(journal, office, default_posting=True)

    for _ in range(2):
        tasks.process_statement(office_id=office.pk, run_pk=run.pk)

    run.refresh_from_db()
    assert (run.lines, run.done, run.placed, run.fault) == (1, 1, 1, "")
    assert run.finished_at is not None
    assert ProcessingRun.objects.count() == 1


def test_run_that_cannot_go_on_says_why(journal: Journal, office: Office, sent: list[Any]) -> None:
    paid(journal, "5.00", text="?")
    run = _start(journal, office, default_posting=True)

    tasks.process_statement(office_id=office.pk, run_pk=run.pk)

    run.refresh_from_db()
    assert (run.fault, run.placed) == ("no_default_rule", 0)
    assert run.finished_at is not None


def test_run_that_breaks_is_not_left_waiting(
    journal: Journal, office: Office, sent: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    paid(journal, "5.00", text="?")
    run = _start(journal, office)

    def breaks(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(background, "carry_out", breaks)
    with pytest.raises(ZeroDivisionError):
        tasks.process_statement(office_id=office.pk, run_pk=run.pk)

    run.refresh_from_db()
    assert run.fault == "failed"
    assert run.finished_at is not None


def _in(office: Office, work: Callable[[], Any]) -> Callable[[], Any]:
    def inside() -> Any:
        with tenant_context(office):
            return work()

    return inside


def _dossier_to_process() -> Journal:
    """A dossier with one invoice of 121 and two payments of it."""
    dossier = Dossier.objects.create(code="WIEL", name="Fietsatelier Wielewaal BV")
    journal = Journal.objects.create(
        dossier=dossier, code="F01", name="KBC", iban="BE07735041882766", coda_enabled=True
    )
    relation = Relation.objects.create(dossier=dossier, kind="customer", number="400100", name="Stad Zeewinkel")
    OpenItem.objects.create(relation=relation, document="VF1", ogm=OGM, open=Decimal(121), date=DAY)
    for number in (1, 2):
        paid(journal, "121.00", number=number, ogm=OGM)
    return journal


def test_two_runs_at_once_settle_an_invoice_once(lasting_office: Office) -> None:
    journal = apart(_in(lasting_office, _dossier_to_process))
    statements = apart(_in(lasting_office, lambda: list(journal.statements.order_by("number"))))
    at_once = threading.Barrier(2, timeout=10)

    def work(number: int) -> int:
        at_once.wait()
        return process(dossier=journal.dossier, statement=statements[number]).lines

    looked_at = together(_in(lasting_office, lambda: work(0)), _in(lasting_office, lambda: work(1)))

    assert looked_at == [1, 1]
    assert apart(_in(lasting_office, lambda: [a.amount for a in Allocation.objects.all()])) == [Decimal(121)]


def test_same_run_twice_at_once_places_once(lasting_office: Office) -> None:
    journal = apart(_in(lasting_office, _dossier_to_process))
    run = apart(_in(lasting_office, lambda: ProcessingRun.objects.create(dossier=journal.dossier)))
    work = _in(lasting_office, lambda: background.work_off(run_pk=run.pk))

    together(work, work)

    def outcome() -> tuple[int, int, str]:
        kept = ProcessingRun.objects.get()
        return kept.lines, Allocation.objects.count(), kept.fault

    assert apart(_in(lasting_office, outcome)) == (2, 1, "")


def test_others_see_how_far_a_run_is(lasting_office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = apart(_in(lasting_office, _dossier_to_process))
    run = apart(_in(lasting_office, lambda: ProcessingRun.objects.create(dossier=journal.dossier)))
    seen: list[tuple[int, bool]] = []

    def look() -> None:
        kept = ProcessingRun.objects.get()
        seen.append((kept.done, kept.finished_at is None))

    original = runs.carry_out

    def watched(run: ProcessingRun, *, progress: Callable[[int], None]) -> bool:
        def told(done: int) -> None:
            progress(done)
            apart(_in(lasting_office, look))

        return original(run, progress=told)

    monkeypatch.setattr(background, "carry_out", watched)
    apart(_in(lasting_office, lambda: background.work_off(run_pk=run.pk)))

    assert seen == [(2, True)]
