"""A movement as one pattern over its records 2.1, 2.2 and 2.3; an information record over 3.1 to 3.3.

Nearly all lines of a file belong to such groups, so the reader tries this pattern first and looks at single lines
only where it does not match. It comes from the layout tables and asks all that the standard asks of a record alone:
digits and blanks where they belong, the same number on every part, and next and link codes that are true.

A match gives one flat row of texts, "" for what is absent: the columns of MOVEMENT_COLUMNS, all empty when it is no
movement, then those of INFORMATION_COLUMNS, all empty when it is none. `cut_movement` and `cut_information` give the
same columns of records that were read one by one.
"""

from __future__ import annotations

import re
from functools import cache

from coda.layout import (
    INFORMATION_1,
    INFORMATION_2,
    INFORMATION_3,
    LINE_LENGTH,
    MOVEMENT_1,
    MOVEMENT_2,
    MOVEMENT_3,
    Field,
    slices,
)

Row = tuple[str, ...]
_RUN = re.compile(r"(\[0-9\]|\.)(?:\{[0-9]+\})(?:\1\{[0-9]+\})+")
Columns = tuple[tuple[str, str], ...]
"""First and last field of neighbours that are looked up together, and so make one column."""
FIRST_COLUMNS: Columns = (
    ("sequence", "detail"),
    ("bank_reference", "bank_reference"),
    ("sign", "amount"),
    ("value_date", "communication_type"),
    ("communication", "communication"),
    ("entry_date", "globalisation"),
)
"""Columns of 2.1; behind them comes "1" when its link code is that of the last part, though another part follows."""
SECOND_COLUMNS: Columns = (("communication", "purpose"),)
THIRD_COLUMNS: Columns = (("counterparty_account", "communication"),)
MOVEMENT_WIDTH = len(FIRST_COLUMNS) + 1 + len(SECOND_COLUMNS) + len(THIRD_COLUMNS)
INFORMATION_COLUMNS: Columns = (
    ("sequence", "detail"),
    ("bank_reference", "transaction_code"),
    ("communication_type", "communication_type"),
    ("communication", "communication"),
)
CONTINUATION_COLUMNS: Columns = (("communication", "communication"),)


@cache
def group_pattern(separator: str, *, regular: bool) -> re.Pattern[str]:
    """The pattern for lines that end with `separator`; where nothing matches, one character does.

    It is faster for `regular` text, in which line ends are nowhere but behind every 128 characters.
    """
    end = re.escape(separator)
    last = f"0 (?:1(?={end}31)|(?(link)(?!)|0(?!{end}(?:2[23]|3[123]))))"
    movement = (
        _part(MOVEMENT_1, FIRST_COLUMNS, "main", f"(?:1 (?:(?P<link>1)|0)(?={end}2[23])|{last})", end)
        + _optional(_part(MOVEMENT_2, SECOND_COLUMNS, "main", f"(?:1 (?(link)1|0)(?={end}23)|{last})", end))
        + _optional(_part(MOVEMENT_3, THIRD_COLUMNS, "main", last, end))
        + "(?!2[23])"
    )
    third = _part(INFORMATION_3, CONTINUATION_COLUMNS, "info", last, end)
    second = _part(INFORMATION_2, CONTINUATION_COLUMNS, "info", f"(?:1 0(?={end}33)|{last})", end)
    information = (
        _part(INFORMATION_1, INFORMATION_COLUMNS, "info", f"(?:1 0(?={end}32)|{last})", end)
        + _optional(second + _optional(third))
        + "(?!3[23])"
    )
    return re.compile(f"{movement}|{information}|[\\s\\S]", re.DOTALL if regular else re.NOFLAG)


def _optional(pattern: str) -> str:
    return f"(?:{pattern})?"


def _part(layout: tuple[Field, ...], columns: Columns, number: str, codes: str, end: str) -> str:
    """Pattern of one record: a group per column, the number that all parts share, and the codes at its end."""
    firsts, lasts = {first for first, _ in columns}, {last for _, last in columns}
    pattern = ""
    for field in layout[:-3]:
        if field.name == "number":
            pattern += f"(?P={number})"
            continue
        opening = f"(?P<{number}>" if field.name == "sequence" else "(" if field.name in firsts else ""
        pattern += opening + _bare(field) + (")" if field.name in lasts else "")
    return _RUN.sub(_join, pattern).replace("{1}", "") + codes + end


def _join(run: re.Match[str]) -> str:
    """One step for neighbouring fields that ask the same."""
    return f"{run.group(1)}{{{sum(map(int, re.findall('{([0-9]+)}', run.group())))}}}"


def _bare(field: Field) -> str:
    """Pattern of a field without its own group."""
    pattern = field.pattern.removeprefix("(").removesuffix(")") if field.has_value else field.pattern
    return f"(?:{pattern})" if "|" in pattern else pattern


def _cuts(layout: tuple[Field, ...], columns: Columns) -> tuple[slice, ...]:
    places = slices(layout)
    return tuple(slice(places[first].start, places[last].stop) for first, last in columns)


_FIRST, _SECOND = _cuts(MOVEMENT_1, FIRST_COLUMNS), _cuts(MOVEMENT_2, SECOND_COLUMNS)
_THIRD = _cuts(MOVEMENT_3, THIRD_COLUMNS)
_INFORMATION = _cuts(INFORMATION_1, INFORMATION_COLUMNS)
_CONTINUATIONS = _cuts(INFORMATION_2, CONTINUATION_COLUMNS), _cuts(INFORMATION_3, CONTINUATION_COLUMNS)


def cut_movement(first: str, second: str, third: str, *, link_repeated: bool) -> Row:
    """The columns of a movement from its clean records, "" for an absent one."""
    return (
        *_cut(first, _FIRST),
        "1" if link_repeated else "",
        *_cut(second, _SECOND),
        *_cut(third, _THIRD),
        *_NO_INFORMATION,
    )


def cut_information(first: str, second: str, third: str) -> Row:
    """The columns of an information record from its clean parts, "" for an absent one."""
    if third and not second:
        second = " " * LINE_LENGTH
    seconds, thirds = _CONTINUATIONS
    return *_cut(first, _INFORMATION), *_cut(second, seconds), *_cut(third, thirds)


def _cut(record: str, cuts: tuple[slice, ...]) -> Row:
    return tuple([record[cut] for cut in cuts])


_NO_INFORMATION = cut_information("", "", "")
