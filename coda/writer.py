"""Statements as a CODA file, byte for byte as they were read; refuses to write what the reader would not accept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import groupby

from coda.errors import CheckError, CodaError, WriteError
from coda.layout import (
    CONSTANT,
    HEADER,
    INFORMATION_1,
    INFORMATION_2,
    INFORMATION_3,
    MESSAGE,
    MOVEMENT_1,
    MOVEMENT_2,
    MOVEMENT_2_OLD,
    MOVEMENT_3,
    MOVEMENT_3_OLD,
    NEW_BALANCE,
    OLD_BALANCE,
    TEXT,
    TRAILER,
    Field,
)
from coda.model import CodaFile, Information, Movement, OldFormat, Purposes, Statement
from coda.reader import read
from coda.source import LINE_ENDS, encode

Value = str | int | Decimal | date | None
LARGEST = Decimal("999999999999.999")


def write(source: CodaFile | Iterable[Statement], *, encoding: str | None = None, line_end: str | None = None) -> bytes:
    """The bytes of a file with these statements.

    A CodaFile keeps its own encoding, line end and ending; statements alone give Windows-1252 and CRLF. Raises
    WriteError when a value does not fit its field, or when the reader would find an error in the result.
    """
    statements = source.statements if isinstance(source, CodaFile) else tuple(source)
    encoding = encoding or (source.encoding if isinstance(source, CodaFile) else "windows-1252")
    kept = source.line_end if isinstance(source, CodaFile) else "CRLF"
    separator = LINE_ENDS[line_end or kept]
    end = source.end if isinstance(source, CodaFile) and line_end in (None, kept) else separator
    text = separator.join(line for statement in statements for line in records(statement)) + end
    try:
        raw = encode(text, encoding)
    except UnicodeEncodeError as error:
        raise WriteError(f"“{text[error.start]}” cannot be written in {encoding}", code="write") from error
    _require_acceptable(raw)
    return raw


def _require_acceptable(raw: bytes) -> None:
    try:
        read(raw, strict=True)
    except CheckError as error:
        raise WriteError(str(error), line=error.line, column=error.column, code=error.code) from error
    except CodaError as error:
        raise WriteError(str(error), code="write") from error


def records(statement: Statement) -> Iterator[str]:
    """The records of a statement, 128 characters each. Raises WriteError when a value does not fit its field."""
    yield _header(statement)
    yield _old_balance(statement)
    for _, run in groupby(statement.movements, key=lambda movement: movement.sequence):
        yield from _run(list(run), statement.version)
    if statement.new_balance is not None:
        yield _new_balance(statement)
    last = len(statement.messages) - 1
    for index, message in enumerate(statement.messages):
        yield render(
            MESSAGE,
            sequence=message.sequence,
            detail=message.detail,
            reference=message.reference,
            text=message.text,
            link_code=int(index < last),
        )
    yield _trailer(statement)


def _header(statement: Statement) -> str:
    return render(
        HEADER,
        creation_date=statement.creation_date,
        bank_id=statement.bank_id,
        application=statement.application,
        duplicate="D" if statement.duplicate else None,
        file_reference=statement.file_reference,
        addressee=statement.addressee,
        bic=statement.bic if statement.version == 2 else statement.holder_id,
        company_id=statement.company_id,
        separate_application=statement.separate_application,
        transaction_reference=statement.transaction_reference,
        related_reference=statement.related_reference,
        version=statement.version,
    )


def _old_balance(statement: Statement) -> str:
    balance = statement.old_balance
    return render(
        OLD_BALANCE,
        account_structure=str(statement.account.structure) if statement.version == 2 else None,
        paper_number=statement.paper_number,
        account_zone=statement.account.zone,
        sign=_sign(balance.amount),
        amount=balance.amount,
        date=balance.date,
        holder=statement.holder,
        description=statement.description,
        coda_number=statement.coda_number,
    )


def _new_balance(statement: Statement) -> str:
    balance = statement.new_balance or statement.old_balance
    return render(
        NEW_BALANCE,
        paper_number=statement.new_paper_number,
        account_zone=statement.account.zone if statement.new_zone is None else statement.new_zone,
        sign=_sign(balance.amount),
        amount=balance.amount,
        date=balance.date,
        link_code=int(bool(statement.messages)),
    )


def _trailer(statement: Statement) -> str:
    trailer = statement.trailer
    if trailer is None:
        raise WriteError("a statement needs its trailer", code="write")
    return render(
        TRAILER,
        records=trailer.records,
        debit=trailer.debit,
        credit=trailer.credit,
        more=1 if trailer.more else 2,
    )


def _run(movements: list[Movement], version: int) -> Iterator[str]:
    """The records of movements that share a sequence number, in the order of their lines."""
    blocks: list[tuple[int, Movement, Information | None]] = []
    for movement in movements:
        blocks.append((movement.line, movement, None))
        blocks += [(information.line, movement, information) for information in movement.information]
    blocks.sort(key=lambda block: block[0])
    for index, (_, movement, information) in enumerate(blocks):
        linked = index + 1 < len(blocks) and blocks[index + 1][2] is not None
        yield from (
            _movement(movement, version, linked) if information is None else _information(information, movement, linked)
        )


def _movement(movement: Movement, version: int, linked: bool) -> Iterator[str]:
    text = _joined(movement.communication_type, movement.text)
    parts = movement.form.parts or _parts_needed(movement, text)
    if parts == "13" and movement.communication_type is None:
        text = text[:53].ljust(106) + text[53:]
    codes = [
        {
            "next_code": int(part != parts[-1]),
            "link_code": int(linked and (part == parts[-1] or movement.form.early_link)),
        }
        for part in parts
    ]
    yield _movement_first(movement, text[:53], codes[0])
    old = movement.form.old_format or OldFormat()
    for part, code in zip(parts[1:], codes[1:], strict=True):
        if part == "2":
            yield _movement_second(movement, text[53:106], old, version, code)
        else:
            yield _movement_third(movement, text[106:], old, version, code)
    _require_room(text[106:] if "3" not in parts else text[149:], movement)


def _require_room(rest: str, movement: Movement) -> None:
    if rest:
        raise WriteError(f"communication of movement {movement.sequence:04} is too long", code="write")


def _parts_needed(movement: Movement, text: str) -> str:
    """Articles that the content of a movement needs."""
    third = bool(movement.counterparty_zone or movement.counterparty_name or text[106:])
    known = movement.customer_reference or movement.counterparty_bic or movement.purposes != Purposes()
    second = bool(text[53:] or known)
    return "1" + ("2" if second or third else "") + ("3" if third else "")


def _movement_first(movement: Movement, text: str, codes: dict[str, int]) -> str:
    return render(
        MOVEMENT_1,
        sequence=movement.sequence,
        detail=movement.detail,
        bank_reference=movement.bank_reference,
        sign=_sign(movement.amount),
        amount=movement.amount,
        value_date=movement.value_date,
        transaction_code=movement.code,
        communication_type=int(movement.communication_type is not None),
        communication=text,
        entry_date=movement.entry_date,
        paper_number=movement.paper_number,
        globalisation=movement.globalisation,
        **codes,
    )


def _number(movement: Movement) -> str:
    return f"{movement.sequence:04}{movement.detail:04}"


def _movement_second(movement: Movement, text: str, old: OldFormat, version: int, codes: dict[str, int]) -> str:
    return render(
        MOVEMENT_2 if version == 2 else MOVEMENT_2_OLD,
        number=_number(movement),
        communication=text,
        customer_reference=movement.customer_reference,
        counterparty_bic=movement.counterparty_bic,
        r_transaction=movement.r_transaction,
        reason=movement.reason,
        category_purpose=movement.category_purpose,
        purpose=movement.purpose,
        original_currency=old.original_currency,
        original_amount=old.original_amount,
        **codes,
    )


def _movement_third(movement: Movement, text: str, old: OldFormat, version: int, codes: dict[str, int]) -> str:
    return render(
        MOVEMENT_3 if version == 2 else MOVEMENT_3_OLD,
        number=_number(movement),
        counterparty_account=movement.counterparty_zone,
        counterparty_name=movement.counterparty_name,
        communication=text,
        internal_codes=old.internal_codes,
        external_account=old.external_account,
        street=old.street,
        locality=old.locality,
        **codes,
    )


def _information(information: Information, movement: Movement, linked: bool) -> Iterator[str]:
    text = _joined(information.type, information.text)
    parts = information.parts or ("1" if len(text) <= 73 else "12" if len(text) <= 178 else "123")
    number = f"{movement.sequence:04}{information.detail:04}"
    cuts = {"1": (INFORMATION_1, 0, 73), "2": (INFORMATION_2, 73, 178), "3": (INFORMATION_3, 178, len(text) or 1)}
    for part in parts:
        layout, start, end = cuts[part]
        yield render(
            layout,
            sequence=movement.sequence,
            detail=information.detail,
            number=number,
            bank_reference=movement.bank_reference,
            transaction_code=movement.code,
            communication_type=int(information.type is not None),
            communication=text[start:end],
            next_code=int(part != parts[-1]),
            link_code=int(linked and part == parts[-1]),
        )


def _joined(kind: str | None, text: str) -> str:
    return (kind or "") + text


def _sign(amount: Decimal) -> int:
    return int(amount.is_signed())


def render(layout: tuple[Field, ...], **values: Value) -> str:
    """A record from the values of its fields; None and absent fields give zeros or blanks."""
    return "".join(_render_field(field, values.get(field.name)) for field in layout)


def _render_field(field: Field, value: Value) -> str:
    if field.kind is CONSTANT:
        return field.constant
    text = _as_text(value)
    written = text.ljust(field.length) if field.kind is TEXT else text.rjust(field.length, field.kind.filler)
    if not re.fullmatch(field.pattern, written) or "\n" in written:
        raise WriteError(f"“{text}” does not fit {field.name} ({field.length} positions)", code="write")
    return written


def _as_text(value: Value) -> str:
    if isinstance(value, Decimal):
        if abs(value) > LARGEST or value != value.quantize(Decimal("0.001")):
            raise WriteError(f"{value} does not fit 12 + 3 digits", code="write")
        return str(int(abs(value) * 1000))
    if isinstance(value, date):
        return f"{value:%d%m%y}"
    return "" if value is None else str(value)
