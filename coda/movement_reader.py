"""The movements of one statement, from rows of `coda.groups`, in which digits are digits and blanks are blanks.

This is where a file spends its time: what all movements go through is written out here rather than split into calls.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Context, Decimal

from coda.columns import (
    ACCOUNT,
    CODE,
    REFERENCE,
    accounts,
    bookings,
    days_and_codes,
    join_movement,
    numbers,
)
from coda.communication_checks import CHECKED_TYPES, check_free_text, check_structured
from coda.groups import MOVEMENT_WIDTH, Row
from coda.movements import DETAIL_TYPES, OPEN_INFORMATION, OPEN_MOVEMENT, Information, Movement, OldFormat
from coda.nesting import Nesting
from coda.records import Report
from coda.values import is_date

DEBIT_SIGN = 10**15
"""The sign digit 1 before the fifteen digits of an amount in thousandths."""
COLLECTIVE_DETAIL = 7
_THOUSANDTH, _MINUS_THOUSANDTH = Decimal("0.001"), Decimal("-0.001")
_multiply = Context(prec=28).multiply
"""Exact for every amount, whatever precision the caller works with."""
_new = object.__new__


class MovementReader:
    """Collects movements with their details and information records; checks what can be judged on each alone."""

    def __init__(self, report: Report) -> None:
        self.nesting = Nesting(report)
        self._report = report
        self._odd_blanks = True
        """Whether there may be characters that `str.rstrip` takes for blanks."""
        self._movements: list[Movement] = []
        self._row: Row = ()
        """The row of the last movement, and the information records that are its own."""
        self._own: list[Information] = []
        self._main_row: Row = ()
        self._main_line = 0
        self._annexes: dict[int, list[Information]] = {}
        self._credit = self._debit = 0
        self._main_amount = 0
        self._collectives: dict[int, int] = {}
        """Amounts of the details that may have details themselves, by line."""
        self._totals: dict[int, int] = {}
        """Amounts of the movements that have details, by line, and the sums of these."""
        self._sums: dict[int, int] = {}

    @property
    def credit(self) -> Decimal:
        """Total of the movements in favour of the holder that make the balance."""
        return _amount(self._credit)

    @property
    def debit(self) -> Decimal:
        """Total of the other movements that make the balance."""
        return _amount(self._debit)

    def take(self, matches: Iterable[re.Match[str]], line: int, *, odd_blanks: bool) -> int:
        """Takes rows, the first of which begins on `line`, up to a gap; gives the line of the gap."""
        take_movement, take_information = self.take_movement, self.take_information
        self._odd_blanks = odd_blanks
        for match in matches:
            row = match.groups("")
            if row[0]:
                line += take_movement(line, row)
            elif row[MOVEMENT_WIDTH]:
                line += take_information(line, row[MOVEMENT_WIDTH:])
            else:
                break
        self._odd_blanks = True
        return line

    def take_movement(self, line: int, row: Row, old_format: OldFormat | None = None) -> int:
        """Takes the movement whose first record is on `line`; gives the number of its records."""
        number, _, amount, day_and_code, text, booking, _, second, third, _, _, _, _, _, _ = row
        if self._own:
            self._close_information()
        movement = _new(OPEN_MOVEMENT)
        movement.line, movement.row = line, row
        counted, movement.sequence, movement.detail = numbers[number]
        value_date, code, structured = days_and_codes[day_and_code]
        movement.value_date, movement.transaction_code = value_date, code
        entry_date, movement.paper_number, movement.globalisation = bookings[booking]
        movement.entry_date = entry_date
        thousandths = int(amount)
        if thousandths < DEBIT_SIGN:
            movement.amount = _multiply(_THOUSANDTH, thousandths)
        else:
            thousandths = DEBIT_SIGN - thousandths
            movement.amount = _multiply(_MINUS_THOUSANDTH, -thousandths)  # a debit of nothing keeps its sign
        movement.parent = parent = self.nesting.place(line, counted, code.type)
        movement.information, movement.old_format = (), old_format
        movement.__class__ = Movement
        self._movements.append(movement)
        self._row = row
        if value_date is None or entry_date is None:
            self._check_dates(line, row)
        if third and not accounts[third[ACCOUNT]][1]:
            self._report("account-digits", line + 1 + (second != ""), 11, third[:34].rstrip(" "), "")
        if structured:
            if text[:3] in CHECKED_TYPES:
                check_structured(join_movement(text, second, third, structured=True), line, 63, self._report)
        elif "/" in text or "/" in second or "/" in third:
            check_free_text(join_movement(text, second, third, structured=False), line, 63, self._report)
        if code.type == COLLECTIVE_DETAIL:
            self._collectives[line] = thousandths
        if parent is not None:
            self._add_detail(parent, thousandths)
        else:
            self._main_row, self._main_line, self._main_amount = row, line, thousandths
            if code.type not in DETAIL_TYPES:
                if thousandths < 0:
                    self._debit -= thousandths
                else:
                    self._credit += thousandths
        if self._odd_blanks:
            movement.fill(odd_blanks=True)
        if third:
            return 3 if second else 2
        return 2 if second else 1

    def take_information(self, line: int, row: Row) -> int:
        """Takes the information record whose first part is on `line`; gives the number of its parts."""
        number, reference_and_code, structured, text, second, third = row
        if not self._movements:
            return 1 + (second != "") + (third != "")
        counted, _, _ = numbers[number]
        self.nesting.follow(line, counted)
        information = _new(OPEN_INFORMATION)
        information.line, information.row = line, row
        information.__class__ = Information
        if structured == "1":
            if text[:3] in CHECKED_TYPES:
                check_structured(text + second + third, line, 41, self._report)
        elif "/" in text or "/" in second or "/" in third:
            check_free_text(text + second + third, line, 41, self._report)
        own = self._row
        if reference_and_code == own[1] + own[3][6:14] and number[:4] == own[0][:4]:
            self._own.append(information)
        else:
            self._give_strange(information, number, reference_and_code)
        if self._odd_blanks:
            information.fill(odd_blanks=True)
        if third:
            return 3
        return 2 if second else 1

    def wrong_totals(self) -> list[tuple[int, Decimal, Decimal]]:
        """Of each movement that its details do not add up to: its line, its amount, and the sum of its details."""
        return [
            (line, _amount(amount), _amount(self._sums[line]))
            for line, amount in self._totals.items()
            if amount != self._sums[line]
        ]

    def movements(self) -> tuple[Movement, ...]:
        """All movements, once everything is read."""
        self._close_information()
        for movement in self._movements if self._annexes else ():
            annexes = self._annexes.get(movement.line)
            if annexes:
                object.__setattr__(movement, "information", (*movement.information, *annexes))
        return tuple(self._movements)

    def _add_detail(self, parent: int, thousandths: int) -> None:
        """Adds a detail to the sum of its movement."""
        if parent not in self._sums:
            self._sums[parent] = 0
            self._totals[parent] = self._main_amount if parent == self._main_line else self._collectives[parent]
        self._sums[parent] += thousandths

    def _give_strange(self, information: Information, number: str, reference_and_code: str) -> None:
        """Gives an information record to its movement though it does not repeat what the last movement says.

        Some banks write the information records of the main movement behind its details: they go to that one.
        """
        main = self._main_row
        if main and reference_and_code == main[1] + main[3][6:14] and number[:4] == main[0][:4]:
            self._annexes.setdefault(self._main_line, []).append(information)
            return
        self._report_strange(information.line, number, reference_and_code)
        self._own.append(information)

    def _close_information(self) -> None:
        """Gives the last movement its information records, which are complete now; nobody has seen it yet."""
        if self._own:
            object.__setattr__(self._movements[-1], "information", tuple(self._own))
            self._own = []

    def _check_dates(self, line: int, row: Row) -> None:
        value_date, entry_date = row[3][:6], row[5][:6]
        if not is_date(value_date):
            self._report("date", line, 48, value_date, "")
        if not is_date(entry_date):
            self._report("date", line, 116, entry_date, "")

    def _report_strange(self, line: int, number: str, reference_and_code: str) -> None:
        own_number, own_reference, own_code = self._row[0], self._row[1], self._row[3][6:14]
        for column, strange, own in (
            (3, number[:4], own_number[:4]),
            (11, reference_and_code[REFERENCE].rstrip(" "), own_reference.rstrip(" ")),
            (32, reference_and_code[CODE], own_code),
        ):
            if strange != own:
                self._report("information", line, column, strange, own)


def _amount(thousandths: int) -> Decimal:
    return Decimal(f"{thousandths}E-3")
