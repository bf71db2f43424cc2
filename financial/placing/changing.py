"""One change of a line: who saw what, who is first, and what was before and after."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.utils import timezone

from financial.errors import LineChanged, NotAllowed
from financial.locking import lock
from financial.models import LineChange, StatementLine
from financial.processing.runs import check
from financial.snapshots import snapshot
from offices.models import User

_WITH = ("journal__dossier", "statement", "relation", "ledger_account", "cost_account")
LOWER_HALF = (
    "status",
    "account_type",
    "relation",
    "ledger_account",
    "document_type",
    "step",
    "confidence",
    "review",
    "applied",
    "evidence",
    "candidates",
    "description",
    "costs",
    "cost_account",
    "set_by",
    "set_by_user",
    "run",
    "confirmed_at",
)


@contextmanager
def changing(line: StatementLine, *, version: int, actor: User | None, action: str) -> Iterator[StatementLine]:
    """Holds the dossier and gives the line as it is now; saves what the block makes of it with a `LineChange`.

    Raises `LineChanged` when the line is no longer the version that was seen, `NotAllowed` when it may not be changed
    at all (transferred, in the books, indirect), `ProcessingError` for a statement that can only be read. A block that
    changes nothing leaves no trace.
    """
    with transaction.atomic():
        lock(line.journal.dossier)
        held = read(line.pk)
        if held.version != version:
            raise changed(held)
        check_free(held)
        before = snapshot(held)
        yield held
        record(held, before, actor=actor, action=action)


def read(pk: int) -> StatementLine:
    """The line with its accounts, held until the transaction ends."""
    return StatementLine.objects.select_related(*_WITH).select_for_update(of=("self",)).get(pk=pk)


def record(line: StatementLine, before: dict[str, Any], *, actor: User | None, action: str) -> None:
    """Saves the lower half of a line as its next version and writes what changed, if anything did."""
    after = snapshot(line)
    if after == before:
        return
    line.version += 1
    line.save(update_fields=(*LOWER_HALF, "version"))
    LineChange.objects.create(line=line, actor=actor, action=action, before=before, after=after)


def check_free(line: StatementLine) -> None:
    """Raises for a line that no hand may change now."""
    check(line.statement)
    booked_until = line.journal.booked_until
    if line.transferred_at:
        raise NotAllowed("line_transferred", line=line.document_number)
    if booked_until is not None and line.entry_date <= booked_until:
        raise NotAllowed("line_booked", line=line.document_number)
    if line.status == StatementLine.Status.INDIRECT:
        raise NotAllowed("line_indirect", line=line.document_number)


def changed(line: StatementLine) -> LineChanged:
    """Who was first, for the person who comes second."""
    last = line.changes.select_related("actor", "run__actor").last()
    if last is None:
        actor = line.run.actor if line.run else None
        return LineChanged(line, who=str(actor or ""), at=line.processed_at or timezone.now())
    actor = last.actor or (last.run.actor if last.run else None)
    return LineChanged(line, who=str(actor or ""), at=last.at)
