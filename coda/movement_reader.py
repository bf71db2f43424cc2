"""The movements of one statement: whole ones by `take`, others record by record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from coda.groups import Values
from coda.model import DETAIL_TYPES, ZERO, Information, Movement
from coda.movements import build_information, build_movement
from coda.nesting import Nesting
from coda.parts import Parts, information_values, movement_values, old_movement_values
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
)


def _repeats(found: Values, movement: Values) -> bool:
    """Whether an information record carries the bank reference, transaction code and sequence number of a movement."""
    return bool(found[1] == movement[1] and found[2] == movement[4][:8] and found[0][:4] == movement[0][:4])


class MovementReader:
    """Collects movements with their details and information records; `debit` and `credit` are those of the balance."""

    def __init__(self, report: Report) -> None:
        self.version = 2
        self.records = 0
        self.debit = self.credit = ZERO
        self.nesting = Nesting(report)
        self._report = report
        self._movements: list[Movement] = []
        self._details: list[Movement] = []
        self._main_line = 0
        self._main_values: Values = ()
        self._annexes: dict[int, list[Information]] = {}
        self._parts: Parts | None = None
        self.readers: dict[str, Callable[[int, str, str, str], None]] = {
            "21": self._read_first,
            "22": self._read_second,
            "23": self._read_third,
            "31": self._read_information,
            "32": self._read_information_part,
            "33": self._read_information_part,
        }

    def take(self, values: Values, information: tuple[Values, ...], line: int) -> int:
        """Takes a whole movement (see `groups`) that begins on `line`; gives the line behind it."""
        end = line + 1 + (values[9] is not None) + (values[16] is not None)
        placed = []
        for found in information:
            placed.append((end, found))
            end += 1 + (found[6] is not None) + (found[8] is not None)
        self._add(values, line, placed)
        return end

    def close(self) -> None:
        """Adds the movement that was read record by record."""
        parts, self._parts = self._parts, None
        if parts is None:
            return
        if parts.first[13] == "1" != parts.last_link:
            self._report("link-code", parts.line, 128, "1", "0")
        placed = [(information.line, information_values(information)) for information in parts.information]
        if self.version == 2:
            self._add(movement_values(parts), parts.line, placed)
        else:
            values, old_format = old_movement_values(parts)
            self._add(values, parts.line, placed)
            movement = self._movements[-1]
            self._movements[-1] = replace(movement, form=replace(movement.form, old_format=old_format))

    def totals(self) -> list[tuple[Movement, Decimal]]:
        """The movements that have details, each with the sum of these."""
        sums: dict[int | None, Decimal] = {}
        for detail in self._details:
            sums[detail.parent] = sums.get(detail.parent, ZERO) + detail.amount
        return (
            [(movement, sums[movement.line]) for movement in self._movements if movement.line in sums] if sums else []
        )

    def movements(self) -> tuple[Movement, ...]:
        """All movements, once everything is read."""
        self.close()
        if not self._annexes:
            return tuple(self._movements)
        return tuple(
            replace(movement, information=(*movement.information, *self._annexes.get(movement.line, ())))
            for movement in self._movements
        )

    def _add(self, values: Values, line: int, placed: list[tuple[int, Values]]) -> None:
        """Adds the movement of `values` and its information records, each with its line."""
        kind = int(values[4][0])
        parent = self.nesting.place(line, int(values[0]), kind)
        information = self._own_information(values, placed) if placed else ()
        movement = build_movement(values, line, parent, information, self._report)
        self._movements.append(movement)
        if parent is not None:
            self._details.append(movement)
            return
        self._main_line, self._main_values = line, values
        if kind in DETAIL_TYPES:
            return
        if values[2][0] == "1":
            self.debit -= movement.amount
        else:
            self.credit += movement.amount

    def _own_information(self, values: Values, placed: list[tuple[int, Values]]) -> tuple[Information, ...]:
        """The information records of the movement of `values`.

        They repeat its sequence number, bank reference and transaction code. Some banks write those of the main
        movement behind its details: they go to that one.
        """
        own: list[Information] = []
        for place, found in placed:
            self.nesting.follow(place, int(found[0][4:]))
            information = build_information(found, place, self._report)
            if not _repeats(found, values):
                if self._main_values and _repeats(found, self._main_values):
                    self._annexes.setdefault(self._main_line, []).append(information)
                    continue
                self._report_strange(found, values, place)
            own.append(information)
        return tuple(own)

    def _report_strange(self, found: Values, movement: Values, line: int) -> None:
        for column, strange, own in (
            (3, found[0][:4], movement[0][:4]),
            (11, found[1].rstrip(), movement[1].rstrip()),
            (32, found[2], movement[4][:8]),
        ):
            if strange != own:
                self._report("information", line, column, strange, own)

    def _read_first(self, number: int, line: str, _previous: str, _next_code: str) -> None:
        self.close()
        self._parts = Parts(number, RECORD_21.read(number, line, self._report))
        self.records += 1

    def _read_second(self, number: int, line: str, previous: str, next_code: str) -> None:
        values = (RECORD_22 if self.version == 2 else RECORD_22_OLD).read(number, line, self._report)
        self.records += 1
        parts = self._parts
        if parts is not None and previous == "21" and self._continues(parts, values[0], number, next_code):
            parts.second = values

    def _read_third(self, number: int, line: str, previous: str, next_code: str) -> None:
        values = (RECORD_23 if self.version == 2 else RECORD_23_OLD).read(number, line, self._report)
        self.records += 1
        parts = self._parts
        if parts is None or previous not in ("21", "22"):
            return
        if self._continues(parts, values[0], number, next_code):
            parts.third = values

    def _read_information(self, number: int, line: str, _previous: str, _next_code: str) -> None:
        values = RECORD_31.read(number, line, self._report)
        self.records += 1
        if self._parts is not None:
            self._parts.information.append(Parts(number, values))

    def _read_information_part(self, number: int, line: str, previous: str, next_code: str) -> None:
        second = line[1] == "2"
        values = (RECORD_32 if second else RECORD_33).read(number, line, self._report)
        self.records += 1
        if self._parts is None or not self._parts.information or previous != ("31" if second else "32"):
            return
        information = self._parts.information[-1]
        if not self._continues(information, values[0], number, next_code):
            return
        if second:
            information.second = values
        else:
            information.third = values

    def _continues(self, parts: Parts, number: str, line: int, next_code: str) -> bool:
        """Whether a part with this number continues the record before it: its number says so, or the next code does."""
        if number == parts.number:
            return True
        self._report("part-number", line, 3, number, parts.number)
        return next_code == "1"
