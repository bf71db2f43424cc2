"""Check digits of everything that carries them in a CODA file: all are some form of modulo 97.

Nothing here raises on bad input: a value of the wrong shape simply has no valid check digits.
"""

from __future__ import annotations

import re

_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_RF = re.compile(r"RF[0-9]{2}[A-Z0-9]{1,21}")
_CREDITOR_ID = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{3}[A-Z0-9]{1,28}")
_LETTERS = {ord("A") + index: str(10 + index) for index in range(26)}


def _all_digits(text: str, length: int) -> bool:
    return len(text) == length and text.isdecimal() and text.isascii()


def _iso_7064(text: str) -> int:
    """Remainder of ISO 7064 MOD 97-10 over digits and capitals (A = 10 … Z = 35)."""
    return int(text.translate(_LETTERS)) % 97


def _belgian(digits: str) -> str:
    """The two check digits of a Belgian number: modulo 97, where 0 is written 97."""
    return f"{int(digits) % 97 or 97:02}"


def is_iban_shaped(text: str) -> bool:
    """Two letters, two digits and 11 to 30 more characters (ISO 13616)."""
    return _IBAN.fullmatch(text) is not None


def is_valid_iban(text: str) -> bool:
    """
    >>> is_valid_iban("BE68539007547034"), is_valid_iban("BE68539007547035")
    (True, False)
    """
    return is_iban_shaped(text) and _iso_7064(text[4:] + text[:4]) == 1


def is_valid_bban(text: str) -> bool:
    """Belgian account number of 12 digits: the last two are the first ten modulo 97."""
    return _all_digits(text, 12) and _belgian(text[:10]) == text[10:]


def bban_to_iban(bban: str) -> str:
    """
    >>> bban_to_iban("539007547034")
    'BE68539007547034'
    """
    return f"BE{98 - int(bban + '111400') % 97:02}{bban}"


def is_valid_enterprise_number(text: str) -> bool:
    """Ten digits, the last two are 97 minus the first eight modulo 97."""
    return _all_digits(text, 10) and 97 - int(text[:8]) % 97 == int(text[8:])


def is_valid_ogm(digits: str) -> bool:
    """Twelve digits of a Belgian structured communication (OGM/VCS).

    >>> is_valid_ogm("123456789002"), is_valid_ogm("000000000097"), is_valid_ogm("000000000000")
    (True, True, False)
    """
    if len(digits) != 12 or not digits.isdecimal() or not digits.isascii():
        return False
    number, check = divmod(int(digits), 100)
    return (number % 97 or 97) == check


def with_ogm_check_digits(digits: str) -> str:
    """Ten digits and their two check digits."""
    return digits + _belgian(digits)


def format_ogm(digits: str) -> str:
    """
    >>> format_ogm("123456789002")
    '+++123/4567/89002+++'
    """
    return f"+++{digits[:3]}/{digits[3:7]}/{digits[7:]}+++"


def is_valid_rf(text: str) -> bool:
    """ISO 11649 creditor reference.

    >>> is_valid_rf("RF18539007547034"), is_valid_rf("RF19539007547034")
    (True, False)
    """
    return _RF.fullmatch(text) is not None and _iso_7064(text[4:] + text[:4]) == 1


def is_valid_creditor_id(text: str) -> bool:
    """SEPA creditor identifier: the business code (positions 5 to 7) does not take part.

    >>> is_valid_creditor_id("DE98ZZZ09999999999")
    True
    """
    return _CREDITOR_ID.fullmatch(text) is not None and _iso_7064(text[7:] + text[:4]) == 1


def iso_check_digits(body: str, country: str) -> str:
    """The two check digits between `country` (or RF) and `body` of an IBAN, creditor reference or identifier."""
    return f"{98 - _iso_7064(body.upper() + country + '00'):02}"


def with_bban_check_digits(digits: str) -> str:
    """The twelve digits of a Belgian account number from its first ten."""
    return digits + _belgian(digits)


def with_enterprise_check_digits(digits: str) -> str:
    """The ten digits of an enterprise number from its first eight."""
    return f"{digits}{97 - int(digits) % 97:02}"
