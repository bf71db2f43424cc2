"""Two workers and one office, for real: each on a connection of its own, at the same moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from time import sleep
from typing import Any

import pytest
from django.db import transaction
from django_tenants.utils import tenant_context

from codabox_sync import polling
from codabox_sync.connections import claims
from codabox_sync.connections import services as connections
from codabox_sync.connections.models import Connection
from codabox_sync.models import FileContent, ReceivedFile
from codabox_sync.sandbox.server import Sandbox
from codabox_sync.services import process_office_files
from dossiers.models import Dossier
from financial.models import Journal, StatementLine
from offices.models import Office
from tests.codabox_sync import worlds
from tests.lasting import apart, together

FILES = 12


def _books(office: Office) -> None:
    with tenant_context(office):
        dossier = Dossier.objects.create(code="WIEL", name="Wielewaal", enterprise_number=worlds.NUMBER)
        Journal.objects.create(dossier=dossier, code="F01", iban=worlds.IBAN, coda_enabled=True)


def _work(office: Office) -> bool:
    """What a worker does with a task for this office; whether it got the office."""
    result = polling.poll(office=office, by="worker")
    with tenant_context(office):
        process_office_files(office=office)
    return result is not None


@pytest.fixture
def offered(lasting_office: Office, settings: Any) -> Iterator[Sandbox]:
    """Statements for a ticked journal of an office that others see too."""
    made = worlds.world(*(worlds.entry(number) for number in range(1, FILES + 1)))
    settings.CODABOX_SOFTWARE_COMPANY, settings.CODABOX_ACK_ENABLED = made.software_company, True
    settings.CODABOX_GONE_SECONDS = 0
    with worlds.served(made) as (sandbox, url):
        settings.CODABOX_BASE_URL = url
        apart(lambda: _books(lasting_office))
        apart(lambda: connections.connect(office=lasting_office, token=made.offices[0].token, actor=None))
        yield sandbox
        apart(lambda: Connection.objects.all().delete())


@contextmanager
def _inside(office: Office) -> Iterator[None]:
    with tenant_context(office):
        yield


def _counts(office: Office) -> tuple[int, int, int]:
    with _inside(office):
        return ReceivedFile.objects.count(), FileContent.objects.count(), StatementLine.objects.count()


def test_two_workers_bring_every_file_once(lasting_office: Office, offered: Sandbox) -> None:
    got = together(*[lambda: _work(lasting_office)] * 4)

    assert got.count(True) >= 1
    apart(lambda: _work(lasting_office))
    assert apart(lambda: _counts(lasting_office)) == (FILES, FILES, FILES * 2)
    assert [entry["acknowledged"] for entry in offered.state.ledger()] == [1] * FILES


def test_files_are_worked_off_once_by_two_workers(lasting_office: Office, offered: Sandbox) -> None:
    def process() -> None:
        with tenant_context(lasting_office):
            process_office_files(office=lasting_office)

    apart(lambda: polling.poll(office=lasting_office, by="worker"))
    together(process, process, process)

    assert apart(lambda: _counts(lasting_office)) == (FILES, FILES, FILES * 2)


def test_who_waits_for_a_claim_does_not_get_one(lasting_office: Office, offered: Sandbox) -> None:
    """PostgreSQL looks again at a row that it waited for; it must look at the conditions of the claim, too."""
    made, waiting = Event(), Event()

    def first() -> bool:
        with transaction.atomic():
            got = claims.claim(office=lasting_office, by="first") is not None
            made.set()
            waiting.wait(10)
            sleep(0.3)  # until the other's update stands at the lock
        return got

    def second() -> bool:
        made.wait(10)
        waiting.set()
        return claims.claim(office=lasting_office, by="second") is not None

    assert together(first, second) == [True, False]
