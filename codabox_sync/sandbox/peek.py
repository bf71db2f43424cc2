"""A first look into a file, as CodaBox takes one to fill its metadata. Tolerant: what cannot be read is None.

Deliberately apart from the `coda` library: the sandbox must not describe a file with the very code it is there to test.
Positions are those of the Febelfin standard, 1-based and inclusive.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from codabox_sync.answers import enterprise_number
from codabox_sync.sandbox.model import BankAccount

RECORD_ZERO = re.compile(r"0[0 ]{4}\d{6}")
PROSE = re.compile(rb"\s*[#A-Za-z]")
UBL_ROOT = re.compile(rb"<(?:[\w.-]+:)?(?:Invoice|CreditNote)[\s>]")
SNIFFED_BYTES = 4096


@dataclass(frozen=True, slots=True)
class CodaPeek:
    """What the first look at a CODA file shows. `accounts` are all its accounts, in order, each once."""

    enterprise_number: str | None
    holder: str
    accounts: tuple[BankAccount, ...]
    metadata: dict[str, Any]


def is_coda(content: bytes) -> bool:
    """Whether the file starts with a record 0."""
    return bool(RECORD_ZERO.match(_text(content[:SNIFFED_BYTES]).lstrip("\ufeff\r\n")))


def is_prose(content: bytes) -> bool:
    """Whether the file starts with a word or a heading, as no CODA file does."""
    return bool(PROSE.match(content))


def is_ubl(content: bytes) -> bool:
    """Whether the file names a UBL invoice or credit note near its start."""
    return bool(UBL_ROOT.search(content[:SNIFFED_BYTES]))


def peek_coda(content: bytes) -> CodaPeek:
    """The metadata of a CODA file of whatever quality."""
    lines = _text(content).lstrip("\ufeff").replace("\r", "\n").split("\n")
    headers, balances = _records(lines, "0"), _records(lines, "1")
    accounts = {(found.iban, found.currency, found.extension): found for found in _accounts(lines) if found.iban}
    first = next(iter(accounts.values()), None)
    numbers = [number for number in (_number(line[125:128]) for line in balances) if number is not None]
    dates = [day for day in (_day(line[57:63]) for line in _records(lines, "8")) if day]
    return CodaPeek(
        enterprise_number=enterprise_number(headers[0][72:82]) if headers else None,
        holder=_first_text(*(line[64:90] for line in balances), *(line[34:60] for line in headers)),
        accounts=tuple(accounts.values()),
        metadata={
            "iban": first.iban if first else None,
            "bank_id": first.bank_id or None if first else None,
            "currency": first.currency if first else None,
            "extension_zone": first.extension if first else None,
            "first_statement_number": numbers[0] if numbers else None,
            "last_statement_number": numbers[-1] if numbers else None,
            "movement_count": sum(line[6:10] == "0000" for line in _records(lines, "21")),
            "new_balance_date": dates[-1].isoformat() if dates else None,
        },
    )


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _records(lines: list[str], start: str) -> list[str]:
    return [line for line in lines if line.startswith(start)]


def _accounts(lines: list[str]) -> Iterator[BankAccount]:
    """The account of every record 1, with the BIC of the record 0 before it."""
    bank_id = ""
    for line in lines:
        if line.startswith("0"):
            bank_id = line[60:71].strip()
        elif line.startswith("1"):
            yield _account(line, bank_id)


def _account(line: str, bank_id: str) -> BankAccount:
    """The account zone of a record 1, by its structure digit (position 2)."""
    zone = line[5:42].ljust(37)
    if line[1:2] in {"0", " "}:
        number, currency, extension = _iban_of(zone[:12]), zone[13:16], ""
    elif line[1:2] == "2":
        number, currency, extension = zone[:31], zone[34:37], zone[31:34]
    else:
        number, currency, extension = zone[:34], zone[34:37], ""
    return BankAccount(number.replace(" ", "").upper(), currency.strip() or "EUR", extension.strip() or None, bank_id)


def _iban_of(bban: str) -> str:
    """The IBAN of a Belgian account number of 12 digits; "" when it is none."""
    return f"BE{98 - int(bban + '111400') % 97:02d}{bban}" if re.fullmatch(r"[0-9]{12}", bban) else ""


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{3}", text) else None


def _day(text: str) -> date | None:
    """DDMMYY, in this century."""
    try:
        return date(2000 + int(text[4:6]), int(text[2:4]), int(text[:2]))
    except ValueError:
        return None


def _first_text(*texts: str) -> str:
    return next((text.strip() for text in texts if text.strip()), "")
