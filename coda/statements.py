"""One statement from its records: puts every record in its place and builds the movements."""

from __future__ import annotations

from collections.abc import Callable

from coda.checks import (
    check_account,
    check_balance,
    check_details,
    check_enterprise_number,
    check_same_account,
    check_trailer,
)
from coda.model import DETAIL_TYPES, ZERO, Account, Balance, Message, Movement, Statement, Trailer
from coda.movements import Parts, build_movement
from coda.nesting import Nesting
from coda.order import CODES_BEFORE, FOLLOWERS, MOVEMENT_KINDS, name_of
from coda.records import (
    RECORD_0,
    RECORD_1,
    RECORD_4,
    RECORD_8,
    RECORD_9,
    RECORD_21,
    RECORD_22,
    RECORD_22_OLD,
    RECORD_23,
    RECORD_23_OLD,
    RECORD_31,
    RECORD_32,
    RECORD_33,
    Report,
    to_amount,
    to_date,
    to_text,
)

VERSIONS = ("1", "2")
STRUCTURES = ("0", "1", "2", "3")
NO_EXTRACT = frozenset({"", "00000"})
_EMPTY_HEADER = ("000000", "", "", " ", "", "", "", "", "00000", "", "", "2")
_EMPTY_OLD_BALANCE = (" ", "", "", "0", "", "000000", "", "", "")
_NO_ACCOUNT = Account(2, "")
_NO_BALANCE = Balance(ZERO, None)


class StatementReader:
    """Takes the records of one statement in order; `finish` gives the statement."""

    def __init__(self, report: Report, *, keep_lines: bool) -> None:
        self._report = report
        self._keep_lines = keep_lines
        self._lines: list[str] = []
        self._previous, self._previous_line = "", ""
        self._first_line = self._last = 0
        self._records = 0
        self._version = 2
        self._header: tuple[str, ...] = _EMPTY_HEADER
        self._header_line = 0
        self._old: tuple[str, ...] = _EMPTY_OLD_BALANCE
        self._account = _NO_ACCOUNT
        self._old_balance = _NO_BALANCE
        self._new: tuple[str, ...] | None = None
        self._new_balance: Balance | None = None
        self._new_line = 0
        self._trailer: Trailer | None = None
        self._trailer_line = 0
        self._movements: list[Movement] = []
        self._messages: list[Message] = []
        self._nesting = Nesting(report)
        self._parts: Parts | None = None
        self._debit = self._credit = ZERO
        self._readers: dict[str, Callable[[int, str], None]] = {
            "0": self._read_header,
            "1": self._read_old_balance,
            "21": self._read_movement,
            "22": self._read_second,
            "23": self._read_third,
            "31": self._read_information,
            "32": self._read_information_part,
            "33": self._read_information_part,
            "8": self._read_new_balance,
            "4": self._read_message,
            "9": self._read_trailer,
        }

    def add(self, kind: str, number: int, line: str) -> None:
        """Takes the record of `kind` that stands on line `number`."""
        codes = CODES_BEFORE.get(self._previous + kind)
        if codes is None:
            self._report_place(kind, number)
        elif codes and self._previous_line[125:] not in codes:
            self._report_codes(codes[0])
        if not self._first_line:
            self._first_line = number
        self._readers[kind](number, line)
        self._previous, self._previous_line, self._last = kind, line, number
        if self._keep_lines:
            self._lines.append(line)

    def finish(self, missing_before: str = "") -> Statement:
        """The statement; `missing_before` names what stands where its trailer should be."""
        self._close_movement()
        if missing_before:
            self._report("record-missing", self._last, 1, missing_before, "9")
        statement = self._statement()
        self._check(statement)
        return statement

    def _report_place(self, kind: str, number: int) -> None:
        previous = self._previous
        if not previous:
            missing = "0"
        elif previous == "0":
            missing = "1"
        elif previous in MOVEMENT_KINDS and kind == "9":
            missing = "8"
        else:
            expected = ", ".join(map(name_of, FOLLOWERS[previous]))
            self._report("record-order", number, 1, name_of(kind), expected)
            return
        self._report("record-missing", number, 1, name_of(kind), missing)

    def _report_codes(self, expected: str) -> None:
        """Judges next code and link code of the previous record; a code cut off with trailing blanks is let go."""
        found = self._previous_line[125:]
        if found[0] not in (" ", expected[0]):
            self._report("next-code", self._last, 126, found[0], expected[0])
        if found[2] not in (" ", expected[2]):
            self._report("link-code", self._last, 128, found[2], expected[2])

    def _read_header(self, number: int, line: str) -> None:
        self._header = header = RECORD_0.read(number, line, self._report)
        self._header_line = number
        if header[-1] in VERSIONS:
            self._version = int(header[-1])
        else:
            self._report("version", number, 128, line[127], ", ".join(VERSIONS))
        check_enterprise_number(header[7], number, self._report)
        self._nesting.separate = header[8] not in NO_EXTRACT
        if self._nesting.separate:
            self._report("separate-application", number, 84, header[8], "00000")

    def _read_old_balance(self, number: int, line: str) -> None:
        values = RECORD_1.read(number, line, self._report)
        self._records += 1
        if self._account is not _NO_ACCOUNT:
            return
        self._old = values
        self._account = self._read_account(values[0], values[2], number)
        self._old_balance = Balance(to_amount(values[3], values[4]), to_date(values[5], number, 59, self._report))
        check_account(values[2], number, self._report)

    def _read_account(self, structure: str, zone: str, number: int) -> Account:
        """A blank structure is that of version 1; anything else unknown is read by the shape of the number."""
        if structure in STRUCTURES:
            return Account(int(structure), zone.rstrip())
        guess = 0 if zone[:2].isdigit() else 2
        if structure != " " or self._version != 1:
            self._report("account-structure", number, 2, structure, str(guess))
        return Account(guess, zone.rstrip())

    def _read_movement(self, number: int, line: str) -> None:
        self._close_movement()
        values = RECORD_21.read(number, line, self._report)
        parent = self._nesting.place(number, int(values[0]), int(values[1]), int(values[6][0]))
        self._parts = Parts(number, values, parent)
        self._records += 1

    def _close_movement(self) -> None:
        if self._parts is None:
            return
        movement = build_movement(self._parts, self._version, self._report)
        self._parts = None
        self._movements.append(movement)
        if movement.parent is None and movement.type not in DETAIL_TYPES:
            if movement.amount < 0:
                self._debit -= movement.amount
            else:
                self._credit += movement.amount

    def _read_second(self, number: int, line: str) -> None:
        record = RECORD_22 if self._version == 2 else RECORD_22_OLD
        values = record.read(number, line, self._report)
        self._records += 1
        if self._parts is not None and self._previous == "21" and self._continues(self._parts, values[0], number):
            self._parts.second = values

    def _read_third(self, number: int, line: str) -> None:
        record = RECORD_23 if self._version == 2 else RECORD_23_OLD
        values = record.read(number, line, self._report)
        self._records += 1
        if self._parts is None or self._previous not in ("21", "22"):
            return
        if self._continues(self._parts, values[0], number):
            self._parts.third, self._parts.third_line = values, number

    def _continues(self, parts: Parts, number: str, line: int) -> bool:
        """Whether a part with this number continues the record before it: its number says so, or the next code does."""
        expected = parts.first[0] + parts.first[1]
        if number == expected:
            return True
        self._report("part-number", line, 3, number, expected)
        return self._previous_line[125] == "1"

    def _read_information(self, number: int, line: str) -> None:
        values = RECORD_31.read(number, line, self._report)
        self._records += 1
        if self._parts is None:
            return
        self._nesting.follow(number, int(values[1]))
        self._parts.information.append(Parts(number, values))
        movement = self._parts.first
        for found, expected, column in zip(
            (values[0], values[2], values[3]), (movement[0], movement[2], movement[6]), (3, 11, 32), strict=True
        ):
            if found != expected:
                self._report("information", number, column, found.rstrip(), expected.rstrip())

    def _read_information_part(self, number: int, line: str) -> None:
        second = line[1] == "2"
        values = (RECORD_32 if second else RECORD_33).read(number, line, self._report)
        self._records += 1
        if self._parts is None or not self._parts.information or self._previous != ("31" if second else "32"):
            return
        information = self._parts.information[-1]
        if not self._continues(information, values[0], number):
            return
        if second:
            information.second = values
        else:
            information.third = values

    def _read_new_balance(self, number: int, line: str) -> None:
        values = RECORD_8.read(number, line, self._report)
        self._records += 1
        if self._new is not None:
            return
        self._new, self._new_line = values, number
        self._new_balance = Balance(to_amount(values[2], values[3]), to_date(values[4], number, 58, self._report))
        if self._account is not _NO_ACCOUNT:
            check_same_account(values[1], self._old[2], number, self._report)

    def _read_message(self, number: int, line: str) -> None:
        sequence, detail, reference, text, _ = RECORD_4.read(number, line, self._report)
        if reference.strip() and self._version == 2:
            self._report("not-blank", number, 11, reference.strip(), "")
        self._messages.append(Message(number, int(sequence), int(detail), text.rstrip(), to_text(reference)))

    def _read_trailer(self, number: int, line: str) -> None:
        records, debit, credit, more = RECORD_9.read(number, line, self._report)
        self._trailer = Trailer(int(records), to_amount("0", debit), to_amount("0", credit), more == "1")
        self._trailer_line = number

    def _statement(self) -> Statement:
        header, old = self._header, self._old
        return Statement(
            version=self._version,
            creation_date=to_date(header[0], self._header_line, 6, self._report),
            bank_id=to_text(header[1]),
            application=to_text(header[2]),
            duplicate=header[3] == "D",
            company_id=header[7] if header[7].strip("0") else None,
            bic=to_text(header[6]) if self._version == 2 else None,
            account=self._account,
            holder=to_text(old[6]),
            description=to_text(old[7]),
            paper_number=to_text(old[1]),
            coda_number=to_text(old[8]),
            old_balance=self._old_balance,
            new_balance=self._new_balance,
            movements=tuple(self._movements),
            messages=tuple(self._messages),
            trailer=self._trailer,
            file_reference=to_text(header[4]),
            addressee=to_text(header[5]),
            holder_id=to_text(header[6]) if self._version == 1 else None,
            separate_application=to_text(header[8]),
            transaction_reference=to_text(header[9]),
            related_reference=to_text(header[10]),
            new_paper_number=to_text(self._new[0]) if self._new else None,
            new_zone=self._new[1].rstrip() if self._new and self._new[1] != self._old[2] else None,
            line=self._first_line,
            lines=tuple(self._lines),
        )

    def _check(self, statement: Statement) -> None:
        check_details(statement.movements, self._report)
        balances = (statement.old_balance.amount, statement.new_balance and statement.new_balance.amount)
        if not self._nesting.separate or any(balances):
            check_balance(statement, self._credit - self._debit, self._new_line, self._report)
        if statement.trailer is not None:
            counted = Trailer(self._records, self._debit, self._credit, statement.trailer.more)
            check_trailer(statement, counted, self._trailer_line, self._report)
