"""A round by CodaBox Connect, end to end: consent, one search for all clients, files stored once, lines to see."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from codabox_sync import polling
from codabox_sync.connections import consent
from codabox_sync.connections.models import ConnectedClient, Connection
from codabox_sync.models import Feed, FileContent, ReceivedFile
from codabox_sync.sandbox.model import CONNECT_ID, CONNECT_SECRET
from codabox_sync.sandbox.scenario import Scenario
from codabox_sync.sandbox.server import Sandbox, connect_url
from codabox_sync.services import process_office_files
from dossiers.models import Dossier
from financial.models import Journal, StatementLine
from offices.models import Office
from tests.codabox_sync import worlds

State = ReceivedFile.State


@pytest.fixture
def sandbox(office: Office, journal: Journal, settings: Any) -> Iterator[Sandbox]:
    """Janssens is connected by consent; CodaBox has a statement of two lines for its one client."""
    made = worlds.world(worlds.entry(1))
    made.offices[0].enterprise_number = office.enterprise_number
    settings.CODABOX_ATTEMPTS = 1
    settings.CODABOX_GONE_SECONDS = 0
    settings.IBANITY_CLIENT_ID, settings.IBANITY_CLIENT_SECRET = CONNECT_ID, CONNECT_SECRET
    with worlds.served(made) as (sandbox, url):
        settings.IBANITY_URL = connect_url(url)
        asked = consent.ask_consent(office=office, number=office.enterprise_number, redirect_uri="", actor=None)
        sandbox.state.decide(asked.consent_id, "confirmed")
        consent.refresh_consent(asked)
        yield sandbox


def poll(office: Office) -> polling.Result:
    result = polling.poll(office=office, by="task")
    assert result is not None
    if result.work:
        process_office_files(office=office)
    return result


def formats() -> list[str]:
    """What is kept of the one file."""
    return list(FileContent.objects.order_by("format").values_list("format", flat=True))


def play(sandbox: Sandbox, match: str, **fault: Any) -> None:
    sandbox.play(Scenario.parse({"rules": [{"match": match, "fault": fault, "times": 1}]}))


def test_statement_becomes_lines(office: Office, sandbox: Sandbox) -> None:
    poll(office)

    file = ReceivedFile.objects.get()
    assert file.external_id == f"bankAccountStatement:{sandbox.state.world.offices[0].clients[0].entries[0].feed_index}"
    assert (file.state, file.iban) == (State.IMPORTED, worlds.IBAN)
    assert [str(line.amount) for line in StatementLine.objects.order_by("sequence")] == ["121.000", "-40.000"]


def test_clients_are_the_dossiers_with_a_number(office: Office, dossier: Dossier, sandbox: Sandbox) -> None:
    poll(office)

    assert list(ConnectedClient.objects.values_list("key", "name", "listed")) == [
        (dossier.enterprise_number, dossier.name, True)
    ]
    assert Feed.objects.get().dossier == dossier


def test_round_without_news_does_not_enter_the_office(office: Office, sandbox: Sandbox) -> None:
    for _round in range(2):
        poll(office)

    quiet = poll(office)

    assert (quiet.reached, quiet.entered, quiet.stored) == (True, False, 0)


def test_overlap_brings_nothing_twice(office: Office, sandbox: Sandbox) -> None:
    poll(office)
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        poll(office)

    assert ReceivedFile.objects.count() == 1
    assert StatementLine.objects.count() == 2
    assert [row["downloaded"] for row in sandbox.state.ledger()] == [1]


@pytest.mark.parametrize("fault", [{"status": 500}, {"reset": True}, {"truncate": 5}, {"html": True}])
def test_document_that_fails_is_fetched_next_time(office: Office, sandbox: Sandbox, fault: dict[str, Any]) -> None:
    play(sandbox, "GET accounting-offices/*", **fault)
    poll(office)
    assert not StatementLine.objects.exists()

    poll(office)

    assert StatementLine.objects.count() == 2


def test_format_that_comes_later_is_fetched_then(office: Office, sandbox: Sandbox, settings: Any) -> None:
    settings.CODABOX_GONE_SECONDS = 7200
    document = sandbox.state.world.offices[0].clients[0].entries[0]
    poll(office)
    assert formats() == ["cod"]

    document.contents["pdf"] = b"%PDF-1.4"
    poll(office)
    assert formats() == ["cod", "pdf"]

    poll(office)
    assert poll(office).entered is False  # nothing is awaited any more


def test_file_that_is_asked_for_again_comes_at_once(office: Office, sandbox: Sandbox) -> None:
    poll(office)
    FileContent.objects.all().delete()
    ReceivedFile.objects.update(state=State.GONE, reason="no_content", asked_again_at=timezone.now())
    Connection.objects.update(entered_at=None)

    poll(office)

    file = ReceivedFile.objects.get()
    assert formats() == ["cod"]
    assert (file.asked_again_at, file.state) == (None, State.DUPLICATE)


def test_withdrawn_consent_stops_the_polls(office: Office, sandbox: Sandbox) -> None:
    sandbox.state.decide(Connection.objects.get().consent_id, "cancelled")

    poll(office)
    assert Connection.objects.get().fault == "consent_refused"

    consent.check_consents()
    assert Connection.objects.get().state == "withdrawn"
    assert polling.poll(office=office, by="task") is None


def test_no_secret_in_the_log_of_a_whole_round(
    office: Office, sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("", "httpx", "httpcore"):
        caplog.set_level(logging.DEBUG, name)
    play(sandbox, "POST */document-searches", status=503)
    poll(office)
    sandbox.connect.forget_tokens()
    poll(office)

    tokens = [*sandbox.connect._tokens, CONNECT_SECRET]
    assert len(caplog.messages) > 20
    assert [line for line in caplog.messages if any(secret in line for secret in tokens) or "Bearer" in line] == []
