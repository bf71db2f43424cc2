"""The hourly job end to end: real HTTP to the sandbox, real PostgreSQL, from feed to lines in the dossier."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from pytest_django import Settings

from codabox_sync import intake, polling
from codabox_sync.connections import services as connections
from codabox_sync.connections.models import Connection
from codabox_sync.models import Feed, ReceivedFile
from codabox_sync.sandbox.model import SOFTWARE_COMPANY, World
from codabox_sync.sandbox.scenario import Scenario
from codabox_sync.sandbox.server import Sandbox
from dossiers.models import Dossier
from financial.models import Journal, Statement, StatementLine
from offices.models import Office
from tests.codabox_sync import worlds

State = ReceivedFile.State


@pytest.fixture
def connect(office: Office, settings: Settings) -> object:
    """`with connect(world) as sandbox:` serves the world and types the office's token in."""

    @contextmanager
    def connected(made: World) -> Iterator[Sandbox]:
        settings.CODABOX_SOFTWARE_COMPANY = SOFTWARE_COMPANY
        with worlds.served(made) as (sandbox, url):
            settings.CODABOX_BASE_URL = url
            connections.connect(office=office, token=made.offices[0].token, actor=None)
            yield sandbox

    return connected


def _poll(office: Office, by: str = "task-1") -> bool:
    return polling.poll(office=office, by=by)


def _fate() -> tuple[str, str]:
    file = ReceivedFile.objects.get()
    return file.state, file.reason


def test_statement_of_a_ticked_journal_becomes_lines(office: Office, journal: Journal, connect) -> None:
    with connect(worlds.world(worlds.entry(1))):
        _poll(office)

    amounts = StatementLine.objects.order_by("sequence").values_list("amount", "readable", "journal")
    assert [(str(amount), said, pk) for amount, said, pk in amounts] == [
        ("121.000", "+++202/6004/18003+++", journal.pk),
        ("-40.000", "Factuur 2026-17", journal.pk),
    ]
    assert _fate() == (State.IMPORTED, "imported")


def test_second_poll_changes_nothing(office: Office, journal: Journal, connect) -> None:
    with connect(worlds.world(worlds.entry(1), worlds.entry(2))):
        _poll(office)
        before = list(StatementLine.objects.order_by("pk").values())
        _poll(office, by="task-2")

    assert list(StatementLine.objects.order_by("pk").values()) == before
    assert ReceivedFile.objects.count() == 2


def test_every_stored_file_is_acknowledged(office: Office, journal: Journal, connect) -> None:
    with connect(worlds.world(worlds.entry(1), worlds.entry(2))) as sandbox:
        _poll(office)

        assert [entry["acknowledged"] for entry in sandbox.state.ledger()] == [1, 1]


def test_unticked_journal_gets_metadata_only(office: Office, journal: Journal, connect) -> None:
    Journal.objects.update(coda_enabled=False)

    with connect(worlds.world(worlds.entry(1))):
        _poll(office)

    assert _fate() == (State.HELD, "not_ticked")
    assert not ReceivedFile.objects.get().contents.exists()
    assert not StatementLine.objects.exists()


def test_ticking_later_fetches_what_was_held(office: Office, journal: Journal, connect) -> None:
    Journal.objects.update(coda_enabled=False)
    with connect(worlds.world(worlds.entry(1))):
        _poll(office)
        Journal.objects.update(coda_enabled=True)
        _poll(office, by="task-2")

    assert _fate() == (State.IMPORTED, "imported")
    assert StatementLine.objects.count() == 2


def test_same_content_under_another_index_is_recognised(office: Office, journal: Journal, connect) -> None:
    again = worlds.entry(1)
    again.feed_index = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"

    with connect(worlds.world(worlds.entry(1), again)):
        _poll(office)

    states = ReceivedFile.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [State.IMPORTED, State.DUPLICATE]
    assert StatementLine.objects.count() == 2


def test_file_for_another_company_is_set_aside(office: Office, journal: Journal, connect) -> None:
    with connect(worlds.world(worlds.entry(1, company="0403019261"))):
        _poll(office)

    assert _fate() == (State.QUARANTINED, "company_mismatch")
    assert not Statement.objects.exists()


def test_feed_of_another_client_cannot_fill_the_journal(
    office: Office, journal: Journal, other_dossier: Dossier, connect
) -> None:
    with connect(worlds.world(worlds.entry(1), number=other_dossier.enterprise_number)):
        _poll(office)

    assert _fate() == (State.QUARANTINED, "wrong_dossier")
    assert not StatementLine.objects.exists()


def test_metadata_that_lies_about_the_account_sets_aside(office: Office, journal: Journal, connect) -> None:
    lying = worlds.entry(1, iban="BE68539007547034")
    lying.metadata["iban"] = worlds.IBAN

    with connect(worlds.world(lying)):
        _poll(office)

    assert _fate() == (State.QUARANTINED, "account_mismatch")


def test_bad_file_does_not_stop_the_next(office: Office, journal: Journal, connect) -> None:
    bad = worlds.entry(1)
    bad.contents["cod"] = b"this is not a bank statement"

    with connect(worlds.world(bad, worlds.entry(2))):
        _poll(office)

    states = ReceivedFile.objects.order_by("pk").values_list("state", "reason")
    assert list(states) == [(State.QUARANTINED, "not_coda"), (State.IMPORTED, "imported")]


def test_failed_download_stops_the_feed_and_loses_nothing(office: Office, journal: Journal, connect) -> None:
    with connect(worlds.world(worlds.entry(1), worlds.entry(2))) as sandbox:
        sandbox.scenario = Scenario.parse({"rules": [{"match": "GET delivery/download/*", "fault": {"status": 403}}]})
        _poll(office)
        assert Feed.objects.get().fault == "access_refused"
        assert [entry["acknowledged"] for entry in sandbox.state.ledger()] == [0, 0]
        sandbox.scenario = Scenario([])
        _poll(office, by="task-2")

    assert Feed.objects.get().fault == ""
    assert StatementLine.objects.count() == 4


def test_full_disk_acknowledges_nothing(
    office: Office, journal: Journal, connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: bytes) -> None:
        raise OSError(28, "No space left on device")

    with connect(worlds.world(worlds.entry(1))) as sandbox:
        monkeypatch.setattr(intake.storage, "keep", full)
        _poll(office)

        assert [entry["acknowledged"] for entry in sandbox.state.ledger()] == [0]
    assert ReceivedFile.objects.get().state == State.OFFERED


def test_refused_credentials_end_the_polling(office: Office, journal: Journal, connect) -> None:
    with connect(worlds.world(worlds.entry(1))):
        Connection.objects.update(password="wrong")
        _poll(office)

    assert Connection.objects.get().state == Connection.State.REFUSED
    assert connections.offices_to_poll() == []


def test_office_is_polled_by_one_at_a_time(office: Office, journal: Journal, connect) -> None:
    with connect(worlds.world(worlds.entry(1))):
        connections.claim(office=office, by="another-task")

        assert _poll(office) is False
    assert not ReceivedFile.objects.exists()


def test_redelivered_task_takes_its_own_claim_again(office: Office, journal: Journal, connect) -> None:
    with connect(worlds.world(worlds.entry(1))):
        connections.claim(office=office, by="task-1")

        assert _poll(office, by="task-1") is True
    assert StatementLine.objects.count() == 2


def test_several_statements_in_one_file_are_shown_but_not_processable(
    office: Office, journal: Journal, connect
) -> None:
    both = worlds.entry(1)
    both.contents["cod"] = worlds.statement(1) + worlds.statement(2, day=date(2026, 11, 3))

    with connect(worlds.world(both)):
        _poll(office)

    assert _fate() == (State.IMPORTED, "several_statements")
    assert list(Statement.objects.values_list("processable", flat=True)) == [False, False]
