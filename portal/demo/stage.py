"""Sets the stage: offices, people, what is switched on, and the token typed in; all through the product's services."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from django.db.models import QuerySet
from django_tenants.utils import tenant_context

from codabox_sync.connections import services as connections
from dossiers.models import Dossier, DossierAccess, LedgerAccount
from dossiers.services import switch_financial
from financial import coding
from financial.models import CodingRule, Journal
from financial.services import CodaNotPossible, switch_coda
from offices.models import ApiToken, Membership, Office, User
from offices.services import add_member, create_office, issue_api_token
from portal.demo.cast import SUPPORT, OfficeCast, Person

PASSWORD = "afpunt-demo-2026"  # noqa: S105 - printed on the screen, valid on this machine only
_RULES = (
    ("499999", "00 00 000", CodingRule.Level.GLOBAL),
    ("656000", "35 37 000", CodingRule.Level.GLOBAL),
    ("455000", "01 07 000", CodingRule.Level.DETAIL),
    ("455000", "01 05 000", CodingRule.Level.DETAIL),
)
_TRANSFERS = "580000"
_TOKEN_NAME = "Demo accounting package"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Staged:
    """An office of the demo with the key its accounting package uses."""

    office: Office
    api_token: str


def stage_office(cast: OfficeCast) -> Staged:
    """The office with its people, made at the first run. The API token is renewed: it cannot be read back."""
    office = Office.objects.filter(name=cast.name).first() or create_office(
        name=cast.name, subdomain=cast.subdomain, enterprise_number=cast.enterprise_number
    )
    for person in cast.people:
        add_member(
            office=office, email=person.email, role=Membership.Role(person.role), name=person.name, password=PASSWORD
        )
    ApiToken.objects.filter(office=office, name=_TOKEN_NAME).delete()
    return Staged(office, issue_api_token(office=office, name=_TOKEN_NAME))


def stage_support() -> None:
    if not User.objects.filter(email=SUPPORT.email).exists():
        User.objects.create_user(SUPPORT.email, PASSWORD, name=SUPPORT.name, is_support=True)


def open_dossiers(office: Office, people: Iterable[Person], unticked: frozenset[str] = frozenset()) -> None:
    """What the accountant does after the books came in: menu Financial on, journals ticked, clients let in."""
    accountant = User.objects.filter(memberships__office=office).exclude(memberships__role="sme").first()
    with tenant_context(office):
        for dossier in Dossier.objects.filter(financial_enabled=False):
            switch_financial(dossier=dossier, on=True, actor=accountant, office=office)
            for journal in Journal.objects.filter(dossier=dossier).exclude(iban="").exclude(code__in=unticked):
                with suppress(CodaNotPossible):  # a wrong IBAN: its files wait, and say so
                    switch_coda(journal=journal, on=True, actor=accountant, office=office)
            _code(dossier, accountant, office)
        _let_clients_in(people)


def _code(dossier: Dossier, accountant: User | None, office: Office) -> None:
    """The coding rules of a dossier: the default posting, bank costs, and wages one by one."""
    accounts = {account.number: account for account in LedgerAccount.objects.filter(dossier=dossier)}
    for number, codes, level in _RULES:
        if number in accounts:
            family, transaction, category = codes.split()
            rule = CodingRule(
                dossier=dossier,
                family=family,
                transaction=transaction,
                category=category,
                level=level,
                account_type=CodingRule.AccountType.LEDGER,
                ledger_account=accounts[number],
            )
            coding.save_rule(rule=rule, actor=accountant, office=office, overwrite=True)
    if between := accounts.get(_TRANSFERS):
        coding.choose_transfer_account(dossier=dossier, account=between, actor=accountant, office=office)


def _let_clients_in(people: Iterable[Person]) -> None:
    for person in (person for person in people if person.role == Membership.Role.SME):
        user = User.objects.get(email=person.email)
        for dossier in dossiers_for(person):
            DossierAccess.objects.get_or_create(user=user, dossier=dossier)


def dossiers_for(person: Person) -> QuerySet[Dossier]:
    """What a person of the cast may open, in the office in force."""
    if person.role != Membership.Role.SME or person.dossiers is None:
        return Dossier.objects.all()
    return Dossier.objects.filter(code__in=person.dossiers)


def connect(office: Office, token: str) -> None:
    """Types the token in, unless the office is connected since an earlier run: a token works once."""
    if not connections.connection_of(office).is_connected:
        connections.connect(office=office, token=token, actor=None)
