"""*Naar dagboek overbrengen*: a statement that is ready goes to the journal, for the accounting package to fetch."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from financial import learning
from financial.errors import ProcessingError, Reason, TransferRefused
from financial.locking import lock
from financial.models import JournalLine, Statement, StatementLine, Transfer
from financial.placing.changing import record
from financial.snapshots import snapshot
from financial.transfer_checks import later_transferred, lines_to_transfer, reasons_against, to_confirm
from financial.transfer_lines import journal_lines
from offices import audit
from offices.models import Office, User

STEP = 10_000
"""Journal lines are numbered 10000, 20000, …"""


def check(*, statement: Statement) -> list[Reason]:
    """What stands in the way of `transfer`; writes nothing. Lines to be reviewed are not counted: `to_review` is."""
    return reasons_against(statement, lines_to_transfer(statement))


def to_review(*, statement: Statement) -> list[StatementLine]:
    """The lines that `transfer` asks to confirm: they rest on an amount alone, or on evidence that contradicts."""
    return to_confirm(lines_to_transfer(statement))


@transaction.atomic
def transfer(
    *, statement: Statement, actor: User | None, office: Office | None, confirm_review: bool = False
) -> Transfer:
    """Writes the lines of a statement to its journal and learns the accounts of whom a person chose.

    With `confirm_review` the lines to be reviewed are confirmed by `actor`. Raises `TransferRefused` with every reason;
    nothing is written then.
    """
    lock(statement.journal.dossier)
    statement = Statement.objects.select_related("journal__dossier").get(pk=statement.pk)
    lines = lines_to_transfer(statement)
    reasons = reasons_against(statement, lines)
    doubtful = to_confirm(lines)
    if doubtful and not confirm_review:
        reasons.append(Reason("to_confirm", {"count": len(doubtful)}, doubtful[0].pk))
    if reasons:
        raise TransferRefused(reasons)
    for line in doubtful:
        _confirm(line, actor)
    made = _write(statement, lines, actor)
    learning.learn(dossier=statement.journal.dossier, lines=lines, at=made.made_at, actor=actor, office=office)
    audit.record(action="statement.transferred", actor=actor, office=office, target=_named(statement))
    return made


@transaction.atomic
def undo(*, transfer: Transfer, actor: User | None, office: Office | None) -> int:
    """Takes a transfer back as a whole, with what it taught; its lines can be changed again. Returns how many.

    Raises `ProcessingError` once the package fetched it (`transfer_fetched`), when a younger statement was transferred
    (`later_transferred`), and the second time (`transfer_undone`).
    """
    dossier = transfer.journal.dossier
    lock(dossier)
    transfer = Transfer.objects.select_related("statement__journal").get(pk=transfer.pk)
    if transfer.undone_at:
        raise ProcessingError("transfer_undone")
    if transfer.fetched_at:
        raise ProcessingError("transfer_fetched")
    if (later := later_transferred(transfer.statement)) is not None:
        raise ProcessingError("later_transferred", statement=str(later))
    lines = transfer.statement.lines.filter(transferred_at=transfer.made_at)
    count = lines.update(transferred_at=None, version=F("version") + 1)
    transfer.undone_at = timezone.now()
    transfer.save(update_fields=("undone_at",))
    learning.forget_learned_at(dossier=dossier, at=transfer.made_at, actor=actor, office=office)
    audit.record(action="transfer.undone", actor=actor, office=office, target=_named(transfer.statement))
    return count


@transaction.atomic
def mark_fetched(*, transfer: Transfer, by: str, office: Office | None) -> Transfer:
    """The accounting package (`by` is its token's name) has the lines: the transfer can no longer be taken back.

    Told again, nothing changes. Raises `ProcessingError` (`transfer_undone`) when it was taken back before.
    """
    lock(transfer.journal.dossier)
    transfer = Transfer.objects.select_related("statement__journal__dossier", "journal").get(pk=transfer.pk)
    if transfer.undone_at:
        raise ProcessingError("transfer_undone")
    if transfer.fetched_at is None:
        transfer.fetched_at = timezone.now()
        transfer.save(update_fields=("fetched_at",))
        audit.record(action="transfer.fetched", actor=None, office=office, target=_named(transfer.statement), by=by)
    return transfer


def _write(statement: Statement, lines: list[StatementLine], actor: User | None) -> Transfer:
    journal = statement.journal
    made = Transfer.objects.create(
        statement=statement,
        journal=journal,
        template=journal.template or journal.code,
        batch=journal.batch or f"{statement.new_balance_date:%Y-%m}",
        actor=actor,
    )
    written = [part for line in lines if line.status in _WRITTEN for part in journal_lines(line)]
    for number, part in enumerate(written, start=1):
        part.transfer, part.number = made, number * STEP
    JournalLine.objects.bulk_create(written, batch_size=1000)
    moved = StatementLine.objects.filter(pk__in=[line.pk for line in lines])
    moved.update(transferred_at=made.made_at, version=F("version") + 1)
    return made


_WRITTEN = frozenset({StatementLine.Status.PARTLY, StatementLine.Status.APPLIED})


def _confirm(line: StatementLine, actor: User | None) -> None:
    before = snapshot(line)
    line.review, line.confirmed_at = False, timezone.now()
    record(line, before, actor=actor, action="confirmed")


def _named(statement: Statement) -> str:
    return f"{statement.journal.code} {statement} · {statement.journal.dossier}"[:120]
