"""The statements of a dossier as work: what is left to do in each, per journal, and where a statement is missing."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import Lag

from dossiers.models import Dossier
from financial.models import Journal, Statement
from financial.queries.statements_page import PageLine, StatementPage, statement_page, unapplied_of

__all__ = [
    "Gap",
    "JournalWork",
    "PageLine",
    "State",
    "StatementPage",
    "Work",
    "gap_before",
    "gaps",
    "statement_page",
    "unapplied_of",
    "worklist",
]
CHRONOLOGICAL = ("new_balance_date", "year", "number", "addition")
_AFTER_THE_BOOKS = Q(journal__booked_until=None) | Q(lines__entry_date__gt=F("journal__booked_until"))


class State(StrEnum):
    """Where a statement stands. `SHOWN` came in a file with several and cannot be processed; `BOOKED` stands in the
    books already; `EMPTY` has no movements."""

    BLANK = "blank"
    READY = "ready"
    TRANSFERRED = "transferred"
    BOOKED = "booked"
    EMPTY = "empty"
    SHOWN = "shown"
    ARCHIVED = "archived"


OPEN_STATES = frozenset({State.BLANK, State.READY})
"""What stays to be done, oldest first."""


@dataclass(frozen=True, slots=True)
class Gap:
    """The statement begins with `found` where the one before it ended on `expected`: something between them lacks."""

    statement: Statement
    expected: Decimal
    found: Decimal


@dataclass(frozen=True, slots=True)
class Work:
    """One statement. The counts are of lines that the books do not have; `transferable`: nothing is blank, nothing
    lacks before it, and the older statements of the account are done."""

    statement: Statement
    state: State
    lines: int
    blank: int
    partly: int
    applied: int
    indirect: int
    review: int
    gap: Gap | None
    transferable: bool

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


@dataclass(frozen=True, slots=True)
class JournalWork:
    """The statements of one journal, newest first, and what is left in all of them."""

    journal: Journal
    statements: list[Work] = field(default_factory=list)

    @property
    def open(self) -> int:
        return sum(work.is_open for work in self.statements)

    @property
    def blank(self) -> int:
        return sum(work.blank for work in self.statements if work.is_open)

    @property
    def review(self) -> int:
        return sum(work.review for work in self.statements if work.is_open)

    @property
    def oldest(self) -> Work | None:
        """Where to begin: statements go one after the other."""
        return next((work for work in reversed(self.statements) if work.is_open), None)


def worklist(dossier: Dossier, *, everything: bool = False) -> list[JournalWork]:
    """The journals that receive CODA or have statements, with the statements that need somebody; or with all of them.

    Statements that a file with several brought are always shown, archived ones only with `everything`.
    """
    journals = Journal.objects.filter(Q(coda_enabled=True) | Q(statements__isnull=False), dossier=dossier).distinct()
    found = {journal.pk: JournalWork(journal) for journal in journals}
    jumps = {gap.statement.pk: gap for gap in gaps(found)}
    open_before: set[int] = set()
    for statement in _counted(dossier, everything=everything):
        journal = found[statement.journal_id]
        statement.journal = journal.journal
        work = _work(statement, jumps.get(statement.pk), older_done=statement.journal_id not in open_before)
        if work.is_open:
            open_before.add(statement.journal_id)
        if everything or work.is_open or work.state is State.SHOWN:
            journal.statements.insert(0, work)
    return list(found.values())


def _counted(dossier: Dossier, *, everything: bool) -> QuerySet[Statement, Any]:
    """The statements of the dossier with their counts, oldest first; unless all are asked for, those that the books
    do not cover."""

    def lines(**conditions: object) -> Count:
        return Count("lines", filter=_AFTER_THE_BOOKS & Q(**{f"lines__{name}": v for name, v in conditions.items()}))

    statements = Statement.objects.filter(journal__dossier=dossier)
    if not everything:
        young = Q(journal__booked_until=None) | Q(new_balance_date__gt=F("journal__booked_until"))
        statements = statements.filter(young | Q(processable=False))
    counted = statements.annotate(
        all_lines=Count("lines"),
        young=lines(),
        blank=lines(status=""),
        partly=lines(status="partly"),
        applied=lines(status="applied"),
        indirect=lines(status="indirect"),
        to_review=lines(review=True, transferred_at=None),
        transferred=Count("lines", filter=Q(lines__transferred_at__isnull=False)),
    )
    return counted.order_by("journal__code", "journal", *CHRONOLOGICAL)


def _previous() -> Window:
    """The new balance of the statement before; those that were archived still count, the money moved."""
    return Window(Lag("new_balance"), partition_by=[F("journal")], order_by=[F(name) for name in CHRONOLOGICAL])


def _work(statement: Any, gap: Gap | None, *, older_done: bool) -> Work:
    state = _state(statement)
    return Work(
        statement=statement,
        state=state,
        lines=statement.young,
        blank=statement.blank,
        partly=statement.partly,
        applied=statement.applied,
        indirect=statement.indirect,
        review=statement.to_review,
        gap=gap,
        transferable=state is State.READY and gap is None and older_done,
    )


def _state(statement: Any) -> State:
    if statement.archived_at:
        return State.ARCHIVED
    if not statement.processable:
        return State.SHOWN
    if statement.transferred:
        return State.TRANSFERRED
    if not statement.young:
        return State.BOOKED if statement.all_lines else State.EMPTY
    return State.BLANK if statement.blank else State.READY


def gaps(journals: Iterable[Journal | int]) -> list[Gap]:
    """Where the balance jumps between two statements of a journal, oldest first. Numbers say nothing about it: some
    banks count by calendar day."""
    statements = Statement.objects.filter(journal__in=journals).select_related("journal").annotate(previous=_previous())
    jumped = statements.exclude(previous=None).exclude(previous=F("old_balance"))
    found = jumped.order_by("journal", *CHRONOLOGICAL)
    return [Gap(statement, expected=statement.previous, found=statement.old_balance) for statement in found]


def gap_before(statement: Statement) -> Gap | None:
    """The jump between the statement before this one and this one."""
    return next((gap for gap in gaps([statement.journal]) if gap.statement.pk == statement.pk), None)
