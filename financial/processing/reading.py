"""What a run reads: the dossier as the matching engine wants it, and the keys of the rows behind that.

Plain values and no model instances: a dossier may have a hundred thousand of them.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple, cast

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Sign

from dossiers.models import Dossier, LedgerAccount, Relation, RelationAccount
from financial import matching, office_settings
from financial.matching.model import ZERO, AmountStep, Kind
from financial.models import Allocation, CodingRule, Journal, OpenItem, Statement, StatementLine

# Information records that say something about the payment; the others repeat names and addresses.
_TELLING_INFORMATION = frozenset({"", "002"})
_CENT = Decimal("0.01")
_OF_A_LINE = (
    "amount",
    "entry_date",
    "type",
    "family",
    "transaction",
    "category",
    "communication_type",
    "communication",
    "information",
    "counterparty_account",
    "counterparty_name",
    "customer_reference",
)
_OF_AN_ITEM = ("document", "external_document", "ogm", "rf", "currency", "date", "due", "discount_until")
_CHRONOLOGICAL = ("new_balance_date", "number", "addition", "pk")
NOT_BOOKED = Q(journal__booked_until=None) | Q(entry_date__gt=F("journal__booked_until"))
"""Lines younger than what the accounting package has booked: what is older is the books' business."""
_BY_A_RUN = Q(set_by=StatementLine.SetBy.SYSTEM, confirmed_at=None, transferred_at=None) & ~Q(status="")


class Row(NamedTuple):
    """What a run must know of a line to write it."""

    pk: int
    statement: int
    journal: int
    parent: int | None
    status: str
    version: int
    set_by: str


class Account(NamedTuple):
    """A relation or ledger account."""

    pk: int
    name: str


Decided = tuple[Row, matching.Result]


@dataclass(frozen=True, slots=True)
class Input:
    """A dossier and the lines of a run. `case.lines` goes with `lines`, `case.open_items` with `items` (keys).

    `accounts` are found by kind (`ledger`, `customer`, `supplier`) and number.
    """

    lines: list[Row]
    items: list[int]
    accounts: dict[tuple[str, str], Account]
    rules: dict[matching.CodingRule, CodingRule]
    case: matching.Case

    def results(self) -> tuple[list[Decided], matching.Matcher]:
        """What the engine makes of the blank lines, and the engine."""
        case = self.case
        matcher = matching.Matcher(
            own_accounts=case.own_accounts,
            relations=case.relations,
            open_items=case.open_items,
            coding_rules=case.coding_rules,
            settings=case.settings,
        )
        pairs = zip(self.lines, matcher.match(case.lines), strict=True)
        return [(line, result) for line, result in pairs if not line.status], matcher


def blank_lines(*, dossier: Dossier | None = None, statement: Statement | None = None) -> QuerySet[StatementLine]:
    """The blank lines that a run may place: of one statement, else of the journals that receive CODA, of one dossier
    or all."""
    return _processable(dossier, statement).filter(status="")


def _processable(dossier: Dossier | None, statement: Statement | None) -> QuerySet[StatementLine]:
    lines = StatementLine.objects.filter(NOT_BOOKED, statement__processable=True, statement__archived_at=None)
    if dossier is not None:
        lines = lines.filter(journal__dossier=dossier)
    return lines.filter(statement=statement) if statement else lines.filter(journal__coda_enabled=True)


def read(
    *,
    dossier: Dossier,
    statement: Statement | None,
    default_posting: bool,
    by_hand: bool = True,
    rules: Iterable[CodingRule] | None = None,
    anew: bool = False,
) -> Input:
    """Everything that decides about the blank lines. A run that nobody asked for leaves alone what a person emptied.

    `rules` are tried in place of the dossier's own. `anew` looks at what runs placed as if it were blank still, but for
    what a person confirmed or transferred.
    """
    journals = {journal.pk: journal for journal in Journal.objects.filter(dossier=dossier)}
    wanted = _processable(dossier, statement)
    reopened = set(wanted.filter(_BY_A_RUN).values_list("pk", flat=True)) if anew else set()
    lines = list(_lines(wanted.filter(Q(status="") | Q(pk__in=reopened)), reopened, journals))
    if not by_hand:
        lines = _without_emptied(lines)
    items = list(_items(dossier, reopened))
    relations = list(_relations(dossier))
    if rules is None:
        rules = CodingRule.objects.filter(dossier=dossier).select_related("ledger_account", "relation")
    engine_rules = {engine_rule(rule): rule for rule in rules}
    return Input(
        lines=[row for row, _ in lines],
        items=[pk for pk, _ in items],
        accounts=_accounts(dossier, relations),
        rules=engine_rules,
        case=matching.Case(
            own_accounts=tuple(journal.iban for journal in journals.values() if journal.iban),
            relations=tuple(relation for _, relation in relations),
            open_items=tuple(item for _, item in items),
            coding_rules=tuple(engine_rules),
            settings=_settings(dossier, default_posting=default_posting),
            lines=tuple(line for _, line in lines),
        ),
    )


def _lines(
    blank: QuerySet[StatementLine], reopened: set[int], journals: dict[int, Journal]
) -> Iterator[tuple[Row, matching.Line]]:
    """Blank lines with the placed ones of their statements, for a global line is judged with its details."""
    statements = Statement.objects.filter(pk__in=blank.values("statement")).order_by(*_CHRONOLOGICAL)
    place = {pk: n for n, pk in enumerate(statements.values_list("pk", flat=True))}
    lines = StatementLine.objects.filter(NOT_BOOKED | ~Q(status=""), statement__in=place)
    count = len(Row._fields)
    found = [
        (Row(*values[:count]), values[count:])
        for values in lines.order_by("part", "sequence", "detail").values_list(*Row._fields, *_OF_A_LINE)
    ]
    for row, said in sorted(found, key=lambda line: place[line[0].statement]):
        known = row._replace(status="") if row.pk in reopened else row
        yield known, _engine_line(known, journals[row.journal], *said)


def _engine_line(row: Row, journal: Journal, *said: Any) -> matching.Line:
    amount, day, kind, family, transaction, category, communication_type, communication, information, *other = said
    return matching.Line(
        id=str(row.pk),
        parent=str(row.parent or ""),
        account=journal.iban,
        currency=journal.currency,
        amount=short(amount),
        date=day,
        type=kind,
        family=family,
        transaction=transaction,
        category=category,
        communication_type=communication_type,
        communication=communication,
        information=tuple(i["text"] for i in information if i["type"] in _TELLING_INFORMATION),
        counterparty_account=other[0],
        counterparty_name=other[1],
        end_to_end_id=other[2],
        status=row.status,  # type: ignore[arg-type] # the same four words in both places
    )


def _without_emptied(lines: list[tuple[Row, matching.Line]]) -> list[tuple[Row, matching.Line]]:
    """The lines less those that a person set back to blank, with all that belongs to the same movement."""
    root: dict[int, int] = {}
    for row, _ in lines:
        root[row.pk] = root.get(row.parent, row.pk) if row.parent else row.pk
    emptied = {root[row.pk] for row, _ in lines if not row.status and row.set_by == StatementLine.SetBy.HAND}
    return [line for line in lines if root[line[0].pk] not in emptied] if emptied else lines


def _items(dossier: Dossier, reopened: Collection[int]) -> Iterator[tuple[int, matching.OpenItem]]:
    """Open items, less what lines settle of them that the books do not have yet.

    Discount is for who pays at once: an item that was paid in part has none.
    """
    used = settled_amounts(dossier, without=reopened)
    items = OpenItem.objects.filter(relation__dossier=dossier, closed=False).order_by("date", "pk")
    for pk, kind, relation, open_, discount, *said in items.values_list(
        "pk", "relation__kind", "relation__number", "open", "discount", *_OF_AN_ITEM
    ):
        settled = used.get(pk, ZERO)
        if left := open_ - settled:
            details = dict(zip(_OF_AN_ITEM, said, strict=True))
            given = ZERO if settled else short(discount)
            yield pk, matching.OpenItem(kind=kind, relation=relation, open=short(left), discount=given, **details)


def settled_amounts(dossier: Dossier, *, without: Collection[int] = ()) -> dict[int, Decimal]:
    """What matches by lines that the books do not have settle of each open item, discount counted; signed as it.

    The lines named in `without` are not counted.
    """
    young = Q(line__journal__booked_until=None) | Q(line__entry_date__gt=F("line__journal__booked_until"))
    made = Allocation.objects.filter(young, open_item__relation__dossier=dossier, open_item__closed=False)
    settled = Sum(F("amount") + F("discount") * Sign("amount"))
    made = made.exclude(line__in=without) if without else made
    return dict(made.order_by().values_list("open_item").annotate(settled=settled))


def _relations(dossier: Dossier) -> Iterator[tuple[Account, matching.Relation]]:
    ibans: dict[int, list[str]] = {}
    accounts = RelationAccount.objects.filter(relation__dossier=dossier).order_by("pk")
    for relation, iban in accounts.values_list("relation", "iban"):
        ibans.setdefault(relation, []).append(iban)
    for pk, kind, number, name in Relation.objects.filter(dossier=dossier).values_list("pk", "kind", "number", "name"):
        yield Account(pk, name), matching.Relation(cast(Kind, kind), number, name, tuple(ibans.get(pk, ())))


def _accounts(dossier: Dossier, relations: list[tuple[Account, matching.Relation]]) -> dict[tuple[str, str], Account]:
    ledger = LedgerAccount.objects.filter(dossier=dossier).values_list("number", "pk", "name")
    found = {("ledger", number): Account(pk, name) for number, pk, name in ledger}
    return found | {(relation.kind, relation.number): account for account, relation in relations}


def _settings(dossier: Dossier, *, default_posting: bool) -> matching.Settings:
    amount_step: AmountStep = "propose" if office_settings.get().propose_on_amount else "apply"
    between = dossier.transfer_account
    return matching.Settings(
        default_posting=default_posting,
        amount_step=amount_step,
        internal_transfer_account=between.number if between else "",
    )


def short(amount: Decimal) -> Decimal:
    """The amount with two decimals when the third is zero, as a case has it; evidence shows it to people."""
    cents = amount.quantize(_CENT)
    return cents if cents == amount else amount


def engine_rule(rule: CodingRule) -> matching.CodingRule:
    """The rule as the engine knows it."""
    account = rule.ledger_account or rule.relation
    return matching.CodingRule(
        account=rule.account,
        family=rule.family,
        transaction=rule.transaction,
        category=rule.category,
        level=rule.level,  # type: ignore[arg-type] # the same words in both places, as below
        type=rule.account_type,  # type: ignore[arg-type]
        number=account.number if account else "",
        text=rule.text,
        sign=rule.sign,  # type: ignore[arg-type]
        amount_from=rule.amount_from,
        amount_to=rule.amount_to,
        position=rule.position,
    )
