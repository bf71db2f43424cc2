"""The records of movements and their information records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise, zip_longest
from typing import NamedTuple

from coda.codes import TransactionCode
from coda.errors import WriteError
from coda.layout import (
    INFORMATION_1,
    INFORMATION_2,
    INFORMATION_3,
    MOVEMENT_1,
    MOVEMENT_2,
    MOVEMENT_2_OLD,
    MOVEMENT_3,
    MOVEMENT_3_OLD,
    Field,
)
from coda.movements import Information, Movement, OldFormat
from coda.render import Value, render, sign_of

Layouts = Sequence[tuple[Field, ...]]
MOVEMENT_LAYOUTS: Layouts = (MOVEMENT_1, MOVEMENT_2, MOVEMENT_3)
OLD_MOVEMENT_LAYOUTS: Layouts = (MOVEMENT_1, MOVEMENT_2_OLD, MOVEMENT_3_OLD)
INFORMATION_LAYOUTS: Layouts = (INFORMATION_1, INFORMATION_2, INFORMATION_3)
MOVEMENT_CUTS = (0, 53, 106, 149)
"""Where a communication is cut over records 2.1, 2.2 and 2.3; version 1 has none in 2.3."""
INFORMATION_CUTS = (0, 73, 178, 268)
"""Where a communication is cut over records 3.1, 3.2 and 3.3."""
TYPE_LENGTH, CODE_LENGTH = 3, 8
_NO_OLD_FORMAT = OldFormat(None, None, None, None, None, None)


class _Part(NamedTuple):
    """A movement, or one of its information records."""

    movement: Movement
    information: Information | None = None

    @property
    def line(self) -> int:
        return (self.information or self.movement).line

    @property
    def following_line(self) -> int:
        return self.line + len((self.information or self.movement).parts)


def movement_records(movements: Iterable[Movement], version: int = 2) -> Iterator[str]:
    """The records of movements and their information. Raises WriteError when a value does not fit its field."""
    parts = _in_order(movements)
    for part, following in zip_longest(parts, parts[1:]):
        linked = following is not None and following.information is not None
        if part.information is None:
            yield from _movement(part.movement, version, linked=linked)
        else:
            yield from _information(part.movement, part.information, linked=linked)


def _in_order(movements: Iterable[Movement]) -> list[_Part]:
    """Information behind its movement, or wherever it was when all of it is still as it was read."""
    parts = [
        part
        for movement in movements
        for part in (_Part(movement), *(_Part(movement, information) for information in movement.information))
    ]
    as_read = sorted(parts, key=lambda part: part.line)
    unchanged = all(first.following_line == second.line for first, second in pairwise(as_read))
    return as_read if unchanged else parts


def _movement(movement: Movement, version: int, *, linked: bool) -> Iterator[str]:
    values: dict[str, Value] = {
        "sequence": movement.sequence,
        "detail": movement.detail,
        "number": f"{movement.sequence:04}{movement.detail:04}",
        "bank_reference": movement.bank_reference,
        "sign": sign_of(movement.amount),
        "amount": movement.amount,
        "value_date": movement.value_date,
        "transaction_code": _digits(movement.transaction_code),
        "communication_type": int(movement.communication_type is not None),
        "entry_date": movement.entry_date,
        "paper_number": movement.paper_number,
        "globalisation": movement.globalisation,
        **_second_values(movement),
        **_third_values(movement),
    }
    texts = _movement_texts(movement, version)
    layouts = MOVEMENT_LAYOUTS if version == 2 else OLD_MOVEMENT_LAYOUTS
    yield from _chain(layouts, values, texts, linked=linked, repeated=movement.link_repeated)


def _second_values(movement: Movement) -> dict[str, Value]:
    old = movement.old_format or _NO_OLD_FORMAT
    return {
        "customer_reference": movement.customer_reference,
        "counterparty_bic": movement.counterparty_bic,
        "r_transaction": movement.r_transaction,
        "reason": movement.reason,
        "category_purpose": movement.category_purpose,
        "purpose": movement.purpose,
        "original_currency": old.original_currency,
        "original_amount": old.original_amount,
    }


def _third_values(movement: Movement) -> dict[str, Value]:
    old = movement.old_format or _NO_OLD_FORMAT
    return {
        "counterparty_account": movement.counterparty_zone,
        "counterparty_name": movement.counterparty_name,
        "internal_codes": old.internal_codes,
        "external_account": old.external_account,
        "street": old.street,
        "locality": old.locality,
    }


def _movement_texts(movement: Movement, version: int) -> list[str | None]:
    """The pieces of the communication, one per part; None for a part that is not needed."""
    text = _whole(movement.communication_type, movement.communication_text)
    second = "2" in movement.parts or any(_second_values(movement).values())
    third = "3" in movement.parts or any(_third_values(movement).values())
    first_cut, second_cut, third_cut = MOVEMENT_CUTS[1:]
    if third and not second and "3" in movement.parts:
        if movement.communication_type is None:
            text = text[:first_cut].ljust(first_cut) + " " * (second_cut - first_cut) + text[first_cut:]
        if not text[first_cut:second_cut].strip() and len(text) <= third_cut:
            return [text[:first_cut], None, text[second_cut:]]
        text = _whole(movement.communication_type, movement.communication_text)
    return _cut(text, MOVEMENT_CUTS if version == 2 else MOVEMENT_CUTS[:-1], second=second or third, third=third)


def _information(movement: Movement, information: Information, *, linked: bool) -> Iterator[str]:
    values: dict[str, Value] = {
        "sequence": movement.sequence,
        "detail": information.detail,
        "number": f"{movement.sequence:04}{information.detail:04}",
        "bank_reference": information.bank_reference,
        "transaction_code": _digits(information.transaction_code),
        "communication_type": int(information.type is not None),
    }
    second, third = "2" in information.parts, "3" in information.parts
    texts = _cut(_whole(information.type, information.text), INFORMATION_CUTS, second=second, third=third)
    yield from _chain(INFORMATION_LAYOUTS, values, texts, linked=linked, repeated=False)


def _digits(code: TransactionCode) -> str:
    """The eight digits of a code, none of which may be lacking: they would shift."""
    digits = str(code)
    if len(digits) != CODE_LENGTH:
        raise WriteError(f"“{digits}” is not a transaction code of {CODE_LENGTH} digits", code="write")
    return digits


def _whole(kind: str | None, text: str) -> str:
    """A communication with its type before it."""
    if kind is None:
        return text
    if len(kind) > TYPE_LENGTH:
        raise WriteError(f"“{kind}” is not a type of communication", code="write")
    return f"{kind:<{TYPE_LENGTH}}{text}".rstrip(" ")


def _cut(text: str, cuts: tuple[int, ...], *, second: bool, third: bool) -> list[str | None]:
    """The pieces of a communication; None for parts that are not needed."""
    if len(text) > cuts[-1]:
        raise WriteError(f"communication of {len(text)} characters does not fit {cuts[-1]}", code="write")
    pieces = [text[start:end] for start, end in pairwise(cuts)]
    pieces += [""] * (3 - len(pieces))
    third = third or bool(pieces[2])
    second = second or third or bool(pieces[1])
    return [pieces[0], pieces[1] if second else None, pieces[2] if third else None]


def _chain(
    layouts: Layouts, values: dict[str, Value], texts: list[str | None], *, linked: bool, repeated: bool
) -> Iterator[str]:
    """The records of parts that follow each other; the last one carries the link code, some banks repeat it on all."""
    needed = [(layout, text) for layout, text in zip(layouts, texts, strict=True) if text is not None]
    for index, (layout, text) in enumerate(needed, 1):
        last = index == len(needed)
        codes = {"next_code": int(not last), "link_code": int(linked and (last or repeated))}
        yield render(layout, **{**values, **codes, "communication": text})
