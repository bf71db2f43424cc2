"""The classic API behind the port, and which provider an office gets."""

from pathlib import Path
from typing import Any

import pytest

from codabox_sync import providers
from codabox_sync.classic import ClassicClient
from codabox_sync.classic_provider import AcknowledgeMode, ClassicProvider
from codabox_sync.connect.provider import ConnectProvider
from codabox_sync.connections.models import Connection
from codabox_sync.errors import ApplicationUnusable, ConsentRefused
from codabox_sync.provider import Entry, Lot, RemoteClient
from codabox_sync.sandbox.model import Office
from codabox_sync.sandbox.scenario import Scenario
from codabox_sync.sandbox.server import Sandbox
from offices.models import Office as Tenant
from offices.secrets import Secret
from tests.codabox_sync.authority import Pair
from tests.codabox_sync.connecting import authority as authority
from tests.codabox_sync.connecting import signing as signing


def lot_of(owner: Office, place: int = 0) -> Lot:
    return Lot((RemoteClient(str(owner.clients[place].feed_id)),), {})


def entries(provider: ClassicProvider, lot: Lot) -> list[Entry]:
    return [entry for page in provider.pages(lot) for entry in page.entries]


def pending(sandbox: Sandbox) -> list[str]:
    return [row["name"] for row in sandbox.state.ledger() if row["pending"]]


def test_clients_are_those_of_the_pod_and_keep_their_number(codabox: ClassicClient, vermeulen: Office) -> None:
    bakker, slager = vermeulen.clients
    with ClassicProvider(codabox) as provider:
        told = provider.clients([RemoteClient(str(bakker.feed_id), enterprise_number="0123456749")])

    assert told == (
        RemoteClient(str(bakker.feed_id), bakker.client_id, "Bakker BV", "BAK01", "0123456749"),
        RemoteClient(str(slager.feed_id), slager.client_id, "Slager NV", "SLA01"),
    )
    assert provider.fetch_delay == 7200


def test_details_bring_the_enterprise_number(codabox: ClassicClient, vermeulen: Office) -> None:
    bakker = vermeulen.clients[0]
    with ClassicProvider(codabox) as provider:
        found = provider.details(RemoteClient(str(bakker.feed_id), bakker.client_id, "Bakker BV"))

    assert (found.name, found.enterprise_number) == ("Bakker BV", "0123456749")


@pytest.mark.parametrize("status", [403, 404])
def test_details_may_be_closed_to_us(sandbox: Sandbox, codabox: ClassicClient, status: int) -> None:
    sandbox.play(Scenario.parse({"rules": [{"match": "GET clients/*", "fault": {"status": status}}]}))
    client = RemoteClient("1", "11111111-2222-3333-4444-555555555555")

    with ClassicProvider(codabox) as provider:
        assert provider.details(client) == client
        assert provider.details(RemoteClient("2")) == RemoteClient("2")


def test_every_client_is_a_lot_of_its_own(codabox: ClassicClient) -> None:
    with ClassicProvider(codabox) as provider:
        lots = provider.lots([(RemoteClient("1"), {}), (RemoteClient("2"), {"x": 1})])

    assert lots == (Lot((RemoteClient("1"),), {}), Lot((RemoteClient("2"),), {"x": 1}))


def test_pages_are_the_feed_and_what_was_asked_again(
    sandbox: Sandbox, codabox: ClassicClient, vermeulen: Office
) -> None:
    documents = vermeulen.clients[0].entries
    sandbox.state.redeliver([documents[1].feed_index])
    with ClassicProvider(codabox) as provider:
        provider.clients([])
        found = entries(provider, lot_of(vermeulen))

    assert [(entry.external_id, entry.redelivered) for entry in found] == [
        *((document.feed_index, False) for document in documents),
        (documents[1].feed_index, True),
    ]
    assert (found[0].model, found[0].formats) == ("coda", ("cod", "pdf", "xml"))
    assert found[0].coda is not None
    assert found[0].coda.first_statement_number == 1


def test_redelivery_may_be_left_out(sandbox: Sandbox, codabox: ClassicClient, vermeulen: Office) -> None:
    sandbox.state.redeliver([vermeulen.clients[0].entries[1].feed_index])
    with ClassicProvider(codabox, redelivery=False) as provider:
        assert len(entries(provider, lot_of(vermeulen))) == 3


def test_redelivered_document_comes_from_its_own_feed(
    sandbox: Sandbox, codabox: ClassicClient, vermeulen: Office
) -> None:
    document = vermeulen.clients[0].entries[1]
    sandbox.state.redeliver([document.feed_index])
    with ClassicProvider(codabox) as provider:
        again = entries(provider, lot_of(vermeulen))[-1]
        assert provider.download(again, "cod") == b"0 statement 2\r\n"
        provider.acknowledge(again)

    assert pending(sandbox) == [f"bakker/{number:03d}.cod" for number in (1, 2, 3)]
    assert sandbox.state.mailboxes[vermeulen.clients[0].feed_id].redelivery == {}


@pytest.mark.parametrize(
    ("mode", "left"),
    [("per_entry", []), ("last_of_run", ["bakker/001.cod", "bakker/002.cod"]), ("off", ["1", "2", "3"])],
)
def test_receipts_are_confirmed_as_the_mode_says(
    sandbox: Sandbox, codabox: ClassicClient, vermeulen: Office, mode: AcknowledgeMode, left: list[str]
) -> None:
    with ClassicProvider(codabox, mode=mode) as provider:
        for page in provider.pages(lot_of(vermeulen)):
            for entry in page.entries:
                provider.acknowledge(entry)

    assert len(pending(sandbox)) == len(left)


def test_last_of_a_run_waits_until_the_caller_is_through_with_the_page(
    sandbox: Sandbox, codabox: ClassicClient, vermeulen: Office
) -> None:
    with ClassicProvider(codabox, mode="last_of_run") as provider:
        page = next(provider.pages(lot_of(vermeulen)))
        provider.acknowledge(page.entries[0])

    assert len(pending(sandbox)) == 3


def test_office_with_a_token_gets_the_classic_api(office: Tenant, settings: Any) -> None:
    settings.CODABOX_ACK_ENABLED = False
    with providers.open_provider(Connection(office=office, username=Secret("u"), password=Secret("p"))) as provider:
        assert isinstance(provider, ClassicProvider)
        assert provider._mode == "off"


@pytest.fixture
def registered(settings: Any) -> Any:
    """Settings with an application at CodaBox Connect."""
    settings.IBANITY_URL = "http://127.0.0.1:1/codabox-connect"
    settings.IBANITY_CLIENT_ID, settings.IBANITY_CLIENT_SECRET = "our-id", "our-secret"
    return settings


def test_office_with_a_consent_gets_connect(office: Tenant, registered: Any) -> None:
    made = Connection(office=office, provider="connect", accounting_office_id="0b6b3a0e")

    with providers.open_provider(made) as provider:
        assert isinstance(provider, ConnectProvider)


def test_office_without_a_consent_gets_nothing(office: Tenant, registered: Any) -> None:
    with pytest.raises(ConsentRefused):
        providers.open_provider(Connection(office=office, provider="connect", state="consent"))


def test_application_is_one_for_all(registered: Any) -> None:
    assert providers.our_application() is providers.our_application()


def test_application_that_is_not_registered_says_so(settings: Any) -> None:
    settings.IBANITY_CLIENT_ID = ""

    with pytest.raises(ApplicationUnusable, match="not complete: IBANITY_CLIENT_ID"):
        providers.our_application()


@pytest.mark.parametrize(("sign", "signed"), [("auto", True), ("on", True), ("off", False)])
def test_requests_are_signed_as_the_setting_says(registered: Any, signing: Pair, sign: str, signed: bool) -> None:
    registered.IBANITY_SIGN = sign
    registered.IBANITY_SIGNING_CERTIFICATE, registered.IBANITY_SIGNING_KEY = signing.certificate, signing.key

    assert (providers.our_application().identity.signing is not None) is signed


def test_signing_cannot_be_on_without_a_key(registered: Any) -> None:
    registered.IBANITY_SIGN = "on"

    with pytest.raises(ApplicationUnusable, match="IBANITY_SIGNING_CERTIFICATE"):
        providers.our_application()


def test_key_file_that_is_missing_is_for_support(registered: Any, tmp_path: Path) -> None:
    registered.IBANITY_TLS_CERTIFICATE = registered.IBANITY_TLS_KEY = tmp_path / "absent.pem"

    with pytest.raises(ApplicationUnusable, match="FileNotFoundError"):
        providers.our_application()
