"""The account of a line: which may be chosen, and what the line gets with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

from django.db import transaction

from dossiers.models import Dossier, LedgerAccount, Relation
from financial.errors import NotAllowed
from financial.models import StatementLine
from financial.placing import family
from financial.placing.changing import changing
from financial.processing.description import LENGTH, describe
from financial.snapshots import EMPTIED
from offices.models import User

AccountType, DocumentType, SetBy, Status = (
    StatementLine.AccountType,
    StatementLine.DocumentType,
    StatementLine.SetBy,
    StatementLine.Status,
)
PLACED = family.PLACED
Account = Relation | LedgerAccount


def choose_account(
    *,
    line: StatementLine,
    version: int,
    account_type: str,
    relation: Relation | None = None,
    ledger_account: LedgerAccount | None = None,
    actor: User | None,
) -> StatementLine:
    """Puts a line on an account; what it settled of another party is freed, its details become indirect.

    Choosing the same account again keeps everything and says that a person stands behind it. Raises `NotAllowed` and
    `LineChanged`.
    """
    account = ledger_account if account_type == AccountType.LEDGER else relation
    with placing(line, version=version, actor=actor, action="account_chosen") as held:
        if account is None or type_of(account) != account_type:
            raise NotAllowed("no_account")
        if account != account_of(held):
            put_on(held, account)
        by_hand(held, actor)
    return held


@transaction.atomic
def clear(*, line: StatementLine, version: int, actor: User | None) -> StatementLine:
    """Sets a line back to blank, and its details with it. What proposals it had stay. A blank line stays as it is."""
    with changing(line, version=version, actor=actor, action="emptied") as held:
        if held.status == Status.BLANK:
            return held
        family.release_details(held, actor=actor)
        free(held)
        kept = held.candidates, (held.evidence if held.set_by == SetBy.HAND else [])
        for name, value in EMPTIED.items():
            setattr(held, name, value)
        held.candidates, held.evidence = kept
        held.set_by_user = actor
    family.settle_parents(held, actor=actor)
    return held


def set_description(*, line: StatementLine, version: int, description: str, actor: User | None) -> StatementLine:
    """The Omschrijving of a placed line, cut off after 100 characters."""
    with changing(line, version=version, actor=actor, action="described") as held:
        _must_be_placed(held)
        held.description = description.strip()[:LENGTH]
    return held


def set_document_type(*, line: StatementLine, version: int, document_type: str, actor: User | None) -> StatementLine:
    """Payment, refund or nothing. Raises `ValueError` for another word."""
    with changing(line, version=version, actor=actor, action="document_type_set") as held:
        _must_be_placed(held)
        held.document_type = DocumentType(document_type)
    return held


@contextmanager
def placing(line: StatementLine, *, version: int, actor: User | None, action: str) -> Iterator[StatementLine]:
    """As `changing`, for what places a line: its details and the lines it details follow."""
    with transaction.atomic():
        with changing(line, version=version, actor=actor, action=action) as held:
            was_blank = held.status == Status.BLANK
            yield held
            if was_blank:
                family.cover_details(held, actor=actor)
        family.settle_parents(held, actor=actor)


def put_on(line: StatementLine, account: Account) -> None:
    """Gives the line an account with what follows from it, and nothing settled yet; for the caller to save.

    The description follows only where it was the name of the account before, or nothing.
    """
    check_usable(account, dossier=line.journal.dossier)
    before = account_of(line)
    if not line.description:
        line.description = describe(line.communication_type, line.communication, account_name=account.name)
    elif before is not None and line.description == before.name[:LENGTH]:
        line.description = account.name[:LENGTH]
    free(line)
    line.relation = account if isinstance(account, Relation) else None
    line.ledger_account = account if isinstance(account, LedgerAccount) else None
    line.account_type = type_of(account)
    line.document_type = document_type_of(line, account)
    line.costs, line.cost_account = Decimal(0), None
    line.applied = line.amount if line.ledger_account else Decimal(0)
    line.status = Status.PARTLY


def free(line: StatementLine) -> None:
    """What the line settled is open again; its splits go. A blank line has neither."""
    if line.status == Status.BLANK:
        return
    line.allocations.all().delete()
    line.splits.all().delete()


def by_hand(line: StatementLine, actor: User | None) -> None:
    """A person stands behind the line from now on: what a run made of it no longer speaks for it."""
    if line.set_by == SetBy.SYSTEM:
        line.evidence = []
    line.set_by, line.set_by_user, line.run = SetBy.HAND, actor, None
    line.step, line.confidence, line.review, line.confirmed_at = "", "", False, None


def account_of(line: StatementLine) -> Account | None:
    return line.relation or line.ledger_account


def type_of(account: Account) -> str:
    return account.kind if isinstance(account, Relation) else AccountType.LEDGER


def document_type_of(line: StatementLine, account: Account) -> str:
    """Money in from a customer and out to a supplier is a payment; the other way it is a refund."""
    if isinstance(account, LedgerAccount):
        return DocumentType.NONE
    pays = (line.amount > 0) == (account.kind == Relation.Kind.CUSTOMER)
    return DocumentType.PAYMENT if pays else DocumentType.REFUND


def check_usable(account: Account, *, dossier: Dossier) -> None:
    """Raises `NotAllowed` for an account of another dossier, a blocked one, and one without direct posting."""
    if account.dossier_id != dossier.pk:
        raise NotAllowed("wrong_account")
    if (obstacle := obstacle_of(account)) is not None:
        raise NotAllowed(obstacle, account=str(account))


def obstacle_of(account: Account) -> str | None:
    """Why nothing may be booked on it. A customer who gets no deliveries or invoices can still pay; a supplier blocked
    for anything cannot be paid."""
    if isinstance(account, LedgerAccount):
        if account.blocked:
            return "account_blocked"
        return None if account.direct_posting else "account_not_direct"
    if account.kind == Relation.Kind.CUSTOMER:
        return "account_blocked" if account.blocked == Relation.Blocked.ALL else None
    return "account_blocked" if account.blocked else None


def _must_be_placed(line: StatementLine) -> None:
    if line.status not in PLACED:
        raise NotAllowed("line_blank", line=line.document_number)
