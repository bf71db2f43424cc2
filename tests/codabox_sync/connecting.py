"""CodaBox Connect in tests: the sandbox of `conftest` seen from its other side, and clients that talk to it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import time_machine

from codabox_sync.calls import Limits
from codabox_sync.connect.application import Application, Identity
from codabox_sync.connect.client import ConnectClient
from codabox_sync.connect.provider import ConnectProvider, SearchOptions
from codabox_sync.sandbox.model import CONNECT_ID, CONNECT_SECRET, Entry, Office, stable_id
from codabox_sync.sandbox.server import Sandbox, connect_url
from tests.codabox_sync.authority import KEY_ID, Authority, Pair

NOW = datetime(2026, 1, 20, 9, 30, tzinfo=UTC)
BAKKER = "0123456749"
SLAGER = "0781234535"

Mock = Callable[[httpx.Request], httpx.Response]


def identity(url: str = "https://connect.test/codabox-connect") -> Identity:
    return Identity(url, CONNECT_ID, CONNECT_SECRET)


def client_of(url: str, application: Application | None = None) -> ConnectClient:
    """A client that never really waits between attempts."""
    owner = application or Application(identity(url))
    return ConnectClient(owner, name="vermeulen", limits=Limits(read_seconds=5), sleep=lambda seconds: None)


def answered_by(answer: Mock) -> ConnectClient:
    """A client whose requests never leave: it holds a token already, and `answer` gives the rest."""
    application = Application(identity())
    application._token, application._ends = "the-bearer", 1e12
    return ConnectClient(application, transport=httpx.MockTransport(answer), sleep=lambda seconds: None)


def provider_of(client: ConnectClient, office: Office, *, now: datetime = NOW, limit: int = 100) -> ConnectProvider:
    """A provider that looks back less than two years: its `now` may be before that of the sandbox."""
    options = SearchOptions(page_limit=limit, lookback=timedelta(days=700))
    return ConnectProvider(client, office.connect_id, now=now, options=options)


def consented(sandbox: Sandbox, office: Office) -> str:
    """The office has said yes in MyCodaBox; the id of its consent."""
    consent = sandbox.state.ask_consent(stable_id("consent", office.name), office, "")
    return sandbox.state.decide(consent.id, "confirmed").id


def invoice(number: int, *, formats: tuple[str, ...] = ("xml", "pdf")) -> Entry:
    """A purchase invoice that came on a day of January 2026."""
    contents = {name: f"<{name} {number}>".encode() for name in formats}
    at = f"2026-01-{number:02d}T10:00:00+00:00"
    return Entry(stable_id("invoice", str(number)), "purchase_invoice", "f.xml", {}, {**contents}, created_at=at)


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def signing(authority: Authority) -> Pair:
    return authority.pair("signing", serial=KEY_ID)


@pytest.fixture
def connect_base(url: str) -> str:
    """The base URL of CodaBox Connect in the sandbox."""
    return connect_url(url)


@pytest.fixture
def connected(connect_base: str, sandbox: Sandbox, vermeulen: Office) -> Iterator[ConnectClient]:
    """A client of Kantoor Vermeulen, which has given its consent; both of its clients have a number. It is NOW."""
    vermeulen.clients[1].enterprise_number = SLAGER
    with time_machine.travel(NOW), client_of(connect_base) as client:
        consented(sandbox, vermeulen)
        yield client
