"""Accounts learned from people: whom a person chose is known by the counterparty's account once it is transferred."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from stdnum import iban as iban_number

from dossiers.models import Dossier, Relation, RelationAccount
from financial.errors import ProcessingError
from financial.models import Journal, LineChange, StatementLine
from financial.payment_providers import is_payment_provider
from offices import audit
from offices.models import Office, User

BY_HAND = frozenset({"account_chosen", "items_applied", "proposal_accepted"})
"""Changes by which a person chooses whom a line is from."""
_LEARNED = RelationAccount.Source.LEARNED


def learned_accounts(dossier: Dossier) -> QuerySet[RelationAccount]:
    """What was learned in a dossier, the newest first."""
    learned = RelationAccount.objects.filter(relation__dossier=dossier, source=_LEARNED)
    return learned.select_related("relation", "learned_by").order_by("-known_since", "-pk")


def learn(
    *, dossier: Dossier, lines: Sequence[StatementLine], at: datetime, actor: User | None, office: Office | None
) -> list[RelationAccount]:
    """Adds the counterparty's IBAN to the relation a person chose, for lines that are transferred now.

    Never an account of our own, one that belongs or was paid to another relation, one of a payment provider, or one
    that these lines give to several relations. Placements by a run teach nothing.
    """
    chosen = _chosen_by(line for line in lines if _may_teach(line))
    teachers = [line for line in lines if line.pk in chosen]
    accounts = {line.pk: iban_number.compact(line.counterparty_account) for line in teachers}
    known = _known(dossier, set(accounts.values()))
    for line in lines:
        if line.relation_id and line.counterparty_account:
            known.setdefault(iban_number.compact(line.counterparty_account), set()).add(line.relation_id)
    learned: dict[str, RelationAccount] = {}
    for line in teachers:
        iban = accounts[line.pk]
        if known[iban] == {line.relation_id} and iban not in learned:
            learned[iban] = RelationAccount(
                relation=line.relation,
                iban=iban,
                source=_LEARNED,
                learned_from=line.document_number,
                learned_by=chosen[line.pk],
                known_since=at,
            )
    return _save(dossier, list(learned.values()), actor=actor, office=office)


@transaction.atomic
def forget(*, account: RelationAccount, actor: User | None, office: Office | None) -> None:
    """Takes back what was learned. Raises `ProcessingError` (`not_learned`) for an account of the books."""
    if account.source != _LEARNED:
        raise ProcessingError("not_learned")
    _record("account.forgotten", account, actor=actor, office=office)
    account.delete()


def forget_learned_at(*, dossier: Dossier, at: datetime, actor: User | None, office: Office | None) -> None:
    """Takes back what a transfer taught that is itself taken back."""
    for account in learned_accounts(dossier).filter(known_since=at):
        forget(account=account, actor=actor, office=office)


def _may_teach(line: StatementLine) -> bool:
    """A line of one relation, by somebody with an IBAN who pays for himself."""
    if line.relation_id is None or line.set_by != StatementLine.SetBy.HAND:
        return False
    if any(made.open_item.relation_id != line.relation_id for made in line.allocations.all()):
        return False
    if is_payment_provider(line.counterparty_name):
        return False
    return bool(iban_number.is_valid(line.counterparty_account, check_country=False))


def _chosen_by(lines: Iterable[StatementLine]) -> dict[int, User | None]:
    """Who chose the relation, of the lines whose relation a person chose: the last change of account was by hand."""
    changes = LineChange.objects.filter(line__in=list(lines)).select_related("actor").order_by("pk")
    last = {change.line_id: change for change in changes if _account(change.before) != _account(change.after)}
    return {pk: change.actor for pk, change in last.items() if change.action in BY_HAND}


def _account(said: dict[str, str]) -> tuple[str, str]:
    return said.get("account_type", ""), said.get("account", "")


def _known(dossier: Dossier, ibans: set[str]) -> dict[str, set[int | None]]:
    """Whose these accounts are: relations that have them or were placed on by them; None stands for ourselves."""
    owners: dict[str, set[int | None]] = {}
    for iban, relation in RelationAccount.objects.filter(relation__dossier=dossier, iban__in=ibans).values_list(
        "iban", "relation"
    ):
        owners.setdefault(iban, set()).add(relation)
    for own in Journal.objects.filter(dossier=dossier, iban__in=ibans).values_list("iban", flat=True):
        owners.setdefault(own, set()).add(None)
    placed = StatementLine.objects.filter(journal__dossier=dossier, counterparty_account__in=ibans)
    for iban, relation in placed.exclude(relation=None).order_by().values_list("counterparty_account", "relation"):
        owners.setdefault(iban, set()).add(relation)
    return owners


def _save(
    dossier: Dossier, accounts: list[RelationAccount], *, actor: User | None, office: Office | None
) -> list[RelationAccount]:
    """Those that are new."""
    had = set(RelationAccount.objects.filter(relation__dossier=dossier).values_list("relation", "iban"))
    new = [account for account in accounts if (account.relation_id, account.iban) not in had]
    RelationAccount.objects.bulk_create(new)
    for account in new:
        _record("account.learned", account, actor=actor, office=office)
    return new


def _record(action: str, account: RelationAccount, *, actor: User | None, office: Office | None) -> None:
    relation: Relation = account.relation
    target = f"{account.iban} · {relation}"[:120]
    audit.record(action=action, actor=actor, office=office, target=target, dossier=relation.dossier.code)
