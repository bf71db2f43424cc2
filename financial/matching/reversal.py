"""Payments that came back: a line and the one that undoes it settle nothing, but belong to the same relation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from financial.matching.model import Line, LineId
from financial.matching.text import account_key, fold

_MOST_DAYS = timedelta(days=60)
_MOST_EQUALS = 32
_UNDOING = frozenset({"49", "54", "99"})
"""Transactions within a family: cancelled or corrected (49, 99), an order that could not be executed (54)."""
_WORDS = re.compile(
    r"\b(?:RETOUR|TERUGBOEKING|TERUGGEBOEKT|TERUGGESTORT DOOR BANK|ONUITVOERBA|GEWEIGERD|GEANNULEERD|ANNULATIE|"
    r"REJECT|RETURN|REVERSAL|STORNO|REJETE|REJET|CONTREPASSATION|ANNULATION|IMPAYE|ONBETAALD|NON EXECUTE)"
)
_RETURNED_AT = 141
"""Where a direct debit (type 127) says that it was rejected, returned, refunded, reversed or cancelled."""


def pair_reversals(lines: Sequence[Line], amounts: Sequence[int]) -> dict[LineId, Line]:
    """For every line of a pair the other one. A reversal pairs with the only opposite line of the same counterparty.
    `amounts` are those of the lines, as whole numbers."""
    known = set(amounts)
    both_ways = {amount for amount in known if amount and -amount in known}
    undoing = [line for line, amount in zip(lines, amounts, strict=True) if amount in both_ways and is_reversal(line)]
    if not undoing:
        return {}
    wanted = {-line.amount for line in undoing}
    opposite: dict[tuple[str, Decimal, str], list[Line]] = {}
    for line in lines:
        if line.amount in wanted:
            opposite.setdefault(_key(line, line.amount), []).append(line)
    pairs: dict[LineId, Line] = {}
    for line in undoing:
        account, amount, counterparty = _key(line, -line.amount)
        others = opposite.get((account, amount, counterparty), [])
        if counterparty:
            others = others + opposite.get((account, amount, ""), [])
        original = _original(line, others, pairs)
        if original is not None:
            pairs[line.id] = original
            pairs[original.id] = line
    return pairs


def _key(line: Line, amount: Decimal) -> tuple[str, Decimal, str]:
    return account_key(line.account), amount, account_key(line.counterparty_account)


def is_reversal(line: Line) -> bool:
    """Whether the bank says that a line undoes another one."""
    if line.family not in ("35", "80") and line.transaction in _UNDOING:
        return True
    if line.communication_type == "127":
        return line.communication[_RETURNED_AT : _RETURNED_AT + 1] in tuple("12345")
    if line.communication_type:
        return False
    return bool(_WORDS.search(fold(" ".join((line.communication, *line.information)))))


def _original(line: Line, opposite: list[Line], pairs: dict[LineId, Line]) -> Line | None:
    """The one opposite line of at most two months before with the same counterparty."""
    found = [
        other
        for other in opposite[:_MOST_EQUALS]
        if other.id not in pairs
        and other is not line
        and not is_reversal(other)
        and timedelta(0) <= line.date - other.date <= _MOST_DAYS
        and _same_counterparty(line, other)
    ]
    if len(found) > 1:
        same = [other for other in found if other.communication and other.communication in line.communication]
        found = same or found
    return found[0] if len(found) == 1 else None


def _same_counterparty(one: Line, other: Line) -> bool:
    """The same account; where one of them has none, the same communication."""
    left, right = account_key(one.counterparty_account), account_key(other.counterparty_account)
    if left and right:
        return left == right
    return bool(other.communication.strip()) and fold(other.communication.strip()) in fold(one.communication)
