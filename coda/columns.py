"""Values from the columns of a row (see `coda.groups`). What comes back all the time is remembered, within limits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from coda.accounts import ZONE_LENGTH, is_valid_zone
from coda.codes import TransactionCode
from coda.groups import Row
from coda.values import to_date, to_text

Value = TypeVar("Value")
TEXT_2, CUSTOMER_REFERENCE, BIC, SEPA_CODES = slice(0, 53), slice(53, 88), slice(88, 99), slice(102, 115)
"""Fields of 2.2, counted from position 11 where its column begins."""
ACCOUNT, NAME, TEXT_3 = slice(0, 37), slice(37, 72), slice(72, 115)
"""Fields of 2.3, counted from position 11 where its column begins."""
REFERENCE, CODE = slice(0, 21), slice(21, 29)
"""Fields of 3.1:11-39."""
_BLANK = " " * 53
"""A blank communication in 2.2."""
TYPE_LENGTH = 3

ODD_BLANKS = "\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
"""What `str.rstrip` takes for a blank besides the blank itself, control characters aside."""


def has_odd_blanks(text: str) -> bool:
    """Whether `str.rstrip` could strip too much from the texts in `text`."""
    return any(map(text.__contains__, ODD_BLANKS))


def trimmer(row: Row, *, odd_blanks: bool) -> Callable[[str], str]:
    """What takes trailing blanks from the texts of `row`, and nothing but blanks.

    `str.rstrip` takes all white space, but it is three times as fast, so it serves where there is no other.
    """
    return _trim if odd_blanks or "\r" in "".join(row) else str.rstrip


def _trim(text: str) -> str:
    return text.rstrip(" ")


class Remembered(dict[str, Value]):
    """Values of the columns met so far, made by `read` when new, and forgotten when there are `limit` of them."""

    def __init__(self, read: Callable[[str], Value], limit: int) -> None:
        super().__init__()
        self._read = read
        self._limit = limit

    def __missing__(self, column: str) -> Value:
        if len(self) >= self._limit:
            self.clear()
        value = self[column] = self._read(column)
        return value


def _read_number(column: str) -> tuple[int, int, int]:
    return int(column), int(column[:4]), int(column[4:])


def _read_code(column: str) -> TransactionCode:
    digits = column.replace(" ", "0")
    return TransactionCode(int(digits[0]), digits[1:3], digits[3:5], digits[5:])


def _read_day_and_code(column: str) -> tuple[date | None, TransactionCode, bool]:
    return to_date(column[:6]), codes[column[6:14]], column[14] == "1"


def _read_booking(column: str) -> tuple[date | None, str | None, int]:
    return to_date(column[:6]), to_text(column[6:9]), int(column[9].strip() or 0)


def _read_sepa_codes(column: str) -> tuple[str | None, str | None, str | None, str | None]:
    return to_text(column[:1]), to_text(column[1:5]), to_text(column[5:9]), to_text(column[9:])


def _read_account(zone: str) -> tuple[str, bool]:
    return zone.rstrip(" "), is_valid_zone(zone.ljust(ZONE_LENGTH))


numbers = Remembered(_read_number, 4096)
"""2.1:3-10: both numbers as one, sequence number, detail number."""
codes = Remembered(_read_code, 1024)
"""2.1:54-61 and 3.1:32-39; a code of blanks is one of zeros."""
days_and_codes = Remembered(_read_day_and_code, 2048)
"""2.1:48-62: value date, transaction code, and whether the communication is structured."""
bookings = Remembered(_read_booking, 1024)
"""2.1:116-125: entry date, paper number, globalisation code."""
sepa_codes = Remembered(_read_sepa_codes, 256)
"""2.2:113-125: R-transaction, reason, category purpose, purpose."""
accounts = Remembered(_read_account, 8192)
"""2.3:11-47: the zone without trailing blanks; whether the check digits of the account are right, if it has any."""


def parts_of(second: str, third: str) -> str:
    """The parts of a movement or information record, as digits."""
    if second:
        return "123" if third else "12"
    return "13" if third else "1"


def join_movement(text: str, second: str, third: str, *, structured: bool) -> str:
    """The communication over the parts of a movement; a structured one keeps the room of 2.2, also without it."""
    if second:
        return text + second[TEXT_2] + third[TEXT_3]
    if third:
        return text + (_BLANK if structured else "") + third[TEXT_3]
    return text


def split_type(text: str) -> tuple[str, str]:
    """Type and text of a structured communication."""
    return text[:TYPE_LENGTH], text[TYPE_LENGTH:]
