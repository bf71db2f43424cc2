"""How a round ended, what follows for the next one, and who is due."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from codabox_sync.connections import health
from codabox_sync.connections.models import Connection
from codabox_sync.errors import (
    AccessRefused,
    CodaboxError,
    ConsentRefused,
    CredentialsRefused,
    RateLimited,
    ServerFault,
    TimedOut,
)
from offices import audit
from offices.models import Office

State = Connection.State
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.fixture
def connected(office: Office) -> Connection:
    return Connection.objects.create(office=office, state=State.ACTIVE, username="SB-1", password="secret-1")


@pytest.fixture
def of_peeters(peeters: Office) -> Connection:
    return Connection.objects.create(office=peeters, state=State.ACTIVE, last_check_at=NOW)


def _after(connection: Connection, error: CodaboxError) -> Connection:
    with time_machine.travel(NOW, tick=False):
        health.note_fault(connection, error)
    return Connection.objects.get(pk=connection.pk)


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (CredentialsRefused(status=401), State.REFUSED),
        (ConsentRefused(status=403), State.WITHDRAWN),
        (AccessRefused(status=403), State.PROBLEM),
        (TimedOut(), State.ACTIVE),
    ],
)
def test_fault_is_kept_and_only_some_change_the_state(connected: Connection, error: CodaboxError, state: State) -> None:
    found = _after(connected, error)

    assert (found.state, found.fault, found.last_success_at) == (state, error.code, None)
    assert found.last_check_at == NOW


def test_good_check_ends_every_fault(connected: Connection) -> None:
    health.note_check(_after(connected, RateLimited(status=429, retry_after=60)), fetch_delay=7200)

    found = Connection.objects.get()
    assert (found.state, found.fault, found.fault_params) == (State.ACTIVE, "", {})
    assert (found.failures, found.not_before, found.rounds, found.fetch_delay) == (0, None, 1, 7200)


def test_next_round_is_within_the_hour(connected: Connection) -> None:
    with time_machine.travel(NOW, tick=False):
        health.note_check(connected)

    due = Connection.objects.get().next_poll_at
    assert due is not None
    assert NOW + timedelta(minutes=1) <= due <= NOW + timedelta(minutes=62)


def test_advised_delay_is_followed_only_when_told_to(connected: Connection, settings: Any) -> None:
    settings.CODABOX_OBEY_FETCH_DELAY = True
    with time_machine.travel(NOW, tick=False):
        dues = []
        for _ in range(20):
            health.note_check(connected, fetch_delay=7200)
            dues.append(Connection.objects.get().next_poll_at)

    assert max(due for due in dues if due) - NOW <= timedelta(minutes=124)
    assert len({due.timestamp() // 7200 for due in dues if due}) <= 2


def test_round_that_ran_out_of_time_goes_on_at_once(connected: Connection) -> None:
    with time_machine.travel(NOW, tick=False):
        health.note_check(connected, finished=False)

    assert Connection.objects.get().next_poll_at == NOW


def test_faults_in_a_row_are_tried_again_ever_later(connected: Connection) -> None:
    pauses = []
    for _ in range(4):
        connected = _after(connected, ServerFault(status=500))
        pauses.append((connected.next_poll_at or NOW) - NOW)

    longest = [timedelta(minutes=minutes) for minutes in (5, 10, 20, 40)]
    assert all(limit * 0.75 <= pause <= limit for pause, limit in zip(pauses, longest, strict=True))
    assert not connected.is_paused


def test_five_faults_in_a_row_open_the_breaker(connected: Connection) -> None:
    for _ in range(5):
        connected = _after(connected, ServerFault(status=500))

    assert connected.is_paused
    assert connected.next_poll_at == NOW + timedelta(hours=1)


def test_answer_closes_the_breaker(connected: Connection) -> None:
    Connection.objects.update(failures=9)
    health.note_check(connected)

    assert not Connection.objects.get().is_paused


def test_pause_that_codabox_asks_for_is_kept(connected: Connection) -> None:
    found = _after(connected, RateLimited(status=429, retry_after=5000))

    assert found.not_before == NOW + timedelta(seconds=5000)
    assert found.next_poll_at == found.not_before


def test_office_that_waited_longest_is_polled_first(connected: Connection, of_peeters: Connection) -> None:
    Connection.objects.filter(pk=connected.pk).update(last_check_at=NOW - timedelta(hours=2))

    assert health.hand_out(NOW) == [connected.office_id, of_peeters.office_id]


def test_new_connection_goes_before_all(connected: Connection, of_peeters: Connection) -> None:
    Connection.objects.filter(pk=of_peeters.pk).update(next_poll_at=NOW - timedelta(days=1))

    assert health.hand_out(NOW) == [connected.office_id, of_peeters.office_id]


def test_office_is_handed_out_once(connected: Connection, settings: Any) -> None:
    settings.CODABOX_QUEUE_SECONDS = 900

    assert health.hand_out(NOW) == [connected.office_id]
    assert health.hand_out(NOW + timedelta(minutes=1)) == []
    assert health.hand_out(NOW + timedelta(minutes=16)) == [connected.office_id]


@pytest.mark.parametrize(
    "unready",
    [
        {"next_poll_at": NOW + timedelta(seconds=1)},
        {"claimed_until": NOW + timedelta(seconds=1)},
        {"not_before": NOW + timedelta(seconds=1)},
        {"state": State.REFUSED},
        {"state": State.WITHDRAWN},
        {"state": State.ABSENT},
    ],
)
def test_office_that_is_not_due_is_not_handed_out(connected: Connection, unready: dict[str, Any]) -> None:
    Connection.objects.update(**unready)

    assert health.hand_out(NOW) == []


def test_tick_does_not_wait_for_the_hour(connected: Connection) -> None:
    Connection.objects.update(last_check_at=NOW - timedelta(minutes=10), next_poll_at=NOW + timedelta(minutes=50))
    assert health.hand_out(NOW) == []

    with time_machine.travel(NOW - timedelta(seconds=30), tick=False):
        audit.record(action="journal.coda.on", actor=None, office=connected.office, target="F01")

    assert health.hand_out(NOW) == [connected.office_id]
    assert health.hand_out(NOW + timedelta(minutes=5)) == []


def test_suspended_office_is_not_polled(office: Office, connected: Connection) -> None:
    Office.objects.filter(pk=office.pk).update(suspended_at=timezone.now())

    assert health.hand_out(NOW) == []


def test_handing_out_takes_two_queries_for_any_number(
    connected: Connection, of_peeters: Connection, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(4):  # and a savepoint around them
        health.hand_out(NOW)
