"""Steps 3 to 5: the relation is known by its number or its account, or nothing is known but the amount."""

from __future__ import annotations

from financial.matching.fitting import Share, only_sum
from financial.matching.index import Role, money
from financial.matching.model import Confidence, Evidence, Step
from financial.matching.named import OGM_DIGITS, has_rival, hits_of
from financial.matching.remaining import Remaining
from financial.matching.search import Search
from financial.matching.text import broken_ogms_in, digit_runs, fold, number_key, ogms_in, plain_ogm
from financial.matching.worth import Worth, numbers_said, worth

_BANK_FAMILIES = frozenset({"11", "13", "35", "80"})
"""Securities, loans, interest and costs: the bank's own transactions, where an amount says nothing of relations."""
MOST_OWNERS = 5
_WAGES = frozenset({("01", "05"), ("02", "05")})


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
    search.choose(owners[0], "party_number", evidence)
    unsure = value is Worth.MASKED and not (search.known_by_account(owners[0]) or search.known_by_name(owners[0]))
    if search.strange_account(owners[0]):
        search.note("other_account", search.line.counterparty_account, "counterparty_account")
        unsure = True
    settle_one(search, remaining, "certain" if value >= Worth.STRONG else "probable", review=unsure)
    search.doubtful = unsure
    return True


def _parties_named(search: Search, remaining: Remaining) -> list[tuple[int, Worth, Evidence]]:
    relations = remaining.index.relations
    found = []
    for hit in hits_of(search, remaining):
        if hit.role == Role.RELATION:
            value = worth(hit, relations[hit.place].number, relation=True)
            found.append((hit.place, value, Evidence("party_number", hit.found, hit.where)))
    mandate = search.mandate()
    if mandate:
        evidence = Evidence("party_number", mandate, "mandate")
        for code in remaining.index.numbers.get(number_key(mandate).exact, ()):
            if code % 4 == Role.RELATION and fold(relations[code // 4].number) == mandate:
                found.append((code // 4, Worth.STRONG, evidence))
    return found


def _fits(search: Search, remaining: Remaining, owner: int) -> bool:
    return bool(remaining.fitting(search.amount, search.line.date, search.line.currency, owner))


def _sure_party(search: Search, owner: int, value: Worth) -> bool:
    """Whether a number without a fitting item says enough to choose the relation."""
    if search.known_by_account(owner) or search.known_by_name(owner):
        return True
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


def settle_one(search: Search, remaining: Remaining, confidence: Confidence, *, review: bool) -> None:
    """The relation is chosen: settles its one item with this amount. Several: none, unless a text decides."""
    line, owner = search.line, search.party
    if owner is None:
        return
    items = remaining.fitting(search.amount, line.date, line.currency, owner)
    if items is None:
        search.keep_party = True
        return
    if len(items) > 1:
        item = _decided(search, remaining, items)
        if item is None:
            search.point_at(items, "same_amount")
            search.keep_party = True
            return
        items = [item]
    if items:
        contradicted = _contradicted(search, remaining, items[0])
        place(search, remaining, items[0], search.step, confidence, review=review or contradicted)


def _decided(search: Search, remaining: Remaining, items: list[int]) -> int | None:
    """Of several items with this amount, the one that a text names in short, or the only one of before the payment."""
    said = [number for text in search.texts() if text.digits for number, _ in numbers_said(text.text)]
    tokens = {digit_runs(number)[-2].lstrip("0") for number in said}
    named = [i for i in items if _short_number(remaining, i) in tokens]
    if len(named) == 1:
        search.note("invoice_number", search.index.items[named[0]].document, "communication")
        return named[0]
    broken = _near(search, remaining, items)
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


def _contradicted(search: Search, remaining: Remaining, item: int) -> bool:
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
    if not search.candidates:
        items = remaining.open_items(owner, search.line.currency)
        same_way = [item for item in items if (remaining.left[item] > 0) == (search.amount > 0)]
        search.point_at(same_way[:MOST_OWNERS], "open")
    search.settle_party(review=search.doubtful or (search.step == "iban" and search.other_name(owner)))


def by_broken_ogm(search: Search, remaining: Remaining) -> bool:
    """An OGM with one slip of the finger, and the amount of the one item whose OGM it nearly is."""
    items = remaining.fitting(search.amount, search.line.date, search.line.currency)
    near = _near(search, remaining, [i for i in items or () if search.concerns(remaining.index.owners[i])])
    if len(near) != 1:
        return False
    owner = remaining.index.owners[near[0]]
    search.choose(owner, "ogm")
    search.note("broken_ogm", search.index.items[near[0]].ogm, "communication")
    place(search, remaining, near[0], "ogm", "probable", review=not search.known_by_name(owner))
    return True


def _near(search: Search, remaining: Remaining, items: list[int]) -> list[int]:
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


def by_amount(search: Search, remaining: Remaining, *, apply: bool, contested: bool) -> None:
    """Step 5: exactly one item of the whole dossier has this amount (or, of several, one has this name)."""
    line = search.line
    if search.tied or search.owners or line.family in _BANK_FAMILIES or (line.family, line.transaction) in _WAGES:
        return
    items = remaining.fitting(search.amount, line.date, line.currency)
    if items is None:
        return
    items = [i for i in items if search.concerns(remaining.index.owners[i])]
    named = [i for i in items if search.same_name(remaining.index.owners[i])]
    choice = named if len(named) == 1 else items
    if len(choice) != 1 or (contested and not named) or not apply or _contradicted(search, remaining, choice[0]):
        search.point_at(items, "same_amount")
        return
    if named:
        search.evidence = (Evidence("name", line.counterparty_name, "counterparty_name"),)
    place(search, remaining, choice[0], "amount", "amount", review=True)
