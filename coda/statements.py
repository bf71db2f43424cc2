"""One statement from its records: puts every record in its place and builds the movements."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

from coda.block import Block
from coda.checks import (
    check_account,
    check_balance,
    check_details,
    check_enterprise_number,
    check_same_account,
    check_trailer,
)
from coda.layout import LINE_LENGTH
from coda.model import (
    Account,
    Balance,
    Message,
    Statement,
    Trailer,
)
from coda.movement_reader import MovementReader
from coda.order import CODES_BEFORE, FOLLOWERS, MOVEMENT_KINDS, name_of
from coda.record_reader import RecordReader
from coda.records import (
    RECORD_0,
    RECORD_1,
    RECORD_4,
    RECORD_8,
    RECORD_9,
    Report,
    read_date,
)
from coda.values import ZERO, to_amount, to_text

VERSIONS = ("1", "2")
STRUCTURES = "0123"
_EMPTY_HEADER = ("000000", "", "", " ", "", "", "", "", "00000", "", "", "2")
_EMPTY_OLD_BALANCE = (" ", "", "", "0", "", "000000", "", "", "")
_NO_ACCOUNT = Account(2, "")
_NO_BALANCE = Balance(ZERO, None)
_BEFORE_MOVEMENT = MOVEMENT_KINDS | {"1"}


class StatementReader:
    """Takes the records of one statement in order; `finish` gives the statement."""

    def __init__(self, report: Report, *, keep_lines: bool) -> None:
        self._report = report
        self._keep_lines = keep_lines
        self._lines: list[str] = []
        self.takes_movements = False
        """Whether a movement may come now, of a version that `take` knows."""
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
        self._movements = MovementReader(report)
        self._record_reader = RecordReader(self._movements, report)
        self._messages: list[Message] = []

    def add(self, kind: str, number: int, line: str) -> None:
        """Takes the record of `kind` that stands on line `number`."""
        if not self._first_line:
            self._first_line = number
        self._follow(kind, number)
        if kind in MOVEMENT_KINDS:
            self._record_reader.add(kind, number, line, self._previous, self._previous_line[125:126])
        else:
            _READERS[kind](self, number, line)
        self._previous, self._previous_line, self._last = kind, line.ljust(LINE_LENGTH), number
        self.takes_movements = self._version == 2 and kind in _BEFORE_MOVEMENT
        if self._keep_lines:
            self._lines.append(line)

    def _follow(self, kind: str, number: int) -> None:
        """Judges whether a record of `kind` may come now, and the codes of the record before it."""
        codes = CODES_BEFORE.get(self._previous + kind)
        if codes is None:
            self._report_place(kind, number)
        elif codes and self._previous_line[125:] not in codes:
            self._report_codes(codes[0])

    def finish(self, missing_before: str = "") -> Statement:
        """The statement; `missing_before` names what stands where its trailer should be."""
        if missing_before:
            self._report("record-missing", self._last, 1, missing_before, "9")
        self._record_reader.close()
        statement = self._statement()
        self._check(statement)
        return statement

    def _report_place(self, kind: str, number: int) -> None:
        previous = self._previous
        if not previous:
            missing = "0"
        elif previous == "0":
            missing = "1"
        elif previous in _BEFORE_MOVEMENT and kind in ("4", "9"):
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
            self._version = self._record_reader.version = int(header[-1])
        else:
            self._report("version", number, 128, line[127:], ", ".join(VERSIONS))
        check_enterprise_number(header[7], number, self._report)
        self._movements.nesting.separate = header[8].strip(" 0") != ""
        if self._movements.nesting.separate:
            self._report("separate-application", number, 84, header[8], "00000")

    def _read_old_balance(self, number: int, line: str) -> None:
        values = RECORD_1.read(number, line, self._report)
        self._records += 1
        if self._account is not _NO_ACCOUNT:
            return
        self._old = values
        self._account = self._read_account(values[0], values[2], number)
        self._old_balance = Balance(to_amount(values[3], values[4]), read_date(values[5], number, 59, self._report))
        check_account(values[2], number, self._report)

    def _read_account(self, structure: str, zone: str, number: int) -> Account:
        """Version 1 has no structure digit; one that is unknown or missing is guessed from the number."""
        expected = STRUCTURES if self._version == 2 else " "
        guess = int(structure) if structure in STRUCTURES else 0 if zone[:2].isdigit() else 2
        if structure not in expected:
            self._report("account-structure", number, 2, structure, str(guess))
        return Account(guess, zone.rstrip(" "))

    def take(self, block: Block, position: int, line: int) -> int:
        """Takes well-formed movements from `position` in `block` on, which is on `line`; gives the number of lines."""
        matches = block.matches(position)
        first = next(matches, None)
        if first is None or first.lastindex is None:
            return 0
        self._record_reader.close()
        self._follow(block.text[position : position + 2], line)
        taken = self._movements.take(chain((first,), matches), line, odd_blanks=block.odd_blanks) - line
        (last,) = block.lines(position + (taken - 1) * block.step, 1)
        self._previous, self._previous_line, self._last = last[:2], last, line + taken - 1
        self._records += taken
        if self._keep_lines:
            self._lines += block.lines(position, taken)
        return taken

    def _read_new_balance(self, number: int, line: str) -> None:
        values = RECORD_8.read(number, line, self._report)
        self._records += 1
        if self._new is not None:
            return
        self._new, self._new_line = values, number
        self._new_balance = Balance(to_amount(values[2], values[3]), read_date(values[4], number, 58, self._report))
        if self._account is not _NO_ACCOUNT:
            check_same_account(values[1], self._old[2], number, self._report)

    def _read_message(self, number: int, line: str) -> None:
        sequence, detail, reference, text, _ = RECORD_4.read(number, line, self._report)
        if reference.strip() and self._version == 2:
            self._report("not-blank", number, 11, reference.strip(), "")
        self._messages.append(Message(number, int(sequence), int(detail), text.rstrip(" "), to_text(reference)))

    def _read_trailer(self, number: int, line: str) -> None:
        records, debit, credit, more = RECORD_9.read(number, line, self._report)
        self._trailer = Trailer(int(records), to_amount("0", debit), to_amount("0", credit), more == "1")
        self._trailer_line = number

    def _statement(self) -> Statement:
        header, old = self._header, self._old
        return Statement(
            version=self._version,
            creation_date=read_date(header[0], self._header_line, 6, self._report),
            bank_id=to_text(header[1]),
            application=to_text(header[2]),
            duplicate=header[3] == "D",
            company_id=header[7] if header[7].strip(" 0") else None,
            bic=to_text(header[6]) if self._version == 2 else None,
            account=self._account,
            holder=to_text(old[6]),
            description=to_text(old[7]),
            paper_number=to_text(old[1]),
            coda_number=to_text(old[8]),
            old_balance=self._old_balance,
            new_balance=self._new_balance,
            movements=self._movements.movements(),
            messages=tuple(self._messages),
            trailer=self._trailer,
            file_reference=to_text(header[4]),
            addressee=to_text(header[5]),
            holder_id=to_text(header[6]) if self._version == 1 else None,
            separate_application=to_text(header[8]),
            transaction_reference=to_text(header[9]),
            related_reference=to_text(header[10]),
            new_paper_number=to_text(self._new[0]) if self._new else None,
            new_zone=self._new[1].rstrip(" ") if self._new and self._new[1] != self._old[2] else None,
            line=self._first_line,
            lines=tuple(self._lines),
        )

    def _check(self, statement: Statement) -> None:
        reader = self._movements
        check_details(reader.wrong_totals(), self._report)
        balances = (statement.old_balance.amount, statement.new_balance and statement.new_balance.amount)
        if self._account is not _NO_ACCOUNT and (not reader.nesting.separate or any(balances)):
            check_balance(statement, reader.credit - reader.debit, self._new_line, self._report)
        if statement.trailer is not None:
            records = self._records + self._record_reader.count
            counted = Trailer(records, reader.debit, reader.credit, statement.trailer.more)
            check_trailer(statement, counted, self._trailer_line, self._report)


_READERS: dict[str, Callable[[StatementReader, int, str], None]] = {
    "0": StatementReader._read_header,
    "1": StatementReader._read_old_balance,
    "8": StatementReader._read_new_balance,
    "4": StatementReader._read_message,
    "9": StatementReader._read_trailer,
}
"""Not in the instance: bound methods there would keep every statement alive until the garbage collector comes by."""
