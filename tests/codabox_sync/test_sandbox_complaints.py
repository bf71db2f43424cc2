"""The sandbox counts what no careful client does."""

import httpx

from codabox_sync.classic import ClassicClient
from codabox_sync.sandbox.model import SOFTWARE_COMPANY, Office, World
from codabox_sync.sandbox.server import Sandbox


def test_acknowledging_past_an_open_entry_is_noted(sandbox: Sandbox, codabox: ClassicClient, vermeulen: Office) -> None:
    bakker = vermeulen.clients[0]

    for entry in (bakker.entries[0], bakker.entries[2]):
        codabox.acknowledge(bakker.feed_id, entry.feed_index)

    assert sandbox.state.complaints == {"out_of_order": 1}


def test_acknowledging_past_an_open_entry_can_be_refused(vermeulen: Office) -> None:
    sandbox = Sandbox(World([vermeulen]), mode="in_order")
    mailbox = sandbox.state.mailboxes[vermeulen.clients[0].feed_id]

    taken = [sandbox.state.acknowledge(mailbox, index, redelivery=False) for index in reversed(list(mailbox.feed))]

    assert taken == [False, False, True]
    assert len(mailbox.feed) == 2


def test_carelessness_is_counted(sandbox: Sandbox, url: str) -> None:
    headers = {"X-Software-Company": SOFTWARE_COMPANY}
    httpx.get(f"{url}delivery/pod-client", headers=headers)
    httpx.get(f"{url}delivery/pod-client/")
    httpx.get(f"{url}delivery/pod-client/", headers=headers)
    httpx.get(f"{url}get-credentials/wrong/", headers=headers)
    httpx.post(url.replace("v2/", "codabox-connect/accounting-office-consents"))

    counted = httpx.get(url.replace("v2/", "_sandbox/complaints")).json()
    assert counted == {"slash": 1, "software_key": 1, "credentials": 1, "token": 1, "connect_401": 1}


def test_careful_client_gives_no_cause(sandbox: Sandbox, codabox: ClassicClient, vermeulen: Office) -> None:
    bakker = vermeulen.clients[0]
    for entry in codabox.feed(bakker.feed_id).entries:
        codabox.download(entry.feed_index, "cod")
        codabox.acknowledge(bakker.feed_id, entry.feed_index)

    assert sandbox.state.complaints == {}
