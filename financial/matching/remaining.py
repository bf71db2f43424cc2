"""What is still open of every item during one run: what a line takes, the next one cannot take again."""

from __future__ import annotations

from array import array
from collections.abc import Collection
from datetime import date

from financial.matching.index import Index

POOL = 64
"""Items looked at for one line. What stands among more equals than this is no evidence anyway."""
_MOST_OPEN = 256


class Remaining:
    """The open amounts of an index, less what this run has placed on them. Amounts are signed thousandths.

    `left` is what is left, by item.
    """

    def __init__(self, index: Index) -> None:
        self.index = index
        self.left = array("q", index.opens)
        self._touched: set[int] = set()
        self._moved: dict[int, list[int]] = {}

    def take(self, item: int, amount: int) -> None:
        """Places `amount` (discount included) on an item."""
        self._touched.add(item)
        self.left[item] -= amount
        if left := self.left[item]:
            self._moved.setdefault(left, []).append(item)

    def discount(self, item: int, day: date) -> int:
        """The discount still allowed on that day, signed as the item; none once a part has been paid."""
        discount = self.index.discounts.get(item, 0)
        if not discount or item in self._touched:
            return 0
        until = self.index.items[item].discount_until
        return discount if until is not None and day <= until else 0

    def fitting(self, amount: int, day: date, currency: str, owner: int | None = None) -> list[int] | None:
        """The items (of one relation) that `amount` settles exactly, its discount counted; None when there are too
        many to look at."""
        pool: Collection[int] = self.index.amounts.find(amount)
        if amount in self._moved:
            pool = dict.fromkeys([*pool, *self._moved[amount]])
        if owner is not None and len(self.index.items_of[owner]) < len(pool):
            pool = self.index.items_of[owner]
        if len(pool) > POOL:
            return None
        left, owners = self.left, self.index.owners
        found = [
            item
            for item in pool
            if (left[item] == amount or (left[item] and left[item] - self.discount(item, day) == amount))
            and (owner is None or owners[item] == owner)
        ]
        return self.index.in_currency(found, currency)

    def open_items(self, owner: int, currency: str) -> list[int]:
        """What a relation has open, oldest first; only a first part when there are many."""
        found = [item for item in self.index.items_of[owner][:_MOST_OPEN] if self.left[item]]
        return sorted(self.index.in_currency(found, currency), key=self.index.age)
