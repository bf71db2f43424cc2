"""What a run reads: the dossier as the matching engine wants it, and the rows behind that."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, F, Q, QuerySet, Sum, When
from django.db.models.functions import Coalesce, Sign

from dossiers.models import Dossier, Relation
from financial import matching, office_settings
from financial.matching.model import ZERO, AmountStep, Kind
from financial.models import CodingRule, Journal, OpenItem, Statement, StatementLine

# Information records that say something about the payment; the others repeat names and addresses.
_TELLING_INFORMATION = frozenset({"", "002"})
NOT_BOOKED = Q(journal__booked_until=None) | Q(entry_date__gt=F("journal__booked_until"))
"""Lines younger than what the accounting package has booked: what is older is the books' business."""


@dataclass(frozen=True, slots=True)
class Input:
    """A dossier and the lines of a run. `case.lines` goes with `lines`, `case.open_items` with `items`."""

    dossier: Dossier
    lines: list[StatementLine]
    items: list[OpenItem]
    relations: list[Relation]
    rules: dict[matching.CodingRule, CodingRule]
    case: matching.Case

    def results(self) -> tuple[list[tuple[StatementLine, matching.Result]], matching.Matcher]:
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
    lines = StatementLine.objects.filter(
        NOT_BOOKED, status="", statement__processable=True, statement__archived_at=None
    )
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
) -> Input:
    """Everything that decides about the blank lines. A run that nobody asked for leaves alone what a person emptied.

    `rules` are tried in place of the dossier's own.
    """
    lines = list(_with_siblings(blank_lines(dossier=dossier, statement=statement)))
    if not by_hand:
        lines = _without_emptied(lines)
    items = list(open_items(dossier))
    relations = list(Relation.objects.filter(dossier=dossier).prefetch_related("accounts"))
    if rules is None:
        rules = CodingRule.objects.filter(dossier=dossier).select_related("ledger_account", "relation")
    engine_rules = {engine_rule(rule): rule for rule in rules}
    case = matching.Case(
        own_accounts=tuple(Journal.objects.filter(dossier=dossier).exclude(iban="").values_list("iban", flat=True)),
        relations=tuple(_relation(relation) for relation in relations),
        open_items=tuple(_item(item) for item in items),
        coding_rules=tuple(engine_rules),
        settings=_settings(default_posting=default_posting),
        lines=tuple(_engine_lines(lines)),
    )
    return Input(dossier, lines, items, relations, engine_rules, case)


def _with_siblings(blank: QuerySet[StatementLine]) -> QuerySet[StatementLine]:
    """Blank lines with the placed ones of their statements: a global line is judged with its details."""
    statements = blank.values("statement")
    lines = StatementLine.objects.filter(statement__in=statements).select_related("journal", "statement")
    return lines.order_by(
        "statement__new_balance_date",
        "statement__number",
        "statement__addition",
        "statement_id",
        "part",
        "sequence",
        "detail",
    )


def _without_emptied(lines: list[StatementLine]) -> list[StatementLine]:
    """The lines less those that a person set back to blank, with all that belongs to the same movement."""
    root: dict[int, int] = {}
    for line in lines:
        root[line.pk] = root.get(line.parent_id, line.pk) if line.parent_id else line.pk
    emptied = {root[line.pk] for line in lines if not line.status and line.set_by == StatementLine.SetBy.HAND}
    return [line for line in lines if root[line.pk] not in emptied] if emptied else lines


def open_items(dossier: Dossier) -> QuerySet[OpenItem]:
    """Open items with `remaining`: what is left after the matches by lines that the books do not have yet."""
    not_booked = Q(allocations__line__journal__booked_until=None) | Q(
        allocations__line__entry_date__gt=F("allocations__line__journal__booked_until")
    )
    settled = F("allocations__amount") + F("allocations__discount") * Sign("allocations__amount")
    used = Coalesce(Sum(Case(When(not_booked, then=settled))), Decimal(0))
    items = OpenItem.objects.filter(relation__dossier=dossier, closed=False).select_related("relation")
    return items.annotate(remaining=F("open") - used).exclude(remaining=0).order_by("date", "pk")


def _settings(*, default_posting: bool) -> matching.Settings:
    amount_step: AmountStep = "propose" if office_settings.get().propose_on_amount else "apply"
    return matching.Settings(default_posting=default_posting, amount_step=amount_step)


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


def _relation(relation: Relation) -> matching.Relation:
    ibans = tuple(account.iban for account in relation.accounts.all())
    return matching.Relation(_kind(relation), relation.number, relation.name, ibans)


def _item(item: Any) -> matching.OpenItem:
    """`item` carries `remaining`. Discount is for who pays at once: an item that was paid in part has none."""
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
        discount=item.discount if item.remaining == item.open else ZERO,
        discount_until=item.discount_until,
    )


def _kind(relation: Relation) -> Kind:
    return "customer" if relation.kind == Relation.Kind.CUSTOMER else "supplier"


def _engine_lines(lines: Iterable[StatementLine]) -> Iterator[matching.Line]:
    """The lines as the engine knows them. A parent that is not among them is none to it."""
    there = {line.pk for line in lines}
    return (engine_line(line, parent=line.parent_id if line.parent_id in there else None) for line in lines)


def engine_line(line: StatementLine, *, parent: int | None) -> matching.Line:
    """The line as the engine knows it; needs its journal."""
    return matching.Line(
        id=str(line.pk),
        parent=str(parent or ""),
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
        information=tuple(i["text"] for i in line.information if i["type"] in _TELLING_INFORMATION),
        counterparty_account=line.counterparty_account,
        counterparty_name=line.counterparty_name,
        end_to_end_id=line.customer_reference,
        status=line.status,  # type: ignore[arg-type] # the same four words in both places
    )
