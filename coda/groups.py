"""A well-formed movement as one pattern over its records 2.1, 2.2 and 2.3; an information record over 3.1 to 3.3.

Nearly all lines of a file belong to such groups, so the reader tries these patterns first and looks at single lines
only where they do not match. The patterns come from the layout tables and ask all that the standard asks of a record
alone: digits and blanks where they belong, the same number on every part, and next codes that are true.

Fields that are read together are one group of a pattern, because that is faster:

    movement     0 sequence and detail, 1 bank reference, 2 sign and amount, 3 value date, 4 transaction code and
                 communication type, 5 communication, 6 entry date, paper number and globalisation, 7 next, 8 link;
                 of 2.2: 9 communication, 10 customer reference, 11 BIC, 12 the four SEPA codes, 13 next;
                 of 2.3: 14 account, 15 name, 16 communication
    information  0 sequence and detail, 1 bank reference, 2 transaction code, 3 communication type, 4 communication,
                 5 next; of 3.2: 6 communication, 7 next; of 3.3: 8 communication

Groups of absent parts are None, next codes are "1" or None; the link code (8) is None when no part follows.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

from coda.layout import (
    INFORMATION_1,
    INFORMATION_2,
    INFORMATION_3,
    MOVEMENT_1,
    MOVEMENT_2,
    MOVEMENT_3,
    Field,
)

Values = tuple[Any, ...]
"""The groups of a match: str, or None for those of absent parts."""
TOGETHER = (
    ("sequence", "detail"),
    ("sign", "amount"),
    ("transaction_code", "communication_type"),
    ("entry_date", "globalisation"),
    ("r_transaction", "purpose"),
)
"""First and last of the fields of a movement that make one group."""
MAX_INFORMATION = 50
"""Information records of one movement taken at once; a movement with more is read line by line."""
_FIRST = frozenset(first for first, _ in TOGETHER)
_LAST = frozenset(last for _, last in TOGETHER)


class GroupPatterns(NamedTuple):
    """Patterns of a movement and of an information record, line ends included."""

    movement: re.Pattern[str]
    information: re.Pattern[str]


@cache
def group_patterns(separator: str) -> GroupPatterns:
    """The patterns for a file whose lines end with `separator`."""
    end = re.escape(separator)
    movement = (
        _part(MOVEMENT_1, f"(?P<next_1>1) (?P<link>[01]){end}(?=2[23])", end)
        + f"(?:{_part(MOVEMENT_2, f'(?P<next_2>1) (?P=link){end}(?=23)', end)})?"
        + f"(?:{_part(MOVEMENT_3, '', end)})?(?!2[23])"
    )
    second = _part(INFORMATION_2, f"(?P<next_2>1) 0{end}(?=33)", end)
    information = (
        _part(INFORMATION_1, f"(?P<next_1>1) 0{end}(?=32)", end)
        + f"(?:{second}(?:{_part(INFORMATION_3, '', end)})?)?(?!3[23])"
    )
    return GroupPatterns(re.compile(movement), re.compile(information))


def _part(layout: tuple[Field, ...], another: str, end: str) -> str:
    """Pattern of one record; its codes tell the truth: another part follows, or information, or neither."""
    pattern, together = "", False
    for field in layout[:-3]:
        together = together or ((layout is not INFORMATION_1 or field.name == "sequence") and field.name in _FIRST)
        pattern += _field(field, together)
        together = together and field.name not in _LAST
    last = f"0 (?:1{end}(?=31)|0{end}(?!2[23]|3[123]))"
    return pattern + (f"(?:{another}|{last})" if another else last)


def _field(field: Field, together: bool) -> str:
    if field.name == "number":
        return "(?P=number)"
    if not together:
        return field.pattern
    opening = "(?P<number>" if field.name == "sequence" else "(" if field.name in _FIRST else ""
    return f"{opening}(?:{field.pattern[1:]}" + (")" if field.name in _LAST else "")


def find_group(patterns: GroupPatterns, text: str, start: int) -> tuple[Values, tuple[Values, ...], int] | None:
    """The movement that begins at `start`, if well-formed: its values, those of its information records, its end."""
    match = patterns.movement.match(text, start)
    if match is None:
        return None
    values, end = match.groups(), match.end()
    information: tuple[Values, ...] = ()
    while text.startswith("31", end):
        match = patterns.information.match(text, end)
        if match is None or len(information) == MAX_INFORMATION:
            return None
        information += (match.groups(),)
        end = match.end()
    if values[8] == "1" and not information:
        return None
    return values, information, end
