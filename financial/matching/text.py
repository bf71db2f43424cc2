"""Reading text as a bank gives it: references, account numbers, names, and numbers that may be document numbers.

A number is compared in two forms. *Exact*: its letters and digits with nothing between, `VF-2024/0123` → `20240123`
(leading letters are kept apart as its prefix). *Loose*: its runs of digits without leading zeros, `2024|123`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple


def words(text: str) -> frozenset[str]:
    """A set of words, written with blanks between."""
    return frozenset(text.split())


_RUNS = re.compile(r"([0-9]+)")
_NOT_ALNUM = re.compile(r"[^A-Z0-9]+")
_NOT_LETTERS = re.compile(r"[^A-Z]+")
_WORDS = re.compile(r"[A-Z0-9]+")
_SIMPLE_NUMBER = re.compile(r"[^A-Z0-9]*([A-Z]*)[^A-Z0-9]*([0-9]+)(?:[^A-Z0-9]+([0-9]+))?[^A-Z0-9]*")
"""One or two runs of digits with letters in front at most, as nearly all numbers are."""
_OGM = re.compile(
    r"(?<![0-9])[0-9]{3}"
    r"(?:[ ./-]{0,3}[0-9]{4}[ ./-]{0,3}[0-9]{5}|(?:[ .-][0-9]{3}){3}|[0-9](?:[ .-][0-9]{4}){2})(?![0-9])"
)
_RF = re.compile(r"RF[0-9]{2}(?: ?[A-Z0-9]{1,4}){1,6}")
OGM_DIGITS = 12
_WITH_CURRENCY = 19
"""Length of a Belgian IBAN with the currency of the account behind it."""
_CURRENCY = re.compile(r"(?<=[0-9])[A-Z]{3}$")
_LEGAL_FORMS = words(
    "BV BVBA NV SA SRL SPRL VOF SNC CV CVBA SC SCRL ASBL VZW COMM COMMV GCV GMBH LTD SARL SAS BVB EBVBA PLC INC KG AG "
    "DE VAN DER DEN HET THE LA LE LES DU DES ET EN AND DHR MEVR MR MME MRS M"
)


class NumberKey(NamedTuple):
    """A document or relation number, taken apart. `exact` and `loose` are "" for a number without digits."""

    prefix: str
    exact: str
    loose: str


class Text(NamedTuple):
    """A folded text split at its runs of digits (other, digits, other, …, digits, other), and where it stands."""

    where: str
    text: str
    runs: list[str]
    digits: int


def read_text(where: str, text: str) -> Text:
    """A text ready to be searched."""
    folded = fold(text)
    runs = _RUNS.split(folded)
    return Text(where, folded, runs, sum(map(len, runs[1::2])) if len(runs) > 1 else 0)


def fold(text: str) -> str:
    """Capitals without accents; one character stays one character."""
    if text.isascii():
        return text.upper()
    plain = (unicodedata.normalize("NFD", character)[0] for character in text)
    return "".join(c.upper() if len(c.upper()) == 1 else c for c in plain)


def number_key(number: str) -> NumberKey:
    """The forms in which a number is looked up.

    >>> number_key("VF-2024/0123")
    NumberKey(prefix='VF', exact='20240123', loose='2024|123')
    """
    return NumberKey(*number_parts(number))


def number_parts(number: str) -> tuple[str, str, str]:
    """What `number_key` gives, as a plain tuple: an index is built of many."""
    folded = fold(number)
    simple = _SIMPLE_NUMBER.fullmatch(folded)
    if simple:
        prefix, one, other = simple.groups()
        if other is None:
            return prefix, one, one.lstrip("0") or "0"
        return prefix, one + other, f"{one.lstrip('0') or '0'}|{other.lstrip('0') or '0'}"
    runs = _RUNS.split(folded)
    if len(runs) == 1:
        return "", "", ""
    between = [_NOT_LETTERS.sub("", runs[i]) for i in range(0, len(runs), 2)]
    exact = loose = ""
    for i in range(1, len(runs), 2):
        after = between[(i + 1) // 2]
        exact += runs[i] + after
        loose += ("|" if loose else "") + (runs[i].lstrip("0") or "0") + after
    return between[0], exact, loose


def digit_runs(text: str) -> list[str]:
    """Folded text split at its runs of digits: other, digits, other, …, digits, other."""
    return _RUNS.split(text)


def letters_and_digits(text: str) -> str:
    """Folded text without anything between."""
    return _NOT_ALNUM.sub("", text)


def digits_of(text: str) -> str:
    """The digits of a text, nothing between."""
    return "".join(_RUNS.findall(text))


def count_digits(text: str) -> int:
    """How many digits a text has."""
    return len(text) if text.isdigit() else sum(map(str.isdigit, text))


def significant_digits(exact: str) -> int:
    """How many digits a number has, zeros in front not counted."""
    return count_digits(exact.lstrip("0"))


def is_year(digits: str) -> bool:
    """Four digits that are a year of a bookkeeping."""
    return len(digits) == 4 and digits.isdigit() and "1990" <= digits <= "2039"


def account_key(account: str) -> str:
    """An account number without blanks and punctuation; a Belgian one in the old form as IBAN.

    >>> account_key("BE68 5390 0754 7034"), account_key("539-0075470-34")
    ('BE68539007547034', 'BE68539007547034')
    """
    if account.isascii() and account.isalnum() and account.isupper() and len(account) != _WITH_CURRENCY:
        return account
    plain = _NOT_ALNUM.sub("", fold(account))
    if plain.startswith("BE") and len(plain) == _WITH_CURRENCY:
        plain = _CURRENCY.sub("", plain)
    if len(plain) == 12 and plain.isdigit() and is_ogm(plain):
        return f"BE{98 - int(plain + '111400') % 97:02d}{plain}"
    return "" if plain.strip("0") == "" else plain


def is_ogm(digits: str) -> bool:
    """Twelve digits, the last two being the first ten modulo 97, where 0 is written 97."""
    return (
        len(digits) == 12
        and digits.isascii()
        and digits.isdigit()
        and (int(digits[:10]) % 97 or 97) == int(digits[10:])
    )


def one_slip(said: str, meant: str) -> bool:
    """One digit differs, or two neighbours changed places."""
    if len(said) != len(meant):
        return False
    differ = [place for place in range(len(said)) if said[place] != meant[place]]
    if len(differ) != 2:
        return len(differ) == 1
    one, other = differ
    return other == one + 1 and said[one] == meant[other] and said[other] == meant[one]


def write_ogm(digits: str) -> str:
    """Twelve digits as they stand on an invoice."""
    return f"+++{digits[:3]}/{digits[3:7]}/{digits[7:]}+++"


def plain_ogm(text: str) -> str:
    """The twelve digits of an OGM however it is written; "" when they are not twelve or do not check."""
    digits = text if text.isdecimal() else "".join(filter(str.isdecimal, text))
    return digits if is_ogm(digits) else ""


def ogms_in(text: str) -> list[str]:
    """Twelve digits that check as an OGM, bare or in groups of 3, 4 and 5 (or all of 3, or of 4), each once."""
    return list(dict.fromkeys(digits for digits in _twelves(text) if is_ogm(digits)))


def broken_ogms_in(text: str) -> list[str]:
    """Twelve digits written as an OGM that do not check."""
    return [digits for digits in _twelves(text) if not is_ogm(digits)]


def _twelves(text: str) -> list[str]:
    return ["".join(filter(str.isdecimal, found)) for found in _OGM.findall(text)]


def plain_rf(text: str) -> str:
    """An ISO 11649 reference without blanks; "" when it does not check."""
    plain = _NOT_ALNUM.sub("", fold(text))
    return plain if is_rf(plain) else ""


def is_rf(plain: str) -> bool:
    """RF, two check digits and at most 21 letters and digits."""
    if not (plain.startswith("RF") and 5 <= len(plain) <= 25 and plain[2:4].isdigit()):
        return False
    return int("".join(str(int(c, 36)) for c in plain[4:] + plain[:4])) % 97 == 1


def rfs_in(text: str) -> list[str]:
    """The references in folded text; words behind one may be taken for its tail, so every length is tried."""
    found = []
    for match in _RF.findall(text):
        plain = match.replace(" ", "")
        found += [plain[:end] for end in range(len(plain), 4, -1) if is_rf(plain[:end])]
    return found


@lru_cache(maxsize=65536)
def name_words(name: str) -> frozenset[str]:
    """The words that tell a name apart: no legal forms, no articles, no single letters."""
    return frozenset(w for w in _WORDS.findall(fold(name)) if len(w) > 1 and w not in _LEGAL_FORMS)


def same_name(one: str, other: str) -> bool:
    """The same words, or all words of the shorter one when it has at least two."""
    if not one or not other:
        return False
    left, right = name_words(one), name_words(other)
    if not left or not right:
        return False
    return left == right or (min(len(left), len(right)) > 1 and (left <= right or right <= left))


def shared_words(one: str, other: str) -> frozenset[str]:
    """The words of at least three characters that two names share."""
    return frozenset(word for word in name_words(one) & name_words(other) if len(word) > 2)
