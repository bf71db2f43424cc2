"""One statement as the processing screen shows it: lines in the bank's order, balances, and what is left to do."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch

from dossiers.models import LedgerAccount, Relation
from financial.matching.engine import collector_paused
from financial.models import Allocation, ProcessingRun, SplitPosting, Statement, StatementLine, StatementPart

_PLACED = frozenset({StatementLine.Status.PARTLY, StatementLine.Status.APPLIED})
_ROWS = (
    Prefetch("allocations", Allocation.objects.select_related("open_item")),
    Prefetch("splits", SplitPosting.objects.select_related("ledger_account")),
)
_ACCOUNTS = ("relation", "ledger_account", "cost_account", "set_by_user", "run")


@dataclass(frozen=True, slots=True)
class PageLine:
    """One line. `balance` is the Saldo: the old balance and all global lines up to and with this one. `level` is 0 for
    a global line, 1 for its details, and so on. `unapplied` is what is not placed yet (Niet-vereffend)."""

    line: StatementLine
    balance: Decimal
    level: int
    allocations: list[Allocation]
    splits: list[SplitPosting]

    @property
    def account(self) -> Relation | LedgerAccount | None:
        """Who or what the line is placed on."""
        return self.line.relation or self.line.ledger_account

    @property
    def placed(self) -> Decimal:
        """Bedrag: the amount given to the account; 0 while there is none, and on an indirect line."""
        return self.line.amount if self.line.status in _PLACED else Decimal(0)

    @property
    def unapplied(self) -> Decimal:
        return _unapplied(self.line)

    @property
    def discount(self) -> Decimal:
        """Korting contant taken, a positive magnitude."""
        return sum((a.discount for a in self.allocations if not a.open_item.credit_restriction), Decimal(0))

    @property
    def credit_restriction(self) -> Decimal:
        """Bedrag kredietbeperking: the surcharge given back, a positive magnitude."""
        return sum((a.discount for a in self.allocations if a.open_item.credit_restriction), Decimal(0))

    @property
    def closed(self) -> Decimal:
        """Vereffend bedrag: what is closed with the account. A surcharge that was given back is closed as well."""
        given_back = self.credit_restriction
        return self.line.applied + (given_back if self.line.amount > 0 else -given_back)


@dataclass(frozen=True, slots=True)
class StatementPage:
    """A statement with its lines. `unapplied` and `total` are the footer's Niet-vereffend bedrag and Totaalsaldo;
    `last_run` is the newest run that touched it and was not undone."""

    statement: Statement
    lines: list[PageLine]
    unapplied: Decimal
    total: Decimal
    statuses: Counter[str]
    confidences: Counter[str]
    review: int
    transferred: int
    last_run: ProcessingRun | None

    @property
    def blank(self) -> int:
        return self.statuses[StatementLine.Status.BLANK]


@collector_paused()
def statement_page(statement: Statement) -> StatementPage:
    """The whole statement, in a handful of queries however many lines it has."""
    lines = _lines_in_order(statement)
    balances = _balances(statement, lines)
    levels = _levels(lines)
    newest = max((line.run for line in lines if line.run), key=lambda run: run.pk, default=None)
    return StatementPage(
        statement=statement,
        lines=[
            PageLine(line, balances[line.pk], levels[line.pk], list(line.allocations.all()), list(line.splits.all()))
            for line in lines
        ],
        unapplied=unapplied_of(lines),
        total=statement.new_balance,
        statuses=Counter(line.status for line in lines),
        confidences=Counter(line.confidence for line in lines if line.confidence),
        review=sum(line.review for line in lines),
        transferred=sum(line.transferred_at is not None for line in lines),
        last_run=newest,
    )


def _lines_in_order(statement: Statement) -> list[StatementLine]:
    found = list(statement.lines.select_related(*_ACCOUNTS).prefetch_related(*_ROWS))
    several = len({line.part for line in found}) > 1
    parts = _in_order(list(statement.parts.all()), statement.old_balance) if several else []
    place = {part.part: n for n, part in enumerate(parts)}
    for line in found:  # one object for all of them, not one each
        line.statement, line.journal = statement, statement.journal
    return sorted(found, key=lambda line: (place.get(line.part, line.part), line.sequence, line.detail))


def _in_order(parts: list[StatementPart], balance: Decimal) -> list[StatementPart]:
    """Each part after the one whose new balance it continues from: a late part may belong in front."""
    found: list[StatementPart] = []
    while parts:
        following = next((part for part in parts if part.old_balance == balance), parts[0])
        parts.remove(following)
        found.append(following)
        balance = following.new_balance
    return found


def _balances(statement: Statement, lines: list[StatementLine]) -> dict[int, Decimal]:
    balance, found = statement.old_balance, {}
    for line in lines:
        if line.balance_part:
            balance += line.amount
        found[line.pk] = balance
    return found


def _levels(lines: list[StatementLine]) -> dict[int, int]:
    """A parent stands before its details."""
    found: dict[int | None, int] = {None: -1}
    for line in lines:
        found[line.pk] = found.get(line.parent_id, -1) + 1
    return found  # type: ignore[return-value] # None stays among the keys, and nobody asks for it


def unapplied_of(lines: list[StatementLine]) -> Decimal:
    """Niet-vereffend bedrag over the lines of a statement: details count instead of their total once one is placed."""
    details: dict[int, list[StatementLine]] = {}
    roots: list[StatementLine] = []
    for line in lines:
        if line.parent_id is None:
            roots.append(line)
        else:
            details.setdefault(line.parent_id, []).append(line)
    return sum((_unapplied_below(line, details) for line in roots), Decimal(0))


def _unapplied_below(line: StatementLine, details: dict[int, list[StatementLine]]) -> Decimal:
    below = details.get(line.pk, [])
    if any(_is_placed(detail, details) for detail in below):
        return sum((_unapplied_below(detail, details) for detail in below), Decimal(0))
    return _unapplied(line)


def _is_placed(line: StatementLine, details: dict[int, list[StatementLine]]) -> bool:
    return line.status in _PLACED or any(_is_placed(detail, details) for detail in details.get(line.pk, []))


def _unapplied(line: StatementLine) -> Decimal:
    """Costs that a card company kept are closed with the customer too. An indirect line has nothing of its own."""
    if line.status == StatementLine.Status.INDIRECT:
        return Decimal(0)
    return line.amount + line.costs - line.applied
