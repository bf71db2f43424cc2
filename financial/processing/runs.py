"""Runs of *CODA-afschriftregels verwerken*: looked at beforehand, carried out, and undone."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from dossiers.models import Dossier
from financial import matching
from financial.errors import ProcessingError
from financial.locking import lock
from financial.matching.engine import collector_paused
from financial.models import Allocation, LineChange, ProcessingRun, Statement, StatementLine
from financial.processing.reading import Input, blank_lines, read
from financial.processing.storing import Storage
from financial.snapshots import BLANK, EMPTIED, SNAPSHOT_ACCOUNTS, SNAPSHOT_ROWS, snapshot
from offices.models import User


@dataclass(frozen=True, slots=True)
class Preview:
    """What a run would do to each blank line; counts of statuses, steps and confidences of what it would place."""

    lines: list[tuple[StatementLine, matching.Result]]
    statuses: Counter[str] = field(default_factory=Counter)
    steps: Counter[str] = field(default_factory=Counter)
    confidences: Counter[str] = field(default_factory=Counter)

    @property
    def placed(self) -> int:
        return sum(count for status, count in self.statuses.items() if status)


@dataclass(frozen=True, slots=True)
class Undone:
    """Lines set back to blank, and those left because something changed or transferred them since."""

    lines: int
    left: int


def preview(*, dossier: Dossier, statement: Statement | None, default_posting: bool) -> Preview:
    """What `process` would do now; writes nothing. Raises `ProcessingError` as `process` does."""
    check(statement)
    found = read(dossier=dossier, statement=statement, default_posting=default_posting)
    decided, matcher = found.results()
    _check_default(found, matcher)
    placed = [result for _, result in decided if result.status]
    lines = StatementLine.objects.select_related("journal", "statement").in_bulk([row.pk for row, _ in decided])
    return Preview(
        [(lines[row.pk], result) for row, result in decided],
        statuses=Counter(result.status for _, result in decided),
        steps=Counter(result.step for result in placed if result.step),
        confidences=Counter(result.confidence for result in placed if result.confidence),
    )


@transaction.atomic
def process(
    *, dossier: Dossier, statement: Statement | None = None, actor: User | None = None, default_posting: bool = False
) -> ProcessingRun:
    """Places the blank lines of a statement, or of every journal that receives CODA. Placed lines stay as they are.

    Raises `ProcessingError` (`no_default_rule`, `several_sets`, `archived`); nothing is changed then.
    """
    check(statement)
    run = ProcessingRun(dossier=dossier, statement=statement, actor=actor, default_posting=default_posting)
    carry_out(run)
    return run


def process_new_lines() -> int:
    """The hourly job: places lines that no run has seen yet, in every dossier of the office. Returns how many it was.

    Lines that a person set back to blank are left to that person.
    """
    unseen = blank_lines().filter(processed_at=None)
    dossiers = Dossier.objects.filter(pk__in=unseen.values("journal__dossier"))
    return sum(carry_out(ProcessingRun(dossier=dossier), by_hand=False) for dossier in dossiers)


@collector_paused()
@transaction.atomic
def carry_out(run: ProcessingRun, *, by_hand: bool = True, progress: Callable[[int], None] | None = None) -> bool:
    """Does the work of a run and saves it. False when it was done before, or nobody asked and there was nothing to do.

    The dossier is locked: two runs at once would both use the same open item.
    """
    lock(run.dossier)
    if run.pk and ProcessingRun.objects.filter(pk=run.pk).exclude(finished_at=None).exists():
        return False
    found = read(dossier=run.dossier, statement=run.statement, default_posting=run.default_posting, by_hand=by_hand)
    decided, matcher = found.results()
    _check_default(found, matcher)
    if not decided and not by_hand:
        return False
    if run.pk is None:
        run.save()  # a waiting run is not touched before the end: its progress is written on another connection
    Storage(found, matcher, run).store(decided, progress or (lambda done: None))
    run.lines = run.done = len(decided)
    run.placed = sum(result.status != "" for _, result in decided)
    run.finished_at = timezone.now()
    run.save()
    return True


@transaction.atomic
def undo_run(*, run: ProcessingRun, actor: User | None) -> Undone:
    """Sets the lines a run placed back to blank; those that were changed or transferred since stay as they are.

    The hourly job leaves them blank, as what a person emptied. Raises `ProcessingError` (`run_undone`, `run_busy`).
    """
    lock(run.dossier)
    run.refresh_from_db()
    if run.undone_at or not run.finished_at:
        raise ProcessingError("run_undone" if run.undone_at else "run_busy")
    placed = StatementLine.objects.filter(run=run).exclude(status="")
    later = LineChange.objects.filter(line=OuterRef("pk"), at__gt=OuterRef("processed_at"))
    system = StatementLine.SetBy.SYSTEM
    untouched = placed.filter(set_by=system, transferred_at=None, confirmed_at=None).exclude(Exists(later))
    lines = untouched.select_related(*SNAPSHOT_ACCOUNTS).prefetch_related(*SNAPSHOT_ROWS).order_by("pk")
    count = placed.count()
    LineChange.objects.bulk_create(
        LineChange(line=line, actor=actor, run=run, action="run_undone", before=snapshot(line), after=BLANK)
        for line in lines
    )
    pks = [line.pk for line in lines]
    Allocation.objects.filter(line__in=pks).delete()
    StatementLine.objects.filter(pk__in=pks).update(**EMPTIED, set_by_user=actor, version=F("version") + 1)
    run.undone_at = timezone.now()
    run.save(update_fields=("undone_at",))
    return Undone(lines=len(pks), left=count - len(pks))


def check(statement: Statement | None) -> None:
    """Raises `ProcessingError` for a statement that can only be read."""
    if statement is not None and statement.archived_at:
        raise ProcessingError("archived")
    if statement is not None and not statement.processable:
        raise ProcessingError("several_sets")


def _check_default(found: Input, matcher: matching.Matcher) -> None:
    if found.case.settings.default_posting and matcher.default_rule is None:
        raise ProcessingError("no_default_rule")
