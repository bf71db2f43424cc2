"""A global line and its details: what a placement of one means for the others."""

from collections.abc import Iterator
from decimal import Decimal

from financial.errors import NotAllowed
from financial.models import StatementLine
from financial.placing.changing import record
from financial.snapshots import EMPTIED, snapshot
from offices.models import User

Status = StatementLine.Status
PLACED = frozenset({Status.PARTLY, Status.APPLIED})
_WITH = ("statement", "relation", "ledger_account", "cost_account")


def cover_details(line: StatementLine, *, actor: User | None) -> None:
    """A line that is placed as a whole makes everything below it indirect.

    Raises `NotAllowed` (`detail_placed`) when something below it is placed: that stays until somebody undoes it.
    """
    details = list(_below(line))
    if (placed := next((detail for detail in details if detail.status in PLACED), None)) is not None:
        raise NotAllowed("detail_placed", line=placed.document_number)
    evidence = [{"what": "whole", "found": str(line.pk), "where": "lines"}]
    for detail in details:
        _follow(detail, Status.INDIRECT, evidence, actor=actor)


def release_details(line: StatementLine, *, actor: User | None) -> None:
    """A line that is emptied gives its details back."""
    for detail in _below(line):
        _follow(detail, Status.BLANK, [], actor=actor)


def settle_parents(line: StatementLine, *, actor: User | None) -> None:
    """The lines this one details: indirect once all their details are placed and add up to them, else blank."""
    while line.parent_id is not None:
        line = StatementLine.objects.select_related(*_WITH).get(pk=line.parent_id)
        details = list(line.details.values_list("status", "amount"))
        complete = all(status for status, _ in details) and _sum(details) == line.amount
        if line.status in PLACED:
            return
        evidence = [{"what": "details", "found": str(len(details)), "where": "lines"}] if complete else []
        _follow(line, Status.INDIRECT if complete else Status.BLANK, evidence, actor=actor)


def _sum(details: list[tuple[str, Decimal]]) -> Decimal:
    return sum((amount for _, amount in details), Decimal(0))


def _below(line: StatementLine) -> Iterator[StatementLine]:
    for detail in line.details.select_related(*_WITH).order_by("pk"):
        yield detail
        yield from _below(detail)


def _follow(line: StatementLine, status: str, evidence: list[dict[str, str]], *, actor: User | None) -> None:
    if line.status == status:
        return
    before = snapshot(line)
    for name, value in (EMPTIED | {"status": status, "evidence": evidence, "candidates": line.candidates}).items():
        setattr(line, name, value)
    line.set_by_user = actor
    record(line, before, actor=actor, action="followed")
