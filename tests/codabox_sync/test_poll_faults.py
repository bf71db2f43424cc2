"""CodaBox away, slow, or asking for patience: who is asked again, and when."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from codabox_sync import polling
from codabox_sync.connections.models import ConnectedClient, Connection
from codabox_sync.models import ReceivedFile
from codabox_sync.sandbox.model import Office as SandboxOffice
from codabox_sync.sandbox.model import World
from codabox_sync.sandbox.scenario import Scenario
from codabox_sync.sandbox.server import Sandbox
from financial.models import Journal
from offices.models import Office
from tests.codabox_sync import worlds

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _one_attempt(settings: Any) -> None:
    settings.CODABOX_ATTEMPTS = 1


def _clients(count: int) -> World:
    office = SandboxOffice.named("Kantoor Janssens")
    for number in range(count):
        office.add_client(f"Client {number}")
    return World([office])


def _poll(office: Office) -> polling.Result | None:
    return polling.poll(office=office, by="task")


def _play(sandbox: Sandbox, match: str, **fault: Any) -> None:
    sandbox.scenario = Scenario.parse({"rules": [{"match": match, "fault": fault}]})


def test_pause_asked_for_on_one_feed_ends_the_round_and_binds_everybody(
    office: Office, connect: worlds.Connect
) -> None:
    with connect(_clients(5)) as sandbox, time_machine.travel(NOW, tick=False):
        _play(sandbox, "GET delivery/feed/*", status=429, retry_after=600)
        _poll(office)

        found = Connection.objects.get()
        assert (found.fault, found.not_before) == ("rate_limited", NOW + timedelta(seconds=600))
        assert _poll(office) is None
    with time_machine.travel(NOW + timedelta(seconds=601), tick=False):
        assert found.next_poll_at is not None
        assert found.next_poll_at >= NOW + timedelta(seconds=600)


def test_one_feed_out_of_order_does_not_stop_the_others(office: Office, connect: worlds.Connect) -> None:
    made = _clients(5)
    with connect(made) as sandbox:
        _play(sandbox, f"GET delivery/feed/{made.offices[0].clients[2].feed_id}/", status=500)
        result = _poll(office)

    assert result is not None
    assert (result.reached, result.faults) == (True, 1)
    assert list(ConnectedClient.objects.exclude(fault="").values_list("name", "fault")) == [
        ("Client 2", "server_fault")
    ]
    assert Connection.objects.get().fault == ""


def test_three_feeds_in_a_row_out_of_order_end_the_round(office: Office, connect: worlds.Connect) -> None:
    with connect(_clients(9)) as sandbox:
        _play(sandbox, "GET delivery/feed/*", status=500)
        _poll(office)

    found = Connection.objects.get()
    assert (found.fault, found.failures) == ("server_fault", 1)
    assert ConnectedClient.objects.exclude(last_check_at=None).count() == 2


def test_paused_office_tries_one_call_only(office: Office, connect: worlds.Connect) -> None:
    with connect(_clients(9)) as sandbox:
        Connection.objects.update(failures=5)
        _play(sandbox, "GET delivery/feed/*", status=500)
        _poll(office)

    assert Connection.objects.get().failures == 6
    assert ConnectedClient.objects.exclude(last_check_at=None).count() == 0


def test_paused_office_that_is_answered_asks_all_its_feeds(office: Office, connect: worlds.Connect) -> None:
    with connect(_clients(9)):
        Connection.objects.update(failures=5)
        _poll(office)

    assert Connection.objects.get().is_paused is False
    assert ConnectedClient.objects.exclude(last_check_at=None).count() == 9


def test_round_that_runs_out_of_time_goes_on_with_the_others(
    office: Office, connect: worlds.Connect, settings: Any
) -> None:
    with connect(_clients(4)):
        _poll(office)
        oldest = ConnectedClient.objects.order_by("last_check_at", "pk").first()
        ConnectedClient.objects.exclude(pk=oldest.pk if oldest else 0).update(last_check_at=None)
        settings.CODABOX_ROUND_SECONDS = -1
        before = Connection.objects.get().next_poll_at
        _poll(office)

    found = Connection.objects.get()
    assert before is not None
    assert found.next_poll_at is not None
    assert found.next_poll_at < before
    assert (found.fault, found.failures) == ("", 0)


def test_several_calls_at_once_bring_the_same(
    office: Office, journal: Journal, connect: worlds.Connect, settings: Any
) -> None:
    settings.CODABOX_CONCURRENCY = 4
    made = worlds.world(*(worlds.entry(number) for number in (1, 2, 3)))
    for number in range(12):
        made.offices[0].add_client(f"Client {number}")
    with connect(made) as sandbox:
        _poll(office)
        assert [entry["acknowledged"] for entry in sandbox.state.ledger()] == [1, 1, 1]

    assert list(ReceivedFile.objects.values_list("state", flat=True)) == [ReceivedFile.State.STORED] * 3
    assert ConnectedClient.objects.exclude(last_check_at=None).count() == 13
