"""The panel beside the rows: why a line stands where it stands, its details, coding, entries and history."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.functional import Promise

from dossiers.models import Dossier
from financial.coding_labels import CodeWords, code_in_words
from financial.models import StatementLine
from financial.queries import history, line_panel
from financial.queries.line_panel import Entry, Habit
from financial.queries.statements import PageLine
from financial.statement_screen import ShownLine
from financial.wording_lines import CANDIDATE_WORDS, Why, reasons_of

_WITH = ("journal__dossier", "statement", "relation", "ledger_account", "cost_account", "set_by_user", "run__actor")


@dataclass(frozen=True, slots=True)
class ShownProposal:
    """An item the run pointed at, and the fact that did; `key` is the digit that takes it."""

    index: int
    key: int
    item: Any
    fact: str | Promise


@dataclass(frozen=True, slots=True)
class LinePanel:
    """Everything the panel shows of one line."""

    shown: ShownLine
    reasons: list[Why]
    proposals: list[ShownProposal]
    habits: list[Habit]
    entries: list[Entry]
    lines: list[StatementLine]
    words: CodeWords
    history: list[str]
    complete: bool = True

    @property
    def line(self) -> StatementLine:
        return self.shown.line

    @property
    def can_change(self) -> bool:
        return self.line.transferred_at is None and self.line.status != StatementLine.Status.INDIRECT


def line_or_404(dossier: Dossier, statement_pk: int, pk: int) -> StatementLine:
    """A line of this statement of this dossier."""
    lines = StatementLine.objects.select_related(*_WITH).prefetch_related(
        "allocations__open_item", "splits__ledger_account"
    )
    return get_object_or_404(lines, pk=pk, statement=statement_pk, journal__dossier=dossier)


def alone(line: StatementLine) -> PageLine:
    """The line as a row of the screen without the statement around it: it has no balance."""
    level = 1 if line.parent_id else 0
    return PageLine(line, Decimal(0), level, list(line.allocations.all()), list(line.splits.all()))


def first_panel_of(shown: ShownLine) -> LinePanel:
    """What the panel shows with the page: only what costs no query. The rest follows at once."""
    line, found = shown.line, reasons_of(shown.page_line)
    words = code_in_words(line.family, line.transaction, line.category)
    return LinePanel(shown, found, [], [], [], [], words, [], complete=False)


def panel_of(dossier: Dossier, shown: ShownLine) -> LinePanel:
    """What the panel shows of a row."""
    line = shown.line
    return LinePanel(
        shown=shown,
        reasons=reasons_of(shown.page_line),
        proposals=_proposals(line_panel.proposals_of(line, dossier)),
        habits=[] if shown.page_line.account else line_panel.habits_of(line),
        entries=line_panel.entries_of(line),
        lines=list(line_panel.lines_on(line)),
        words=code_in_words(line.family, line.transaction, line.category),
        history=history.history(line),
    )


def _proposals(found: Iterable[line_panel.Proposal]) -> list[ShownProposal]:
    return [
        ShownProposal(p.index, key, p.item, CANDIDATE_WORDS[p.why]() if p.why in CANDIDATE_WORDS else "")
        for key, p in enumerate(found, start=1)
    ]
