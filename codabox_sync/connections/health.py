"""How a round with CodaBox ended, what follows from it for the next one, and which offices are due."""

import random
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from codabox_sync.connections.claims import POLLED
from codabox_sync.connections.models import Connection
from codabox_sync.errors import CodaboxError, ConsentRefused, CredentialsRefused, PermanentFailure, TemporaryFailure
from codabox_sync.schedule import back_off, next_slot
from offices.models import AuditEvent, Office

State = Connection.State
TOLD = ("journal.coda.on", "dossier.financial.on", "file.asked_again")
"""What people do in an office that decides what is fetched."""
_SOON = timedelta(minutes=2)


def note_check(connection: Connection, *, fetch_delay: int | None = None, finished: bool = True) -> None:
    """A round that reached CodaBox. One that ran out of time (`finished` is false) goes on as soon as it can."""
    now = timezone.now()
    Connection.objects.filter(pk=connection.pk).update(
        state=State.ACTIVE,
        last_check_at=now,
        last_success_at=now,
        fault="",
        fault_params={},
        failures=0,
        not_before=None,
        rounds=F("rounds") + 1,
        fetch_delay=fetch_delay,
        next_poll_at=_next_round(connection, now, fetch_delay) if finished else now,
    )


def note_fault(connection: Connection, error: CodaboxError) -> None:
    """A round that failed as a whole. Refused credentials stop further polls until a new token is typed in; what may
    pass by itself is tried again, each time later; what CodaBox asks to wait for is waited for."""
    now = timezone.now()
    failures = connection.failures + 1
    wait = error.retry_after if isinstance(error, TemporaryFailure) else None
    not_before = now + timedelta(seconds=wait) if wait else None
    again = _try_again(connection, error, failures, now)
    Connection.objects.filter(pk=connection.pk).update(
        state=_state_after(connection, error),
        last_check_at=now,
        fault=error.code,
        fault_params=error.params,
        failures=failures,
        not_before=not_before,
        next_poll_at=max(again, not_before or again),
    )


def note_backlog(office: Office, *, open_files: int, waiting: int, quarantined: int) -> None:
    """What is left to do in the office, for those who do not enter it."""
    Connection.objects.filter(office=office).update(
        open_count=open_files, waiting_count=waiting, quarantined_count=quarantined
    )


def told_since_check(*, after: datetime | None = None) -> Exists:
    """Whether somebody told us something (`TOLD`) since the last check of a connection, and `after` that moment."""
    told = AuditEvent.objects.filter(office=OuterRef("office"), at__gt=OuterRef("last_check_at"), action__in=TOLD)
    return Exists(told.filter(at__gt=after) if after else told)


@transaction.atomic
def hand_out(now: datetime) -> list[int]:
    """The offices that are due, the one that waited longest first; who ticked a journal does not wait for the hour.

    Each is given out once: a task that does not come to its turn within `CODABOX_QUEUE_SECONDS` lapses, and the office
    is due again.
    """
    ready = Connection.objects.filter(
        Q(next_poll_at=None) | Q(next_poll_at__lte=now) | Q(told_since_check(after=now - _SOON)),
        Q(claimed_until=None) | Q(claimed_until__lt=now),
        Q(not_before=None) | Q(not_before__lte=now),
        state__in=POLLED,
        office__suspended_at=None,
    )
    due = ready.order_by(F("last_check_at").asc(nulls_first=True), "next_poll_at", "pk")
    offices = dict(due.select_for_update(of=("self",), skip_locked=True).values_list("pk", "office_id"))
    again = now + timedelta(seconds=settings.CODABOX_QUEUE_SECONDS)
    Connection.objects.filter(pk__in=offices).update(next_poll_at=again)
    return list(offices.values())


def _next_round(connection: Connection, now: datetime, fetch_delay: int | None) -> datetime:
    interval: float = settings.CODABOX_POLL_SECONDS
    if settings.CODABOX_OBEY_FETCH_DELAY:
        interval = max(interval, fetch_delay or 0)
    return next_slot(connection.office_id, now, interval=interval, rng=random.random)


def _try_again(connection: Connection, error: CodaboxError, failures: int, now: datetime) -> datetime:
    if isinstance(error, PermanentFailure):
        return _next_round(connection, now, connection.fetch_delay)
    if failures >= settings.CODABOX_BREAKER_FAILURES:
        return now + timedelta(seconds=settings.CODABOX_BREAKER_SECONDS)
    return now + back_off(failures, longest=settings.CODABOX_POLL_SECONDS, rng=random.random)


def _state_after(connection: Connection, error: CodaboxError) -> str:
    if isinstance(error, CredentialsRefused):
        return State.REFUSED
    if isinstance(error, ConsentRefused):
        return State.WITHDRAWN
    if connection.state in POLLED and isinstance(error, PermanentFailure):
        return State.PROBLEM
    return connection.state
