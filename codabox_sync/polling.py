"""One round for one office: who its clients are, what is new for them, and into the office with it.

An office with nothing new is not entered: what a round needs of it stands in the public schema.
"""

import logging
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import connection as database
from django.db.models.functions import Greatest
from django.utils import timezone
from django_tenants.utils import schema_context, tenant_context

from codabox_sync.connections import claims, health
from codabox_sync.connections.models import Connection
from codabox_sync.errors import CodaboxError
from codabox_sync.intake import Intake, names_of
from codabox_sync.models import Feed
from codabox_sync.polling_news import Crew, News, ask
from codabox_sync.polling_roster import Outcome, Roster, follow_dossiers, level, note_outcomes, remote
from codabox_sync.provider import Lot, Provider
from codabox_sync.providers import open_provider
from financial.models import Journal
from offices.models import AuditEvent, Office

log = logging.getLogger(__name__)
LOOK_INSIDE = timedelta(days=1)
"""How long an office may stay unentered, whatever happens: what nobody told us is seen after this at the latest."""
PATIENCE = 3
"""So many clients in a row that cannot be reached end the round; one, when the office was paused."""
REDELIVERY_DAYS = 7
"""How long after somebody asked for a document its delivery is looked for in every round."""


@dataclass(slots=True)
class Result:
    """How a round ended. `work`: there are files in the office to be read, or tried again."""

    reached: bool = False
    work: bool = False
    entered: bool = False
    clients: int = 0
    faults: int = 0
    stored: int = 0


def poll(*, office: Office, by: str) -> Result | None:
    """Polls the office; None when another poll has it, or when it is not to be polled now."""
    with schema_context("public"):
        claim = claims.claim(office=office, by=by)
        if claim is None:
            return None
        try:
            return _poll(claim)
        except claims.ClaimLost:
            log.warning("poll of %s took too long, another one took over", office.schema_name)
            return None
        finally:
            claim.release()


def _poll(claim: claims.Claim) -> Result:
    connection = claim.connection
    result = Result(work=bool(connection.open_count or connection.waiting_count))
    try:
        with (
            open_provider(connection, redelivery=asks_redelivered(connection)) as provider,
            Crew(settings.CODABOX_CONCURRENCY) as workers,
        ):
            finished = Round(claim, provider, workers, result).run()
    except CodaboxError as error:
        health.note_fault(connection, error)
        log.warning("poll of %s failed: %s", connection.office.schema_name, error.code)
        return result
    result.reached = True
    health.note_check(connection, fetch_delay=provider.fetch_delay, finished=finished)
    log.info("poll of %s: %s", connection.office.schema_name, result)
    return result


def asks_redelivered(connection: Connection) -> bool:
    """Every so many rounds, in turn for the offices; in every round while somebody waits for a document."""
    asked = connection.redelivery_asked_at
    if asked and asked > timezone.now() - timedelta(days=REDELIVERY_DAYS):
        return True
    every: int = settings.CODABOX_REDELIVERY_EVERY
    return every <= 1 or (connection.rounds + connection.office_id) % every == 0


class OutOfTime(Exception):
    """A round took as long as it may."""


class Round:
    """Everything between a claim on the office and what is stored of it."""

    def __init__(self, claim: claims.Claim, provider: Provider, workers: Crew, result: Result) -> None:
        self._claim = claim
        self._connection = claim.connection
        self._provider = provider
        self._workers = workers
        self._result = result
        self._outcomes: dict[str, Outcome] = {}
        self._end = time.monotonic() + settings.CODABOX_ROUND_SECONDS

    def run(self) -> bool:
        """False when time ran out before every client was asked. Raises `CodaboxError` for a fault of the office."""
        look_inside = _must_look_inside(self._connection)
        if look_inside and self._connection.provider == Connection.Provider.CONNECT:
            with tenant_context(self._connection.office):
                follow_dossiers(self._connection)
        roster = level(self._connection, self._provider)
        self._result.clients = len(roster.clients)
        try:
            news = self._ask(roster)
            if news or look_inside or roster.renamed or self._changed_faults(roster):
                self._enter(roster, news)
        finally:
            note_outcomes(roster, self._outcomes)
        self._result.faults = sum(bool(made.fault) for made in self._outcomes.values())
        return len(self._outcomes) == len(roster.clients)

    def _ask(self, roster: Roster) -> list[News]:
        """What is new, with no database connection kept waiting for CodaBox."""
        lots = self._provider.lots((remote(client), client.cursor) for client in roster.clients.values())
        patience = 1 if self._connection.is_paused else PATIENCE
        let_go_of_database()
        found: list[News] = []
        for news in ask(self._provider, self._in_time(lots), self._workers, patience=patience):
            self._claim.renew()
            if news.fault is None and news.first:
                found.append(news)
            else:
                self._note(news, roster)
        return found

    def _in_time(self, lots: Iterable[Lot]) -> Iterator[Lot]:
        for lot in lots:
            if time.monotonic() > self._end:
                return
            yield lot

    def _note(self, news: News, roster: Roster) -> None:
        for client in news.lot.clients:
            fault = news.fault
            self._outcomes[client.key] = (
                Outcome(roster.clients[client.key].cursor, fault.code, fault.params) if fault else Outcome(news.cursor)
            )

    def _changed_faults(self, roster: Roster) -> dict[str, Outcome]:
        return {key: made for key, made in self._outcomes.items() if made.fault != roster.clients[key].fault}

    def _enter(self, roster: Roster, news: list[News]) -> None:
        # Before anything is stored: should we die on the way, the next round knows that there is work.
        connection = Connection.objects.filter(pk=self._connection.pk)
        connection.update(entered_at=timezone.now(), open_count=Greatest("open_count", 1))
        self._result.entered = self._result.work = True
        with tenant_context(self._connection.office):
            intake = Intake(self._provider, self._workers, roster.clients, self._go_on)
            with suppress(OutOfTime):
                self._take_in(intake, roster, news)
            self._result.stored = intake.stored
            self._tell_the_office(roster)

    def _take_in(self, intake: Intake, roster: Roster, news: list[News]) -> None:
        for found in news:
            self._outcomes |= intake.take_in(found)
        held = intake.fetch_held()
        self._outcomes |= {key: fault for key, fault in held.items() if key in roster.clients}

    def _go_on(self) -> None:
        """Between two steps. Raises `ClaimLost`, or `OutOfTime` for what the next round will do."""
        self._claim.renew()
        if time.monotonic() > self._end:
            raise OutOfTime

    def _tell_the_office(self, roster: Roster) -> None:
        """What pages inside the office show of its feeds: their names, their faults, and when they were checked."""
        for client in roster.renamed:
            Feed.objects.filter(key=client.key).update(**names_of(client))
        for key, made in self._changed_faults(roster).items():
            fields = {"fault": made.fault, "fault_params": dict(made.fault_params)}
            Feed.objects.update_or_create(
                key=key, defaults=fields, create_defaults=fields | names_of(roster.clients[key])
            )
        linked = Feed.objects.filter(fault="", dossier__isnull=False).values("dossier")
        Journal.objects.filter(coda_enabled=True, dossier__in=linked).update(last_checked_at=timezone.now())


def _must_look_inside(connection: Connection) -> bool:
    """Whether something in the office may have changed that decides what is fetched: a tick, a dossier."""
    entered = connection.entered_at
    if entered is None or entered < timezone.now() - LOOK_INSIDE:
        return True
    since = entered - timedelta(minutes=1)
    return AuditEvent.objects.filter(office=connection.office, at__gt=since, action__in=health.TOLD).exists()


def let_go_of_database() -> None:
    """Gives the connection back to the pool before a long wait."""
    if not database.in_atomic_block:
        database.close()
