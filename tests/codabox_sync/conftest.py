"""A sandbox with two offices, served over real HTTP, and clients that talk to it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from codabox_sync.answers import Credentials
from codabox_sync.calls import Limits
from codabox_sync.classic import ClassicClient
from codabox_sync.connections import services as connections
from codabox_sync.sandbox.model import BankAccount, Entry, Office, World, stable_id
from codabox_sync.sandbox.server import Sandbox, running
from offices.models import Office as Tenant
from tests.codabox_sync import worlds

MakeClient = Callable[..., ClassicClient]


def coda_entry(number: int) -> Entry:
    """A document that is CODA by name only: the client never looks inside."""
    metadata = {
        "iban": "BE68539007547034",
        "bank_id": "GKCCBEBB",
        "currency": "EUR",
        "extension_zone": None,
        "first_statement_number": number,
        "last_statement_number": number,
        "movement_count": 5,
        "new_balance_date": f"2026-01-{number:02d}",
    }
    contents = {"cod": f"0 statement {number}\r\n".encode(), "pdf": b"%PDF-1.4 " + bytes([number])}
    return Entry(stable_id("coda", str(number)), "coda", f"bakker/{number:03d}.cod", metadata, {**contents})


@pytest.fixture
def vermeulen() -> Office:
    """An office with the client Bakker, who has three statements on offer, and the client Slager, who has none."""
    office = Office.named("Kantoor Vermeulen")
    bakker = office.add_client("Bakker BV", code="BAK01", enterprise_number="0123456749")
    bakker.bank_accounts.append(BankAccount("BE68539007547034", bank_id="GKCCBEBB"))
    bakker.entries.extend(coda_entry(number) for number in (1, 2, 3))
    office.add_client("Slager NV", code="SLA01")
    return office


@pytest.fixture
def wouters() -> Office:
    """The other office."""
    office = Office.named("Kantoor Wouters")
    office.add_client("Visser BV")
    return office


@pytest.fixture
def sandbox(vermeulen: Office, wouters: Office) -> Sandbox:
    """A sandbox with both offices."""
    return Sandbox(World([vermeulen, wouters]))


@pytest.fixture
def url(sandbox: Sandbox) -> Iterator[str]:
    """The base URL of the API of the sandbox."""
    with running(sandbox) as url:
        yield url


@pytest.fixture
def make_client(url: str, sandbox: Sandbox) -> Iterator[MakeClient]:
    """Makes a client with the credentials of an office (None: without), that never really waits between attempts."""
    made: list[ClassicClient] = []

    def make(owner: Office | None, **options: object) -> ClassicClient:
        credentials = Credentials(owner.username, owner.password) if owner else None
        settings = {"sleep": lambda seconds: None, "limits": Limits(read_seconds=2), **options}
        client = ClassicClient(url, sandbox.state.world.software_company, credentials, **settings)  # type: ignore[arg-type]
        made.append(client)
        return client

    yield make
    for client in made:
        client.close()


@pytest.fixture
def codabox(make_client: MakeClient, vermeulen: Office) -> ClassicClient:
    """A client signed in as Kantoor Vermeulen."""
    return make_client(vermeulen)


@pytest.fixture
def connect(office: Tenant, settings: Any) -> worlds.Connect:
    """Serves a world to Janssens over real HTTP, with the token typed in."""

    @contextmanager
    def connected(made: World) -> Iterator[Sandbox]:
        settings.CODABOX_SOFTWARE_COMPANY = made.software_company
        settings.CODABOX_ACK_ENABLED = True
        settings.CODABOX_REDELIVERY_EVERY = 1
        settings.CODABOX_GONE_SECONDS = 0
        with worlds.served(made) as (sandbox, url):
            settings.CODABOX_BASE_URL = url
            connections.connect(office=office, token=made.offices[0].token, actor=None)
            yield sandbox

    return connected
