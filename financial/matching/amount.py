"""The last steps: an OGM with a slip of the finger, and the amount alone."""

from __future__ import annotations

from financial.matching.model import Evidence
from financial.matching.remaining import Remaining
from financial.matching.search import Search
from financial.matching.single import contradicts, near_misses, place

_BANK_FAMILIES = frozenset({"11", "13", "35", "80"})
"""Securities, loans, interest and costs: the bank's own transactions, where an amount says nothing of relations."""
_WAGES = frozenset({("01", "05"), ("02", "05")})


def by_broken_ogm(search: Search, remaining: Remaining) -> bool:
    """An OGM with one slip of the finger, and the amount of the one item whose OGM it nearly is."""
    items = remaining.fitting(search.amount, search.line.date, search.line.currency)
    near = near_misses(search, remaining, [i for i in items or () if search.concerns(remaining.index.owners[i])])
    if len(near) != 1:
        return False
    owner = remaining.index.owners[near[0]]
    search.choose(owner, "ogm")
    search.note("broken_ogm", search.index.items[near[0]].ogm, "communication")
    place(search, remaining, near[0], "ogm", "probable", review=not search.known_by_name(owner))
    return True


def by_amount(search: Search, remaining: Remaining, *, apply: bool, contested: bool) -> None:
    """Step 5: exactly one item of the whole dossier has this amount (or, of several, one has this name)."""
    line = search.line
    if search.tied or search.owners or line.family in _BANK_FAMILIES or (line.family, line.transaction) in _WAGES:
        return
    items = remaining.fitting(search.amount, line.date, line.currency)
    if items is None:
        return
    items = [i for i in items if search.concerns(remaining.index.owners[i])]
    if not items:
        return
    named = [i for i in items if search.same_name(remaining.index.owners[i])]
    choice = named if len(named) == 1 else items
    if len(choice) != 1 or (contested and not named) or not apply or contradicts(search, remaining, choice[0]):
        search.point_at(items, "same_amount")
        return
    if named:
        search.evidence = (Evidence("name", line.counterparty_name, "counterparty_name"),)
    place(search, remaining, choice[0], "amount", "amount", review=True)
