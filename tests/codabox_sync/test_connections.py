"""The office's way into CodaBox: a token that works once, one poll at a time, and how a check ended."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection as database
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from codabox_sync.connections import services
from codabox_sync.connections.models import Connection
from codabox_sync.connections.services import CLAIM
from codabox_sync.errors import AccessRefused, CodaboxError, CredentialsRefused, TimedOut, TokenUnknown
from offices.models import AuditEvent, Office, User
from tests.codabox_sync import worlds

State = Connection.State


@pytest.fixture
def connected(office: Office) -> Connection:
    return Connection.objects.create(office=office, state=State.ACTIVE, username="SB-1", password="secret-1")


def actions() -> list[tuple[str, str | None]]:
    found = AuditEvent.objects.filter(action__startswith="codabox").order_by("pk").select_related("actor")
    return [(event.action, event.actor.name if event.actor else None) for event in found]


def test_office_begins_without_a_connection(office: Office) -> None:
    found = services.connection_of(office)

    assert (found.state, found.is_connected) == (State.ABSENT, False)
    assert services.connection_of(office).pk == found.pk


def test_token_brings_credentials(office: Office, owner: User, connect: worlds.Connect) -> None:
    made = worlds.world()
    with connect(made):
        pass

    found = Connection.objects.get()
    assert (found.state, found.is_connected, found.fault) == (State.ACTIVE, True, "")
    assert found.username.reveal() == made.offices[0].username
    assert found.password.reveal() == made.offices[0].password


def test_credentials_are_unreadable_in_the_database(office: Office, connected: Connection) -> None:
    with database.cursor() as cursor:
        cursor.execute("SELECT username, password FROM connections_connection")
        stored = " ".join(cursor.fetchone())

    assert "SB-1" not in stored
    assert "secret-1" not in stored


def test_token_works_once_and_a_working_connection_survives_the_second_try(
    office: Office, owner: User, connect: worlds.Connect
) -> None:
    made = worlds.world()
    with connect(made), pytest.raises(TokenUnknown):
        services.connect(office=office, token=made.offices[0].token, actor=owner)

    assert (Connection.objects.get().state, Connection.objects.get().fault) == (State.ACTIVE, "")
    assert actions() == [("codabox.connected", None), ("codabox.refused", "Olga")]


def test_wrong_token_leaves_its_reason(office: Office, connect: worlds.Connect) -> None:
    with connect(worlds.world()):
        Connection.objects.all().delete()
        with pytest.raises(CodaboxError):
            services.connect(office=office, token="no-such-token", actor=None)

    found = Connection.objects.get()
    assert (found.state, found.fault, found.is_connected) == (State.ABSENT, "token_unknown", False)


def test_new_token_ends_a_fault_and_leaves_a_running_poll_alone(office: Office, connect: worlds.Connect) -> None:
    made = worlds.world()
    Connection.objects.create(office=office, state=State.REFUSED, fault="credentials_refused", waiting_count=3)
    Connection.objects.update(claimed_by="task-1", claimed_until=timezone.now() + CLAIM)
    with connect(made):
        pass

    found = Connection.objects.get()
    assert (found.state, found.fault) == (State.ACTIVE, "")
    assert (found.claimed_by, found.waiting_count) == ("task-1", 3)


def test_second_poll_is_turned_away_while_one_runs(office: Office, connected: Connection) -> None:
    assert services.claim(office=office, by="task-1") is not None
    assert services.claim(office=office, by="task-2") is None


def test_same_task_may_claim_again(office: Office, connected: Connection) -> None:
    services.claim(office=office, by="task-1")

    assert services.claim(office=office, by="task-1") is not None


def test_dead_poll_lets_go_by_itself(office: Office, connected: Connection) -> None:
    services.claim(office=office, by="task-1")

    with time_machine.travel(timezone.now() + CLAIM + timedelta(seconds=1)):
        assert services.claim(office=office, by="task-2") is not None


def test_release_ends_the_claim(office: Office, connected: Connection) -> None:
    claimed = services.claim(office=office, by="task-1")
    assert claimed is not None
    services.release(claimed)

    assert services.claim(office=office, by="task-2") is not None


def test_late_release_does_not_take_the_office_from_its_new_owner(office: Office, connected: Connection) -> None:
    late = services.claim(office=office, by="task-1")
    assert late is not None
    Connection.objects.update(claimed_by="task-2")
    services.release(late)

    assert Connection.objects.get().claimed_by == "task-2"


@pytest.mark.parametrize("state", [State.ABSENT, State.REFUSED])
def test_office_without_a_working_connection_is_not_claimed(
    office: Office, connected: Connection, state: State
) -> None:
    Connection.objects.update(state=state)

    assert services.claim(office=office, by="task-1") is None


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (CredentialsRefused(status=401), State.REFUSED),
        (AccessRefused(status=403), State.PROBLEM),
        (TimedOut(), State.ACTIVE),
    ],
)
def test_fault_is_kept_and_only_some_change_the_state(
    office: Office, connected: Connection, error: CodaboxError, state: State
) -> None:
    services.note_fault(connected, error)

    found = Connection.objects.get()
    assert (found.state, found.fault, found.last_success_at) == (state, error.code, None)
    assert found.last_check_at is not None


def test_good_check_ends_every_fault(office: Office, connected: Connection) -> None:
    services.note_fault(connected, AccessRefused(status=403))
    services.note_check(connected, waiting=2, quarantined=1)

    found = Connection.objects.get()
    assert (found.state, found.fault, found.fault_params) == (State.ACTIVE, "", {})
    assert (found.waiting_count, found.quarantined_count) == (2, 1)


@pytest.fixture
def peeters_connection(peeters: Office) -> Connection:
    return Connection.objects.create(office=peeters, state=State.ACTIVE, last_check_at=timezone.now())


def test_office_that_waited_longest_is_polled_first(connected: Connection, peeters_connection: Connection) -> None:
    Connection.objects.filter(pk=connected.pk).update(last_check_at=timezone.now() - timedelta(hours=2))

    assert services.offices_to_poll() == [connected.office_id, peeters_connection.office_id]


@pytest.mark.parametrize(
    ("state", "polled"), [(State.ABSENT, 0), (State.ACTIVE, 1), (State.PROBLEM, 1), (State.REFUSED, 0)]
)
def test_polled_is_what_may_work(connected: Connection, state: State, polled: int) -> None:
    Connection.objects.update(state=state)

    assert len(services.offices_to_poll()) == polled


def test_suspended_office_is_not_polled(office: Office, connected: Connection) -> None:
    Office.objects.filter(pk=office.pk).update(suspended_at=timezone.now())

    assert services.offices_to_poll() == []


def test_list_of_offices_is_one_query(
    connected: Connection, peeters_connection: Connection, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        services.offices_to_poll()


def test_rotation_keeps_the_secrets_and_encrypts_them_anew(office: Office, connected: Connection) -> None:
    def stored() -> str:
        with database.cursor() as cursor:
            cursor.execute("SELECT password FROM connections_connection")
            return str(cursor.fetchone()[0])

    before = stored()

    assert services.rotate_secrets() == 1
    assert stored() != before
    assert Connection.objects.get().password.reveal() == "secret-1"
