"""The sandbox is strict where CodaBox is, and speaks HTTP as a server should."""

import base64
import json
import socket
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from codabox_sync.sandbox.model import SOFTWARE_COMPANY, Office, World
from codabox_sync.sandbox.server import Sandbox, running

Ask = Callable[..., httpx.Response]


@pytest.fixture
def ask(url: str, vermeulen: Office) -> Ask:
    """Asks the sandbox as Kantoor Vermeulen, with everything in order unless told otherwise."""

    def send(method: str, path: str, **options: Any) -> httpx.Response:
        settings = {
            "headers": {"X-Software-Company": SOFTWARE_COMPANY},
            "auth": (vermeulen.username, vermeulen.password),
            **options,
        }
        with httpx.Client(base_url=url, trust_env=False) as client:
            return client.request(method, path, **settings)

    return send


def control(url: str, method: str, door: str, body: Any = None) -> Any:
    """The JSON answer of one of the doors for tests and demo."""
    address = url.replace("/v2/", "/_sandbox/") + door
    with httpx.Client(trust_env=False) as client:
        return client.request(method, address, json=body).raise_for_status().json()


@pytest.mark.parametrize("path", ["delivery/pod-client/", "get-credentials/x/"])
def test_the_software_key_is_asked_on_every_call(ask: Ask, path: str) -> None:
    answer = ask("GET", path, headers={})

    assert (answer.status_code, answer.json()["detail"][:14]) == (403, "You do not hav")


@pytest.mark.parametrize("auth", [None, ("someone", "else"), ("", "")])
def test_credentials_are_asked(ask: Ask, auth: Any) -> None:
    answer = ask("GET", "delivery/pod-client/", auth=auth)

    assert (answer.status_code, answer.json()) == (401, {"detail": "Invalid username/password."})
    assert answer.headers["WWW-Authenticate"].startswith("Basic")


@pytest.mark.parametrize("header", ["Basic", "Basic !!", "Bearer abc", "Basic " + base64.b64encode(b"\xff").decode()])
def test_a_mangled_authorization_is_refused(ask: Ask, header: str) -> None:
    headers = {"X-Software-Company": SOFTWARE_COMPANY, "Authorization": header}

    assert ask("GET", "delivery/pod-client/", headers=headers, auth=None).status_code == 401


def test_the_closing_slash_is_asked(ask: Ask) -> None:
    answer = ask("GET", "delivery/pod-client")

    assert (answer.status_code, answer.headers["Location"]) == (301, "/v2/delivery/pod-client/")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "delivery/feed/1/", 404),
        ("GET", "delivery/feed/x/", 404),
        ("GET", "delivery/download/nonsense/cod/", 404),
        ("GET", "nonsense/", 404),
        ("GET", "clients/nonsense/", 404),
        ("POST", "delivery/pod-client/", 405),
        ("DELETE", "delivery/feed/1/", 405),
        ("POST", "get-credentials/x/", 405),
    ],
)
def test_what_is_not_there_is_refused_in_json(ask: Ask, method: str, path: str, status: int) -> None:
    answer = ask(method, path)

    assert answer.status_code == status
    assert isinstance(answer.json()["detail"], str)


@pytest.mark.parametrize("body", [None, [], {}, {"feed_offset": 5}, {"feed_offset": "nonsense"}])
def test_an_acknowledgement_needs_a_feed_index(ask: Ask, vermeulen: Office, body: Any) -> None:
    answer = ask("PUT", f"delivery/feed/{vermeulen.clients[0].feed_id}/", json=body)

    assert (answer.status_code, list(answer.json())) == (400, ["feed_offset"])


def test_metadata_of_coda_has_exactly_the_eight_keys(ask: Ask, vermeulen: Office) -> None:
    entries = ask("GET", f"delivery/feed/{vermeulen.clients[0].feed_id}/").json()["feed_entries"]

    assert list(entries[0]) == ["feed_index", "document_model", "metadata"]
    assert sorted(entries[0]["metadata"]) == [
        "bank_id",
        "currency",
        "extension_zone",
        "first_statement_number",
        "iban",
        "last_statement_number",
        "movement_count",
        "new_balance_date",
    ]


def test_a_download_carries_its_kind_and_name(ask: Ask, vermeulen: Office) -> None:
    answer = ask("GET", f"delivery/download/{vermeulen.clients[0].entries[0].feed_index}/cod/")

    assert answer.headers["Content-Type"] == "application/vnd.coda"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="001.cod"'


def test_by_cursor_everything_before_the_offset_is_done(vermeulen: Office) -> None:
    bakker = vermeulen.clients[0]
    sandbox = Sandbox(World([vermeulen]), mode="cursor")
    mailbox = sandbox.state.mailboxes[bakker.feed_id]

    sandbox.state.acknowledge(mailbox, bakker.entries[1].feed_index, redelivery=False)

    assert list(mailbox.feed) == [bakker.entries[2].feed_index]


def test_the_ledger_tells_what_happened_to_each_document(url: str, ask: Ask, vermeulen: Office) -> None:
    bakker = vermeulen.clients[0]
    index = bakker.entries[0].feed_index
    ask("GET", f"delivery/feed/{bakker.feed_id}/")
    ask("GET", f"delivery/download/{index}/cod/")
    ask("GET", f"delivery/download/{index}/pdf/")
    ask("PUT", f"delivery/feed/{bakker.feed_id}/", json={"feed_offset": index})

    first, second, _third = control(url, "GET", "ledger")["entries"]

    assert (first["offered"], first["downloaded"], first["acknowledged"], first["pending"]) == (1, 2, 1, False)
    assert (second["offered"], second["downloaded"], second["acknowledged"], second["pending"]) == (1, 0, 0, True)
    assert sorted(first["times"]) == ["acknowledged", "downloaded", "offered"]


def test_a_document_can_be_added_while_it_runs(url: str, ask: Ask, vermeulen: Office) -> None:
    slager = vermeulen.clients[1]
    document = {"name": "new.cod", "document_model": "coda", "contents": {"cod": base64.b64encode(b"0 new").decode()}}

    (index,) = control(url, "POST", "entries", {"feed_id": slager.feed_id, "entries": [document]})["feed_indexes"]

    (entry,) = ask("GET", f"delivery/feed/{slager.feed_id}/").json()["feed_entries"]
    assert (entry["feed_index"], entry["metadata"]["iban"]) == (index, None)
    assert ask("GET", f"delivery/download/{index}/cod/").content == b"0 new"


def test_a_redelivery_can_be_asked(url: str, ask: Ask, vermeulen: Office) -> None:
    bakker = vermeulen.clients[0]
    index = bakker.entries[0].feed_index

    control(url, "POST", "redeliver", {"feed_indexes": [index]})

    (entry,) = ask("GET", f"delivery/redownload-feed/{bakker.feed_id}/").json()["feed_entries"]
    assert entry["feed_index"] == index


def test_a_fresh_token_makes_the_older_one_worthless(url: str, ask: Ask, vermeulen: Office) -> None:
    fresh = control(url, "POST", "token", {"office": "Kantoor Vermeulen"})["token"]

    assert ask("GET", f"get-credentials/{vermeulen.token}/").status_code == 404
    assert ask("GET", f"get-credentials/{fresh}/").json()["username"] == vermeulen.username


@pytest.mark.parametrize(
    ("door", "body"),
    [("entries", {}), ("entries", []), ("redeliver", {"feed_indexes": ["x"]}), ("token", {"office": "x"})],
)
def test_a_wrong_request_at_a_door_is_refused(url: str, door: str, body: Any) -> None:
    with pytest.raises(httpx.HTTPStatusError, match="400"):
        control(url, "POST", door, body)


def test_many_requests_share_one_connection(url: str) -> None:
    host, port = urlsplit(url).hostname, urlsplit(url).port
    with socket.create_connection((str(host), port or 0)) as connection, connection.makefile("rb") as answers:
        for _request in range(2):
            connection.sendall(b"GET /_sandbox/health HTTP/1.1\r\nHost: x\r\n\r\n")
            head = [answers.readline() for _line in range(5)]
            assert head[0] == b"HTTP/1.1 200 OK\r\n"
            assert json.loads(answers.read(12)) == {"ok": True}


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"nonsense\r\n\r\n",
        b"GET /v2/ HTTP/2\r\n\r\n",
        b"PUT /v2/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"PUT /v2/ HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"GET /" + b"x" * 200_000,
    ],
)
def test_what_is_not_http_gets_400_and_a_closed_connection(url: str, request_bytes: bytes) -> None:
    with socket.create_connection((str(urlsplit(url).hostname), urlsplit(url).port or 0), timeout=5) as connection:
        connection.sendall(request_bytes)
        assert connection.recv(12) == b"HTTP/1.1 400"


def test_slow_answers_do_not_hold_up_each_other(vermeulen: Office) -> None:
    with running(Sandbox(World([vermeulen]), latency=0.2)) as url:
        started = time.monotonic()
        address = (str(urlsplit(url).hostname), urlsplit(url).port or 0)
        connections = [socket.create_connection(address) for _one in range(20)]
        for connection in connections:
            connection.sendall(b"GET /v2/delivery/pod-client/ HTTP/1.1\r\nConnection: close\r\n\r\n")
        for connection in connections:
            with connection:
                assert connection.recv(12) == b"HTTP/1.1 403"

    assert 0.2 <= time.monotonic() - started < 2
