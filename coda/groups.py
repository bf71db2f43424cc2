"""A well-formed movement as one pattern over its records 2.1, 2.2 and 2.3; an information record over 3.1 to 3.3.

Nearly all lines of a file belong to such groups, so the reader tries these patterns first and looks at single lines
only where they do not match. The patterns come from the layout tables and ask all that the standard asks of a record
alone: digits and blanks where they belong, the same number on every part, and next codes that are true.

The groups of a match are whole records, None when absent, and within them what the checks need:

    movement     0: 2.1, in it 1: sequence and detail number, 2: sign and amount, 3: value date, 4: transaction code and
                 communication type, 5: entry date, 6: link code when another part follows; 7: 2.2; 8: 2.3, in it
                 9: account
    information  0: 3.1, in it 1: sequence and detail number, 2: transaction code and communication type; 3: 3.2; 4: 3.3
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
"""The groups of a match: str, or None for what is absent."""
CHECKED = (
    ("sequence", "detail"),
    ("sign", "amount"),
    ("value_date", "value_date"),
    ("transaction_code", "communication_type"),
    ("entry_date", "entry_date"),
    ("counterparty_account", "counterparty_account"),
)
"""First and last of the fields of a movement that make one group."""
Placed = tuple[int, str, str | None, str | None]
"""The line of an information record, and its parts."""
LINK = 6
"""The group with the link code of a first part that another part follows."""
CONTINUATIONS = ("22", "23", "31", "32", "33")
"""What must not follow a movement that was taken with its information records."""
MAX_INFORMATION = 50
"""Information records of one movement taken at once; one with more is read line by line."""
_FIRST = {first: f"(?P<{first}>" for first, _ in CHECKED}
_JOINED = re.compile(r"(?:\.\{[0-9]+\}){2,}")
_LAST = frozenset(last for _, last in CHECKED)


class GroupPatterns(NamedTuple):
    """Patterns of a movement and of an information record, line ends included."""

    movement: re.Pattern[str]
    information: re.Pattern[str]


@cache
def group_patterns(separator: str) -> GroupPatterns:
    """The patterns for a file whose lines end with `separator`."""
    end = re.escape(separator)
    movement = (
        _part(MOVEMENT_1, f"(?:1 (?P<link>[01])(?={end}2[23])|{_last(end)})", end)
        + f"(?:{_part(MOVEMENT_2, f'(?:1 (?P=link)(?={end}23)|{_last(end)})', end)})?"
        + f"(?:{_part(MOVEMENT_3, _last(end), end)})?(?!2[23])"
    )
    information = (
        _part(INFORMATION_1, f"(?:1 0(?={end}32)|{_last(end)})", end)
        + f"(?:{_part(INFORMATION_2, f'(?:1 0(?={end}33)|{_last(end)})', end)}"
        + f"(?:{_part(INFORMATION_3, _last(end), end)})?)?(?!3[23])"
    )
    return GroupPatterns(re.compile(movement), re.compile(information))


def _last(end: str) -> str:
    """Next and link code of a last part: information follows, or nothing of this movement."""
    return f"0 (?:1(?={end}31)|0(?!{end}(?:2[23]|3[123])))"


def _part(layout: tuple[Field, ...], codes: str, end: str) -> str:
    """Pattern of one record: its fields, and the codes at its end."""
    fields = "".join(map(_field, layout[:-3]))
    return f"({_JOINED.sub(_join, fields)}{codes}){end}"


def _field(field: Field) -> str:
    if field.name == "number":
        return "(?P=sequence)"
    pattern = field.pattern.removeprefix("(").removesuffix(")") if field.has_value else field.pattern
    if "|" in pattern:
        pattern = f"(?:{pattern})"
    return _FIRST.get(field.name, "") + pattern + (")" if field.name in _LAST else "")


def _join(run: re.Match[str]) -> str:
    """One step for neighbouring fields of which anything is accepted."""
    return f".{{{sum(map(int, re.findall('[0-9]+', run.group())))}}}"


def find_information(
    pattern: re.Pattern[str], text: str, start: int, line: int, length: int
) -> tuple[list[Placed], int]:
    """The well-formed information records from `start` on, which is on `line`, and the position behind them.

    `length` is that of a line with its line end.
    """
    found: list[Placed] = []
    while text.startswith("31", start) and len(found) < MAX_INFORMATION:
        match = pattern.match(text, start)
        if match is None:
            break
        first, _, _, second, third = match.groups()
        end = match.end()
        found.append((line, first, second, third))
        line += (end - start) // length
        start = end
    return found, start
