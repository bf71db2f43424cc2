"""One poll of an office at a time, whoever asks, and however long it takes."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from codabox_sync.connections.claims import Claim, ClaimLost, claim
from codabox_sync.connections.models import Connection
from offices.models import Office
from tests.lasting import apart, together

State = Connection.State


@pytest.fixture
def connected(office: Office) -> Connection:
    return Connection.objects.create(office=office, state=State.ACTIVE, username="SB-1", password="secret-1")


def test_second_poll_is_turned_away_while_one_runs(office: Office, connected: Connection) -> None:
    assert claim(office=office, by="task-1") is not None
    assert claim(office=office, by="task-2") is None


def test_task_delivered_twice_is_two_callers(office: Office, connected: Connection) -> None:
    claim(office=office, by="task-1")

    assert claim(office=office, by="task-1") is None


def test_dead_poll_lets_go_by_itself(office: Office, connected: Connection, settings: pytest.FixtureRequest) -> None:
    claim(office=office, by="task-1")

    with time_machine.travel(timezone.now() + timedelta(seconds=901)):
        assert claim(office=office, by="task-2") is not None


def test_release_ends_the_claim(office: Office, connected: Connection) -> None:
    held = claim(office=office, by="task-1")
    assert held is not None
    held.release()

    assert claim(office=office, by="task-2") is not None


def test_late_release_does_not_take_the_office_from_its_new_owner(office: Office, connected: Connection) -> None:
    late = claim(office=office, by="task-1")
    assert late is not None
    Connection.objects.update(claimed_by="task-2")
    late.release()

    assert Connection.objects.get().claimed_by == "task-2"


def _held(connected: Connection, passed: float) -> Claim:
    """A claim that is `passed` seconds old by its own clock, and ends in a moment."""
    times = iter([0.0, passed, passed, passed])
    Connection.objects.update(claimed_by="task-1", claimed_until=timezone.now() + timedelta(seconds=1))
    return Claim(Connection.objects.get(), clock=lambda: next(times))


def test_long_poll_renews_its_claim(connected: Connection) -> None:
    _held(connected, passed=300).renew()

    until = Connection.objects.get().claimed_until
    assert until is not None
    assert until > timezone.now() + timedelta(seconds=800)


def test_young_claim_costs_no_query(connected: Connection, django_assert_num_queries: object) -> None:
    held = _held(connected, passed=1)

    with django_assert_num_queries(0):  # type: ignore[operator]
        held.renew()


def test_poll_that_lost_its_office_is_told(connected: Connection) -> None:
    held = _held(connected, passed=300)
    Connection.objects.update(claimed_by="task-2")

    with pytest.raises(ClaimLost):
        held.renew()


@pytest.mark.parametrize("state", [State.ABSENT, State.CONSENT_ASKED, State.REFUSED, State.WITHDRAWN])
def test_office_without_a_working_connection_is_not_claimed(
    office: Office, connected: Connection, state: State
) -> None:
    Connection.objects.update(state=state)

    assert claim(office=office, by="task-1") is None


def test_office_is_left_alone_until_codabox_wants_it_back(office: Office, connected: Connection) -> None:
    Connection.objects.update(not_before=timezone.now() + timedelta(minutes=10))

    assert claim(office=office, by="task-1") is None
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert claim(office=office, by="task-1") is not None


def test_of_many_at_the_same_moment_one_gets_the_office(lasting_office: Office) -> None:
    apart(lambda: Connection.objects.create(office=lasting_office, state=State.ACTIVE))

    try:
        held = together(*[lambda: claim(office=lasting_office, by="racer")] * 8)
    finally:
        apart(lambda: Connection.objects.all().delete())

    assert sum(one is not None for one in held) == 1
