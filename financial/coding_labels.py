"""CODA transaction codes in words, in the reader's language: for coding rules and for the choices of their form."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, gettext

from coda import codes
from financial.coding import ANY_CATEGORY, ANY_FAMILY, ANY_TRANSACTION, is_default
from financial.models import CodingRule

Choices = list[tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class CodeWords:
    """A transaction code: its digits as they stand in the file, and what each part says. Empty parts are wildcards."""

    digits: str
    family: str
    transaction: str
    category: str


def code_in_words(family: str, transaction: str, category: str) -> CodeWords:
    """What the codes of a line or rule say. A category of 000 says nothing of its own: it is the net amount."""
    said = codes.label(family, transaction, category, lang=language())
    every = (family, transaction) == (ANY_FAMILY, ANY_TRANSACTION)
    return CodeWords(
        digits=f"{family} {transaction} {category}",
        family="" if every else said.family,
        transaction="" if every else said.transaction,
        category="" if category == ANY_CATEGORY else said.category,
    )


def rule_in_words(rule: CodingRule) -> str:
    """Which lines a rule speaks of, in one line of text."""
    if is_default(rule):
        return gettext("Default posting")
    words = code_in_words(rule.family, rule.transaction, rule.category)
    return " · ".join(part for part in (words.transaction, words.category) if part)


def transaction_choices(*, used: Iterable[tuple[str, str]] = ()) -> Choices:
    """Every transaction under its family, as `family-transaction`. `used` are codes that must be there as well."""
    lang = language()
    by_family: dict[str, dict[str, str]] = {}
    for (family, number), (label, _) in codes.transactions().items():
        if family != ANY_FAMILY:
            by_family.setdefault(family, {})[number] = label.text(lang)
    for family, number in used:
        if family != ANY_FAMILY:
            by_family.setdefault(family, {}).setdefault(number, codes.UNKNOWN.get(lang, codes.UNKNOWN["en"]))
    every = (f"{ANY_FAMILY}-{ANY_TRANSACTION}", gettext("Every transaction"))
    return [every, *((_family(family, lang), _numbers(family, by_family[family])) for family in sorted(by_family))]


def category_choices(*, used: Iterable[str] = ()) -> Choices:
    """Every category; 000 is the net amount, or all of them in a rule for every transaction."""
    lang = language()
    known = {number: label.text(lang) for number, label in codes.categories().items()}
    for number in used:
        known.setdefault(number, codes.UNKNOWN.get(lang, codes.UNKNOWN["en"]))
    return [(number, f"{number} · {known[number]}") for number in sorted(known)]


def language() -> str:
    """The reader's language as the CODA tables know it."""
    return (get_language() or "en").partition("-")[0]


def _family(family: str, lang: str) -> str:
    return f"{family} · {codes.label(family, lang=lang).family}"


def _numbers(family: str, labels: dict[str, str]) -> Choices:
    return [(f"{family}-{number}", f"{family} {number} · {labels[number]}") for number in sorted(labels)]
