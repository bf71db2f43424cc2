"""The office's way into CodaBox: a token that works once, secrets that stay secret, a check at once."""

from datetime import timedelta

import pytest
from django.db import connection as database
from django.utils import timezone

from codabox_sync import polling
from codabox_sync.connections import services
from codabox_sync.connections.models import Connection
from codabox_sync.errors import CodaboxError, TokenUnknown
from offices import audit
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
    assert (found.state, found.is_connected, found.fault) == (State.TOKEN_ENTERED, True, "")
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

    assert (Connection.objects.get().state, Connection.objects.get().fault) == (State.TOKEN_ENTERED, "")
    assert actions() == [("codabox.connected", None), ("codabox.refused", "Olga")]


def test_first_round_makes_the_connection_active(office: Office, connect: worlds.Connect) -> None:
    with connect(worlds.world()):
        polling.poll(office=office, by="task-1")

    assert Connection.objects.get().state == State.ACTIVE


def test_wrong_token_leaves_its_reason(office: Office, connect: worlds.Connect) -> None:
    with connect(worlds.world()):
        Connection.objects.all().delete()
        with pytest.raises(CodaboxError):
            services.connect(office=office, token="no-such-token", actor=None)

    found = Connection.objects.get()
    assert (found.state, found.fault, found.is_connected) == (State.ABSENT, "token_unknown", False)


def test_new_token_ends_a_fault_and_leaves_a_running_poll_alone(office: Office, connect: worlds.Connect) -> None:
    made = worlds.world()
    later = timezone.now() + timedelta(minutes=15)
    Connection.objects.create(office=office, state=State.REFUSED, fault="credentials_refused", waiting_count=3)
    Connection.objects.update(claimed_by="task-1", claimed_until=later, failures=7, next_poll_at=later)
    with connect(made):
        pass

    found = Connection.objects.get()
    assert (found.state, found.fault) == (State.TOKEN_ENTERED, "")
    assert (found.claimed_by, found.waiting_count) == ("task-1", 3)
    assert (found.failures, found.next_poll_at) == (0, None)


def test_rotation_keeps_the_secrets_and_encrypts_them_anew(office: Office, connected: Connection) -> None:
    def stored() -> str:
        with database.cursor() as cursor:
            cursor.execute("SELECT password FROM connections_connection")
            return str(cursor.fetchone()[0])

    before = stored()

    assert services.rotate_secrets() == 1
    assert stored() != before
    assert Connection.objects.get().password.reveal() == "secret-1"


def test_check_by_hand_is_for_an_office_that_works(office: Office, connected: Connection) -> None:
    assert services.may_check_now(office) is True

    Connection.objects.update(state=State.REFUSED)
    assert services.may_check_now(office) is False


@pytest.mark.parametrize(
    "busy",
    [
        {"last_check_at": timedelta(seconds=-5)},
        {"claimed_until": timedelta(seconds=5)},
        {"not_before": timedelta(seconds=5)},
    ],
)
def test_check_by_hand_waits_its_turn(office: Office, connected: Connection, busy: dict[str, timedelta]) -> None:
    Connection.objects.update(**{name: timezone.now() + away for name, away in busy.items()})

    assert services.may_check_now(office) is False


def test_who_ticked_a_journal_checks_at_once(office: Office, connected: Connection) -> None:
    Connection.objects.update(last_check_at=timezone.now())

    audit.record(action="journal.coda.on", actor=None, office=office, target="F01")

    assert services.may_check_now(office) is True
