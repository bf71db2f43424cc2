"""The meaning of transaction codes: families, transactions, categories and the type digit, in en, nl and fr.

The lists are open: an unknown code is labelled unknown and is never an error.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from coda.findings import LANGUAGES
from coda.tables import read_table

UNKNOWN = {"en": "unknown", "nl": "onbekend", "fr": "inconnu"}


@dataclass(frozen=True, slots=True)
class TransactionCode:
    """The eight digits of 2.1:54-61: what is a total and what a detail, family, transaction within it, category."""

    type: int
    family: str
    transaction: str
    category: str

    def __str__(self) -> str:
        return f"{self.type}{self.family}{self.transaction}{self.category}"


class Label(NamedTuple):
    """The text of a code in three languages."""

    en: str
    nl: str
    fr: str

    def text(self, lang: str = "en") -> str:
        """The text in `lang`; English for a language we do not have."""
        return str(getattr(self, lang) if lang in LANGUAGES else self.en)


class CodeLabels(NamedTuple):
    """What a transaction code says, in one language; `side` is credit, debit or empty when unknown."""

    family: str
    transaction: str
    category: str
    side: str


_UNKNOWN = Label(**UNKNOWN)


def _label(row: dict[str, str]) -> Label:
    return Label(row["label_en"], row["label_nl"], row["label_fr"])


def _numbers(first: str, last: str) -> list[str]:
    """All codes from `first` to `last`, with as many digits as `first`."""
    return [f"{number:0{len(first)}}" for number in range(int(first), int(last) + 1)]


@cache
def families() -> dict[str, Label]:
    """Two-digit families."""
    return {row["family"]: _label(row) for row in read_table("families")}


@cache
def transactions() -> dict[tuple[str, str], tuple[Label, str]]:
    """Label and side by family and two-digit transaction."""
    return {
        (row["family"], number): (_label(row), row["side"])
        for row in read_table("transactions")
        for number in _numbers(row["code_from"], row["code_to"])
    }


@cache
def categories() -> dict[str, Label]:
    """Three-digit categories."""
    return {
        number: _label(row)
        for row in read_table("categories")
        for number in _numbers(row["category_from"], row["category_to"])
    }


@cache
def types() -> dict[int, Label]:
    """The first digit of a transaction code."""
    return {int(row["type"]): _label(row) for row in read_table("types")}


def label(family: str, transaction: str = "", category: str = "", *, lang: str = "en") -> CodeLabels:
    """The texts of a family, a transaction within it and a category.

    >>> label("01", "50", "000", lang="nl").transaction
    'Overschrijving te uwen gunste'
    >>> label("99", "50").family
    'unknown'
    """
    found, side = transactions().get((family, transaction), (_UNKNOWN, side_of(transaction)))
    return CodeLabels(
        families().get(family, _UNKNOWN).text(lang),
        found.text(lang),
        categories().get(category, _UNKNOWN).text(lang),
        side,
    )


def type_label(kind: int, *, lang: str = "en") -> str:
    """The meaning of the type digit."""
    return types().get(kind, _UNKNOWN).text(lang)


def side_of(transaction: str) -> str:
    """The side that a transaction code describes: 01 to 49 debit, 50 to 99 credit. The booked sign may differ.

    >>> side_of("50"), side_of("01"), side_of("00")
    ('credit', 'debit', '')
    """
    if not transaction.isdigit() or transaction == "00":
        return ""
    return "credit" if transaction >= "50" else "debit"
