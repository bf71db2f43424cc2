"""What a round costs: an office with nothing new is not entered, and clients with nothing new cost no queries."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from codabox_sync import polling
from codabox_sync.connections.models import ConnectedClient, Connection
from codabox_sync.sandbox.model import Office as SandboxOffice
from codabox_sync.sandbox.model import World
from codabox_sync.sandbox.scenario import Scenario
from codabox_sync.sandbox.server import Sandbox
from codabox_sync.services import process_office_files
from financial.models import Journal
from financial.services import switch_coda
from offices.models import Office
from tests.codabox_sync import worlds


def _world(clients: int) -> World:
    office = SandboxOffice.named("Kantoor Janssens")
    for number in range(clients):
        office.add_client(f"Client {number}")
    return World([office])


def _poll(office: Office) -> polling.Result:
    result = polling.poll(office=office, by="task")
    assert result is not None
    return result


@pytest.fixture
def quiet(office: Office, connect: worlds.Connect) -> Iterator[Sandbox]:
    """Ten clients, polled once, with nothing new."""
    with connect(_world(10)) as sandbox:
        _poll(office)
        process_office_files(office=office)
        yield sandbox


def _queries(office: Office) -> int:
    with CaptureQueriesContext(connection) as queries:
        _poll(office)
    return len(queries)


def test_queries_do_not_grow_with_clients_that_have_nothing_new(office: Office, connect: worlds.Connect) -> None:
    with connect(_world(10)):
        _poll(office)
        few = _queries(office)
    Connection.objects.all().delete()
    with connect(_world(100)):
        _poll(office)
        many = _queries(office)

    assert ConnectedClient.objects.count() == 100
    assert (few, many) == (few, few)
    assert few <= 12


def test_first_sight_of_many_clients_costs_no_more_queries(office: Office, connect: worlds.Connect) -> None:
    with connect(_world(10)):
        few = _queries(office)
    Connection.objects.all().delete()
    with connect(_world(100)):
        assert _queries(office) == few


def test_office_with_nothing_new_is_not_entered(office: Office, quiet: Sandbox) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA {office.schema_name} CASCADE")

    result = _poll(office)

    assert (result.reached, result.entered, result.work, result.clients) == (True, False, False, 10)


def test_faults_in_the_same_words_cost_no_query_each(office: Office, quiet: Sandbox) -> None:
    quiet.scenario = Scenario.parse({"rules": [{"match": "GET delivery/feed/*", "fault": {"status": 403}}]})
    _poll(office)
    with CaptureQueriesContext(connection) as queries:
        result = _poll(office)

    assert (result.faults, result.entered) == (10, False)
    assert len(queries) <= 20


def test_tick_in_the_office_is_a_reason_to_enter(office: Office, quiet: Sandbox, journal: Journal) -> None:
    Journal.objects.update(coda_enabled=False)
    Connection.objects.update(entered_at=timezone.now())
    switch_coda(journal=Journal.objects.get(), on=True, actor=None, office=office)

    assert _poll(office).entered is True


def test_office_is_looked_into_once_a_day(office: Office, quiet: Sandbox) -> None:
    assert _poll(office).entered is False

    Connection.objects.update(entered_at=timezone.now() - polling.LOOK_INSIDE)
    assert _poll(office).entered is True


def test_redelivery_feeds_are_asked_now_and_then(office: Office, quiet: Sandbox, settings: Any) -> None:
    settings.CODABOX_REDELIVERY_EVERY = 6
    asked = []
    for rounds in range(12):
        Connection.objects.update(rounds=rounds)
        found = Connection.objects.get()
        asked.append(polling.asks_redelivered(found))

    assert asked.count(True) == 2


def test_redelivery_is_looked_for_at_once_when_somebody_asked(office: Office, quiet: Sandbox, settings: Any) -> None:
    settings.CODABOX_REDELIVERY_EVERY = 1000
    Connection.objects.update(rounds=1, redelivery_asked_at=timezone.now())

    assert polling.asks_redelivered(Connection.objects.get()) is True
