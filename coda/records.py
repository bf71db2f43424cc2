"""One record at a time: a well-formed line gives its fields at once, another what is readable and findings."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields, make_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from coda.layout import (
    AMOUNT,
    CODE,
    CONSTANT,
    DATE,
    HEADER,
    INFORMATION_1,
    INFORMATION_2,
    INFORMATION_3,
    LINE_LENGTH,
    MESSAGE,
    MOVEMENT_1,
    MOVEMENT_2,
    MOVEMENT_2_OLD,
    MOVEMENT_3,
    MOVEMENT_3_OLD,
    NEW_BALANCE,
    NUMBER,
    OLD_BALANCE,
    TRAILER,
    Field,
    compile_layout,
)

Report = Callable[[str, int, int, str, str], None]
"""Takes a finding: code, line, column, found, expected."""

YEAR_PIVOT = 80
"""Two-digit years from here on are 19YY: CODA began in the nineteen-eighties."""


class Record:
    """A record layout, ready to read lines."""

    def __init__(self, layout: tuple[Field, ...]) -> None:
        self.layout = layout
        self.match = compile_layout(layout).fullmatch

    def read(self, number: int, line: str, report: Report) -> tuple[str, ...]:
        """The values of the fields of a 128-character line, in the order of the layout; unreadable ones as if empty."""
        match = self.match(line)
        return match.groups() if match else self.diagnose(number, line, report)

    def diagnose(self, number: int, line: str, report: Report) -> tuple[str, ...]:
        """As `read`, for a line that is not well-formed: every field is judged alone."""
        length = len(line)
        line = line.ljust(LINE_LENGTH)
        values: list[str] = []
        for field in self.layout:
            raw = line[field.first - 1 : field.last]
            fits = re.fullmatch(field.pattern, raw) is not None
            if not fits and field.first <= length:
                _report_misfit(field, number, raw, report)
            if field.has_value:
                values.append(raw if fits else field.kind.filler * field.length if field.kind is not CODE else "")
        return tuple(values)


def _report_misfit(field: Field, line: int, raw: str, report: Report) -> None:
    kind = field.kind
    if kind is CONSTANT:
        report("constant", line, field.first, raw, field.constant)
    elif kind is DATE and not raw.strip():
        return
    elif kind in (NUMBER, AMOUNT):
        report(kind.finding, line, field.first, raw, str(field.length))
    else:
        report(kind.finding, line, field.first, raw.strip() or raw, "")


RECORD_0 = Record(HEADER)
RECORD_1 = Record(OLD_BALANCE)
RECORD_21 = Record(MOVEMENT_1)
RECORD_22 = Record(MOVEMENT_2)
RECORD_23 = Record(MOVEMENT_3)
RECORD_22_OLD = Record(MOVEMENT_2_OLD)
RECORD_23_OLD = Record(MOVEMENT_3_OLD)
RECORD_31 = Record(INFORMATION_1)
RECORD_32 = Record(INFORMATION_2)
RECORD_33 = Record(INFORMATION_3)
RECORD_8 = Record(NEW_BALANCE)
RECORD_4 = Record(MESSAGE)
RECORD_9 = Record(TRAILER)


def unlocked(model: type) -> Any:
    """A class with the fields and slots of a frozen dataclass that is not frozen itself.

    The `__init__` of a frozen dataclass pays a call per field. It takes a seventh of the time to fill one of these, and
    then to make it an instance of the model by setting its `__class__`.
    """
    return make_dataclass(model.__name__, [field.name for field in fields(model)], slots=True)


def to_text(raw: str) -> str | None:
    """Text without trailing blanks, None when blank."""
    return raw.rstrip(" ") or None


def to_amount(sign: str, digits: str) -> Decimal:
    """Signed amount from 15 digits (12 + 3)."""
    return Decimal(f"-{digits}E-3" if sign == "1" else digits + "E-3")


known_dates: dict[str, date | None] = {"000000": None, "      ": None}


def to_date(digits: str, line: int, column: int, report: Report) -> date | None:
    """Date of DDMMYY; None for zeros, and with a finding for what is not a date."""
    try:
        return known_dates[digits]
    except KeyError:
        pass
    try:
        year = int(digits[4:])
        found = date(year + (1900 if year >= YEAR_PIVOT else 2000), int(digits[2:4]), int(digits[:2]))
    except ValueError:
        report("date", line, column, digits, "")
        return None
    known_dates[digits] = found
    return found
