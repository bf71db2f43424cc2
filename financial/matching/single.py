"""One item of a relation that is known: the only one with this amount, or the one that a text names in short."""

from __future__ import annotations

from financial.matching.fitting import Quality, Share, fit
from financial.matching.index import money
from financial.matching.model import Confidence, Evidence, Step
from financial.matching.remaining import Remaining
from financial.matching.search import Search
from financial.matching.text import OGM_DIGITS, broken_ogms_in, digit_runs, ogms_in, plain_ogm
from financial.matching.worth import numbers_said


def settle_one(search: Search, remaining: Remaining, confidence: Confidence, *, review: bool) -> None:
    """The relation is chosen: settles its one item with this amount. Several: none, unless a text decides."""
    line, owner = search.line, search.party
    if owner is None:
        return
    items = remaining.fitting(search.amount, line.date, line.currency, owner)
    if items is None:
        search.keep_party = True
    elif not items:
        _settle_named_in_short(search, remaining, owner, review=review)
    else:
        item = items[0] if len(items) == 1 else _decided(search, remaining, items)
        if item is None:
            search.point_at(items, "same_amount")
            search.keep_party = True
            return
        contradicted = contradicts(search, remaining, item)
        place(search, remaining, item, search.step, confidence, review=review or contradicted or search.doubtful)


def _settle_named_in_short(search: Search, remaining: Remaining, owner: int, *, review: bool) -> None:
    """No item has this amount, but a word for an invoice stands before the last digits of some: `facturen 12 en 13`."""
    said = {short for short, is_document in _short_numbers_said(search) if is_document}
    if not said:
        return
    items = [i for i in remaining.open_items(owner, search.line.currency) if _short_number(remaining, i) in said]
    laid = fit(remaining, items, search.amount, search.line.date)
    if laid.quality is Quality.NONE or len(items) > len(said):
        return
    documents = (Evidence("invoice_number", _shown(remaining, item), "communication") for item in items)
    search.evidence = (*documents, *search.evidence)
    guessed = laid.quality is not Quality.EXACT and len(items) > 1
    search.settle(owner, "invoice_number", laid.shares, "probable", review=review or guessed)
    for share in laid.shares:
        remaining.take(share.item, share.amount + share.discount)


def _short_numbers_said(search: Search) -> list[tuple[str, bool]]:
    """The last digits of every number that may be of a document, and whether a word for an invoice stands before."""
    said = [found for text in search.texts() if text.digits for found in numbers_said(text.text)]
    return [(digit_runs(number)[-2].lstrip("0"), is_document) for number, is_document in said]


def _decided(search: Search, remaining: Remaining, items: list[int]) -> int | None:
    """Of several items with this amount, the one that a text names in short or with a slip of the finger."""
    tokens = {short for short, _ in _short_numbers_said(search)}
    named = [i for i in items if _short_number(remaining, i) in tokens]
    if len(named) == 1:
        search.note("invoice_number", search.index.items[named[0]].document, "communication")
        return named[0]
    broken = near_misses(search, remaining, items)
    if len(broken) == 1:
        return broken[0]
    return None


def _short_number(remaining: Remaining, item: int) -> str | None:
    """The last run of digits of the number the payer knows, when it has at least two digits."""
    runs = digit_runs(_shown(remaining, item))
    last = runs[-2].lstrip("0") if len(runs) > 1 else ""
    return last if len(last) > 1 else None


def _shown(remaining: Remaining, item: int) -> str:
    """The number the payer knows."""
    known = remaining.index.items[item]
    return known.document if known.kind == "customer" else known.external_document


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
    last = _short_number(remaining, item)
    shape = "".join(digit_runs(_shown(remaining, item))[1::2])
    for text in search.texts():
        for found, is_document in numbers_said(text.text) if text.digits else ():
            digits = digit_runs(found)[1::2]
            if digits[-1].lstrip("0") == last:
                continue
            plain = "".join(digits)
            alike = len(plain) == len(shape) > 4 and plain[:3] == shape[:3] and plain != shape
            if is_document or alike:
                return found
    return ""


def near_misses(search: Search, remaining: Remaining, items: list[int]) -> list[int]:
    broken = [digits for text in search.texts() if text.digits >= OGM_DIGITS for digits in broken_ogms_in(text.text)]
    if not broken:
        return []
    known = {i: plain_ogm(remaining.index.items[i].ogm) for i in items if remaining.index.items[i].ogm}
    return [i for i, ogm in known.items() if ogm and any(_one_slip(digits, ogm) for digits in broken)]


def _one_slip(said: str, meant: str) -> bool:
    """One digit differs, or two neighbours changed places."""
    differ = [i for i in range(12) if said[i] != meant[i]]
    if len(differ) != 2:
        return len(differ) == 1
    one, other = differ
    return other == one + 1 and said[one] == meant[other] and said[other] == meant[one]
