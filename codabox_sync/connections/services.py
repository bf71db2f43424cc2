"""What changes an office's connection by hand: connecting with a token, a check at once, redelivery, new keys."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from codabox_sync.answers import Credentials
from codabox_sync.connections.claims import POLLED
from codabox_sync.connections.health import note_fault, told_since_check
from codabox_sync.connections.models import Connection
from codabox_sync.errors import CodaboxError
from codabox_sync.providers import classic_client
from offices import audit
from offices.models import Office, User

State = Connection.State
_CONNECTING = (
    *("provider", "username", "password", "state", "connected_at"),
    *("fault", "fault_params", "failures", "not_before", "next_poll_at"),
)


def connection_of(office: Office) -> Connection:
    """The office's connection; a row that says *not requested* is made at first sight."""
    return Connection.objects.get_or_create(office=office)[0]


def connect(*, office: Office, token: str, actor: User | None) -> Connection:
    """Exchanges the token that CodaBox mailed to the office; it works once.

    Raises `CodaboxError` when CodaBox refuses it or cannot be reached; the reason then stands on the connection. A
    connection that works is kept as it was.
    """
    connection = connection_of(office)
    try:
        with classic_client(connection) as client:
            credentials = client.exchange_token(token.strip())
    except CodaboxError as error:
        if not connection.is_connected:
            note_fault(connection, error)
        audit.record(action="codabox.refused", actor=actor, office=office, reason=error.code)
        raise
    return _connected(connection, credentials, actor)


@transaction.atomic
def _connected(connection: Connection, credentials: Credentials, actor: User | None) -> Connection:
    connection.provider = Connection.Provider.CLASSIC
    connection.username, connection.password = credentials.username, credentials.password
    connection.state, connection.connected_at = State.TOKEN_ENTERED, timezone.now()  # a check makes it active
    connection.fault, connection.fault_params, connection.failures = "", {}, 0
    connection.not_before, connection.next_poll_at = None, None  # due at once
    # A poll may be running: its claim and its counts stay as they are.
    connection.save(update_fields=_CONNECTING)
    audit.record(action="codabox.connected", actor=actor, office=connection.office)
    return Connection.objects.get(pk=connection.pk)


def may_check_now(office: Office) -> bool:
    """Whether a check by hand is worth a task: the connection works, nobody is checking, the last check was not a
    moment ago or a journal was ticked since, and CodaBox did not ask us to wait."""
    now = timezone.now()
    recent = now - timedelta(seconds=settings.CODABOX_CHECK_NOW_SECONDS)
    return Connection.objects.filter(
        Q(last_check_at=None) | Q(last_check_at__lt=recent) | Q(told_since_check()),
        Q(not_before=None) | Q(not_before__lte=now),
        Q(claimed_until=None) | Q(claimed_until__lt=now),
        office=office,
        state__in=POLLED,
    ).exists()


def expect_redelivery(office: Office) -> None:
    """Somebody asked CodaBox to deliver a document again: from now on every round looks for it, for a week."""
    Connection.objects.filter(office=office).update(redelivery_asked_at=timezone.now())


@transaction.atomic
def rotate_secrets() -> int:
    """Encrypts every credential with the newest key. Raises `SecretUnreadable` before anything is written."""
    connections = list(Connection.objects.select_for_update().order_by("pk"))
    Connection.objects.bulk_update(connections, ["username", "password"])
    audit.record(action="secrets.rotated", actor=None, office=None)
    return len(connections)
