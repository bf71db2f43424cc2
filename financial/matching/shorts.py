"""Numbers said in short: `facturen 12 en 13`, `factuur 123` for 2026/0123, and numbers with a slip of the finger."""

from __future__ import annotations

from typing import NamedTuple

from financial.matching.fitting import Fit, Quality, fit
from financial.matching.index import SURE_NUMBER
from financial.matching.model import Evidence
from financial.matching.remaining import POOL, Remaining
from financial.matching.search import Search
from financial.matching.series import LONGEST, Span, dashed, number_of, shown, spans
from financial.matching.text import digit_runs, digits_of, is_year, letters_and_digits, number_key, one_slip
from financial.matching.weighing import completed, nets
from financial.matching.worth import Said, numbers_said

_SURE_ENDING = 3
"""Digits that an ending needs to stand for a longer number."""
_MOST_ITEMS = 256


class InShort(NamedTuple):
    """The items of a relation that a text names in short, and how the line lies on them; `alone` when it names one."""

    items: list[int]
    fit: Fit
    alone: bool


def settle_named_in_short(search: Search, remaining: Remaining, owner: int, *, review: bool) -> None:
    """The relation is known and no item has this amount, but a word for an invoice stands before the last digits of
    some."""
    named = _in_short(search, remaining, owner)
    if named.fit.quality is Quality.NONE:
        return
    if named.fit.quality is not Quality.EXACT:
        wider = _in_short(search, remaining, owner, bare=True)
        if _adds_up(wider):
            named = wider
        else:
            review = review or wider.items != named.items
    _settle(search, remaining, owner, named, review=review)


def _settle(search: Search, remaining: Remaining, owner: int, named: InShort, *, review: bool) -> None:
    """What does not fit to the cent is for review, unless it is a part of a single item."""
    items, laid = named.items, named.fit
    documents = (Evidence("invoice_number", shown(remaining, item), "communication") for item in items)
    search.evidence = (*documents, *search.evidence)
    exact = laid.quality is Quality.EXACT
    more = None if exact else completed(search, remaining, owner, items)
    part = laid.quality is Quality.SHORT and named.alone and more is None
    plain = exact or (part and not nets(search, remaining, owner, items))
    shares = more or laid.shares
    search.settle(owner, "invoice_number", shares, "probable", review=review or not plain)
    for share in shares:
        remaining.take(share.item, share.amount + share.discount)


def settle_few_digits(search: Search, remaining: Remaining) -> bool:
    """Numbers too short to be looked for in every text: several of one relation that add up to the line, else some
    behind a word for an invoice while the counterparty bears the name of the relation."""
    few, owners = remaining.index.few_digits, remaining.index.owners
    runs = {run.lstrip("0") for text in search.texts() if text.digits for run in text.runs[1::2]}
    found = sorted({owners[item] for run in runs if len(items := few.find(run)) <= POOL for item in items})
    known = [owner for owner in found if search.concerns(owner) and not search.strange_account(owner)]
    for bare in (False, True):
        read = {owner: _in_short(search, remaining, owner, bare=bare) for owner in known}
        adding_up = [owner for owner, named in read.items() if _adds_up(named)]
        if len(adding_up) == 1:
            owner = adding_up[0]
            _settle(search, remaining, owner, read[owner], review=search.stranger(owner))
            return True
    bearing = [owner for owner in known if search.same_name(owner)]
    if len(bearing) == 1:
        settle_named_in_short(search, remaining, bearing[0], review=False)
    return search.result is not None


def _adds_up(named: InShort) -> bool:
    """Several items, and all of them together are what is paid."""
    return named.fit.quality is Quality.EXACT and not named.fit.part and len(named.items) > 1


def _in_short(search: Search, remaining: Remaining, owner: int, *, bare: bool = False) -> InShort:
    """What a text names of a relation by last digits behind a word for an invoice, or without one when `bare`."""
    said = [
        (text.text, one)
        for text in search.texts()
        if text.digits
        for one in numbers_said(text.text)
        if one.is_document or bare
    ]
    single = [span for text, one in said for span in spans(text, one)]
    ranges = [span for _, one in said for span in dashed(one)]
    named = _laid(search, remaining, owner, single)
    if ranges and named.fit.quality is not Quality.EXACT:
        wider = _laid(search, remaining, owner, ranges)
        named = wider if wider.fit.quality is Quality.EXACT else named
    return named


def _laid(search: Search, remaining: Remaining, owner: int, said: list[Span]) -> InShort:
    """The items of a relation that are said in short, and how the line lies on them."""
    items = [
        item
        for item in (remaining.open_items(owner, search.line.currency) if said else ())
        if (short := short_number(remaining, item)) and any(first <= short <= last for first, last in said)
    ]
    laid = fit(remaining, items, search.amount, search.line.date)
    return InShort(items, laid, alone=len(items) == len(said) == 1)


def ended_by_what_is_said(search: Search, remaining: Remaining, items: list[int]) -> list[int]:
    """The items whose number ends in what a text says: their whole last digits, else behind a word for an invoice."""
    said = [one for text in search.texts() if text.digits for one in numbers_said(text.text)]
    values = {last_said(one) for one in said}
    found = [item for item in items if short_number(remaining, item) in values]
    if found:
        return found
    endings = tuple(
        str(last_said(one)) for one in said if one.is_document and last_said(one) >= 10 ** (_SURE_ENDING - 1)
    )
    return [item for item in items if number_of(remaining, item).last.endswith(endings)]


def nearly_named(search: Search, remaining: Remaining, items: list[int]) -> list[int]:
    """The items whose number a text says with one slip of the finger."""
    said = [digits_of(one.found) for text in search.texts() if text.digits for one in numbers_said(text.text)]
    return [item for item in items if any(one_slip(digits, digits_of(shown(remaining, item))) for digits in said)]


def other_number(search: Search, remaining: Remaining, item: int) -> str:
    """A number said that is not that of the item: behind a word for an invoice, of the same shape as its number, or
    all that a text says and the number of another item of the relation."""
    said = [(text.text, one) for text in search.texts() if text.digits for one in numbers_said(text.text)]
    if not said:
        return ""
    number = shown(remaining, item)
    last, shape, exact = short_number(remaining, item), digits_of(number), number_key(number).exact
    for text, one in said:
        digits = digits_of(one.found)
        with_year = len(digits) == len(shape) + 4 and is_year(digits[:4])
        if last in serials_said(one) or shape in (digits, digits[4:] if with_year else ""):
            continue
        if len(shape) >= SURE_NUMBER and exact in letters_and_digits(text):
            continue
        alike = len(digits) == len(shape) > 4 and digits[:3] == shape[:3]
        alone = one.found == text.strip() and _is_said(remaining, item, one)
        if one.is_document or alike or alone:
            return one.found
    return ""


def _is_said(remaining: Remaining, item: int, one: Said) -> bool:
    """Whether the relation of an item has one whose number is said."""
    items = remaining.index.items_of[remaining.index.owners[item]][:_MOST_ITEMS]
    return any(short_number(remaining, other) == last_said(one) for other in items)


def short_number(remaining: Remaining, item: int) -> int | None:
    """The last run of digits of the number the payer knows, when it has at least two digits."""
    last = number_of(remaining, item).last.lstrip("0")
    return int(last) if 1 < len(last) <= LONGEST else None


def last_said(one: Said) -> int:
    """The last run of digits of what is said."""
    return int(digit_runs(one.found)[-2])


def serials_said(one: Said) -> tuple[int, ...]:
    """What may be the serial number: the last run of digits, or the one behind a word for an invoice where a blank and
    more digits follow, which may be something else."""
    first, blank, _ = one.found.partition(" ")
    last = last_said(one)
    return (last, int(digit_runs(first)[-2])) if one.is_document and blank else (last,)
