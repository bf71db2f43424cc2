"""What must hold before a statement goes to the journal. Everything is said at once, before anything is written."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet

from financial.errors import ProcessingError, Reason
from financial.models import Statement, StatementLine, Transfer
from financial.placing.accounts import Account, obstacle_of
from financial.placing.family import PLACED
from financial.processing.reading import NOT_BOOKED
from financial.processing.runs import check as check_processable
from financial.queries.statements import gap_before

Status = StatementLine.Status
_ACCOUNTS = ("journal__dossier", "statement", "relation", "ledger_account", "cost_account")
_ROWS = ("allocations__open_item__relation", "splits__ledger_account")


def lines_to_transfer(statement: Statement) -> list[StatementLine]:
    """The lines of a statement that neither the books nor a transfer have, in the bank's order."""
    lines = statement.lines.filter(NOT_BOOKED, transferred_at=None).select_related(*_ACCOUNTS).prefetch_related(*_ROWS)
    return list(lines.order_by("part", "sequence", "detail"))


def to_confirm(lines: Iterable[StatementLine]) -> list[StatementLine]:
    """Placed lines that somebody should look at still."""
    return [line for line in lines if line.review and line.confirmed_at is None and line.status in PLACED]


def reasons_against(statement: Statement, lines: list[StatementLine]) -> list[Reason]:
    """Everything that stands in the way of transferring these lines; empty when nothing does."""
    try:
        check_processable(statement)
    except ProcessingError as error:
        return [Reason(error.code, error.params)]
    if not lines:
        return [Reason("nothing_to_transfer")]
    return [*_order(statement), *_blank(lines), *_unusable(lines), *_closed(lines), *_sum(lines)]


def later_transferred(statement: Statement) -> Statement | None:
    """A younger statement of the account that stands in the journal."""
    stands = Transfer.objects.filter(statement=OuterRef("pk"), undone_at=None)
    younger = statement.journal.statements.filter(new_balance_date__gte=statement.new_balance_date)
    return next((found for found in younger.filter(Exists(stands)) if _place(found) > _place(statement)), None)


def _order(statement: Statement) -> Iterator[Reason]:
    """Statements go one after the other, and none may lack."""
    older = (found for found in _open_until(statement) if _place(found) < _place(statement))
    if (first := min(older, key=_place, default=None)) is not None:
        yield Reason("older_statement", {"statement": str(first), "date": first.new_balance_date})
    if not _booked_before(statement) and (gap := gap_before(statement)) is not None:
        yield Reason("gap", {"expected": gap.expected, "found": gap.found})


def _booked_before(statement: Statement) -> bool:
    """The books have everything up to where this statement begins: what never came was booked from paper."""
    begin, booked_until = statement.old_balance_date, statement.journal.booked_until
    return begin is not None and booked_until is not None and booked_until >= begin


def _open_until(statement: Statement) -> QuerySet[Statement]:
    """Statements of the account up to this one's date with lines that are still to be transferred."""
    open_lines = StatementLine.objects.filter(NOT_BOOKED, statement=OuterRef("pk"), transferred_at=None)
    statements = statement.journal.statements.filter(processable=True, archived_at=None)
    return statements.filter(Exists(open_lines), new_balance_date__lte=statement.new_balance_date)


def _place(statement: Statement) -> tuple[object, ...]:
    return statement.new_balance_date, statement.year, statement.number, statement.addition


def _blank(lines: list[StatementLine]) -> Iterator[Reason]:
    blank = [line for line in lines if line.status == Status.BLANK]
    if blank:
        yield Reason("blank_lines", {"count": len(blank)}, blank[0].pk)


def _unusable(lines: list[StatementLine]) -> Iterator[Reason]:
    """Each account that takes no bookings, with the first line on it."""
    seen: set[Account] = set()
    for line in lines:
        for account in _accounts(line):
            if account not in seen and (obstacle := obstacle_of(account)) is not None:
                yield Reason(obstacle, {"account": str(account)}, line.pk)
            seen.add(account)


def _accounts(line: StatementLine) -> list[Account]:
    named = [line.relation, line.ledger_account, line.cost_account]
    settled = [made.open_item.relation for made in line.allocations.all()]
    given = [split.ledger_account for split in line.splits.all()]
    return [account for account in (*named, *settled, *given) if account is not None]


def _closed(lines: list[StatementLine]) -> Iterator[Reason]:
    """An item that the books have closed by themselves would be paid twice."""
    for line in lines:
        for made in line.allocations.all():
            if made.open_item.closed:
                yield Reason("item_closed", {"document": made.open_item.document}, line.pk)


def _sum(lines: list[StatementLine]) -> Iterator[Reason]:
    """What is booked must be what the bank moved; as long as lines are blank it cannot be."""
    if any(line.status == Status.BLANK for line in lines):
        return
    moved = sum((line.amount for line in lines if line.balance_part), Decimal(0))
    placed = sum((line.amount for line in lines if line.status in PLACED), Decimal(0))
    if moved != placed:
        yield Reason("does_not_add_up", {"expected": moved, "found": placed})
