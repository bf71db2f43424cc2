"""Steps 3 and 4: the relation is known by its number, its account or a rule; sums; and the relation alone."""

from __future__ import annotations

from financial.matching.fitting import Share, only_sum
from financial.matching.index import RELATION, ROLES
from financial.matching.model import Evidence
from financial.matching.named import by_document, hits_of
from financial.matching.remaining import Remaining
from financial.matching.search import Search
from financial.matching.single import settle_one
from financial.matching.text import fold, number_key
from financial.matching.weighing import has_rival
from financial.matching.worth import Worth, worth

MOST_OWNERS = 5


def by_party_number(search: Search, remaining: Remaining) -> bool:
    """Step 3: a customer or supplier number in a text, then the one item of that relation with this amount."""
    found: dict[int, tuple[Worth, Evidence]] = {}
    for owner, value, evidence in _parties_named(search, remaining):
        if search.concerns(owner) and (owner not in found or found[owner][0] < value):
            found[owner] = (value, evidence)
    if not found:
        return False
    for owner, (value, _) in list(found.items()):
        if has_rival(search, remaining, owner) or (value < Worth.STRONG and search.strange_account(owner)):
            del found[owner]
    fitting = [owner for owner in found if _fits(search, remaining, owner)]
    sure = [owner for owner, (value, _) in found.items() if _sure_party(search, owner, value)]
    owners = fitting or sure
    if len(owners) > 1:
        owners = [owner for owner in owners if search.known_by_account(owner)] or owners
    if len(owners) != 1:
        return False
    value, evidence = found[owners[0]]
    known = search.known_by_account(owners[0]) or search.known_by_name(owners[0])
    unsure = not known and (value is Worth.MASKED or (value is Worth.PLAIN and not fitting))
    if unsure and value is Worth.MASKED and not search.late:
        return False
    search.choose(owners[0], "party_number", evidence)
    if search.strange_account(owners[0]):
        search.note("other_account", search.line.counterparty_account, "counterparty_account")
        unsure = True
    settle_one(search, remaining, "certain" if value >= Worth.STRONG else "probable", review=unsure)
    search.doubtful = unsure
    return True


def by_masked_number(search: Search, remaining: Remaining) -> bool:
    """What looks like a date or a phone number and fits an item to the cent, now that accounts have had their turn."""
    if not search.hits:
        return False
    search.late = True
    return by_document(search, remaining) or by_party_number(search, remaining)


def _parties_named(search: Search, remaining: Remaining) -> list[tuple[int, Worth, Evidence]]:
    relations = remaining.index.relations
    found = []
    for hit in hits_of(search, remaining):
        if hit.role == RELATION:
            value = worth(hit, relations[hit.place].number, relation=True)
            found.append((hit.place, value, Evidence("party_number", hit.found, hit.where)))
    mandate = search.mandate()
    if mandate:
        evidence = Evidence("party_number", mandate, "mandate")
        for code in remaining.index.numbers.find(number_key(mandate).exact):
            if code % ROLES == RELATION and fold(relations[code // ROLES].number) == mandate:
                found.append((code // ROLES, Worth.STRONG, evidence))
    return found


def _fits(search: Search, remaining: Remaining, owner: int) -> bool:
    return bool(remaining.fitting(search.amount, search.line.date, search.line.currency, owner))


def _sure_party(search: Search, owner: int, value: Worth) -> bool:
    """Whether a number without a fitting item says enough to choose the relation."""
    if value is Worth.MASKED:
        return False
    if search.known_by_account(owner) or search.known_by_name(owner):
        return True
    if search.by_card:
        return False
    kind = search.index.relations[owner].kind
    if (kind == "customer") != (search.amount > 0):
        return False
    return value >= Worth.STRONG or (value is Worth.PLAIN and not search.other_name(owner))


def by_account(search: Search, remaining: Remaining) -> bool:
    """Step 4: the counterparty's account is known, then the one item of that relation with this amount."""
    owners = search.owners
    if not owners:
        return False
    owner = owners[0] if len(owners) == 1 else _one_owner(search, remaining, owners)
    if owner is None:
        return False
    kind = search.index.relations[owner].kind
    shared = sum(search.index.relations[o].kind == kind for o in owners) > 1 and not search.same_name(owner)
    search.choose(owner, "iban", Evidence("iban", search.line.counterparty_account, "counterparty_account"))
    if shared:
        search.note("shared_account", search.line.counterparty_account, "relations")
    settle_one(search, remaining, "probable", review=shared)
    return True


def _one_owner(search: Search, remaining: Remaining, owners: list[int]) -> int | None:
    """Of several relations with this account the one with a fitting item, with this name, or of the kind that money
    in this direction is of. None when several are left: their fitting items are proposed."""
    choice = [owner for owner in owners if _fits(search, remaining, owner)] or owners
    if len(choice) > 1:
        choice = [owner for owner in choice if search.same_name(owner)] or choice
    kinds = [search.index.relations[owner].kind for owner in choice]
    first = next(kind for kind in search.kinds if kind in kinds)
    choice = [owner for owner, kind in zip(choice, kinds, strict=True) if kind == first]
    if len(choice) == 1:
        return choice[0]
    search.tied = True
    for owner in choice[:MOST_OWNERS]:
        _propose(search, remaining, owner)
    return None


def _propose(search: Search, remaining: Remaining, owner: int) -> None:
    line = search.line
    items = remaining.fitting(search.amount, line.date, line.currency, owner) or []
    search.point_at(items[:MOST_OWNERS], "same_amount")


def by_rule(search: Search, remaining: Remaining) -> bool:
    """The coding rule fixes the relation: the one item of it with this amount."""
    if search.only is None:
        return False
    search.choose(search.only, "rule", Evidence("rule", search.index.relations[search.only].number, "coding_rules"))
    settle_one(search, remaining, "probable", review=False)
    return True


def by_sum(search: Search, remaining: Remaining) -> None:
    """The relation is known but no single item fits: the only set of its items that does, discounts counted."""
    owner, line = search.party, search.line
    if owner is None or search.keep_party:
        return
    items = [
        item
        for item in remaining.open_items(owner, line.currency)
        if (remaining.index.items[item].date or line.date) <= line.date
    ]
    discounts = {item: remaining.discount(item, line.date) for item in items}
    for taken in ({}, discounts) if any(discounts.values()) else ({},):
        lefts = [(item, remaining.left[item] - taken.get(item, 0)) for item in items]
        found = only_sum(lefts, search.amount)
        if found:
            chosen = dict(lefts)
            shares = tuple(Share(item, chosen[item], taken.get(item, 0)) for item in found)
            search.note("sum", ", ".join(search.index.items[item].document for item in found), "open_items")
            search.settle(owner, "sum", shares, "probable", review=True)
            for share in shares:
                remaining.take(share.item, share.amount + share.discount)
            return


def finish_party(search: Search, remaining: Remaining) -> None:
    """The relation alone: its open items in the direction of the money are what may be meant."""
    owner = search.party
    if owner is None:
        return
    if search.step == "iban" and search.other_name(owner):
        line = search.line
        search.point_at(remaining.fitting(search.amount, line.date, line.currency) or [], "same_amount")
    if not search.candidates:
        items = remaining.open_items(owner, search.line.currency)
        same_way = [item for item in items if (remaining.left[item] > 0) == (search.amount > 0)]
        search.point_at(same_way[:MOST_OWNERS], "open")
    unsaid = search.step == "iban" and (search.other_name(owner) or _pays_back_nothing(search, owner))
    search.settle_party(review=search.doubtful or unsaid)


def _pays_back_nothing(search: Search, owner: int) -> bool:
    """Money out to a customer, or in from a supplier, of whom nothing is open that way: perhaps wages, or a loan."""
    usual = (search.index.relations[owner].kind == "customer") == (search.amount > 0)
    return not usual and not search.candidates
