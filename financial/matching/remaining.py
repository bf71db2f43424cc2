"""What is still open of every item during one run: what a line takes, the next one cannot take again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from financial.matching.index import Index

POOL = 64
"""Items looked at for one line. What stands among more equals than this is no evidence anyway."""


class Remaining:
    """The open amounts of an index, less what this run has placed on them. Amounts are signed thousandths."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._taken: dict[int, int] = {}
        self._moved: dict[int, list[int]] = {}

    def of(self, item: int) -> int:
        """What is left of an item."""
        return self.index.opens[item] - self._taken.get(item, 0)

    def take(self, item: int, amount: int) -> None:
        """Places `amount` (discount included) on an item."""
        taken = self._taken[item] = self._taken.get(item, 0) + amount
        left = self.index.opens[item] - taken
        if left:
            self._moved.setdefault(left, []).append(item)

    def discount(self, item: int, day: date) -> int:
        """The discount still allowed on that day, signed as the item; none once a part has been paid."""
        discount = self.index.discounts.get(item, 0)
        if not discount or item in self._taken:
            return 0
        until = self.index.items[item].discount_until
        return discount if until is not None and day <= until else 0

    def settled_by(self, item: int, amount: int, day: date) -> bool:
        """Whether `amount` pays all that is left of an item, the discount counted."""
        left = self.of(item)
        return left != 0 and (left == amount or left - self.discount(item, day) == amount)

    def fitting(self, amount: int, day: date, currency: str, owner: int | None = None) -> list[int] | None:
        """The items (of one relation) that `amount` settles exactly; None when there are too many to look at."""
        pool: Iterable[int] = self.index.amounts.get(amount, ())
        if owner is not None and len(self.index.items_of[owner]) <= POOL:
            pool = self.index.items_of[owner]
        else:
            pool = dict.fromkeys([*pool, *self._moved.get(amount, ())]) if amount in self._moved else pool
            if len(pool) > POOL:  # type: ignore[arg-type]
                return None
        owners, items = self.index.owners, self.index.items
        return [
            item
            for item in pool
            if (owner is None or owners[item] == owner)
            and self.settled_by(item, amount, day)
            and items[item].currency == currency
        ]

    def open_items(self, owner: int, currency: str) -> list[int]:
        """What a relation has open, oldest first; only a first part when there are many."""
        items = self.index.items
        found = [i for i in self.index.items_of[owner][: 4 * POOL] if self.of(i) and items[i].currency == currency]
        return sorted(found, key=lambda i: (items[i].date or date.min, i))
