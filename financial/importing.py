"""A CODA statement becomes a statement of a journal: exactly once, and complete or not at all.

Identity: journal + year of the new balance + number. The same number in the same year adds its lines to the statement
when it continues from it; the same content is recognised and changes nothing.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

import coda
from coda.communications import OGM_TYPES
from financial.models import Journal, Statement, StatementLine, StatementPart

_COUNTER = 10_000  # sequence and detail numbers have four digits and roll over
# The field of a structured communication that a person reads; the other types show their text.
_READABLE_FIELDS = ("communication", "creditor_reference", "concern", "reference", "number")


class ImportRefused(Exception):
    """The statement does not fit what is already there. `code` is one of `codabox_sync.reasons`."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class Imported:
    """Where the content stands. `known` when it was imported before; `lines` counts the new ones."""

    statement: Statement
    lines: int
    known: bool


@transaction.atomic
def import_statement(*, journal: Journal, source: coda.Statement, processable: bool = True) -> Imported:
    """Imports one statement of the file. Raises `ImportRefused`; nothing is written then.

    The journal is locked, so that two files of one account never race for a number.
    """
    Journal.objects.select_for_update().get(pk=journal.pk)
    digest = content_digest(source)
    year, number = _year_and_number(source)
    known = StatementPart.objects.filter(journal=journal, digest=digest).select_related("statement").first()
    if known is not None:
        return Imported(known.statement, 0, known=True)
    statement = Statement.objects.filter(journal=journal, year=year, number=number).order_by("-addition").first()
    if statement is None:
        statement = _new_statement(journal, source, year, number, processable=processable)
    elif (part := _same_delivery(statement, source)) is not None:
        return Imported(part.statement, 0, known=True)
    else:
        _extend(statement, source)
    part = _new_part(statement, source, digest)
    return Imported(statement, _write_lines(statement, part, source.movements), known=False)


def content_digest(source: coda.Statement) -> str:
    """SHA-256 over what the statement says, not over how it was sent: encoding, line ends and the mark *duplicate*
    differ between two deliveries of one statement."""
    balances = [(balance.amount, balance.date) for balance in (source.old_balance, source.new_balance) if balance]
    movements = [_content(movement) for movement in source.movements]
    said = (source.account.zone, source.paper_number, source.coda_number, balances, movements)
    return hashlib.sha256(repr(said).encode()).hexdigest()


def _content(movement: coda.Movement) -> tuple[object, ...]:
    """Plain values only: the digest must not change with the classes that carry them."""
    m, said, other = movement, movement.communication, movement.counterparty
    place = (m.sequence, m.detail, m.type, m.amount, m.entry_date, m.value_date, m.bank_reference)
    return (*place, said.type, said.text, other.zone, other.name, other.bic)


def _year_and_number(source: coda.Statement) -> tuple[int, int]:
    """Banks that number no paper statements fill zeros there; the CODA number counts then."""
    numbers = [int(text) for text in (source.paper_number, source.coda_number) if text and text.isdigit()]
    return _balance_date(source).year, next((number for number in numbers if number), 0)


def _balance_date(source: coda.Statement) -> date:
    """The date of the new balance. Raises `ImportRefused` for a statement that carries no date at all."""
    balances = [balance for balance in (source.new_balance, source.old_balance) if balance is not None]
    dates = [balance.date for balance in balances] + [source.creation_date]
    found = next((day for day in dates if day is not None), None)
    if found is None:
        raise ImportRefused("no_date")
    return found


def _new_statement(journal: Journal, source: coda.Statement, year: int, number: int, *, processable: bool) -> Statement:
    new = source.new_balance or source.old_balance
    return Statement.objects.create(
        journal=journal,
        year=year,
        number=number,
        old_balance=source.old_balance.amount,
        old_balance_date=source.old_balance.date,
        new_balance=new.amount,
        new_balance_date=_balance_date(source),
        holder=_storable(source.holder or ""),
        processable=processable,
    )


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


def _extend(statement: Statement, source: coda.Statement) -> None:
    """The statement now also covers `source`, which must join it at one end."""
    new = source.new_balance or source.old_balance
    if source.old_balance.amount == statement.new_balance:
        statement.new_balance, statement.new_balance_date = new.amount, _balance_date(source)
    elif new.amount == statement.old_balance:
        statement.old_balance, statement.old_balance_date = source.old_balance.amount, source.old_balance.date
    else:
        found, expected = str(source.old_balance.amount), str(statement.new_balance)
        raise ImportRefused("balance_gap", number=str(statement), found=found, expected=expected)
    statement.save()


def _new_part(statement: Statement, source: coda.Statement, digest: str) -> StatementPart:
    last = statement.parts.aggregate(last=Max("part"))["last"] or 0
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


def _write_lines(statement: Statement, part: StatementPart, movements: tuple[coda.Movement, ...]) -> int:
    """Writes the movements level by level: a detail needs the row of the movement it details."""
    places = _places(movements)
    if len(set(places.values())) != len(movements):
        raise ImportRefused("repeated_line", number=str(statement))
    rows: dict[int, StatementLine] = {}
    level = [m for m in movements if m.parent is None]
    while level:
        lines = [_line(statement, part, m, places[m.line], rows.get(m.parent or 0)) for m in level]
        written = StatementLine.objects.bulk_create(lines, batch_size=1000)
        rows |= {movement.line: line for movement, line in zip(level, written, strict=True)}
        above = {movement.line for movement in level}
        level = [m for m in movements if m.parent in above]
    return len(rows)


def _places(movements: tuple[coda.Movement, ...]) -> dict[int, tuple[int, int]]:
    """Sequence and detail number by line of the file, counted on where the four digits of the file rolled over."""
    places: dict[int, tuple[int, int]] = {}
    sequence = detail = 0
    for movement in movements:
        before, sequence = sequence, _count_on(movement.sequence, sequence)
        detail = _count_on(movement.detail, detail) if sequence == before else movement.detail
        places[movement.line] = sequence, detail
    return places


def _count_on(digits: int, before: int) -> int:
    """The number that ends in these four digits and lies nearest to the one before it."""
    number = before - before % _COUNTER + digits
    return number + _COUNTER if before - number > _COUNTER // 2 else number


def _line(
    statement: Statement,
    part: StatementPart,
    movement: coda.Movement,
    place: tuple[int, int],
    parent: StatementLine | None,
) -> StatementLine:
    return StatementLine(
        statement=statement,
        journal_id=statement.journal_id,
        part=part.part,
        sequence=place[0],
        detail=place[1],
        parent=parent,
        balance_part=movement.moves_balance,
        amount=movement.amount,
        entry_date=movement.entry_date or movement.value_date or statement.new_balance_date,
        value_date=movement.value_date,
        type=movement.type,
        information=[{"type": i.type or "", "text": _storable(i.text)} for i in movement.information],
        **{name: _storable(text or "") for name, text in _texts(movement).items()},
    )


def _texts(movement: coda.Movement) -> dict[str, str | None]:
    said, other = movement.communication, movement.counterparty
    return {
        "family": movement.family,
        "transaction": movement.transaction,
        "category": movement.category,
        "bank_reference": movement.bank_reference,
        "customer_reference": movement.customer_reference,
        "communication_type": said.type,
        "communication": said.text,
        "readable": readable_communication(said, movement.information),
        "ogm": said.ogm,
        "counterparty_name": other.name,
        "counterparty_account": other.iban or other.account,
        "counterparty_bic": other.bic,
    }


def _storable(text: str) -> str:
    """PostgreSQL keeps no NUL; some banks pad with it where the standard says blanks."""
    return text.replace("\0", " ").rstrip() if "\0" in text else text


def readable_communication(said: coda.Communication, information: Iterable[coda.Information]) -> str:
    """What a person reads: the OGM as it is written on an invoice, the text of a direct debit, plain text."""
    if said.ogm and said.type in OGM_TYPES:
        return said.ogm
    fields = said.fields
    told = [str(value) for name in _READABLE_FIELDS if (value := fields.get(name))]
    text = told[0] if told else said.text
    if not text.strip():
        text = " ".join(i.text for i in information if i.type is None)
    return " ".join(text.split())
