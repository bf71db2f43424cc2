"""The 37-character account zone of records 1, 8 and 2.3, by account structure (0 to 3)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from coda.check_digits import bban_to_iban, is_iban_shaped, is_valid_bban, is_valid_iban

ZONE_LENGTH = 37
_BBAN = re.compile(r"[0-9]{12}(?= )")
_CURRENCY = re.compile(r"[A-Z]{3}")


class Zone(NamedTuple):
    """What an account zone says; absent parts are None."""

    number: str | None
    iban: str | None
    currency: str | None
    country: str | None
    valid: bool
    """False when the number has check digits and they are wrong."""


_ABSENT = Zone(None, None, None, None, True)


def _currency(text: str) -> str | None:
    return text if _CURRENCY.fullmatch(text) else None


def _read_bban(zone: str) -> Zone:
    """Structure 0: number 1-12, currency 14-16, qualification 17, country 18-19."""
    number = zone[:12]
    country = zone[17:19].strip() or "BE"
    valid = is_valid_bban(number)
    return Zone(number, bban_to_iban(number) if valid else None, _currency(zone[13:16]), country, valid)


def _read_iban(number: str, zone: str) -> Zone:
    """Structures 2 and 3; some banks write the currency right behind the number instead of at 35-37."""
    rest = zone[len(number) : 34].strip()
    currency = _currency(zone[34:37]) or _currency(rest[:3])
    return Zone(number, number, currency, number[:2], is_valid_iban(number))


def _read_other(zone: str) -> Zone:
    """Structure 1, and numbers of no known shape: number 1-34, currency 35-37."""
    number, currency = zone[:34].strip(), _currency(zone[34:37])
    words = number.split()
    if currency is None and len(words) == 2 and _currency(words[1][:3]) and len(words[0]) >= 12:
        number, currency = words[0], words[1][:3]
    return Zone(number, None, currency, None, True)


def is_valid_zone(zone: str) -> bool:
    """False when the account in a zone of 37 characters has check digits and they are wrong."""
    if zone.startswith("BE") and zone[2:16].isdecimal() and zone[16] == " ":
        return int(f"{zone[4:16]}1114{zone[2:4]}") % 97 == 1
    return zone.isspace() or read_zone(zone).valid


@lru_cache(maxsize=1024)
def read_zone(zone: str) -> Zone:
    """Reads a zone by the shape of its content, because the structure digit is missing in record 2.3 and sometimes
    wrong or blank in record 1. An account of zeros is absent.

    >>> read_zone("539007547034 EUR0BE").iban
    'BE68539007547034'
    >>> read_zone("FR7630006000011234567890189       EUR").currency
    'EUR'
    """
    zone = zone.ljust(ZONE_LENGTH)
    number = zone[:34].split(" ", 1)[0]
    if not number.strip("0"):
        text = zone[:34].strip(" 0")
        return _read_other(zone) if text and not number else _ABSENT._replace(currency=_zone_currency(zone))
    if _BBAN.match(zone):
        return _read_bban(zone)
    if is_iban_shaped(number):
        return _read_iban(number, zone)
    return _read_other(zone)


def _zone_currency(zone: str) -> str | None:
    return _currency(zone[34:37]) or _currency(zone[13:16])


@dataclass(frozen=True, slots=True)
class Counterparty:
    """The other side of a movement. `zone` is the account zone of record 2.3 as written."""

    zone: str = ""
    name: str | None = None
    bic: str | None = None

    @property
    def account(self) -> str | None:
        """Account number as written, None when absent or zeros."""
        return read_zone(self.zone).number

    @property
    def iban(self) -> str | None:
        """The account as IBAN, also when its check digits are wrong; a valid Belgian number is converted."""
        return read_zone(self.zone).iban

    @property
    def currency(self) -> str | None:
        """Currency of the account, ISO 4217."""
        return read_zone(self.zone).currency


def make_zone(number: str, currency: str, structure: int) -> str:
    """The zone of record 1 and 8 for an account in `structure`.

    >>> make_zone("BE68539007547034", "EUR", 2)
    'BE68539007547034                  EUR'
    """
    if structure == 0:
        return f"{number:<12} {currency:<3}0BE".ljust(ZONE_LENGTH)
    return f"{number:<34}{currency:<3}"
