"""The calls of CodaBox Connect against the sandbox: token, consent, search, documents."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from codabox_sync import errors
from codabox_sync.connect.application import Application, KeyFiles
from codabox_sync.connect.client import ConnectClient
from codabox_sync.sandbox.model import Office, World
from codabox_sync.sandbox.scenario import Scenario
from codabox_sync.sandbox.server import Sandbox, connect_url, running
from codabox_sync.sandbox.wire import server_tls
from tests.codabox_sync.authority import PASSWORD, Authority, Pair
from tests.codabox_sync.connecting import BAKKER, NOW, SLAGER, client_of, identity
from tests.codabox_sync.connecting import authority as authority
from tests.codabox_sync.connecting import connect_base as connect_base
from tests.codabox_sync.connecting import connected as connected
from tests.codabox_sync.connecting import signing as signing

SINCE = NOW - timedelta(days=90)


def play(sandbox: Sandbox, match: str, fault: dict[str, Any], **rule: Any) -> None:
    sandbox.play(Scenario.parse({"rules": [{"match": match, "fault": fault, **rule}]}))


def token_requests(sandbox: Sandbox) -> int:
    return int(sandbox.scenario.report()[0]["seen"])


def count_tokens(sandbox: Sandbox) -> None:
    """From now on requests for a token are counted."""
    play(sandbox, "POST oauth2/token", {}, times=0)


def test_one_token_serves_every_office(sandbox: Sandbox, connect_base: str, vermeulen: Office, wouters: Office) -> None:
    count_tokens(sandbox)
    application = Application(identity(connect_base))

    for office in (vermeulen, wouters):
        with client_of(connect_base, application) as client:
            client.ask_consent(office.enterprise_number)

    assert token_requests(sandbox) == 1


@pytest.mark.parametrize(("later", "asked"), [(239, 1), (241, 2)])
def test_token_is_renewed_in_its_last_minute(sandbox: Sandbox, connect_base: str, later: int, asked: int) -> None:
    count_tokens(sandbox)
    clock = [1000.0]
    application = Application(identity(connect_base), now=lambda: clock[0])
    application.token()
    clock[0] += later

    application.token()

    assert token_requests(sandbox) == asked


def test_token_that_was_withdrawn_is_replaced_once(
    sandbox: Sandbox, connected: ConnectClient, vermeulen: Office
) -> None:
    first = connected._application.token()
    sandbox.connect.forget_tokens()

    list(connected.search(vermeulen.connect_id, "salesInvoice", [BAKKER], since=SINCE, limit=100))

    assert connected._application.token() != first


def test_token_that_does_not_come_at_once_is_asked_again(sandbox: Sandbox, connected: ConnectClient) -> None:
    play(sandbox, "POST oauth2/token", {"status": 503}, times=1)

    with pytest.raises(errors.Gone):
        connected.consent("nobody")

    assert token_requests(sandbox) == 2


def test_wrong_secret_is_ours_to_mend(connect_base: str) -> None:
    wrong = Application(replace(identity(connect_base), client_secret="wrong"))

    with client_of(connect_base, wrong) as client, pytest.raises(errors.SoftwareRefused) as caught:
        client.ask_consent("0403019261")

    assert caught.value.params["reason"] == "invalid_client"


def test_token_refused_for_ever_is_ours_to_mend(sandbox: Sandbox, connected: ConnectClient) -> None:
    play(sandbox, "GET accounting-office-consents/*", {"status": 401})

    with pytest.raises(errors.SoftwareRefused):
        connected.consent("any")

    assert sandbox.scenario.report()[0]["struck"] == 2


def test_consent_is_asked_and_read(sandbox: Sandbox, connect_base: str, vermeulen: Office) -> None:
    with client_of(connect_base) as client:
        asked = client.ask_consent(vermeulen.enterprise_number, "https://janssens.afpunt.test/back/")
        sandbox.state.decide(asked.id, "confirmed")
        read = client.consent(asked.id)

    assert (asked.status, read.status) == ("unconfirmed", "confirmed")
    assert (read.office_id, read.office_number) == (vermeulen.connect_id, vermeulen.enterprise_number)
    assert read.confirmation_uri == connect_base.replace("codabox-connect", f"mycodabox/consents/{asked.id}")
    assert sandbox.state.consents[asked.id].redirect_uri == "https://janssens.afpunt.test/back/"


def test_second_consent_is_refused_by_name(connected: ConnectClient, vermeulen: Office) -> None:
    with pytest.raises(errors.AlreadyRegistered):
        connected.ask_consent(vermeulen.enterprise_number)


def test_number_of_no_office_is_refused_by_name(connected: ConnectClient) -> None:
    with pytest.raises(errors.OfficeUnknown):
        connected.ask_consent(BAKKER)


def test_consent_is_asked_once_whatever_happens(sandbox: Sandbox, connect_base: str, vermeulen: Office) -> None:
    play(sandbox, "POST accounting-office-consents", {"lost": True})

    with client_of(connect_base) as client, pytest.raises(errors.Unreachable):
        client.ask_consent(vermeulen.enterprise_number)

    assert sandbox.scenario.report()[0]["struck"] == 1


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_search_goes_on_until_a_page_is_empty(connected: ConnectClient, vermeulen: Office, limit: int) -> None:
    found = connected.search(vermeulen.connect_id, "bankAccountStatement", [BAKKER, SLAGER], since=SINCE, limit=limit)

    pages = list(found)
    ids = [document.id for page in pages for document in page]
    assert max(map(len, pages)) == min(limit, 3)
    assert ids == [entry.feed_index for entry in vermeulen.clients[0].entries]


def test_search_finds_what_is_in_its_time_only(connected: ConnectClient, vermeulen: Office) -> None:
    since = NOW.replace(day=3, hour=5)  # the second of three came on the 3rd at four

    found = connected.search(vermeulen.connect_id, "bankAccountStatement", [BAKKER], since=since, limit=100)

    assert [document.attributes["createdAt"] for page in found for document in page] == ["2026-01-04T04:00:00.000Z"]


def test_search_without_consent_is_refused_by_name(connect_base: str, vermeulen: Office) -> None:
    with client_of(connect_base) as client, pytest.raises(errors.ConsentRefused):
        list(client.search(vermeulen.connect_id, "salesInvoice", [BAKKER], since=SINCE, limit=100))


def test_document_comes_byte_for_byte(connected: ConnectClient, vermeulen: Office) -> None:
    entry = vermeulen.clients[0].entries[1]

    content = connected.document(
        vermeulen.connect_id, BAKKER, "bankAccountStatement", entry.feed_index, "application/vnd.coda.v1+cod"
    )

    assert content == b"0 statement 2\r\n"


def test_media_type_that_is_not_on_offer_is_gone(connected: ConnectClient, vermeulen: Office) -> None:
    entry = vermeulen.clients[0].entries[1]

    with pytest.raises(errors.Gone) as caught:
        connected.document(vermeulen.connect_id, BAKKER, "bankAccountStatement", entry.feed_index, "application/xml")

    assert caught.value.params["status"] == 406


def test_document_of_another_client_is_gone(connected: ConnectClient, vermeulen: Office) -> None:
    entry = vermeulen.clients[0].entries[0]

    with pytest.raises(errors.Gone):
        connected.document(vermeulen.connect_id, SLAGER, "bankAccountStatement", entry.feed_index, "application/pdf")


def test_certificate_and_signature_together(authority: Authority, signing: Pair, vermeulen: Office) -> None:
    server, own = authority.pair("server"), authority.pair("application", password=PASSWORD)
    tls = server_tls(server.certificate, server.key, authority=authority.certificate)
    sandbox = Sandbox(World([vermeulen]), signatures=[signing.certificate], tls=tls)
    with running(sandbox) as url:
        base = connect_url(url)
        signed = replace(
            identity(base),
            tls=KeyFiles(own.certificate, own.key, PASSWORD),
            signing=KeyFiles(signing.certificate, signing.key),
            authority=authority.certificate,
        )
        with client_of(base, Application(signed)) as client:
            assert client.ask_consent(vermeulen.enterprise_number).confirmation_uri.startswith("https://127.0.0.1:")
        with (
            client_of(base, Application(replace(signed, signing=None))) as client,
            pytest.raises(errors.SoftwareRefused),
        ):
            client.ask_consent(vermeulen.enterprise_number)
        with client_of(base, Application(replace(signed, tls=None))) as client, pytest.raises(errors.Unreachable):
            client.ask_consent(vermeulen.enterprise_number)


def test_log_has_the_number_that_codabox_gave_the_request(
    connected: ConnectClient, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(errors.Gone):
        connected.consent("nobody")

    assert caplog.messages[-1].startswith("GET accounting-office-consents/{id}: 404 in ")
    assert ", office vermeulen, request sandbox-00000" in caplog.messages[-1]
