"""Lists of numbers that a payer cuts short: `2026/123, 124 en 126`, `2026/123 t.e.m. 2026/126`."""

from __future__ import annotations

import re
from typing import NamedTuple

from financial.matching.index import DOCUMENT
from financial.matching.numbers import Hit
from financial.matching.remaining import Remaining
from financial.matching.text import digit_runs, fold, is_year
from financial.matching.worth import Said

_UNTIL = r"T[./]?E?[./]?M\.?|TOT(?: EN MET| & MET)?|BIS|AU|A|TO|THROUGH|->|-|\.\."
_NEXT = re.compile(
    rf" ?(?P<joint>{_UNTIL}|[/,;+&]|EN|ET|AND|UND|U\.) ?"
    r"(?P<short>[0-9]{2,5})(?![0-9A-Z]|[.,][0-9]{2}(?![0-9]))"
)
"""What continues a list: the last digits of a number, and no amount, date or longer number."""
_BETWEEN = re.compile(rf" ?(?:{_UNTIL}) ?[A-Z]{{0,4}}[ /.-]?")
_RANGE = re.compile(_UNTIL)
_SPAN = re.compile(rf" ?(?:{_UNTIL}) ?(?P<last>[0-9]{{2,5}})(?![0-9])")
_MOST_NUMBERS = 256


LONGEST = 20
"""Digits that a run may have to be counted with."""


class Span(NamedTuple):
    """The numbers from the first up to the last, both counted."""

    first: int
    last: int


class Number(NamedTuple):
    """A document number: its last run of digits that is not a year behind it, and all that stands around that run."""

    stem: str
    last: str


def listed(hit: Hit, following: Hit | None, remaining: Remaining) -> dict[int, str]:
    """The open items of the same relation that the text names in short behind a number, or between it and the
    `following` one, each with what the text says."""
    if hit.role != DOCUMENT:
        return {}
    found: dict[int, str] = {}
    first = number_of(remaining, hit.place)
    if following is not None and following.role == DOCUMENT and following.text is hit.text:
        gap = hit.text[hit.end : following.start]
        if hit.end < following.start and _BETWEEN.fullmatch(gap):
            found |= _named(
                remaining, hit, first, number_of(remaining, following.place), hit.text[hit.start : following.end]
            )
    shorts = _shorts_after(hit)
    for joint, short in shorts:
        until = len(shorts) == 1 or joint != "-"
        start = first
        for last in (Number(start.stem, start.last[: -len(short)] + short), Number(start.stem, short)):
            items = _named(remaining, hit, start, last, short) if until and _RANGE.fullmatch(joint) else {}
            if items := items or _named(remaining, hit, last, last, short):
                found |= items
                first = last
    return found


def _shorts_after(hit: Hit) -> list[tuple[str, str]]:
    """The short numbers that continue a list behind a number, each with what joins it."""
    found, place = [], hit.end
    while match := _NEXT.match(hit.text, place):
        found.append((match["joint"], match["short"]))
        place = match.end()
    return found


def _named(remaining: Remaining, hit: Hit, first: Number, last: Number, said: str) -> dict[int, str]:
    """The open items of the relation from one number up to another of the same series."""
    if first.stem != last.stem or not first.last or not last.last or len(first.last) > LONGEST:
        return {}
    index = remaining.index
    return {
        item: said.strip()
        for item in index.items_of[index.owners[hit.place]][:_MOST_NUMBERS]
        if remaining.left[item]
        and (number := number_of(remaining, item)).stem == first.stem
        and 0 < len(number.last) <= LONGEST
        and int(first.last) <= int(number.last) <= int(last.last)
    }


def spans(text: str, said: Said) -> list[Span]:
    """The short numbers that a text says: each by itself, and up to the next one where it says *until*."""
    numbers = _runs(said)
    until = _SPAN.match(text, said.end)
    if until:
        return [*(Span(number, number) for number in numbers[:-1]), Span(numbers[-1], int(until["last"]))]
    return [Span(number, number) for number in numbers]


def dashed(said: Said) -> list[Span]:
    """What a text may mean by two short numbers with a dash between: the first up to the second."""
    numbers = _runs(said)
    return [Span(*numbers)] if len(numbers) == 2 and "-" in said.found else []


def _runs(said: Said) -> list[int]:
    return [int(run) for run in digit_runs(said.found)[1::2]]


def number_of(remaining: Remaining, item: int) -> Number:
    """The number the payer knows, taken apart; ("", "") when it has no digits."""
    runs = digit_runs(fold(shown(remaining, item)))
    if len(runs) == 1:
        return Number("", "")
    last = len(runs) - 2
    if last > 1 and is_year(runs[last]) and not is_year(runs[last - 2]):
        last -= 2
    return Number("".join((*runs[:last], *runs[last + 1 :])), runs[last])


def shown(remaining: Remaining, item: int) -> str:
    """The number the payer knows: ours for a customer, theirs for a supplier."""
    known = remaining.index.items[item]
    return known.document if known.kind == "customer" else known.external_document
