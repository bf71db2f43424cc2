"""The movements of one statement: well-formed ones by `take`, others record by record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from coda.accounts import is_valid_zone
from coda.communication_checks import CHECKED_TYPES, check_free_text, check_structured, is_surely_right
from coda.groups import Placed, Values
from coda.model import DETAIL_TYPES, ZERO, Information, Movement
from coda.nesting import Nesting
from coda.records import (
    RECORD_21,
    RECORD_22,
    RECORD_22_OLD,
    RECORD_23,
    RECORD_23_OLD,
    RECORD_31,
    RECORD_32,
    RECORD_33,
    Report,
    unlocked,
)
from coda.values import is_date, known_dates

_Movement = unlocked(Movement)
_Information = unlocked(Information)
ZERO_DIGIT = ord("0")
DEBIT_SIGN = 10**15
"""The sign digit 1 before the fifteen digits of an amount in thousandths."""


class _Parts:
    """The records of one movement, or of one information record, that are read one by one."""

    __slots__ = ("first", "information", "line", "number", "second", "third")

    def __init__(self, line: int, first: str, number: str) -> None:
        self.line = line
        self.number = number
        self.first = first
        self.second: str | None = None
        self.third: str | None = None
        self.information: list[_Parts] = []


class MovementReader:
    """Collects movements with their details and information records; checks what can be judged on each alone."""

    def __init__(self, report: Report) -> None:
        self.version = 2
        self.records = 0
        self.nesting = Nesting(report)
        self._report = report
        self._place = self.nesting.place
        self._movements: list[Movement] = []
        self._details: list[Movement] = []
        self._main: Movement | None = None
        self._annexes: dict[int, list[Information]] = {}
        self._credit = self._debit = 0
        self._parts: _Parts | None = None
        self.readers: dict[str, Callable[[int, str, str, str], None]] = {
            "21": self._read_first,
            "22": self._read_second,
            "23": self._read_third,
            "31": self._read_information,
            "32": self._read_information_part,
            "33": self._read_information_part,
        }

    @property
    def credit(self) -> Decimal:
        """Total of the movements in favour of the holder that make the balance."""
        return Decimal(self._credit).scaleb(-3)

    @property
    def debit(self) -> Decimal:
        """Total of the other movements that make the balance."""
        return Decimal(self._debit).scaleb(-3)

    def take(self, values: Values, line: int, placed: Sequence[Placed]) -> None:
        """Takes the movement of `values` (see `groups`) that begins on `line`, and its information records."""
        first, number, amount, value_date, code, entry_date, _, second, third, zone = values
        kind = ord(code[0]) - ZERO_DIGIT
        parent = self._place(line, int(number), kind)
        information = self._own_information(first, placed) if placed else ()
        movement: Movement = _Movement(line, first, second, third, self.version, parent, information)
        movement.__class__ = Movement
        self._movements.append(movement)
        if value_date not in known_dates and not is_date(value_date):
            self._report("date", line, 48, value_date, "")
        if entry_date not in known_dates and not is_date(entry_date):
            self._report("date", line, 116, entry_date, "")
        if zone is not None and not is_valid_zone(zone):
            self._report("account-digits", line + 1 + (second is not None), 11, zone[:34].rstrip(" "), "")
        if code[8] == "1":
            if first[62:65] in CHECKED_TYPES and not is_surely_right(first, second, third):
                check_structured(movement.communication, line, 66, self._report)
        elif "/" in first or (second is not None and "/" in second):
            check_free_text(movement.communication.text, line, 63, self._report)
        if parent is not None:
            self._details.append(movement)
            return
        self._main = movement
        if kind in DETAIL_TYPES:
            return
        thousandths = int(amount)
        if thousandths >= DEBIT_SIGN:
            self._debit += thousandths - DEBIT_SIGN
        else:
            self._credit += thousandths

    def close(self) -> None:
        """Adds the movement that was read record by record."""
        parts, self._parts = self._parts, None
        if parts is None:
            return
        first, second, third = parts.first, parts.second, parts.third
        if first[127] == "1" != (third or second or first)[127]:
            self._report("link-code", parts.line, 128, "1", "0")
        zone = third[10:47] if third is not None and self.version == 2 else None
        values = first, first[2:10], first[31:47], first[47:53], first[53:62], first[115:121], None, second, third, zone
        placed = [(other.line, other.first, other.second, other.third) for other in parts.information]
        self.take(values, parts.line, placed)

    def totals(self) -> list[tuple[Movement, Decimal]]:
        """The movements that have details, each with the sum of these."""
        sums: dict[int | None, Decimal] = {}
        for detail in self._details:
            sums[detail.parent] = sums.get(detail.parent, ZERO) + detail.amount
        if not sums:
            return []
        return [(movement, sums[movement.line]) for movement in self._movements if movement.line in sums]

    def movements(self) -> tuple[Movement, ...]:
        """All movements, once everything is read."""
        self.close()
        if not self._annexes:
            return tuple(self._movements)
        return tuple(
            replace(movement, information=(*movement.information, *self._annexes.get(movement.line, ())))
            for movement in self._movements
        )

    def _own_information(self, movement: str, placed: Sequence[Placed]) -> tuple[Information, ...]:
        """The information records of the movement with this record 2.1.

        They repeat its sequence number, bank reference and transaction code. Some banks write those of the main
        movement behind its details: they go to that one.
        """
        own: list[Information] = []
        reference_and_code = movement[10:31] + movement[53:61]
        for line, first, second, third in placed:
            self.nesting.follow(line, int(first[2:10]))
            information: Information = _Information(line, first, second, third)
            information.__class__ = Information
            if first[39] == "1":
                if first[40:43] in CHECKED_TYPES:
                    check_structured(information.communication, line, 44, self._report)
            elif "/" in first:
                check_free_text(information.text, line, 41, self._report)
            if first[10:39] != reference_and_code or first[2:6] != movement[2:6]:
                if self._main is not None and _repeats(first, self._main.first):
                    self._annexes.setdefault(self._main.line, []).append(information)
                    continue
                self._report_strange(first, movement, line)
            own.append(information)
        return tuple(own)

    def _report_strange(self, information: str, movement: str, line: int) -> None:
        for column, strange, own in (
            (3, information[2:6], movement[2:6]),
            (11, information[10:31].rstrip(" "), movement[10:31].rstrip(" ")),
            (32, information[31:39], movement[53:61]),
        ):
            if strange != own:
                self._report("information", line, column, strange, own)

    def _read_first(self, number: int, line: str, _previous: str, _next_code: str) -> None:
        self.close()
        self._parts = _Parts(number, RECORD_21.clean(number, line, self._report), line[2:10])
        self.records += 1

    def _read_second(self, number: int, line: str, previous: str, next_code: str) -> None:
        cleaned = (RECORD_22 if self.version == 2 else RECORD_22_OLD).clean(number, line, self._report)
        self.records += 1
        parts = self._parts
        if parts is not None and previous == "21" and self._continues(parts, line[2:10], number, next_code):
            parts.second = cleaned

    def _read_third(self, number: int, line: str, previous: str, next_code: str) -> None:
        cleaned = (RECORD_23 if self.version == 2 else RECORD_23_OLD).clean(number, line, self._report)
        self.records += 1
        parts = self._parts
        if parts is None or previous not in ("21", "22"):
            return
        if self._continues(parts, line[2:10], number, next_code):
            parts.third = cleaned

    def _read_information(self, number: int, line: str, _previous: str, _next_code: str) -> None:
        cleaned = RECORD_31.clean(number, line, self._report)
        self.records += 1
        if self._parts is not None:
            self._parts.information.append(_Parts(number, cleaned, line[2:10]))

    def _read_information_part(self, number: int, line: str, previous: str, next_code: str) -> None:
        second = line[1] == "2"
        cleaned = (RECORD_32 if second else RECORD_33).clean(number, line, self._report)
        self.records += 1
        if self._parts is None or not self._parts.information or previous != ("31" if second else "32"):
            return
        information = self._parts.information[-1]
        if not self._continues(information, line[2:10], number, next_code):
            return
        if second:
            information.second = cleaned
        else:
            information.third = cleaned

    def _continues(self, parts: _Parts, number: str, line: int, next_code: str) -> bool:
        """Whether a part with this number continues the record before it: its number says so, or the next code does."""
        if number == parts.number:
            return True
        self._report("part-number", line, 3, number, parts.number)
        return next_code == "1"


def _repeats(information: str, movement: str) -> bool:
    """Whether a record 3.1 carries the sequence number, bank reference and transaction code of a record 2.1."""
    return information[10:39] == movement[10:31] + movement[53:61] and information[2:6] == movement[2:6]
