"""Replacements for names, accounts and texts that keep their shape, their length and the truth of their check digits.

The same original gives the same replacement under one key, so that a file stays coherent; without the key nothing leads
back from the replacement to the original.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable

from coda.accounts import ZONE_LENGTH, read_zone
from coda.check_digits import (
    bban_to_iban,
    format_ogm,
    is_iban_shaped,
    is_valid_bban,
    is_valid_creditor_id,
    is_valid_enterprise_number,
    is_valid_iban,
    is_valid_ogm,
    is_valid_rf,
    iso_check_digits,
    with_bban_check_digits,
    with_enterprise_check_digits,
    with_ogm_check_digits,
)

BANK_CODE_LENGTH = 3
_WORD = re.compile(r"\w+")
_FREE_OGM = re.compile(r"([+*]{3})([0-9]{3})/([0-9]{4})/([0-9]{5})\1")


class Masks:
    """The replacements under one key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def characters(self, text: str) -> str:
        """Letters for letters and digits for digits; zeros only and anything else stay as they are."""
        if not text.strip("0"):
            return text
        stream = self._stream(text)
        return "".join(map(_same_sort, text, stream))

    def text(self, text: str) -> str:
        """Every word replaced; an OGM stays an OGM."""
        done, at = "", 0
        for found in _FREE_OGM.finditer(text):
            sign, *digits = found.groups()
            ogm = format_ogm(self.ogm("".join(digits))).replace("+++", sign)
            done += self._words(text[at : found.start()]) + ogm
            at = found.end()
        return done + self._words(text[at:])

    def _words(self, text: str) -> str:
        return _WORD.sub(lambda word: self.characters(word.group()), text)

    def _stream(self, text: str) -> list[int]:
        """As many numbers as `text` has characters."""
        numbers: list[int] = []
        while len(numbers) < len(text):
            block = f"{len(numbers)}:{text}".encode("utf-8", "surrogatepass")
            numbers += hmac.digest(self._key, block, "sha256")
        return numbers

    def ogm(self, digits: str) -> str:
        """Twelve digits of an OGM."""
        masked = self.characters(digits)
        return with_ogm_check_digits(masked[:10]) if is_valid_ogm(digits) else masked

    def rf(self, reference: str) -> str:
        """ISO 11649 creditor reference."""
        body = self.characters(reference[4:])
        return f"RF{iso_check_digits(body, 'RF')}{body}" if is_valid_rf(reference) else self.characters(reference)

    def creditor_id(self, identifier: str) -> str:
        """SEPA creditor identifier; country and business code stay."""
        if not is_valid_creditor_id(identifier):
            return self.characters(identifier)
        country, business, body = identifier[:2], identifier[4:7], self.characters(identifier[7:])
        return f"{country}{iso_check_digits(body, country)}{business}{body}"

    def enterprise_number(self, digits: str) -> str:
        """Ten digits."""
        masked = self.characters(digits)
        return with_enterprise_check_digits("0" + masked[1:8]) if is_valid_enterprise_number(digits) else masked

    def company_id(self, field: str) -> str:
        """Enterprise number with its leading zero, as record 0 has it."""
        return field[:1] + self.enterprise_number(field[1:]) if field.strip("0 ") else field

    def bban(self, digits: str) -> str:
        """Belgian account number; the bank stays."""
        bank, rest = digits[:BANK_CODE_LENGTH], digits[BANK_CODE_LENGTH:]
        masked = bank + self.characters(rest)
        return with_bban_check_digits(masked[:10]) if is_valid_bban(digits) else masked

    def iban(self, iban: str) -> str:
        """IBAN; the country stays, and of a Belgian one the bank."""
        if iban.startswith("BE") and len(iban) == 16 and is_valid_bban(iban[4:]):
            masked = bban_to_iban(self.bban(iban[4:]))
            return masked if is_valid_iban(iban) else masked[:2] + iban[2:4] + masked[4:]
        body = self.characters(iban[4:])
        digits = iso_check_digits(body, iban[:2]) if is_valid_iban(iban) else iban[2:4]
        return f"{iban[:2]}{digits}{body}"

    def zone(self, zone: str) -> str:
        """Account zone of records 1, 8 and 2.3; the currency stays."""
        number = read_zone(zone.ljust(ZONE_LENGTH)).number
        if number is None:
            return zone
        at = zone.index(number)
        mask = self.bban if is_valid_bban(number) else self.iban if is_iban_shaped(number) else self.characters
        return zone[:at] + mask(number) + zone[at + len(number) :]

    def padded(self, mask: Callable[[str], str]) -> Callable[[str], str]:
        """`mask` for a field that is padded with blanks."""

        def masked(field: str) -> str:
            content = field.strip()
            return field.replace(content, mask(content), 1) if content else field

        return masked


def _same_sort(character: str, number: int) -> str:
    if character.isdigit():
        return str(number % 10)
    if character.isalpha():
        return chr(ord("a" if character.islower() else "A") + number % 26)
    return character
