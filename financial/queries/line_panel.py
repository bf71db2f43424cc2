"""What stands around one line: the entries of its account, what was chosen before, what it could be for."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Sign

from dossiers.models import Dossier, LedgerAccount, Relation
from financial.models import Allocation, OpenItem, StatementLine

_MOST_ENTRIES = 12
_MOST_HITS = 20
_RECENT = 200
NOT_BOOKED = Q(line__journal__booked_until=None) | Q(line__entry_date__gt=F("line__journal__booked_until"))


@dataclass(frozen=True, slots=True)
class Entry:
    """An open item of a relation and what is left of it; `here` when the line settles it."""

    item: OpenItem
    left: Decimal
    here: bool


@dataclass(frozen=True, slots=True)
class Habit:
    """A ledger account this counterparty was booked on before, and how often of late."""

    account: LedgerAccount
    times: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """An item the run pointed at but did not choose; `index` is its place among the line's candidates."""

    index: int
    item: OpenItem
    why: str


def entries_of(line: StatementLine) -> list[Entry]:
    """What is open still of the line's relation, and what the line settles of it; oldest first."""
    if line.relation is None:
        return []
    items = list(OpenItem.objects.filter(relation=line.relation, closed=False).order_by("date", "pk")[:_MOST_ENTRIES])
    settled = _settled(items)
    mine = set(line.allocations.values_list("open_item", flat=True))
    entries = (Entry(item, item.open - settled.get(item.pk, Decimal(0)), item.pk in mine) for item in items)
    return [entry for entry in entries if entry.left or entry.here]


def _settled(items: list[OpenItem]) -> dict[int, Decimal]:
    made = Allocation.objects.filter(NOT_BOOKED, open_item__in=items)
    settled = Sum(F("amount") + F("discount") * Sign("amount"))
    return dict(made.order_by().values_list("open_item").annotate(settled=settled))


def lines_on(line: StatementLine) -> QuerySet[StatementLine]:
    """The latest other lines on the same ledger account."""
    if line.ledger_account is None:
        return StatementLine.objects.none()
    others = StatementLine.objects.filter(ledger_account=line.ledger_account).exclude(pk=line.pk)
    return others.select_related("statement")[:_MOST_ENTRIES]


def habits_of(line: StatementLine) -> list[Habit]:
    """The ledger accounts of this counterparty's earlier lines, the most used first; at most three."""
    if line.counterparty_account:
        same = Q(counterparty_account=line.counterparty_account)
    elif line.counterparty_name:
        same = Q(counterparty_name=line.counterparty_name)
    else:
        return []
    earlier = StatementLine.objects.filter(same, journal=line.journal_id, ledger_account__isnull=False)
    recent = earlier.exclude(pk=line.pk).exclude(step="default").values("pk")[:_RECENT]
    counted = StatementLine.objects.filter(pk__in=recent).order_by().values("ledger_account")
    times = {row["ledger_account"]: row["n"] for row in counted.annotate(n=Count("pk")).order_by("-n")[:3]}
    accounts = LedgerAccount.objects.in_bulk(times)
    return [Habit(accounts[pk], n) for pk, n in times.items()]


def proposals_of(line: StatementLine, dossier: Dossier) -> list[Proposal]:
    """The line's candidates as items, those that are still open."""
    keys = [candidate.get("open_item") for candidate in line.candidates]
    items = OpenItem.objects.filter(relation__dossier=dossier, pk__in=[key for key in keys if key], closed=False)
    found = {item.pk: item for item in items.select_related("relation")} if any(keys) else {}
    return [
        Proposal(index, found[key], line.candidates[index]["why"]) for index, key in enumerate(keys) if key in found
    ]


def find_relations(dossier: Dossier, text: str, *, line: StatementLine) -> list[Relation]:
    """Customers and suppliers by number, name or account; without a text those the line may concern, then all."""
    found = Relation.objects.filter(dossier=dossier).exclude(blocked=Relation.Blocked.ALL)
    first = Relation.Kind.CUSTOMER if line.amount > 0 else Relation.Kind.SUPPLIER
    for word in text.split():
        found = found.filter(Q(name__icontains=word) | Q(number__istartswith=word) | Q(accounts__iban__icontains=word))
    hits = list(found.distinct().order_by("name", "pk")[: _MOST_HITS * 2])
    likely = _likely_relations(dossier, line) if not text else []
    rest = sorted(
        (hit for hit in hits if hit not in likely), key=lambda relation: (relation.kind != first, relation.name)
    )
    return [*likely, *rest][:_MOST_HITS]


def _likely_relations(dossier: Dossier, line: StatementLine) -> list[Relation]:
    """Whom the counterparty's account and the run's proposals point at."""
    numbers = [candidate["relation"] for candidate in line.candidates]
    likely = Q(number__in=numbers)
    if line.counterparty_account:
        likely |= Q(accounts__iban=line.counterparty_account.replace(" ", ""))
    for word in line.counterparty_name.split()[:2]:
        if len(word) > 3:
            likely |= Q(name__icontains=word)
    relations = Relation.objects.filter(likely, dossier=dossier).exclude(blocked=Relation.Blocked.ALL)
    return list(relations.distinct()[:5])


def find_ledger_accounts(dossier: Dossier, text: str, *, line: StatementLine) -> list[LedgerAccount]:
    """Ledger accounts by the start of their number or words of their name; without a text the usual ones first."""
    found = LedgerAccount.objects.filter(dossier=dossier, blocked=False, direct_posting=True)
    for word in text.split():
        found = found.filter(Q(name__icontains=word) | Q(number__startswith=word))
    usual = [habit.account for habit in habits_of(line)] if not text else []
    rest = [account for account in found.order_by("number")[:_MOST_HITS] if account not in usual]
    return [*usual, *rest][:_MOST_HITS]


def count_with_blank_lines(dossier: Dossier) -> int:
    """How many statements of the dossier have lines that nobody placed and the books do not have."""
    young = Q(journal__booked_until=None) | Q(entry_date__gt=F("journal__booked_until"))
    blank = StatementLine.objects.filter(young, status="", journal__dossier=dossier, statement__archived_at=None)
    return blank.filter(statement__processable=True).order_by().values("statement").distinct().count()
