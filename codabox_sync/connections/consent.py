"""The consent of an office at CodaBox Connect: asked, given or denied in MyCodaBox, perhaps withdrawn there later.

CodaBox does not tell us of a change, so the consent is read again: when the office comes back from MyCodaBox, once a
day, and as soon as documents are refused. What the browser brings back is never believed.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from codabox_sync.connect.answers import Consent
from codabox_sync.connections.models import Connection
from codabox_sync.connections.services import connection_of
from codabox_sync.errors import (
    AccessRefused,
    CodaboxError,
    ConsentDenied,
    ConsentRefused,
    ConsentUnclear,
    ConsentWithdrawn,
    Gone,
)
from codabox_sync.providers import connect_client
from offices import audit
from offices.models import Office, User

log = logging.getLogger(__name__)
State = Connection.State
Provider = Connection.Provider
_DOUBTS = {ConsentRefused.code, ConsentUnclear.code}
"""Faults that say nothing but that the consent may be gone."""
_FIELDS = (
    *("provider", "state", "consent_id", "accounting_office_id", "confirmation_uri", "consent_checked_at"),
    *("connected_at", "fault", "fault_params", "failures", "not_before", "next_poll_at"),
)


def ask_consent(*, office: Office, number: str, redirect_uri: str, actor: User | None) -> Connection:
    """Asks CodaBox for a consent of the office with this enterprise number (10 digits). The office gives it at the
    connection's `confirmation_uri`, and comes back at `redirect_uri`. A connection that works goes on until then.

    Raises `CodaboxError`: AlreadyRegistered, OfficeUnknown, ApplicationUnusable, or whatever a call may raise.
    """
    connection = connection_of(office)
    with connect_client(connection) as client:
        consent = client.ask_consent(number, redirect_uri)
    with transaction.atomic():
        connection = _locked(connection)
        connection.consent_id, connection.confirmation_uri = consent.id, consent.confirmation_uri
        connection.consent_checked_at = timezone.now()
        if not connection.is_connected:
            connection.provider, connection.state = Provider.CONNECT, State.CONSENT_ASKED
            connection.fault, connection.fault_params = "", {}
        connection.save(update_fields=_FIELDS)
        audit.record(action="codabox.consent_asked", actor=actor, office=office)
    return connection


def refresh_consent(connection: Connection, *, actor: User | None = None) -> Connection:
    """Reads the consent by its id and moves the connection to what it says. Nothing to do when none was asked.

    Raises `CodaboxError` when CodaBox cannot tell now; the connection then stays as it is.
    """
    if not connection.consent_id:
        return connection
    try:
        with connect_client(connection) as client:
            consent: Consent | None = client.consent(connection.consent_id)
    except (Gone, AccessRefused):
        consent = None  # it may not even be looked at any more
    with transaction.atomic():
        return _moved(_locked(connection), consent, actor)


def consents_to_check(now: datetime) -> list[Connection]:
    """Those not read for `CONNECT_CONSENT_CHECK_HOURS`, and those whose documents were refused since."""
    due = now - timedelta(hours=settings.CONNECT_CONSENT_CHECK_HOURS)
    old = Q(consent_checked_at=None) | Q(consent_checked_at__lte=due)
    waiting = Q(state=State.CONSENT_ASKED) | Q(fault=ConsentRefused.code, provider=Provider.CONNECT)
    asked = Connection.objects.filter(old | waiting, office__suspended_at=None).exclude(consent_id="")
    return list(asked.select_related("office").order_by("consent_checked_at"))


def check_consents() -> None:
    """Reads every consent that is due. One that cannot be read now waits for the next time."""
    for connection in consents_to_check(timezone.now()):
        try:
            refresh_consent(connection)
        except CodaboxError as error:
            log.warning("consent of %s cannot be read: %s", connection.office.schema_name, error.code)


def _locked(connection: Connection) -> Connection:
    return Connection.objects.select_for_update(of=("self",)).select_related("office").get(pk=connection.pk)


def _moved(connection: Connection, consent: Consent | None, actor: User | None) -> Connection:
    """The connection as the consent says; None is a consent that CodaBox keeps from us."""
    connection.consent_checked_at = timezone.now()
    status = consent.status.lower() if consent else "withdrawn"
    if consent and status == "confirmed" and consent.office_id:
        _confirmed(connection, consent, actor)
    elif status == "denied":
        _closed(connection, State.REFUSED, ConsentDenied(), actor)
    elif consent is None or status in settings.CONNECT_WITHDRAWN_STATUSES:
        _closed(connection, State.WITHDRAWN, ConsentWithdrawn(), actor)
    elif status != "unconfirmed":
        _unclear(connection, consent)
    connection.save(update_fields=_FIELDS)
    return connection


def _confirmed(connection: Connection, consent: Consent, actor: User | None) -> None:
    known = connection.provider == Provider.CONNECT and connection.is_connected
    if known and connection.fault not in _DOUBTS:
        return  # as it was; what else may be wrong with it is for the poll to say
    connection.provider, connection.state = Provider.CONNECT, State.ACTIVE
    connection.accounting_office_id = consent.office_id
    connection.fault, connection.fault_params = "", {}
    if known:
        return  # the doubt was unfounded: on with it, at its usual time
    connection.connected_at, connection.failures = timezone.now(), 0
    connection.not_before, connection.next_poll_at = None, None  # due at once
    audit.record(action="codabox.consent_given", actor=actor, office=connection.office)


def _closed(connection: Connection, state: str, error: CodaboxError, actor: User | None) -> None:
    if connection.provider == Provider.CLASSIC and connection.is_connected:
        connection.consent_id = connection.confirmation_uri = ""  # the token goes on working
    elif connection.state != state:
        connection.accounting_office_id, connection.state = "", state
        connection.fault, connection.fault_params = error.code, error.params
        audit.record(action=f"codabox.{error.code}", actor=actor, office=connection.office)


def _unclear(connection: Connection, consent: Consent) -> None:
    if connection.provider == Provider.CONNECT:
        connection.state = State.PROBLEM
        connection.fault, connection.fault_params = ConsentUnclear.code, ConsentUnclear(detail=consent.status).params
