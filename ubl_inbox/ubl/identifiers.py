"""Belgian and international identifiers, brought to one canonical form or refused with None.

Check digits are verified by python-stdnum.

>>> enterprise_number("BE 0505.890.632"), iban("be68 5390 0754 7034"), ogm("601611777874")
('0505890632', 'BE68539007547034', '+++601/6117/77874+++')
"""

import re

from stdnum import iban as stdnum_iban
from stdnum import iso11649
from stdnum.be import ogm_vcs
from stdnum.be import vat as belgian_vat
from stdnum.exceptions import ValidationError

_BELGIAN = re.compile(r"(?:BE)?(0?[0-9]{9}|1[0-9]{9})", re.ASCII)
_OGM_DELIMITED = re.compile(r"(\+{3}|\*{3})\s*([0-9]{3}\s*/\s*[0-9]{4}\s*/\s*[0-9]{5})\s*(?:\+{3}|\*{3})", re.ASCII)
_OGM_BARE = re.compile(r"[0-9]{12}|[0-9]{3}/[0-9]{4}/[0-9]{5}", re.ASCII)
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", re.ASCII)
_RF = re.compile(r"RF[0-9]{2}[A-Z0-9]{1,21}", re.ASCII)


def compact(text: str) -> str:
    """Upper case, without blanks, dots and dashes."""
    return re.sub(r"[\s.\-]", "", text).upper()


def looks_belgian(text: str) -> bool:
    """True when `text` has the form of an enterprise number, whether or not its check digits fit."""
    return _BELGIAN.fullmatch(compact(text)) is not None


def enterprise_number(text: str) -> str | None:
    """The ten digits of a Belgian enterprise or VAT number, or None. Nine digits get their leading zero back."""
    match = _BELGIAN.fullmatch(compact(text))
    digits = match[1].zfill(10) if match else ""
    return digits if digits and belgian_vat.is_valid(digits) else None


def iban(text: str) -> str | None:
    """The IBAN in capitals without blanks, or None when its check digits or length do not fit the country.

    The bank inside is not looked up: such lists lag behind the banks.
    """
    number = compact(text).removeprefix("IBAN")
    return number if _IBAN.fullmatch(number) and stdnum_iban.is_valid(number, check_country=False) else None


def rf(text: str) -> str | None:
    """The ISO 11649 creditor reference without blanks, or None."""
    reference = compact(text)
    return reference if _RF.fullmatch(reference) and iso11649.is_valid(reference) else None


def ogm(text: str) -> str | None:
    """The Belgian structured communication when `text` is one and nothing else, else None."""
    text = text.strip()
    delimited = _OGM_DELIMITED.fullmatch(text)
    if delimited:
        return _canonical_ogm(delimited[2])
    return _canonical_ogm(text) if _OGM_BARE.fullmatch(text) else None


def delimited_ogms(text: str) -> list[str]:
    """Everything in `text` written as +++…/…/…+++ or ***…/…/…***, raw: check digits not verified."""
    return [match[0] for match in _OGM_DELIMITED.finditer(text)]


def make_ogm(base: int) -> str:
    """The structured communication for a number below 10^10."""
    digits = f"{base:010d}"
    return _with_slashes(digits + ogm_vcs.calc_check_digits(digits))


def _canonical_ogm(text: str) -> str | None:
    digits = re.sub(r"[^0-9]", "", text)
    try:
        return _with_slashes(ogm_vcs.validate(digits))
    except ValidationError:
        return None


def _with_slashes(digits: str) -> str:
    return f"+++{digits[:3]}/{digits[3:7]}/{digits[7:]}+++"
