"""The arithmetic of a placed line: what it can give, what of an item is left, which discount the day allows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from financial.errors import NotAllowed

ZERO = Decimal(0)
_SMALLEST = -3


@dataclass(frozen=True, slots=True)
class Left:
    """What of an item can still be settled (`open`, signed as the item) and how. `discount` is a positive magnitude,
    `until` the last day that allows it; `touched`: a part was paid before, so the day allows none."""

    document: str
    open: Decimal
    discount: Decimal = ZERO
    until: date | None = None
    touched: bool = False

    def discount_on(self, day: date) -> Decimal:
        """What may be taken off by who pays that day."""
        in_time = self.until is not None and day <= self.until
        return self.discount if in_time and not self.touched else ZERO


def check_share(left: Left, *, amount: Decimal, discount: Decimal, day: date, late: bool) -> None:
    """Raises `NotAllowed` unless this much of a line (net of the discount) can settle the item that day.

    `late`: the discount is given although the day no longer allows it. It is never more than the item offers.
    """
    named = {"document": left.document}
    check_decimals(amount, discount)
    if amount * left.open <= 0:
        raise NotAllowed("item_over" if not left.open else "item_sign", left=left.open, **named)
    if discount < 0:
        raise NotAllowed("discount_negative")
    if discount > left.discount:
        raise NotAllowed("discount_over", allowed=left.discount, **named)
    if discount > left.discount_on(day) and not late:
        raise NotAllowed("discount_late", **named)
    if abs(amount) + discount > abs(left.open):
        raise NotAllowed("item_over", left=left.open, **named)


def check_total(amounts: Iterable[Decimal], *, gives: Decimal) -> Decimal:
    """The sum, if a line that gives so much can bear it: raises `NotAllowed` when it is more, or goes the other way."""
    total = sum(amounts, ZERO)
    if total * gives < 0:
        raise NotAllowed("other_direction")
    if abs(total) > abs(gives):
        raise NotAllowed("over_line", over=abs(total) - abs(gives))
    return total


def gives(amount: Decimal, costs: Decimal) -> Decimal:
    """What a line closes with its party: its amount and what a card company kept. Costs are always an expense."""
    check_decimals(costs)
    if costs < 0:
        raise NotAllowed("costs_negative")
    whole = amount + costs
    if costs and whole * amount <= 0:
        raise NotAllowed("costs_too_much")
    return whole


def proposed(left: Left, *, rest: Decimal, day: date) -> tuple[Decimal, Decimal]:
    """Amount and discount that what is left of a line would settle of an item: with the discount when that fits to the
    cent, else as much as there is. The amount is signed as the item."""
    discount = left.discount_on(day)
    sign = 1 if left.open > 0 else -1
    if discount and abs(rest) == abs(left.open) - discount:
        return left.open - sign * discount, discount
    return sign * min(abs(left.open), abs(rest)), ZERO


def check_decimals(*amounts: Decimal) -> None:
    """Raises `NotAllowed` for what the database would round."""
    for amount in amounts:
        exponent = amount.normalize().as_tuple().exponent
        if not isinstance(exponent, int) or exponent < _SMALLEST:
            raise NotAllowed("too_many_decimals")
