"""Tokens, passwords and the software key appear nowhere: no log at any level, no repr, no error, no traceback."""

import logging
import pickle
import traceback
from collections.abc import Callable

import httpx
import pytest

from codabox_sync import errors
from codabox_sync.answers import Credentials
from codabox_sync.classic import ClassicClient
from codabox_sync.sandbox.model import SOFTWARE_COMPANY, Office
from codabox_sync.sandbox.scenario import Scenario
from codabox_sync.sandbox.server import Sandbox

MakeClient = Callable[..., ClassicClient]
TOKEN = "the-token"
SECRETS = (TOKEN, "the-user", "the-password", "the-key", "dGhlLXVzZXI6dGhlLXBhc3N3b3Jk")


def leaking_client(status: int) -> ClassicClient:
    """A client of a server that repeats everything it was told."""

    def repeat(request: httpx.Request) -> httpx.Response:
        return httpx.Response(status, json={"detail": f"{request.url} {request.headers.raw!r} the-user the-password"})

    credentials = Credentials("the-user", "the-password")
    return ClassicClient("https://codabox.test/v2/", "the-key", credentials, transport=httpx.MockTransport(repeat))


@pytest.mark.parametrize("status", [400, 401, 403, 404, 418])
def test_an_error_does_not_repeat_a_secret(status: int) -> None:
    with leaking_client(status) as client, pytest.raises(errors.CodaboxError) as caught:
        client.exchange_token(TOKEN)

    shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value) + repr(caught.value.params)
    assert [secret for secret in SECRETS if secret in shown] == []


def test_no_repr_shows_a_secret() -> None:
    with leaking_client(200) as client:
        shown = repr(client) + repr(Credentials("the-user", "the-password"))

    assert [secret for secret in SECRETS if secret in shown] == []


def test_no_log_line_of_a_whole_run_shows_a_secret(
    make_client: MakeClient, vermeulen: Office, sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    sandbox.scenario = Scenario.parse({"rules": [{"match": "GET delivery/pod*", "times": 1, "fault": {"status": 503}}]})
    make_client(None).exchange_token(vermeulen.token)
    with pytest.raises(errors.TokenUnknown):
        make_client(None).exchange_token(vermeulen.token)
    codabox = make_client(vermeulen)
    bakker = vermeulen.clients[0]
    codabox.pod_client()
    codabox.download(codabox.feed(bakker.feed_id).entries[0].feed_index, "cod")
    codabox.acknowledge(bakker.feed_id, bakker.entries[0].feed_index)

    secrets = (vermeulen.token, vermeulen.username, vermeulen.password, SOFTWARE_COMPANY)
    assert "GET get-credentials/{token}/: 200" in caplog.text
    assert [secret for secret in secrets if secret in caplog.text] == []


def test_a_call_is_logged_with_its_status_time_and_office(
    make_client: MakeClient, vermeulen: Office, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "codabox_sync.http")

    with pytest.raises(errors.Gone):
        make_client(vermeulen, office="vermeulen").feed(12345)

    (record,) = caplog.records
    assert record.levelname == "INFO"
    assert record.getMessage().startswith("GET delivery/feed/{feed_id}/: 404 in ")
    assert record.getMessage().endswith(" ms, office vermeulen")


def test_an_error_survives_the_way_through_a_queue() -> None:
    error = errors.RateLimited(call="GET x/", status=429, retry_after=5.0)

    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes

    assert (type(again), again.params, again.retry_after, str(again)) == (
        errors.RateLimited,
        error.params,
        5.0,
        str(error),
    )
