"""Whatever goes wrong at CodaBox for a while, in the end every document is stored once, whole, and booked once."""

import random
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from typing import Any

import pytest

from codabox_sync import polling
from codabox_sync.connections import consent, services
from codabox_sync.connections.models import Connection
from codabox_sync.models import FileContent, ReceivedFile
from codabox_sync.sandbox.model import CONNECT_ID, CONNECT_SECRET, Entry
from codabox_sync.sandbox.scenario import Scenario
from codabox_sync.sandbox.server import Sandbox, connect_url
from codabox_sync.services import process_office_files
from financial.models import Journal, StatementLine
from offices.models import Office
from tests.codabox_sync import worlds

ROUNDS = 12
DOCUMENTS = [worlds.entry(number, day=date(2026, 11, number)) for number in range(1, 13)]
FAULTS: list[dict[str, Any]] = [
    {"share": 0.4, "fault": {"status": 500}},
    {"share": 0.3, "fault": {"status": 429, "retry_after": 1}},
    {"share": 0.3, "fault": {"status": 403}},
    {"share": 0.3, "fault": {"status": 401}},
    {"share": 0.3, "fault": {"reset": True}},
    {"share": 0.4, "fault": {"lost": True}},
    {"share": 0.3, "fault": {"truncate": 40}},
    {"share": 0.3, "fault": {"html": True}},
    {"share": 0.5, "fault": {"duplicate": True}},
    {"share": 0.5, "fault": {"reverse": True}},
    {"share": 0.5, "fault": {"redeliver": 3}},
]


@pytest.fixture(params=["classic", "connect"])
def sandbox(request: pytest.FixtureRequest, office: Office, journal: Journal, settings: Any) -> Iterator[Sandbox]:
    """Janssens is connected by one way or the other; CodaBox has nothing for it yet."""
    made = worlds.world()
    made.offices[0].enterprise_number = office.enterprise_number
    settings.IBANITY_CLIENT_ID, settings.IBANITY_CLIENT_SECRET = CONNECT_ID, CONNECT_SECRET
    settings.CODABOX_SOFTWARE_COMPANY = made.software_company
    settings.CODABOX_ATTEMPTS = settings.CODABOX_REDELIVERY_EVERY = 1
    settings.CODABOX_GONE_SECONDS = 0
    settings.CODABOX_ACK_ENABLED = True
    with worlds.served(made) as (sandbox, url):
        settings.CODABOX_BASE_URL, settings.IBANITY_URL = url, connect_url(url)
        if request.param == "classic":
            services.connect(office=office, token=made.offices[0].token, actor=None)
        else:
            asked = consent.ask_consent(office=office, number=office.enterprise_number, redirect_uri="", actor=None)
            sandbox.state.decide(asked.consent_id, "confirmed")
            consent.refresh_consent(asked)
        yield sandbox


def troubled(dice: random.Random) -> Scenario:
    rules = [{"match": "*", **fault} for fault in dice.sample(FAULTS, dice.randrange(1, 4))]
    return Scenario.parse({"seed": dice.random(), "rules": rules, "clock_skew": dice.choice([0, -3600, 3600])})


def poll(office: Office) -> None:
    """A round, as soon as somebody mended what may have stopped the connection."""
    Connection.objects.update(state="active", not_before=None, failures=0)
    polling.poll(office=office, by="task")
    process_office_files(office=office)


def offer(sandbox: Sandbox, documents: list[Entry]) -> None:
    """New documents, some at a time."""
    for document in documents:
        sandbox.state.add(worlds.client_of(sandbox.state.world).feed_id, worlds.as_json(document))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_document_is_stored_and_booked_once(office: Office, sandbox: Sandbox, seed: int) -> None:
    dice = random.Random(seed)
    for number in range(ROUNDS):
        offer(sandbox, DOCUMENTS[number : number + 1])
        sandbox.play(troubled(dice))
        poll(office)
    sandbox.play(Scenario([]))
    for _round in range(2):
        poll(office)

    stored = {file.external_id.rpartition(":")[2] for file in ReceivedFile.objects.filter(state="imported")}
    assert stored == {document.feed_index for document in DOCUMENTS}
    assert ReceivedFile.objects.count() == len(DOCUMENTS)
    digests = set(FileContent.objects.filter(format="cod").values_list("digest", flat=True))
    assert digests == {sha256(document.content("cod") or b"").hexdigest() for document in DOCUMENTS}
    assert StatementLine.objects.count() == 2 * len(DOCUMENTS)


@pytest.mark.parametrize("sandbox", ["classic"], indirect=True)
def test_nothing_stays_open_at_codabox(office: Office, sandbox: Sandbox) -> None:
    offer(sandbox, DOCUMENTS[:4])
    sandbox.play(Scenario.parse({"rules": [{"match": "PUT *", "share": 0.5, "fault": {"lost": True}}]}))
    for _round in range(6):
        poll(office)

    assert [row["pending"] for row in sandbox.state.ledger()] == [False] * 4
    assert sandbox.state.complaints == {}
