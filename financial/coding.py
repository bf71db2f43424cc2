"""Coding rules of a dossier (*Codering van CODA-berichtgeving*): saved, ordered, deleted, and tried out beforehand."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from dossiers.models import Dossier, LedgerAccount
from financial.errors import ProcessingError, RuleExists
from financial.locking import lock
from financial.models import CodingRule, StatementLine
from financial.processing.reading import engine_rule, read
from offices import audit
from offices.models import Office, User

ANY_FAMILY, ANY_TRANSACTION, ANY_CATEGORY = "00", "00", "000"
_CODES = ("account", "family", "transaction", "category")
# What makes two rules the same one; the database holds them apart by it.
_IDENTITY = (*_CODES, "text", "sign", "amount_from", "amount_to")
_OUTCOME = ("level", "account_type", "ledger_account", "relation", "description", "position")
_PLACED = frozenset({StatementLine.Status.PARTLY, StatementLine.Status.APPLIED})


def is_default(rule: CodingRule) -> bool:
    """Whether this is the default posting: every bank account, 00 00 000."""
    return _codes(rule) == ("", ANY_FAMILY, ANY_TRANSACTION, ANY_CATEGORY)


def rules_of(dossier: Dossier) -> QuerySet[CodingRule]:
    """The rules in the order in which they are looked up within the same codes; the default posting first."""
    return CodingRule.objects.filter(dossier=dossier).select_related("ledger_account", "relation")


@transaction.atomic
def save_rule(*, rule: CodingRule, actor: User | None, office: Office | None, overwrite: bool = False) -> CodingRule:
    """Saves a new rule, or a changed one. Gives the row that stands now.

    Raises `ProcessingError` for a rule that could never be used, and `RuleExists` when another rule has the same codes
    and conditions; with `overwrite` that one is changed, and the one it was made from goes.
    """
    check_rule(rule)
    lock(rule.dossier)
    other = existing(rule)
    before = other or CodingRule.objects.filter(pk=rule.pk).first()
    was = _booked_on(before) if before else ""
    if other is not None and not overwrite:
        raise RuleExists(other)
    if other is not None:
        for name in _OUTCOME:
            setattr(other, name, getattr(rule, name))
        if rule.pk:
            rule.delete()
        rule = other
    rule.save()
    now = _booked_on(rule)
    audit.record(action="coding_rule.saved", actor=actor, office=office, target=_named(rule), account=now, before=was)
    return rule


@transaction.atomic
def delete_rule(*, rule: CodingRule, actor: User | None, office: Office | None) -> None:
    """Deletes a rule. What it placed stays placed."""
    was = _booked_on(rule)
    audit.record(action="coding_rule.deleted", actor=actor, office=office, target=_named(rule), before=was)
    rule.delete()


@transaction.atomic
def choose_transfer_account(
    *, dossier: Dossier, account: LedgerAccount | None, actor: User | None, office: Office | None
) -> None:
    """Where the next runs book transfers between own bank accounts; None leaves them blank."""
    lock(dossier)
    was = dossier.transfer_account
    dossier.transfer_account = account
    dossier.save(update_fields=["transfer_account"])
    said = {"account": str(account or "–"), "before": str(was or "–")}
    audit.record(action="coding.transfer_account", actor=actor, office=office, target=dossier.name, **said)


@transaction.atomic
def move_rule(*, rule: CodingRule, up: bool) -> None:
    """Exchanges a rule with its neighbour among those of the same codes; nothing happens at the end of them."""
    lock(rule.dossier)
    group = list(same_codes(rule))
    place = group.index(rule)
    other = place - 1 if up else place + 1
    if 0 <= other < len(group):
        group[place], group[other] = group[other], group[place]
    for position, each in enumerate(group):
        each.position = position
    CodingRule.objects.bulk_update(group, ["position"])


def same_codes(rule: CodingRule) -> QuerySet[CodingRule]:
    """The rules that are tried in turn for the same codes, this one among them."""
    return CodingRule.objects.filter(dossier=rule.dossier, **dict(zip(_CODES, _codes(rule), strict=True)))


def check_rule(rule: CodingRule) -> None:
    """Raises `ProcessingError` for what no run could use: codes that are never looked up, or an account that lacks."""
    if (rule.family == ANY_FAMILY) != (rule.transaction == ANY_TRANSACTION):
        raise ProcessingError("rule_half_codes")
    if rule.account and rule.family == ANY_FAMILY:
        raise ProcessingError("rule_account_without_codes")
    if rule.account_type == CodingRule.AccountType.LEDGER and rule.ledger_account is None:
        raise ProcessingError("rule_without_account")
    if is_default(rule) and rule.ledger_account is None and rule.relation is None:
        raise ProcessingError("rule_without_account")
    if rule.amount_from is not None and rule.amount_to is not None and rule.amount_from > rule.amount_to:
        raise ProcessingError("rule_amounts_crossed")


def rule_from_line(*, line: StatementLine, for_all_accounts: bool) -> CodingRule:
    """*CODA-codering bewaren*: the codes of the line with the account it was given; not saved yet.

    A detail gives a rule of level detail: its total often has the same codes. Raises `ProcessingError` (`no_account`)
    for a line without one.
    """
    if not (line.ledger_account or line.relation):
        raise ProcessingError("no_account")
    return CodingRule(
        dossier=line.journal.dossier,
        account="" if for_all_accounts else line.journal.iban,
        family=line.family,
        transaction=line.transaction,
        category=line.category,
        level=CodingRule.Level.DETAIL if line.parent_id else CodingRule.Level.GLOBAL,
        account_type=line.account_type,
        ledger_account=line.ledger_account,
        relation=line.relation,
    )


def existing(rule: CodingRule) -> CodingRule | None:
    """The saved rule that this one would overwrite."""
    same = CodingRule.objects.filter(dossier=rule.dossier, **{name: getattr(rule, name) for name in _IDENTITY})
    return same.exclude(pk=rule.pk).select_related("ledger_account", "relation").first()


def lines_hit(*, rule: CodingRule) -> QuerySet[StatementLine]:
    """The blank lines that this rule would place if a run came now; nothing is saved. The rule need not be, either."""
    others = rules_of(rule.dossier).exclude(pk=rule.pk)
    if (replaced := existing(rule)) is not None:
        others = others.exclude(pk=replaced.pk)
    found = read(dossier=rule.dossier, statement=None, default_posting=is_default(rule), rules=[*others, rule])
    decided, matcher = found.results()
    mine, lines = engine_rule(rule), {line.id: line for line in found.case.lines}
    hit: list[int] = []
    for line, result in decided:
        if result.status in _PLACED:
            ask = matcher.rules.default_for if result.step == "default" else matcher.rules.for_line
            if ask(lines[result.id]) == mine:
                hit.append(line.pk)
    return StatementLine.objects.filter(pk__in=hit)


def _codes(rule: CodingRule) -> tuple[Any, ...]:
    return tuple(getattr(rule, name) for name in _CODES)


def _booked_on(rule: CodingRule) -> str:
    """Account type and number, for the audit trail."""
    account = rule.ledger_account or rule.relation
    return f"{rule.account_type} {account.number if account else ''}".strip()


def _named(rule: CodingRule) -> str:
    return f"{rule} · {rule.dossier}"[:120]
