"""Weighing what a line names: which relation it is about, and how the line lies on that one's items."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from financial.matching.fitting import Fit, Quality, Share, fit, only_sum
from financial.matching.index import money
from financial.matching.model import Confidence, Evidence, Step
from financial.matching.remaining import Remaining
from financial.matching.search import Search
from financial.matching.series import shown
from financial.matching.text import digits_of, one_slip
from financial.matching.worth import Worth

LAST = 0
"""The rank of an option that must wait until accounts have had their turn."""


class Named(NamedTuple):
    """An item that the line names, and how surely."""

    worth: Worth
    evidence: Evidence


class Option(NamedTuple):
    """The items of one relation that are named, and how the line lies on them."""

    owner: int
    items: tuple[int, ...]
    fit: Fit
    worth: Worth


def settle_outright(search: Search, remaining: Remaining, step: Step, item: int, evidence: Evidence) -> bool:
    """The plain case, without further weighing: one item is named and the line is all that is left of it."""
    index = remaining.index
    owner = index.owners[item]
    if remaining.left[item] != search.amount or index.currency_of(item) != search.line.currency:
        return False
    if not search.concerns(owner) or search.strange_account(owner):
        return False
    search.evidence = (evidence,)
    search.settle_whole(step, item, "certain", review=False)
    remaining.take(item, search.amount)
    return True


def settle_named(
    search: Search, remaining: Remaining, step: Step, named: dict[int, Named], *, fitting: bool = False
) -> bool:
    """Settles the items named, when one relation comes out best; only what fits to the cent when `fitting`. True when
    the line has found its relation."""
    options = _options(search, remaining, step, named)
    if not options:
        return False
    best = _narrowed(search, options)
    if best is None:
        search.point_at(list(named), "named")
        search.tied = True
        return False
    if _waits(search, best, fitting=fitting):
        return False
    items = sorted([share.item for share in best.fit.shares] or best.items, key=search.index.age)
    evidence = list(dict.fromkeys(named[item].evidence for item in items if item in named))
    search.choose(best.owner, step, *evidence)
    _settle(search, remaining, best, named)
    return True


def _waits(search: Search, option: Option, *, fitting: bool) -> bool:
    """Whether an option must wait for a later round."""
    if option.fit.quality is not Quality.EXACT or (fitting and search.strange_account(option.owner)):
        return fitting
    return not search.late and _rank(search, option) == LAST


def _options(search: Search, remaining: Remaining, step: Step, named: dict[int, Named]) -> list[Option]:
    """One option per relation that is named surely enough, the strongest finds first."""
    groups: dict[int, list[int]] = {}
    for item in named:
        owner = remaining.index.owners[item]
        if search.concerns(owner):
            groups.setdefault(owner, []).append(item)
    found = (
        _option(search, remaining, step, owner, {i: named[i].worth for i in items}) for owner, items in groups.items()
    )
    return [option for option in found if option is not None]


def _option(search: Search, remaining: Remaining, step: Step, owner: int, worths: dict[int, Worth]) -> Option | None:
    """How the line lies on what is named of one relation: surest finds alone, then with the others."""
    first: Option | None = None
    for least in (Worth.WHOLE, Worth.STRONG, Worth.PLAIN, Worth.MASKED):
        items = tuple(item for item, value in worths.items() if value >= least)
        if not items or (first is not None and items == first.items):
            continue
        usable = remaining.index.in_currency(list(items), search.line.currency)
        option = Option(owner, items, fit(remaining, usable, search.amount, search.line.date), least)
        if option.fit.quality is Quality.EXACT:
            if least is Worth.MASKED and len(items) == 1 and search.known_by_account(owner):
                return None  # the account finds it without the number, and sees when several are equal
            if least >= Worth.STRONG or not has_rival(search, remaining, owner):
                return option
            search.doubtful = search.doubtful or least is Worth.PLAIN
        first = first or option
    return first if first is not None and _acceptable(search, remaining, step, first) else None


def _acceptable(search: Search, remaining: Remaining, step: Step, option: Option) -> bool:
    """An amount that does not fit needs a sure find, or the account or name of the relation beside it. A part payment
    by a stranger waits until accounts have had their turn; more than a part is not believed of a stranger. A reference
    with check digits is followed whoever pays."""
    if option.worth is Worth.MASKED or has_rival(search, remaining, option.owner):
        return False
    if step in ("ogm", "rf") or search.known_by_account(option.owner) or search.known_by_name(option.owner):
        return True
    if option.worth < Worth.STRONG or search.by_card:
        return False
    if search.stranger(option.owner) and not search.strange_account(option.owner):
        return search.late and option.fit.quality is Quality.SHORT
    kind = search.index.relations[option.owner].kind
    return option.fit.quality is not Quality.NONE or (kind == "customer") == (search.amount > 0)


def _narrowed(search: Search, options: list[Option]) -> Option | None:
    """The best option, when there is one: fitting before not fitting, then account, name, sureness."""
    best = max(_rank(search, option) for option in options)
    options = [option for option in options if _rank(search, option) == best]
    tests: tuple[Callable[[Option], bool], ...] = (
        lambda option: search.known_by_account(option.owner),
        lambda option: search.same_name(option.owner),
        lambda option: search.known_by_name(option.owner),
        lambda option: option.fit.quality is not Quality.NONE,
        lambda option: option.worth is Worth.WHOLE,
        lambda option: option.worth >= Worth.STRONG,
    )
    for test in tests:
        if len(options) > 1:
            options = [option for option in options if test(option)] or options
    return options[0] if len(options) == 1 else None


def _rank(search: Search, option: Option) -> int:
    """What fits comes first; what fits only with something that looks like a date or a phone number comes last."""
    if option.fit.quality is not Quality.EXACT:
        return 1
    return LAST if option.worth is Worth.MASKED and not _known(search, option.owner) else 2


def _settle(search: Search, remaining: Remaining, option: Option, named: dict[int, Named]) -> None:
    """Lays the line on the items of the chosen relation."""
    shares, quality = option.fit.shares, option.fit.quality
    meant = _meant(search, remaining, option, named) if quality is not Quality.EXACT else None
    if meant is not None:
        search.note("other_item", search.index.items[meant].document, "open_items")
        _place(search, remaining, option.owner, (Share(meant, search.amount, remaining.left[meant] - search.amount),))
        return
    if quality is Quality.NONE:
        settled = not any(map(remaining.left.__getitem__, option.items))
        more = None if settled else completed(search, remaining, option.owner, option.items)
        if more is not None:
            _place(search, remaining, option.owner, more)
            return
        search.note("settled" if settled else "other_direction", _documents(search, option.items), "open_items")
        search.keep_party = True
        search.doubtful = _doubted(search, remaining, option, named)
        return
    unsure = option.worth <= Worth.PLAIN and len(shares) == 1 and _may_be_chance(search, option)
    review = unsure or _contradicted(search, remaining, option)
    if quality is not Quality.EXACT:
        if search.step == "ogm" and len(option.items) > 1 and quality is Quality.SHORT:
            search.point_at(list(option.items), "same_ogm")
            search.keep_party = True
            return
        review = _doubted(search, remaining, option, named) or review
        more = completed(search, remaining, option.owner, option.items)
        if more is not None:
            shares, review = more, True
        review = review or (quality is Quality.SHORT and len(option.items) > 1)
        _note_difference(search, remaining, option)
    sure = quality is Quality.EXACT or search.step != "invoice_number"
    confidence: Confidence = "certain" if sure and not review else "probable"
    _place(search, remaining, option.owner, shares, confidence, review=review)


def _place(
    search: Search,
    remaining: Remaining,
    owner: int,
    shares: tuple[Share, ...],
    confidence: Confidence = "probable",
    *,
    review: bool = True,
) -> None:
    search.settle(owner, search.step, shares, confidence, review=review)
    for share in shares:
        remaining.take(share.item, share.amount + share.discount)


def _meant(search: Search, remaining: Remaining, option: Option, named: dict[int, Named]) -> int | None:
    """The one other item of the relation that fits to the cent, when its number is what is said but for one slip."""
    if search.step != "invoice_number" or len(option.items) != 1:
        return None
    line = search.line
    better = remaining.fitting(search.amount, line.date, line.currency, option.owner) or []
    said = digits_of(named[option.items[0]].evidence.found)
    if len(better) == 1 and one_slip(said, digits_of(shown(remaining, better[0]))):
        return better[0]
    return None


def _doubted(search: Search, remaining: Remaining, option: Option, named: dict[int, Named]) -> bool:
    """The amount does not fit what is named, and there may be a better reading: another item of the relation fits to
    the cent, other items are named as well, a part of what is named is settled, or a stranger pays."""
    line, owner = search.line, option.owner
    better = remaining.fitting(search.amount, line.date, line.currency, owner) or []
    if search.step == "invoice_number" and not better:
        better = _of_the_payer(search, remaining)
    said = {named[item].evidence for item in option.items}
    others = [
        item
        for item, one in named.items()
        if one.evidence not in said
        and (one.worth >= Worth.STRONG or (one.worth is Worth.PLAIN and _is_near(search, remaining, item, owner)))
    ]
    if better:
        search.note("other_item", _documents(search, (min(better, key=search.index.age),)), "open_items")
    elif others:
        search.note("other_reference", named[others[0]].evidence.found, named[others[0]].evidence.where)
    elif option.fit.quality is Quality.NONE:
        return search.step == "invoice_number" and (_is_unlike(search, option) or _other_way(search, option))
    elif nets(search, remaining, owner, option.items) or not all(map(remaining.left.__getitem__, option.items)):
        return True
    return bool(better or others) or (search.step == "invoice_number" and _is_unlike(search, option))


def _is_near(search: Search, remaining: Remaining, item: int, owner: int) -> bool:
    """An item of the relation itself, or of one that is known by the account."""
    other = remaining.index.owners[item]
    return other == owner or search.known_by_account(other)


def _other_way(search: Search, option: Option) -> bool:
    """Money in and an invoice to be paid out, or the reverse, while the account is of a relation that fits better."""
    kinds = {search.index.relations[owner].kind for owner in search.owners}
    return search.kinds[0] in kinds and search.index.relations[option.owner].kind != search.kinds[0]


def _is_unlike(search: Search, option: Option) -> bool:
    """A stranger pays; or somebody who but shares a word with the name of the relation, from another account than its
    own or more than is open."""
    if _known(search, option.owner):
        return False
    other_account = search.line.counterparty_account and search.index.relations[option.owner].ibans
    too_much = option.fit.quality is not Quality.SHORT and search.line.counterparty_name
    return bool(other_account or too_much) or search.stranger(option.owner)


def _may_be_chance(search: Search, option: Option) -> bool:
    """Digits that may be something else, beside an amount that fits, and neither account nor name of the relation."""
    if _known(search, option.owner):
        return False
    common = len(search.index.amounts.find(search.amount)) > 1
    return option.worth is Worth.MASKED or search.by_card or (common and search.stranger(option.owner))


def _of_the_payer(search: Search, remaining: Remaining) -> list[int]:
    """The items that fit to the cent, of relations with the account or the name of the counterparty."""
    fitting = remaining.fitting(search.amount, search.line.date, search.line.currency) or []
    return [item for item in fitting if _known(search, remaining.index.owners[item])]


def nets(search: Search, remaining: Remaining, owner: int, items: Iterable[int]) -> bool:
    """The difference is what the same party has open as a supplier, or as a customer."""
    line = search.line
    gap = search.amount - sum(map(remaining.left.__getitem__, items))
    for other in search.owners:
        found = remaining.fitting(gap, line.date, line.currency, other) if other != owner else None
        if found:
            search.note("other_item", _documents(search, (min(found, key=search.index.age),)), "open_items")
            return True
    return False


def _known(search: Search, owner: int) -> bool:
    return search.known_by_account(owner) or search.same_name(owner)


def _contradicted(search: Search, remaining: Remaining, option: Option) -> bool:
    """The account is another relation's, and nothing outweighs that: a reference that fits does, unless the other
    relation has an item that fits as well."""
    if not search.strange_account(option.owner):
        return False
    search.note("other_account", search.line.counterparty_account, "counterparty_account")
    if option.fit.quality is not Quality.EXACT or search.index.relations[option.owner].kind == "supplier":
        return search.step == "invoice_number" or option.fit.quality is not Quality.EXACT
    return fits_by_account(search, remaining)


def has_rival(search: Search, remaining: Remaining, owner: int) -> bool:
    """The account is another relation's, and that one has an item with exactly this amount."""
    return owner not in search.owners and fits_by_account(search, remaining)


def fits_by_account(search: Search, remaining: Remaining) -> bool:
    """A relation known by the account has an item with exactly this amount."""
    line = search.line
    return any(remaining.fitting(search.amount, line.date, line.currency, owner) != [] for owner in search.owners)


def completed(search: Search, remaining: Remaining, owner: int, items: Sequence[int]) -> tuple[Share, ...] | None:
    """What is named and the only other items of the relation that make up the difference."""
    named = sum(map(remaining.left.__getitem__, items))
    gap = search.amount - named
    others = [
        (item, left)
        for item in remaining.open_items(owner, search.line.currency)
        if item not in items
        and (remaining.index.items[item].date or search.line.date) <= search.line.date
        and ((left := remaining.left[item]) > 0) == (gap > 0)
    ]
    found = only_sum(others, gap, smallest=1)
    if not found:
        return None
    search.note("completed", _documents(search, found), "open_items")
    return tuple(Share(item, remaining.left[item]) for item in (*items, *found) if remaining.left[item])


def _note_difference(search: Search, remaining: Remaining, option: Option) -> None:
    """Says by how much the line differs, and whether that is a discount taken too late."""
    named = sum(map(remaining.left.__getitem__, option.items))
    late = sum(remaining.index.discounts.get(item, 0) for item in option.items)
    difference = named - search.amount
    what = "short" if option.fit.quality is Quality.SHORT else "over"
    if late and late == difference:
        what = "discount_late"
    search.note(what, str(money(abs(difference))), "open_items")


def _documents(search: Search, items: tuple[int, ...]) -> str:
    return ", ".join(search.index.items[item].document for item in sorted(items, key=search.index.age))
