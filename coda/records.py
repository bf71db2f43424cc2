"""One record at a time: a well-formed line gives its fields at once, another what is readable and findings."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from coda.layout import (
    AMOUNT,
    CODE,
    CONSTANT,
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
    TEXT,
    TRAILER,
    Field,
    compile_layout,
)
from coda.values import is_date, to_date

Report = Callable[[str, int, int, str, str], None]
"""Takes a finding: code, line, column, found, expected."""

_CONTROL = re.compile("[\\x00-\\x1f\\x7f]")


class Record:
    """A record layout, ready to read lines."""

    def __init__(self, layout: tuple[Field, ...]) -> None:
        self.layout = layout
        self.match = compile_layout(layout).fullmatch

    def read(self, number: int, line: str, report: Report) -> tuple[str, ...]:
        """The values of the fields, in the order of the layout; unreadable ones as if empty."""
        match = self.match(line)
        if match:
            self._report_controls(number, line, report)
            return match.groups()
        line = self.clean(number, line, report)
        return tuple([line[field.first - 1 : field.last] for field in self.layout if field.has_value])

    def clean(self, number: int, line: str, report: Report) -> str:
        """128 characters in which every field is as the standard has it: what is not, is reported and emptied."""
        if self.match(line):
            self._report_controls(number, line, report)
            return line
        length = len(line)
        line = line.ljust(LINE_LENGTH)
        return "".join([self._clean_field(field, number, line, length, report) for field in self.layout])

    def _report_controls(self, number: int, line: str, report: Report) -> None:
        """Reports control characters in texts; they stay as they are."""
        for field in self.layout if _CONTROL.search(line) else ():
            found = _CONTROL.search(line[field.first - 1 : field.last])
            if found:
                report("control", number, field.first + found.start(), f"0x{ord(found.group()):02X}", "")

    def _clean_field(self, field: Field, number: int, line: str, length: int, report: Report) -> str:
        raw = line[field.first - 1 : field.last]
        if re.fullmatch(field.pattern, raw):
            return raw
        if field.first <= length:
            _report_misfit(field, number, raw, report)
        if field.kind is CONSTANT:
            return field.constant
        return (" " if field.kind is CODE else field.kind.filler) * field.length


def _report_misfit(field: Field, line: int, raw: str, report: Report) -> None:
    kind = field.kind
    if kind is CONSTANT:
        report("constant", line, field.first, raw, field.constant)
    elif kind is TEXT:
        report(kind.finding, line, field.first + raw.index("\n"), "0x0A", "")
    elif kind in (NUMBER, AMOUNT):
        report(kind.finding, line, field.first, raw, str(field.length))
    else:
        report(kind.finding, line, field.first, raw.strip(), "")


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


def read_date(digits: str, line: int, column: int, report: Report) -> date | None:
    """Date of DDMMYY; None for zeros, and with a finding for what is not a date."""
    if not is_date(digits):
        report("date", line, column, digits, "")
    return to_date(digits)
