"""Laying an amount on items: exactly, with the discounts of the day, short of it, or over it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import IntEnum
from itertools import combinations
from typing import NamedTuple

from financial.matching.remaining import Remaining

MOST_IN_A_SUM = 14
_MOST_DISCOUNTS = 6


class Quality(IntEnum):
    """How an amount lies on items. NONE: nothing is open in that direction."""

    NONE = 0
    OVER = 1
    SHORT = 2
    EXACT = 3


class Share(NamedTuple):
    """`amount` of the line and `discount` settle this much of an item; both signed as the item, in thousandths."""

    item: int
    amount: int
    discount: int = 0


class Fit(NamedTuple):
    """How the line lies on the items. `part` when only some of the items named add up to it."""

    quality: Quality
    shares: tuple[Share, ...] = ()
    part: bool = False


NOTHING = Fit(Quality.NONE)


def fit(remaining: Remaining, items: Sequence[int], amount: int, day: date) -> Fit:
    """The best way to lay `amount` on the items named together."""
    lefts = {item: left for item in items if (left := remaining.left[item])}
    total = sum(lefts.values())
    if total == amount and lefts:
        return Fit(Quality.EXACT, tuple(Share(item, left) for item, left in lefts.items()))
    discounts = {item: discount for item in lefts if (discount := remaining.discount(item, day))}
    if discounts and (taken := _discounts_for(discounts, total - amount)):
        shares = (Share(i, left - taken.get(i, 0), taken.get(i, 0)) for i, left in lefts.items())
        return Fit(Quality.EXACT, tuple(shares))
    if len(lefts) > 1 and (part := only_sum(list(lefts.items()), amount, smallest=1)):
        return Fit(Quality.EXACT, tuple(Share(item, lefts[item]) for item in part), part=True)
    if not any((left > 0) == (amount > 0) for left in lefts.values()) or (total > 0) != (amount > 0):
        return NOTHING
    if abs(total) > abs(amount):
        return Fit(Quality.SHORT, _oldest_first(remaining, lefts, amount))
    return Fit(Quality.OVER, tuple(Share(item, left) for item, left in lefts.items()))


def _discounts_for(discounts: dict[int, int], gap: int) -> dict[int, int] | None:
    """The discounts that close the gap: all of them, or the only combination that does."""
    if sum(discounts.values()) == gap:
        return discounts
    if len(discounts) > _MOST_DISCOUNTS:
        return None
    found = [
        {item: discounts[item] for item in some}
        for size in range(1, len(discounts))
        for some in combinations(discounts, size)
        if sum(discounts[item] for item in some) == gap
    ]
    return found[0] if len(found) == 1 else None


def _oldest_first(remaining: Remaining, lefts: dict[int, int], amount: int) -> tuple[Share, ...]:
    """Too little for all: credit notes are deducted whole, then the oldest invoices are paid."""
    shares = [Share(item, left) for item, left in lefts.items() if (left > 0) != (amount > 0)]
    rest = amount - sum(share.amount for share in shares)
    same_way = [item for item, left in lefts.items() if (left > 0) == (amount > 0)]
    known = remaining.index.items
    for item in sorted(same_way, key=lambda i: (known[i].due or known[i].date or date.max, remaining.index.age(i))):
        if rest:
            part = min(lefts[item], rest, key=abs)
            shares.append(Share(item, part))
            rest -= part
    return tuple(shares)


def only_sum(items: Sequence[tuple[int, int]], amount: int, *, smallest: int = 2) -> tuple[int, ...] | None:
    """The one set of at least `smallest` items that adds up to `amount`; None when there is none, or more than one.

    Meets in the middle: the sums of one half are looked up among those of the other.
    """
    if len(items) > MOST_IN_A_SUM:
        return None
    half = len(items) // 2
    left, right = _sums(items[:half]), _sums(items[half:])
    found: tuple[int, ...] | None = None
    for total, sets in left.items():
        for one in sets:
            for other in right.get(amount - total, ()):
                if len(one) + len(other) < smallest:
                    continue
                if found is not None:
                    return None
                found = one + other
    return found


def _sums(items: Sequence[tuple[int, int]]) -> dict[int, list[tuple[int, ...]]]:
    sums: dict[int, list[tuple[int, ...]]] = {0: [()]}
    for item, left in items:
        longer = [(total + left, [(*chosen, item) for chosen in sets]) for total, sets in sums.items()]
        for total, sets in longer:
            sums.setdefault(total, []).extend(sets)
    return sums
