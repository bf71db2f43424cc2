"""Numbers said in short: `facturen 12 en 13`, `factuur 123` for 2026/0123, and numbers with a slip of the finger."""

from __future__ import annotations

from financial.matching.fitting import Fit, Quality, fit
from financial.matching.model import Evidence
from financial.matching.remaining import Remaining
from financial.matching.search import Search
from financial.matching.series import LONGEST, Span, dashed, number_of, shown, spans
from financial.matching.text import digit_runs, digits_of, one_slip
from financial.matching.weighing import nets
from financial.matching.worth import Said, numbers_said

_SURE_ENDING = 3
"""Digits that an ending needs to stand for a longer number."""
_MOST_ITEMS = 256


def settle_named_in_short(search: Search, remaining: Remaining, owner: int, *, review: bool) -> None:
    """The relation is known and no item has this amount, but a word for an invoice stands before the last digits of
    some. What does not fit them to the cent is for review, unless it is a part of a single one."""
    said = [
        (text.text, one) for text in search.texts() if text.digits for one in numbers_said(text.text) if one.is_document
    ]
    if not said:
        return
    single = [span for text, one in said for span in spans(text, one)]
    ranges = [span for _, one in said for span in dashed(one)]
    items, laid = _laid(search, remaining, owner, single)
    if ranges and laid.quality is not Quality.EXACT:
        more, wider = _laid(search, remaining, owner, ranges)
        items, laid = (more, wider) if wider.quality is Quality.EXACT else (items, laid)
    if laid.quality is Quality.NONE:
        return
    documents = (Evidence("invoice_number", shown(remaining, item), "communication") for item in items)
    search.evidence = (*documents, *search.evidence)
    part = laid.quality is Quality.SHORT and len(items) == len(single) == 1
    plain = laid.quality is Quality.EXACT or (part and not nets(search, remaining, owner, items))
    search.settle(owner, "invoice_number", laid.shares, "probable", review=review or not plain)
    for share in laid.shares:
        remaining.take(share.item, share.amount + share.discount)


def _laid(search: Search, remaining: Remaining, owner: int, said: list[Span]) -> tuple[list[int], Fit]:
    """The items of a relation that are said in short, and how the line lies on them."""
    items = [
        item
        for item in remaining.open_items(owner, search.line.currency)
        if (short := short_number(remaining, item)) and any(first <= short <= last for first, last in said)
    ]
    return items, fit(remaining, items, search.amount, search.line.date)


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
    last, shape = short_number(remaining, item), digits_of(shown(remaining, item))
    for text in search.texts():
        for one in numbers_said(text.text) if text.digits else ():
            if last_said(one) == last:
                continue
            digits = digits_of(one.found)
            alike = len(digits) == len(shape) > 4 and digits[:3] == shape[:3] and digits != shape
            alone = one.found == text.text.strip() and _is_said(remaining, item, one)
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
