"""One item of a relation that is known: the only one with this amount, or the one that a text names in short."""

from __future__ import annotations

from financial.matching.fitting import Share
from financial.matching.index import money
from financial.matching.model import Confidence, Step
from financial.matching.remaining import Remaining
from financial.matching.search import Search
from financial.matching.shorts import (
    ended_by_what_is_said,
    nearly_named,
    other_number,
    settle_named_in_short,
)
from financial.matching.text import OGM_DIGITS, broken_ogms_in, ogms_in, one_slip, plain_ogm


def settle_one(search: Search, remaining: Remaining, confidence: Confidence, *, review: bool) -> None:
    """The relation is chosen: settles its one item with this amount. Several: none, unless a text decides."""
    line, owner = search.line, search.party
    if owner is None:
        return
    items = remaining.fitting(search.amount, line.date, line.currency, owner)
    if items is None:
        search.keep_party = True
    elif not items:
        settle_named_in_short(search, remaining, owner, review=review)
    else:
        item = items[0] if len(items) == 1 else _decided(search, remaining, items)
        if item is None:
            search.point_at(items, "same_amount")
            search.keep_party = True
            return
        contradicted = contradicts(search, remaining, item)
        place(search, remaining, item, search.step, confidence, review=review or contradicted or search.doubtful)


def _decided(search: Search, remaining: Remaining, items: list[int]) -> int | None:
    """Of several items with this amount, the one that a text names in short or, for review, with a slip."""
    named = ended_by_what_is_said(search, remaining, items)
    if len(named) == 1:
        search.note("invoice_number", search.index.items[named[0]].document, "communication")
        return named[0]
    broken = near_misses(search, remaining, items)
    if len(broken) == 1:
        return broken[0]
    nearly = nearly_named(search, remaining, items)
    if len(nearly) == 1:
        search.doubtful = True
        return nearly[0]
    return None


def place(search: Search, remaining: Remaining, item: int, step: Step, confidence: Confidence, *, review: bool) -> None:
    """The line settles one item exactly, with or without its discount."""
    left = remaining.left[item]
    discount = left - search.amount
    if discount:
        search.note("discount", str(money(abs(discount))), "open_items")
        share = Share(item, search.amount, discount)
        search.settle(remaining.index.owners[item], step, (share,), confidence, review=review)
    else:
        search.note("same_amount", str(abs(search.line.amount)), "open_items")
        search.settle_whole(step, item, confidence, review=review)
    remaining.take(item, left)


def contradicts(search: Search, remaining: Remaining, item: int) -> bool:
    """The item is of after the payment, or the line names another reference or a number of the same shape."""
    known = remaining.index.items[item]
    if known.date is not None and known.date > search.line.date:
        search.note("later_item", known.date.isoformat(), "open_items")
        return True
    other = _other_reference(search, remaining, item)
    if other:
        search.note("other_reference", other, "communication")
    return bool(other)


def _other_reference(search: Search, remaining: Remaining, item: int) -> str:
    """A valid OGM that is not the item's, or a number shaped as its document number that is another."""
    known = remaining.index.items[item]
    own = plain_ogm(known.ogm) if known.ogm else ""
    if own:
        said = [search.line.communication[:12]] if search.line.communication_type in ("101", "102") else []
        said += [ogm for text in search.texts() if text.digits >= OGM_DIGITS for ogm in ogms_in(text.text)]
        if said and own not in said:
            return said[0]
    return other_number(search, remaining, item)


def near_misses(search: Search, remaining: Remaining, items: list[int]) -> list[int]:
    """The items whose OGM a text gives with one slip of the finger."""
    broken = [digits for text in search.texts() if text.digits >= OGM_DIGITS for digits in broken_ogms_in(text.text)]
    if not broken:
        return []
    known = {i: plain_ogm(remaining.index.items[i].ogm) for i in items if remaining.index.items[i].ogm}
    return [i for i, ogm in known.items() if ogm and any(one_slip(digits, ogm) for digits in broken)]
