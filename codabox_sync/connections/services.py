"""What changes an office's connection: connecting with a token, claiming a poll, noting how a check ended."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from codabox_sync.answers import Credentials
from codabox_sync.classic import ClassicClient
from codabox_sync.connections.models import Connection
from codabox_sync.errors import CodaboxError, CredentialsRefused, PermanentFailure
from offices import audit
from offices.models import Office, User

State = Connection.State
# A poll holds its office at most this long; one that was killed lets go by itself.
CLAIM = timedelta(minutes=15)


def connection_of(office: Office) -> Connection:
    """The office's connection; a row that says *not requested* is made at first sight."""
    return Connection.objects.get_or_create(office=office)[0]


def open_client(connection: Connection) -> ClassicClient:
    """A client that speaks with the office's credentials (or without, before the token was exchanged)."""
    known = connection.is_connected
    credentials = Credentials(connection.username.reveal(), connection.password.reveal()) if known else None
    return ClassicClient(
        settings.CODABOX_BASE_URL,
        settings.CODABOX_SOFTWARE_COMPANY,
        credentials,
        office=connection.office.schema_name,
    )


def connect(*, office: Office, token: str, actor: User | None) -> Connection:
    """Exchanges the token that CodaBox mailed to the office; it works once.

    Raises `CodaboxError` when CodaBox refuses it or cannot be reached; the reason then stands on the connection. A
    connection that works is kept as it was.
    """
    connection = connection_of(office)
    try:
        with open_client(connection) as client:
            credentials = client.exchange_token(token.strip())
    except CodaboxError as error:
        if not connection.is_connected:
            note_fault(connection, error)
        audit.record(action="codabox.refused", actor=actor, office=office, reason=error.code)
        raise
    return _connected(connection, credentials, actor)


@transaction.atomic
def _connected(connection: Connection, credentials: Credentials, actor: User | None) -> Connection:
    connection.username, connection.password = credentials.username, credentials.password
    connection.state, connection.connected_at = State.ACTIVE, timezone.now()
    connection.fault, connection.fault_params = "", {}
    # A poll may be running: its claim and its counts stay as they are.
    connection.save(update_fields=("username", "password", "state", "connected_at", "fault", "fault_params"))
    audit.record(action="codabox.connected", actor=actor, office=connection.office)
    return Connection.objects.get(pk=connection.pk)


def claim(*, office: Office, by: str) -> Connection | None:
    """Takes the office for one poll, or None when another poll has it. The same caller may claim again: a task that
    is delivered a second time after its worker died goes on at once."""
    now = timezone.now()
    free = Q(claimed_until=None) | Q(claimed_until__lt=now) | Q(claimed_by=by)
    taken = Connection.objects.filter(free, office=office).exclude(state__in=[State.ABSENT, State.REFUSED])
    if not taken.update(claimed_by=by, claimed_until=now + CLAIM):
        return None
    return Connection.objects.select_related("office").get(office=office)


def release(connection: Connection) -> None:
    """Ends the claim, unless it ran out and somebody else has the office by now."""
    mine = Connection.objects.filter(pk=connection.pk, claimed_by=connection.claimed_by)
    mine.update(claimed_by="", claimed_until=None)


def note_check(connection: Connection, *, waiting: int, quarantined: int) -> None:
    """A check that reached CodaBox; the counts are what still needs a person."""
    now = timezone.now()
    Connection.objects.filter(pk=connection.pk).update(
        state=State.ACTIVE,
        last_check_at=now,
        last_success_at=now,
        fault="",
        fault_params={},
        waiting_count=waiting,
        quarantined_count=quarantined,
    )


def note_fault(connection: Connection, error: CodaboxError) -> None:
    """A check that failed. Refused credentials stop further polls until a new token is typed in."""
    state = connection.state
    if isinstance(error, CredentialsRefused):
        state = State.REFUSED
    elif connection.is_connected and isinstance(error, PermanentFailure):
        state = State.PROBLEM
    Connection.objects.filter(pk=connection.pk).update(
        state=state, last_check_at=timezone.now(), fault=error.code, fault_params=error.params
    )


def offices_to_poll() -> list[int]:
    """Offices whose connection works or may work again by itself."""
    ready = Connection.objects.filter(state__in=[State.ACTIVE, State.PROBLEM], office__suspended_at=None)
    return list(ready.order_by("last_check_at").values_list("office_id", flat=True))


@transaction.atomic
def rotate_secrets() -> int:
    """Encrypts every credential with the newest key. Raises `SecretUnreadable` before anything is written."""
    connections = list(Connection.objects.select_for_update().order_by("pk"))
    Connection.objects.bulk_update(connections, ["username", "password"])
    audit.record(action="secrets.rotated", actor=None, office=None)
    return len(connections)
