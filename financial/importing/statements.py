"""Where the content of a file belongs: to a new statement, to one that it continues, or to one that is there."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

import coda
from financial import office_settings
from financial.importing.identity import balance_date, content_digest, year_and_number
from financial.importing.lines import write_lines
from financial.importing.refusal import ImportRefused
from financial.locking import lock
from financial.models import Journal, Statement, StatementLine, StatementPart

_FIRST_ADDITION = 2  # 001, then 001-2: the statement itself is the first


@dataclass(frozen=True, slots=True)
class Imported:
    """Where the content stands. `known` when it was imported before; `lines` counts the new ones."""

    statement: Statement
    lines: int
    known: bool


@transaction.atomic
def import_statement(*, journal: Journal, source: coda.Statement, processable: bool = True) -> Imported:
    """Imports one statement of the file. Raises `ImportRefused`; nothing is written then.

    `processable` is false for a set of a file with several; an office may want such files split. The dossier is held,
    so that two files never race for a number, nor a file with a run or a transfer.
    """
    lock(journal.dossier)
    digest = content_digest(source)
    known = StatementPart.objects.filter(journal=journal, digest=digest).select_related("statement").first()
    if known is not None:
        return Imported(known.statement, 0, known=True)
    year, number = year_and_number(source)
    same = list(Statement.objects.filter(journal=journal, year=year, number=number).order_by("-addition"))
    for statement in same:
        if (part := _same_delivery(statement, source)) is not None:
            return Imported(part.statement, 0, known=True)
    statement = _place(same, journal, source, processable=processable or office_settings.get().split_sets)
    part = _new_part(statement, source, digest, first=statement not in same)
    return Imported(statement, write_lines(statement, part, source.movements), known=False)


def _place(same: list[Statement], journal: Journal, source: coda.Statement, *, processable: bool) -> Statement:
    """The statement the lines go to: a new one; the one they join; or an addition, when that was transferred."""
    if not same:
        return _new_statement(journal, source, addition=0, processable=processable)
    newest = same[0]
    if newest.lines.filter(transferred_at__isnull=False).exists():
        _check_joined(source, begin=same[-1].old_balance, end=newest.new_balance, number=str(newest))
        addition = max(newest.addition + 1, _FIRST_ADDITION)
        return _new_statement(journal, source, addition=addition, processable=processable)
    _extend(newest, source)
    return newest


def _new_statement(journal: Journal, source: coda.Statement, *, addition: int, processable: bool) -> Statement:
    new = source.new_balance or source.old_balance
    year, number = year_and_number(source)
    if office_settings.get().overwrite_other_year:
        _archive_older(journal, year, number)
    return Statement.objects.create(
        journal=journal,
        year=year,
        number=number,
        addition=addition,
        old_balance=source.old_balance.amount,
        old_balance_date=source.old_balance.date,
        new_balance=new.amount,
        new_balance_date=balance_date(source),
        holder=(source.holder or "").replace("\0", " ").rstrip(),
        processable=processable,
    )


def _archive_older(journal: Journal, year: int, number: int) -> None:
    """Older statements with this number leave the work list, unless somebody or a run placed a line of them."""
    older = Statement.objects.filter(journal=journal, number=number, year__lt=year, archived_at=None)
    placed = StatementLine.objects.filter(statement__in=older).exclude(status="")
    older.exclude(pk__in=placed.values("statement")).update(archived_at=timezone.now())


def _same_delivery(statement: Statement, source: coda.Statement) -> StatementPart | None:
    """The part with the same CODA number, balances and amounts: the bank sent it again in other words.

    Balances alone prove nothing: two different parts that each come out at zero have the same.
    """
    new = source.new_balance or source.old_balance
    same = statement.parts.filter(
        coda_number=source.coda_number or "", old_balance=source.old_balance.amount, new_balance=new.amount
    )
    amounts = sorted(movement.amount for movement in source.booked)
    return next((part for part in same if _booked_amounts(part) == amounts), None)


def _booked_amounts(part: StatementPart) -> list[Decimal]:
    lines = StatementLine.objects.filter(statement=part.statement_id, part=part.part, balance_part=True)
    return list(lines.order_by("amount").values_list("amount", flat=True))


def _check_joined(source: coda.Statement, *, begin: Decimal, end: Decimal, number: str) -> None:
    """Raises `ImportRefused` unless the content continues from `end`, or ends where the statement begins."""
    new = source.new_balance or source.old_balance
    if source.old_balance.amount != end and new.amount != begin:
        raise ImportRefused("balance_gap", number=number, found=str(source.old_balance.amount), expected=str(end))


def _extend(statement: Statement, source: coda.Statement) -> None:
    """The statement now also covers `source`, which must join it at one end."""
    _check_joined(source, begin=statement.old_balance, end=statement.new_balance, number=str(statement))
    new = source.new_balance or source.old_balance
    if source.old_balance.amount == statement.new_balance:
        statement.new_balance, statement.new_balance_date = new.amount, balance_date(source)
    else:
        statement.old_balance, statement.old_balance_date = source.old_balance.amount, source.old_balance.date
    statement.save()


def _new_part(statement: Statement, source: coda.Statement, digest: str, *, first: bool) -> StatementPart:
    last = 0 if first else statement.parts.aggregate(last=Max("part"))["last"] or 0
    new = source.new_balance or source.old_balance
    return StatementPart.objects.create(
        statement=statement,
        journal_id=statement.journal_id,
        part=last + 1,
        coda_number=source.coda_number or "",
        digest=digest,
        old_balance=source.old_balance.amount,
        new_balance=new.amount,
    )
