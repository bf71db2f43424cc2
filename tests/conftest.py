"""The named cast. Offices Janssens and Peeters exist once per session; each test runs in a transaction, in Janssens.

The outsider is an accountant of Peeters who asks on Janssens' host: every view test has her.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django_tenants.utils import schema_context, tenant_context

from dossiers.models import Dossier, DossierAccess
from financial.models import Journal
from offices.models import Membership, Office, User
from offices.services import add_member, create_office, issue_api_token
from tests.books import Books
from tests.lasting import lasting_office as lasting_office

Role = Membership.Role
PASSWORD = "a-long-enough-password"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Two offices with schemas of their own, made once."""
    with django_db_blocker.unblock():
        create_office(name="Kantoor Janssens", subdomain="janssens", enterprise_number="0403019261")
        create_office(name="Kantoor Peeters", subdomain="peeters", enterprise_number="0404616494")


@pytest.fixture
def janssens(db: None) -> Office:
    return Office.objects.get(schema_name="office_janssens")


@pytest.fixture
def peeters(db: None) -> Office:
    return Office.objects.get(schema_name="office_peeters")


@pytest.fixture
def office(janssens: Office) -> Iterator[Office]:
    """Janssens, entered: tenant models can be used."""
    with tenant_context(janssens):
        yield janssens


@pytest.fixture(autouse=True)
def _light(tmp_path: Any, settings: Any) -> None:
    """Raw files of a test go to its own folder; static files need no manifest; passwords cost nothing."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


def _member(office: Office, name: str, role: Role) -> User:
    return add_member(office=office, email=f"{name.lower()}@example.be", role=role, name=name, password=PASSWORD)


@pytest.fixture
def owner(janssens: Office) -> User:
    return _member(janssens, "Olga", Role.OWNER)


@pytest.fixture
def accountant(janssens: Office) -> User:
    return _member(janssens, "Nele", Role.ACCOUNTANT)


@pytest.fixture
def sme(janssens: Office) -> User:
    """Lena, who runs the dossier's company."""
    return _member(janssens, "Lena", Role.SME)


@pytest.fixture
def outsider(peeters: Office) -> User:
    return _member(peeters, "Ursula", Role.ACCOUNTANT)


@pytest.fixture
def support(db: None) -> User:
    return User.objects.create_user("sam@example.be", PASSWORD, name="Sam", is_support=True)


@pytest.fixture
def dossier(office: Office, sme: User) -> Dossier:
    found = Dossier.objects.create(
        code="WIEL", name="Fietsatelier Wielewaal BV", enterprise_number="0781234535", financial_enabled=True
    )
    DossierAccess.objects.create(dossier=found, user=sme)
    return found


@pytest.fixture
def other_dossier(office: Office) -> Dossier:
    """A dossier of the same office that Lena has no business in."""
    return Dossier.objects.create(
        code="ELST", name="Bakkerij Ter Elst BV", enterprise_number="0633018832", financial_enabled=True
    )


@pytest.fixture
def journal(dossier: Dossier) -> Journal:
    return Journal.objects.create(
        dossier=dossier, code="F01", name="KBC Zichtrekening", iban="BE07735041882766", coda_enabled=True
    )


def _client(user: User | None, host: str) -> Client:
    client = Client(SERVER_NAME=host, headers={"host": host})
    if user is not None:
        with schema_context("public"):
            client.force_login(user)
    return client


@pytest.fixture
def anonymous(janssens: Office) -> Client:
    return _client(None, "janssens.localhost")


@pytest.fixture
def as_owner(owner: User) -> Client:
    return _client(owner, "janssens.localhost")


@pytest.fixture
def as_accountant(accountant: User) -> Client:
    return _client(accountant, "janssens.localhost")


@pytest.fixture
def as_sme(sme: User) -> Client:
    return _client(sme, "janssens.localhost")


@pytest.fixture
def as_outsider(outsider: User, janssens: Office) -> Client:
    return _client(outsider, "janssens.localhost")


@pytest.fixture
def as_support(support: User) -> Client:
    return _client(support, "localhost")


@pytest.fixture
def books(office: Office) -> Books:
    """The accounting package of Janssens."""
    return Books(_client(None, "janssens.localhost"), issue_api_token(office=office, name="Boekhoudpakket"))


@pytest.fixture(autouse=True)
def _back_to_public() -> Iterator[None]:
    yield
    connection.set_schema_to_public()
