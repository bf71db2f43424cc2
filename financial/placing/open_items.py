"""What is left of open items, and the list of *Posten vereffenen*."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Case, F, Q, QuerySet, Sum, When
from django.db.models.functions import Sign

from financial.amounts import parse_amount
from financial.models import Allocation, OpenItem, StatementLine
from financial.placing.sums import ZERO, Left, proposed

MOST_ITEMS = 300
_YOUNG = Q(line__journal__booked_until=None) | Q(line__entry_date__gt=F("line__journal__booked_until"))
_SETTLED = Sum(F("amount") + F("discount") * Sign("amount"))


@dataclass(frozen=True, slots=True)
class OpenEntry:
    """An item on the screen *Posten vereffenen*.

    `left` can still be settled by this line (signed as the item; what this line settles already counts as left),
    `discount` is what the line's day allows. `amount` and `taken` are what the line settles of it now. `used` is what
    other lines settle, `used_by` their document numbers. `proposed` and `proposed_discount` is what a tick would place
    when nothing else were chosen.
    """

    item: OpenItem
    left: Decimal
    discount: Decimal
    amount: Decimal
    taken: Decimal
    used: Decimal
    used_by: tuple[str, ...]
    proposed: Decimal
    proposed_discount: Decimal

    @property
    def chosen(self) -> bool:
        return bool(self.amount)


def left_of(items: Collection[OpenItem], *, without: StatementLine) -> dict[int, Left]:
    """What lines other than `without` leave of each item, by its key."""
    used = _settled_by_others(items, without)
    return {
        item.pk: Left(
            document=item.document,
            open=ZERO if item.closed else _rest(item.open, used.get(item.pk, ZERO)),
            discount=item.discount,
            until=item.discount_until,
            touched=bool(used.get(item.pk)),
        )
        for item in items
    }


def _rest(whole: Decimal, used: Decimal) -> Decimal:
    """Never the other sign: the books may have booked a payment that a line here still settles too."""
    rest = whole - used
    return rest if rest * whole > 0 else ZERO


def open_items_for(*, line: StatementLine, everything: bool = False, text: str = "") -> list[OpenEntry]:
    """What the line can settle: items of its relation, or with `everything` (or without a relation) of the dossier.

    `text` narrows down to items in which every word occurs: document, supplier's number, OGM, relation, or an amount.
    What the line settles now comes first, then its own relation, then by date; at most 300, those with the amount of
    the line before others.
    """
    here = {made.open_item_id: made for made in line.allocations.all()}
    items = OpenItem.objects.filter(relation__dossier=line.journal.dossier_id, currency=line.journal.currency)
    wanted = Q() if everything or line.relation_id is None else Q(relation=line.relation_id)
    order = (Case(When(open=line.amount, then=0), default=1), "date", "pk")
    found = _with_text(items.filter(wanted, closed=False), text).select_related("relation").order_by(*order)
    mine = list(items.filter(pk__in=here).select_related("relation"))
    others = list(found.exclude(pk__in=here)[:MOST_ITEMS])
    entries = _entries(line, [*mine, *others])
    return sorted(
        (entry for entry in entries if entry.left or entry.chosen),
        key=lambda entry: (not entry.chosen, entry.item.relation_id != line.relation_id, entry.item.date),
    )


def _entries(line: StatementLine, items: list[OpenItem]) -> Iterable[OpenEntry]:
    here = {made.open_item_id: made for made in line.allocations.all()}
    left, used_by = left_of(items, without=line), _used_by(items, line)
    whole = line.amount + line.costs
    for item in items:
        rest, made = left[item.pk], here.get(item.pk)
        amount, discount = proposed(rest, rest=whole, day=line.entry_date)
        yield OpenEntry(
            item=item,
            left=rest.open,
            discount=rest.discount_on(line.entry_date),
            amount=made.amount if made else ZERO,
            taken=made.discount if made else ZERO,
            used=item.open - rest.open,
            used_by=tuple(used_by.get(item.pk, ())),
            proposed=amount,
            proposed_discount=discount,
        )


def _with_text(items: QuerySet[OpenItem], text: str) -> QuerySet[OpenItem]:
    for word in text.split():
        fits = Q(relation__name__icontains=word) | Q(relation__number__istartswith=word) | Q(document__icontains=word)
        fits |= Q(external_document__icontains=word)
        if digits := "".join(filter(str.isdigit, word)):
            fits |= Q(ogm__contains=digits)
        if (amount := parse_amount(word)) is not None:
            fits |= Q(open__in=[amount, -amount])
        items = items.filter(fits)
    return items


def _others(items: Collection[OpenItem], line: StatementLine) -> QuerySet[Allocation]:
    return Allocation.objects.filter(_YOUNG, open_item__in=items).exclude(line=line).order_by()


def _settled_by_others(items: Collection[OpenItem], line: StatementLine) -> dict[int, Decimal]:
    return dict(_others(items, line).values_list("open_item").annotate(settled=_SETTLED))


def _used_by(items: Collection[OpenItem], line: StatementLine) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for made in _others(items, line).select_related("line__statement").order_by("pk"):
        found.setdefault(made.open_item_id, []).append(made.line.document_number)
    return found
