"""*Posten vereffenen*: a line settles open items, and gives parts of itself to ledger accounts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from dossiers.models import Dossier, LedgerAccount, Relation
from financial.errors import NotAllowed
from financial.models import Allocation, OpenItem, SplitPosting, StatementLine
from financial.placing.accounts import PLACED, Status, by_hand, check_usable, placing, put_on
from financial.placing.open_items import left_of
from financial.placing.sums import ZERO, check_decimals, check_share, check_total, gives, proposed
from financial.processing.description import LENGTH
from offices.models import User


@dataclass(frozen=True, slots=True)
class ItemShare:
    """This much of the line settles an item: `amount` signed as the item and net of `discount`, a positive magnitude.

    `late`: the discount is given although the day no longer allows it.
    """

    open_item_id: int
    amount: Decimal
    discount: Decimal = ZERO
    late: bool = False


@dataclass(frozen=True, slots=True)
class Split:
    """A part of the line for a ledger account, signed as bank amounts are: a loss on a payment in is negative."""

    ledger_account_id: int
    amount: Decimal
    description: str = ""


@dataclass(slots=True)
class _Choice:
    """What was chosen for a line, as rows."""

    shares: list[tuple[OpenItem, ItemShare]] = field(default_factory=list)
    splits: list[tuple[LedgerAccount, Split]] = field(default_factory=list)

    @property
    def amounts(self) -> list[Decimal]:
        return [share.amount for _, share in self.shares] + [split.amount for _, split in self.splits]


def apply_items(
    *,
    line: StatementLine,
    version: int,
    items: Sequence[ItemShare] = (),
    splits: Sequence[Split] = (),
    costs: Decimal = ZERO,
    cost_account: LedgerAccount | None = None,
    actor: User | None,
) -> StatementLine:
    """OK of *Posten vereffenen*: exactly this is settled from now on, in place of what was.

    Without items the relation is kept and the line is partly applied. Splits alone put a line without relation on
    these ledger accounts. With `costs` (a positive magnitude) the line closes its amount and the costs. Raises
    `NotAllowed` for whatever the items, the accounts or the amount do not allow, and `LineChanged`.
    """
    with placing(line, version=version, actor=actor, action="items_applied") as held:
        if items and held.ledger_account_id:
            raise NotAllowed("ledger_line")
        choice = _Choice(_shares(held, items), _splits(held.journal.dossier, splits))
        _settle(held, choice, costs=costs, cost_account=cost_account)
        by_hand(held, actor)
    return held


def undo_match(*, allocation: Allocation, version: int, actor: User | None) -> StatementLine:
    """Takes back one match; the account and the other matches stay. Raises as `apply_items`."""
    with placing(allocation.line, version=version, actor=actor, action="match_undone") as held:
        choice = _chosen_now(held)
        choice.shares = [(item, share) for item, share in choice.shares if item.pk != allocation.open_item_id]
        _settle(held, choice, costs=held.costs, cost_account=held.cost_account)
        by_hand(held, actor)
    return held


def take_candidate(held: StatementLine, index: int) -> None:
    """Settles the proposal at this place, beside what is settled already; in place of it when nothing is left."""
    item = _candidate(held, index)
    choice = _chosen_now(held) if held.relation_id else _Choice()
    if held.status == Status.APPLIED:
        choice.shares = []
    choice.shares = [(other, share) for other, share in choice.shares if other.pk != item.pk]
    rest = gives(held.amount, held.costs) - sum(choice.amounts, ZERO)
    amount, discount = proposed(left_of([item], without=held)[item.pk], rest=rest, day=held.entry_date)
    shares = [share for _, share in choice.shares] + [ItemShare(item.pk, amount, discount, late=False)]
    choice.shares = _shares(held, shares)
    _settle(held, choice, costs=held.costs, cost_account=held.cost_account)


def _candidate(held: StatementLine, index: int) -> OpenItem:
    if not 0 <= index < len(held.candidates):
        raise NotAllowed("no_candidate")
    said = held.candidates[index]
    items = OpenItem.objects.select_related("relation").filter(relation__dossier=held.journal.dossier_id, closed=False)
    named = items.filter(relation__number=said["relation"], document=said["document"])
    found = items.filter(pk=said.get("open_item")).first() or named.first()
    if found is None:
        raise NotAllowed("no_candidate")
    return found


def _chosen_now(held: StatementLine) -> _Choice:
    made = held.allocations.select_related("open_item__relation")
    given = held.splits.select_related("ledger_account")
    return _Choice(
        [(a.open_item, ItemShare(a.open_item_id, a.amount, a.discount, late=True)) for a in made],
        [(s.ledger_account, Split(s.ledger_account_id, s.amount, s.description)) for s in given],
    )


def _shares(held: StatementLine, shares: Sequence[ItemShare]) -> list[tuple[OpenItem, ItemShare]]:
    """The items with their shares, each checked against what other lines leave of it."""
    dossier = held.journal.dossier
    wanted = OpenItem.objects.filter(pk__in=[share.open_item_id for share in shares], relation__dossier=dossier)
    items = {item.pk: item for item in wanted.select_related("relation")}
    left = left_of(items.values(), without=held)
    found: dict[int, tuple[OpenItem, ItemShare]] = {}
    for share in shares:
        item = items.get(share.open_item_id)
        if item is None:
            raise NotAllowed("item_unknown")
        if item.pk in found:
            raise NotAllowed("item_twice", document=item.document)
        _check_item(held, item)
        check_share(left[item.pk], amount=share.amount, discount=share.discount, day=held.entry_date, late=share.late)
        found[item.pk] = (item, share)
    return list(found.values())


def _check_item(held: StatementLine, item: OpenItem) -> None:
    if item.closed:
        raise NotAllowed("item_closed", document=item.document)
    if item.currency != held.journal.currency:
        raise NotAllowed("item_currency", document=item.document, currency=item.currency)
    check_usable(item.relation, dossier=held.journal.dossier)


def _splits(dossier: Dossier, splits: Sequence[Split]) -> list[tuple[LedgerAccount, Split]]:
    accounts = LedgerAccount.objects.filter(dossier=dossier).in_bulk([split.ledger_account_id for split in splits])
    found: dict[int, tuple[LedgerAccount, Split]] = {}
    for split in splits:
        account = accounts.get(split.ledger_account_id)
        if account is None:
            raise NotAllowed("wrong_account")
        if account.pk in found:
            raise NotAllowed("account_twice", account=str(account))
        check_usable(account, dossier=dossier)
        check_decimals(split.amount)
        if not split.amount:
            raise NotAllowed("split_zero")
        found[account.pk] = (account, split)
    return list(found.values())


def _settle(held: StatementLine, choice: _Choice, *, costs: Decimal, cost_account: LedgerAccount | None) -> None:
    """Puts the choice on the line in place of what was; status and account follow from it."""
    relation = _relation_of(held, [item for item, _ in choice.shares])
    if relation is not None:
        _settle_with(relation, held, choice, costs=costs, cost_account=cost_account)
    elif choice.splits:
        _post(held, choice.splits)
    else:
        raise NotAllowed("nothing_chosen")


def _relation_of(held: StatementLine, items: list[OpenItem]) -> Relation | None:
    """Whose line it is: the relation it has when an item is its own, else that of the first item."""
    if not items:
        return held.relation
    own = any(item.relation_id == held.relation_id for item in items)
    return held.relation if own else items[0].relation


def _settle_with(
    relation: Relation, held: StatementLine, choice: _Choice, *, costs: Decimal, cost_account: LedgerAccount | None
) -> None:
    whole = gives(held.amount, costs)
    total = check_total(choice.amounts, gives=whole)
    if costs and cost_account is None:
        raise NotAllowed("cost_account_missing")
    if costs and cost_account is not None:
        check_usable(cost_account, dossier=held.journal.dossier)
    if choice.splits and not choice.shares and total == whole:
        raise NotAllowed("nothing_for_relation")
    put_on_if_other(held, relation)
    _write(held, choice)
    held.costs, held.cost_account = costs, cost_account if costs else None
    held.applied = total
    held.status = Status.APPLIED if choice.shares and total == whole else Status.PARTLY


def put_on_if_other(held: StatementLine, relation: Relation) -> None:
    """The line keeps the account it has with what was typed there."""
    if held.status not in PLACED or held.relation_id != relation.pk:
        put_on(held, relation)
    else:
        held.allocations.all().delete()
        held.splits.all().delete()


def _post(held: StatementLine, splits: list[tuple[LedgerAccount, Split]]) -> None:
    """The line goes to ledger accounts: the account it has, or else the first, bears what the others leave."""
    rest = held.amount - check_total((split.amount for _, split in splits), gives=held.amount)
    named = {account.pk: account for account, _ in splits}
    account = held.ledger_account
    if rest and (account is None or account.pk in named):
        raise NotAllowed("splits_short", left=rest)
    if account is None or (not rest and account.pk not in named):
        account = splits[0][0]
    if account != held.ledger_account:
        put_on(held, account)
    held.splits.all().delete()
    _write(held, _Choice(splits=[(other, split) for other, split in splits if other.pk != account.pk]))
    held.applied, held.status = held.amount, Status.PARTLY


def _write(held: StatementLine, choice: _Choice) -> None:
    Allocation.objects.bulk_create(
        Allocation(
            line=held, open_item=item, amount=share.amount, discount=share.discount, origin=Allocation.Origin.HAND
        )
        for item, share in choice.shares
    )
    SplitPosting.objects.bulk_create(
        SplitPosting(
            line=held,
            ledger_account=account,
            amount=split.amount,
            description=split.description.strip()[:LENGTH],
        )
        for account, split in choice.splits
    )
