"""What is fetched, when receipt is confirmed, and what becomes of documents that are missing or asked for again."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from codabox_sync import polling
from codabox_sync.connections.models import Connection
from codabox_sync.models import FileContent, ReceivedFile
from codabox_sync.sandbox.scenario import Scenario
from codabox_sync.services import process_office_files
from financial.models import Journal, StatementLine
from financial.services import switch_coda
from offices.models import Office
from tests.codabox_sync import worlds

State = ReceivedFile.State


def _poll(office: Office, by: str = "task-1") -> None:
    """A round, and the work on what it brought."""
    polling.poll(office=office, by=by)
    process_office_files(office=office)


def _fate() -> tuple[str, str]:
    file = ReceivedFile.objects.get()
    return file.state, file.reason


def test_missing_copy_holds_up_receipts_and_no_storing(
    office: Office, journal: Journal, connect: worlds.Connect, settings: Any
) -> None:
    with connect(worlds.world(worlds.entry(1), worlds.entry(2), worlds.entry(3))) as sandbox:
        settings.CODABOX_GONE_SECONDS = 7200
        entries = worlds.client_of(sandbox.state.world).entries
        for entry in entries:
            entry.contents["pdf"] = b"%PDF-1.4 for people"
        rule = {"match": f"GET delivery/download/{entries[0].feed_index}/pdf/", "fault": {"status": 404}}
        sandbox.scenario = Scenario.parse({"rules": [rule]})
        _poll(office)
        assert [entry["acknowledged"] for entry in sandbox.state.ledger()] == [0, 0, 0]
        assert StatementLine.objects.count() == 6
        sandbox.scenario = Scenario([])
        _poll(office, by="task-2")

        assert [entry["acknowledged"] for entry in sandbox.state.ledger()] == [1, 1, 1]
    kept = FileContent.objects.order_by("file", "format").values_list("format", flat=True)
    assert list(kept) == ["cod", "pdf"] * 3
    assert StatementLine.objects.count() == 6


def test_long_intake_goes_on_in_the_next_round(
    office: Office, journal: Journal, connect: worlds.Connect, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CODABOX_STORE_BATCH, settings.CODABOX_ROUND_SECONDS = 1, 60
    with connect(worlds.world(*(worlds.entry(number) for number in range(1, 5)))) as sandbox:
        seconds = iter([0, 1, 2, 3, *[61] * 20])
        monkeypatch.setattr(polling, "time", SimpleNamespace(monotonic=lambda: next(seconds)))
        assert polling.poll(office=office, by="task-1")
        assert [entry["acknowledged"] for entry in sandbox.state.ledger()] == [1, 1, 0, 0]
        due = Connection.objects.get().next_poll_at
        assert due is not None
        assert due <= timezone.now()
        monkeypatch.undo()
        _poll(office, by="task-2")

        assert [entry["acknowledged"] for entry in sandbox.state.ledger()] == [1, 1, 1, 1]
    assert StatementLine.objects.count() == 8


def test_copy_that_never_comes_is_given_up(
    office: Office, journal: Journal, connect: worlds.Connect, settings: Any
) -> None:
    with connect(worlds.world(worlds.entry(1))) as sandbox:
        settings.CODABOX_GONE_SECONDS = 7200
        _poll(office)
        assert [entry["acknowledged"] for entry in sandbox.state.ledger()] == [0]
        ReceivedFile.objects.update(received_at=timezone.now() - timedelta(hours=3))
        _poll(office, by="task-2")

        assert [entry["acknowledged"] for entry in sandbox.state.ledger()] == [1]
    assert _fate() == (State.IMPORTED, "imported")


def test_document_delivered_again_is_fetched_again_when_somebody_asked(
    office: Office, journal: Journal, connect: worlds.Connect
) -> None:
    with connect(worlds.world(worlds.entry(1))) as sandbox:
        _poll(office)
        ReceivedFile.objects.update(asked_again_at=timezone.now())
        sandbox.state.redeliver([ReceivedFile.objects.get().external_id])
        _poll(office, by="task-2")

    file = ReceivedFile.objects.get()
    assert (file.state, file.redelivered, file.asked_again_at) == (State.DUPLICATE, True, None)
    assert file.events.filter(step="stored").count() == 2
    assert StatementLine.objects.count() == 2


def test_held_file_that_is_no_longer_offered_must_be_asked_for_again(
    office: Office, journal: Journal, connect: worlds.Connect
) -> None:
    Journal.objects.update(coda_enabled=False)
    with connect(worlds.world(worlds.entry(1))) as sandbox:
        _poll(office)
        sandbox.scenario = Scenario.parse({"rules": [{"match": "GET delivery/download/*", "fault": {"status": 404}}]})
        switch_coda(journal=journal, on=True, actor=None, office=office)
        _poll(office, by="task-2")
        assert _fate() == (State.GONE, "ask_again")
        sandbox.scenario = Scenario([])
        sandbox.state.redeliver([ReceivedFile.objects.get().external_id])
        _poll(office, by="task-3")

    assert _fate() == (State.IMPORTED, "imported")


@pytest.mark.parametrize(("policy", "rows", "kept"), [("store_hidden", 1, 1), ("skip", 0, 0), ("hold_metadata", 1, 0)])
def test_unticked_journal_is_treated_by_the_policy(
    office: Office, journal: Journal, connect: worlds.Connect, settings: Any, policy: str, rows: int, kept: int
) -> None:
    settings.CODABOX_INACTIVE_IBAN = policy
    Journal.objects.update(coda_enabled=False)
    with connect(worlds.world(worlds.entry(1))) as sandbox:
        _poll(office)
        assert [entry["acknowledged"] for entry in sandbox.state.ledger()] == [1]

    assert (ReceivedFile.objects.count(), FileContent.objects.count()) == (rows, kept)
    assert not StatementLine.objects.exists()


def test_hidden_file_appears_with_the_tick(
    office: Office, journal: Journal, connect: worlds.Connect, settings: Any
) -> None:
    settings.CODABOX_INACTIVE_IBAN = "store_hidden"
    Journal.objects.update(coda_enabled=False)
    with connect(worlds.world(worlds.entry(1))) as sandbox:
        _poll(office)
        sandbox.scenario = Scenario.parse({"rules": [{"match": "GET delivery/download/*", "fault": {"status": 404}}]})
        switch_coda(journal=journal, on=True, actor=None, office=office)
        _poll(office, by="task-2")

    assert _fate() == (State.IMPORTED, "imported")
