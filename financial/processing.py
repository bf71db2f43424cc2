"""CODA-afschriftregels verwerken: the blank lines of a dossier are matched with its open items.

Only blank lines are treated; what is placed stays as it is, so a run may be repeated after every change. What a run
decides is stored with its evidence, each match as an `Allocation` of its own.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, Sum, When
from django.db.models.functions import Coalesce, Sign
from django.utils import timezone

from dossiers.models import Dossier, LedgerAccount, Relation
from financial import matching
from financial.matching.model import Kind
from financial.models import Allocation, Journal, OpenItem, StatementLine

# Information records that say something about the payment; the others repeat names and addresses.
_TELLING_INFORMATION = frozenset({"", "002"})
# Younger than what the accounting package has booked: what is older is the books' business.
_NOT_BOOKED = Q(journal__booked_until=None) | Q(entry_date__gt=F("journal__booked_until"))
_RESULT_FIELDS = (
    "status",
    "account_type",
    "relation",
    "ledger_account",
    "document_type",
    "step",
    "confidence",
    "review",
    "applied",
    "evidence",
    "candidates",
    "processed_at",
)


@dataclass(frozen=True, slots=True)
class Run:
    """What one run did: lines looked at, and how many of them it placed."""

    lines: int
    placed: int


def process_new_lines() -> int:
    """Matches the lines that no run has seen yet, in every dossier of the office. Returns how many dossiers it was."""
    unseen = _processable_lines().filter(processed_at=None, status="")
    dossiers = Dossier.objects.filter(pk__in=unseen.values("journal__dossier"))
    for dossier in dossiers:
        process_dossier(dossier=dossier)
    return len(dossiers)


@transaction.atomic
def process_dossier(*, dossier: Dossier) -> Run:
    """Matches every blank line of the dossier that the books do not have yet.

    The dossier is locked: two runs at once would both use the same open item.
    """
    Dossier.objects.select_for_update().get(pk=dossier.pk)
    blank = _processable_lines().filter(journal__dossier=dossier, status="")
    lines = list(_with_siblings(blank))
    items = list(_open_items(dossier))
    relations = list(Relation.objects.filter(dossier=dossier).prefetch_related("accounts"))
    results = _matcher(dossier, items, relations).match([_engine_line(line) for line in lines])
    changed = [(line, result) for line, result in zip(lines, results, strict=True) if not line.status]
    _store(dossier, changed, items, relations)
    return Run(lines=len(changed), placed=sum(bool(result.status) for _, result in changed))


def _processable_lines() -> QuerySet[StatementLine]:
    return StatementLine.objects.filter(_NOT_BOOKED, statement__processable=True, journal__coda_enabled=True)


def _with_siblings(blank: QuerySet[StatementLine]) -> QuerySet[StatementLine]:
    """Blank lines with the placed ones of their statements: a global line is judged with its details."""
    statements = blank.values("statement")
    lines = StatementLine.objects.filter(statement__in=statements).select_related("journal", "statement")
    return lines.order_by("statement__new_balance_date", "statement", "part", "sequence", "detail")


def _open_items(dossier: Dossier) -> QuerySet[OpenItem]:
    """Open items less what is already matched to them by lines that the books do not have yet."""
    not_booked = Q(allocations__line__journal__booked_until=None) | Q(
        allocations__line__entry_date__gt=F("allocations__line__journal__booked_until")
    )
    settled = F("allocations__amount") + F("allocations__discount") * Sign("allocations__amount")
    used = Coalesce(Sum(Case(When(not_booked, then=settled))), Decimal(0))
    items = OpenItem.objects.filter(relation__dossier=dossier, closed=False).select_related("relation")
    return items.annotate(remaining=F("open") - used).exclude(remaining=0).order_by("date", "pk")


def _matcher(dossier: Dossier, items: Iterable[Any], relations: Iterable[Relation]) -> matching.Matcher:
    journals = Journal.objects.filter(dossier=dossier).exclude(iban="")
    return matching.Matcher(
        own_accounts=list(journals.values_list("iban", flat=True)),
        relations=[_engine_relation(relation) for relation in relations],
        open_items=[_engine_item(item) for item in items],
        coding_rules=[],
        settings=matching.Settings(),
    )


def _engine_relation(relation: Relation) -> matching.Relation:
    ibans = tuple(account.iban for account in relation.accounts.all())
    return matching.Relation(_kind(relation), relation.number, relation.name, ibans)


def _engine_item(item: Any) -> matching.OpenItem:
    """`item` carries `remaining`, what earlier matches left open."""
    return matching.OpenItem(
        kind=_kind(item.relation),
        relation=item.relation.number,
        document=item.document,
        external_document=item.external_document,
        ogm=item.ogm,
        rf=item.rf,
        open=item.remaining,
        currency=item.currency,
        date=item.date,
        due=item.due,
        discount=item.discount,
        discount_until=item.discount_until,
    )


def _engine_line(line: StatementLine) -> matching.Line:
    told = tuple(i["text"] for i in line.information if i["type"] in _TELLING_INFORMATION)
    return matching.Line(
        id=str(line.pk),
        parent=str(line.parent_id or ""),
        account=line.journal.iban,
        currency=line.journal.currency,
        amount=line.amount,
        date=line.entry_date,
        type=line.type,
        family=line.family,
        transaction=line.transaction,
        category=line.category,
        communication_type=line.communication_type,
        communication=line.communication,
        information=told,
        counterparty_account=line.counterparty_account,
        counterparty_name=line.counterparty_name,
        end_to_end_id=line.customer_reference,
        status=line.status,  # type: ignore[arg-type] # the same four words in both places
    )


def _kind(relation: Relation) -> Kind:
    return "customer" if relation.kind == Relation.Kind.CUSTOMER else "supplier"


def _store(
    dossier: Dossier,
    changed: list[tuple[StatementLine, matching.Result]],
    items: list[OpenItem],
    relations: list[Relation],
) -> None:
    known = {(relation.kind, relation.number): relation for relation in relations}
    ledger = {account.number: account for account in LedgerAccount.objects.filter(dossier=dossier)}
    now = timezone.now()
    for line, result in changed:
        line.status, line.account_type = result.status, result.account_type
        line.relation = known.get((result.account_type, result.account))
        line.ledger_account = ledger.get(result.account) if result.account_type == "ledger" else None
        line.document_type, line.step, line.confidence = result.document_type, result.step, result.confidence
        line.review, line.applied, line.processed_at = result.review, result.applied, now
        line.evidence = [asdict(evidence) for evidence in result.evidence]
        line.candidates = [asdict(candidate) | {"amount": str(candidate.amount)} for candidate in result.candidates]
    StatementLine.objects.bulk_update([line for line, _ in changed], _RESULT_FIELDS, batch_size=500)
    Allocation.objects.bulk_create(
        Allocation(line=line, open_item=items[part.item], amount=part.amount, discount=part.discount)
        for line, result in changed
        for part in result.allocations
    )
