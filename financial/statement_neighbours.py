"""The statements before and after one, in the order of its account, and whether it joins the one before."""

from dataclasses import dataclass

from financial.models import Statement
from financial.queries.statements import CHRONOLOGICAL, Gap


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Either may be missing. `gap`: this statement does not begin where the one before it ended."""

    before: Statement | None
    after: Statement | None
    gap: Gap | None


def neighbours_of(statement: Statement) -> Neighbours:
    """Archived statements are passed over, but for the gap: the money moved."""
    row = _place(statement)
    others = list(Statement.objects.filter(journal=statement.journal_id).order_by(*CHRONOLOGICAL))
    earlier = [other for other in others if _place(other) < row]
    before = next((other for other in reversed(earlier) if not other.archived_at), None)
    after = next((other for other in others if _place(other) > row and not other.archived_at), None)
    return Neighbours(before, after, _gap(statement, earlier[-1] if earlier else None))


def _gap(statement: Statement, before: Statement | None) -> Gap | None:
    if before is None or before.new_balance == statement.old_balance:
        return None
    return Gap(statement, expected=before.new_balance, found=statement.old_balance)


def _place(statement: Statement) -> tuple[object, ...]:
    return tuple(getattr(statement, name) for name in CHRONOLOGICAL)
