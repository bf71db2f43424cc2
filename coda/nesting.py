"""Which movement details which, by sequence number first and type digit second (never by globalisation code).

A main movement and its details share a sequence number. Details of type 9 belong to the last movement of type 7 in that
run, all others to the main movement. Information records take part in the numbering of the details.
"""

from __future__ import annotations

from coda.movements import DETAIL_TYPES
from coda.records import Report

TOTAL_OF = {5: 1, 6: 2, 7: 2, 8: 3, 9: 7}
"""Type of the movement that each type of detail belongs to."""
COUNTER = 10_000
"""Sequence and detail numbers have four digits and roll over to zero."""
LAST_MAIN = (COUNTER - 1) * COUNTER
"""Number of the last main movement before the roll-over."""


class Nesting:
    """Follows the numbering of the movements of one statement."""

    def __init__(self, report: Report) -> None:
        self.separate = False
        """An extract holds details without their totals."""
        self._report = report
        self._number = 0
        """Sequence number and detail number of the last 2.1 or 3.1, as eight digits."""
        self._next_main = COUNTER
        """What the number of the next main movement should be."""
        self._main: int | None = None
        self._main_type = -1
        self._detailed: int | None = None

    def place(self, line: int, number: int, kind: int) -> int | None:
        """Line of the movement that the movement on `line` details, None for a main movement.

        `number` is the sequence number followed by four digits of detail number.
        """
        if number == self._next_main and kind not in DETAIL_TYPES:
            self._number = number
            self._next_main = number + COUNTER if number < LAST_MAIN else 0
            self._main, self._main_type, self._detailed = line, kind, None
            return None
        if (
            number // COUNTER == self._number // COUNTER
            and self._main is not None
            and not self._starts_again(number, kind)
        ):
            self.follow(line, number)
            return self._parent(line, kind)
        if number != self._next_main:
            self._check_start(line, *divmod(number, COUNTER))
        self._number = number
        self._next_main = (number // COUNTER + 1) % COUNTER * COUNTER
        if kind in DETAIL_TYPES:
            return self._fitting_total(line, kind)
        self._main, self._main_type, self._detailed = line, kind, None
        return None

    def follow(self, line: int, number: int) -> None:
        """Takes the number of the next 2.1 or 3.1 in this run, of which only the detail number matters."""
        if number == self._number + 1:
            self._number = number
            return
        sequence, detail = divmod(self._number, COUNTER)
        expected = (detail + 1) % COUNTER
        found = number % COUNTER
        if found != expected:
            self._report("detail", line, 7, f"{found:04}", f"{expected:04}")
        self._number = sequence * COUNTER + found

    def _starts_again(self, number: int, kind: int) -> bool:
        """A main movement that repeats the sequence number of the one before it."""
        return number % COUNTER == 0 and kind not in DETAIL_TYPES and self._number % COUNTER != COUNTER - 1

    def _check_start(self, line: int, sequence: int, detail: int) -> None:
        expected = self._next_main // COUNTER
        if sequence != expected and not (expected == 0 and sequence == 1):
            self._report("sequence", line, 3, f"{sequence:04}", f"{expected:04}")
        if detail and not self.separate:
            self._report("detail", line, 7, f"{detail:04}", "0000")

    def _parent(self, line: int, kind: int) -> int | None:
        if kind == 9 and self._detailed is not None:
            return self._detailed
        if kind == 9:
            self._report_alone(line, kind)
        if kind == 7:
            self._detailed = line
        return self._main

    def _fitting_total(self, line: int, kind: int) -> int | None:
        """A detail under a sequence number of its own still belongs to the last total, if of the right type."""
        if kind == 9 and self._detailed is not None:
            return self._detailed
        if kind == 7:
            self._detailed = line
        if self._main_type == TOTAL_OF[kind]:
            return self._main
        self._main, self._main_type = None, -1
        if not self.separate:
            self._report_alone(line, kind)
        return None

    def _report_alone(self, line: int, kind: int) -> None:
        self._report("detail-alone", line, 54, str(kind), str(TOTAL_OF[kind]))
