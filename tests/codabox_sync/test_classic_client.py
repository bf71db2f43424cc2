"""The client of the classic API against a real server: our own sandbox over HTTP."""

from collections.abc import Callable
from pathlib import Path

import pytest

from codabox_sync import errors
from codabox_sync.classic import ClassicClient
from codabox_sync.sandbox.model import Entry, Office
from codabox_sync.sandbox.server import Sandbox

MakeClient = Callable[..., ClassicClient]


def indexes(entries: list[Entry]) -> list[str]:
    return [entry.feed_index for entry in entries]


def offered(codabox: ClassicClient, feed_id: int) -> list[str]:
    return [entry.feed_index for entry in codabox.feed(feed_id).entries]


def test_a_token_becomes_credentials_that_open_the_mailbox(make_client: MakeClient, vermeulen: Office) -> None:
    credentials = make_client(None).exchange_token(f" {vermeulen.token}\n")

    assert (credentials.username, credentials.password) == (vermeulen.username, vermeulen.password)


def test_a_token_works_once(make_client: MakeClient, vermeulen: Office) -> None:
    make_client(None).exchange_token(vermeulen.token)

    with pytest.raises(errors.TokenUnknown):
        make_client(None).exchange_token(vermeulen.token)


@pytest.mark.parametrize("token", ["", "   ", "..", "nonsense", "a/b", "é?x#y"])
def test_an_unknown_token_is_told_apart(make_client: MakeClient, token: str) -> None:
    with pytest.raises(errors.TokenUnknown):
        make_client(None).exchange_token(token)


def test_the_pod_client_lists_every_client_with_its_feed(codabox: ClassicClient, vermeulen: Office) -> None:
    pod = codabox.pod_client()

    assert pod.fetch_delay == 7200
    assert pod.allowed_formats["coda"] == ("cod", "pdf", "xml")
    assert [(client.id, client.client_name, client.client_code) for client in pod.feed_clients] == [
        (vermeulen.clients[0].feed_id, "Bakker BV", "BAK01"),
        (vermeulen.clients[1].feed_id, "Slager NV", "SLA01"),
    ]


def test_a_feed_lists_what_is_not_acknowledged(codabox: ClassicClient, vermeulen: Office) -> None:
    bakker = vermeulen.clients[0]
    codabox.acknowledge(bakker.feed_id, bakker.entries[0].feed_index)

    assert offered(codabox, bakker.feed_id) == indexes(bakker.entries[1:])


def test_a_feed_without_entries_is_empty(codabox: ClassicClient, vermeulen: Office) -> None:
    assert codabox.feed(vermeulen.clients[1].feed_id).entries == ()


def test_acknowledging_twice_does_no_harm(codabox: ClassicClient, vermeulen: Office) -> None:
    bakker = vermeulen.clients[0]
    for _time in range(2):
        codabox.acknowledge(bakker.feed_id, bakker.entries[0].feed_index)

    assert offered(codabox, bakker.feed_id) == indexes(bakker.entries[1:])


def test_acknowledging_what_is_not_of_the_feed_is_refused(codabox: ClassicClient, vermeulen: Office) -> None:
    with pytest.raises(errors.RequestRefused, match="feed_offset: Unknown feed index"):
        codabox.acknowledge(vermeulen.clients[1].feed_id, vermeulen.clients[0].entries[0].feed_index)


@pytest.mark.parametrize(("format", "content"), [("cod", b"0 statement 2\r\n"), ("pdf", b"%PDF-1.4 \x02")])
def test_a_document_arrives_byte_for_byte(
    codabox: ClassicClient, vermeulen: Office, format: str, content: bytes
) -> None:
    assert codabox.download(vermeulen.clients[0].entries[1].feed_index, format) == content


def test_a_format_that_is_not_on_offer_is_gone(codabox: ClassicClient, vermeulen: Office) -> None:
    with pytest.raises(errors.Gone):
        codabox.download(vermeulen.clients[0].entries[1].feed_index, "xml")


def test_a_document_of_zero_bytes_is_a_document(codabox: ClassicClient, vermeulen: Office, tmp_path: Path) -> None:
    entry = vermeulen.clients[0].entries[0]
    entry.contents["cod"] = tmp_path / "empty.cod"
    (tmp_path / "empty.cod").touch()

    assert codabox.download(entry.feed_index, "cod") == b""


def test_another_office_sees_neither_feed_nor_document(
    make_client: MakeClient, vermeulen: Office, wouters: Office
) -> None:
    bakker, outsider = vermeulen.clients[0], make_client(wouters)

    with pytest.raises(errors.Gone):
        outsider.feed(bakker.feed_id)
    with pytest.raises(errors.Gone):
        outsider.download(bakker.entries[0].feed_index, "cod")
    with pytest.raises(errors.Gone):
        outsider.acknowledge(bakker.feed_id, bakker.entries[0].feed_index)


def test_what_is_redelivered_stands_in_a_feed_of_its_own(
    codabox: ClassicClient, vermeulen: Office, sandbox: Sandbox
) -> None:
    bakker = vermeulen.clients[0]
    again = bakker.entries[1].feed_index
    codabox.acknowledge(bakker.feed_id, again)
    sandbox.state.redeliver([again])

    feed = codabox.redownload_feed(bakker.feed_id)

    assert [entry.feed_index for entry in feed.entries] == [again]
    assert codabox.download(again, "cod", redelivered=True) == b"0 statement 2\r\n"
    assert again not in offered(codabox, bakker.feed_id)


def test_a_redelivery_is_acknowledged_in_its_own_feed(
    codabox: ClassicClient, vermeulen: Office, sandbox: Sandbox
) -> None:
    bakker = vermeulen.clients[0]
    again = bakker.entries[0].feed_index
    sandbox.state.redeliver([again])

    codabox.acknowledge(bakker.feed_id, again, redelivered=True)

    assert codabox.redownload_feed(bakker.feed_id).entries == ()
    assert offered(codabox, bakker.feed_id) == indexes(bakker.entries)


def test_a_client_shows_its_enterprise_number_and_accounts(codabox: ClassicClient, vermeulen: Office) -> None:
    bakker = codabox.client(vermeulen.clients[0].client_id)

    assert (bakker.name, bakker.enterprise_number) == ("Bakker BV", "0123456749")
    assert [(account.iban, account.bank_id) for account in bakker.bank_accounts] == [("BE68539007547034", "GKCCBEBB")]
    assert [part.currency for part in bakker.bank_accounts[0].subaccounts] == ["EUR"]


def test_all_clients_are_listed(codabox: ClassicClient) -> None:
    assert [(client.name, client.enterprise_number) for client in codabox.clients()] == [
        ("Bakker BV", "0123456749"),
        ("Slager NV", None),
    ]


def test_wrong_credentials_are_refused(make_client: MakeClient, vermeulen: Office) -> None:
    vermeulen.password = "other"

    with pytest.raises(errors.CredentialsRefused):
        make_client(vermeulen).pod_client()


def test_a_wrong_software_key_is_told_apart_in_the_exchange(url: str, vermeulen: Office) -> None:
    with ClassicClient(url, "another-key") as stranger, pytest.raises(errors.SoftwareRefused):
        stranger.exchange_token(vermeulen.token)


def test_a_wrong_software_key_does_not_use_the_token_up(url: str, make_client: MakeClient, vermeulen: Office) -> None:
    with ClassicClient(url, "another-key") as stranger, pytest.raises(errors.SoftwareRefused):
        stranger.exchange_token(vermeulen.token)

    assert make_client(None).exchange_token(vermeulen.token).username == vermeulen.username
