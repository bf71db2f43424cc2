"""The hourly job end to end: real HTTP to the sandbox, real PostgreSQL, from feed to lines in the dossier."""

from collections import Counter
from datetime import date

import pytest
from django.utils import timezone

from codabox_sync import polling
from codabox_sync.connections.claims import claim
from codabox_sync.connections.health import hand_out
from codabox_sync.connections.models import Connection
from codabox_sync.models import Feed, ReceivedFile
from codabox_sync.sandbox.scenario import Scenario
from codabox_sync.services import process_office_files
from dossiers.models import Dossier, Relation
from financial import office_settings
from financial.models import Journal, OpenItem, Statement, StatementLine
from financial.services import switch_coda
from offices import storage
from offices.models import Office
from tests.codabox_sync import worlds
from tests.ubl_inbox import letters
from ubl_inbox.models import Document

State = ReceivedFile.State


def _poll(office: Office, by: str = "task-1") -> polling.Result | None:
    """A round, and the work on what it brought."""
    result = polling.poll(office=office, by=by)
    if result and result.work:
        process_office_files(office=office)
    return result


def _fate() -> tuple[str, str]:
    file = ReceivedFile.objects.get()
    return file.state, file.reason


def test_statement_of_a_ticked_journal_becomes_lines(office: Office, journal: Journal, connect: worlds.Connect) -> None:
    with connect(worlds.world(worlds.entry(1))):
        _poll(office)

    amounts = StatementLine.objects.order_by("sequence").values_list("amount", "readable", "journal")
    assert [(str(amount), said, pk) for amount, said, pk in amounts] == [
        ("121.000", "+++202/6004/18003+++", journal.pk),
        ("-40.000", "Factuur 2026-17", journal.pk),
    ]
    assert _fate() == (State.IMPORTED, "imported")


def test_second_poll_changes_nothing(office: Office, journal: Journal, connect: worlds.Connect) -> None:
    with connect(worlds.world(worlds.entry(1), worlds.entry(2))):
        _poll(office)
        before = list(StatementLine.objects.order_by("pk").values())
        _poll(office, by="task-2")

    assert list(StatementLine.objects.order_by("pk").values()) == before
    assert ReceivedFile.objects.count() == 2


def test_every_stored_file_is_acknowledged(office: Office, journal: Journal, connect: worlds.Connect) -> None:
    with connect(worlds.world(worlds.entry(1), worlds.entry(2))) as sandbox:
        _poll(office)

        assert [entry["acknowledged"] for entry in sandbox.state.ledger()] == [1, 1]


def test_unticked_journal_gets_metadata_only(office: Office, journal: Journal, connect: worlds.Connect) -> None:
    Journal.objects.update(coda_enabled=False)

    with connect(worlds.world(worlds.entry(1))):
        _poll(office)

    assert _fate() == (State.HELD, "not_ticked")
    assert not ReceivedFile.objects.get().contents.exists()
    assert not StatementLine.objects.exists()


def test_ticking_later_fetches_what_was_held(office: Office, journal: Journal, connect: worlds.Connect) -> None:
    Journal.objects.update(coda_enabled=False)
    with connect(worlds.world(worlds.entry(1))):
        _poll(office)
        switch_coda(journal=journal, on=True, actor=None, office=office)
        _poll(office, by="task-2")

    assert _fate() == (State.IMPORTED, "imported")
    assert StatementLine.objects.count() == 2


def test_same_content_under_another_index_is_recognised(
    office: Office, journal: Journal, connect: worlds.Connect
) -> None:
    again = worlds.entry(1)
    again.feed_index = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"

    with connect(worlds.world(worlds.entry(1), again)):
        _poll(office)

    states = ReceivedFile.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [State.IMPORTED, State.DUPLICATE]
    assert StatementLine.objects.count() == 2


def test_file_for_another_company_is_set_aside(office: Office, journal: Journal, connect: worlds.Connect) -> None:
    with connect(worlds.world(worlds.entry(1, company="0403019261"))):
        _poll(office)

    assert _fate() == (State.QUARANTINED, "company_mismatch")
    assert not Statement.objects.exists()


def test_feed_of_another_client_cannot_fill_the_journal(
    office: Office, journal: Journal, other_dossier: Dossier, connect: worlds.Connect
) -> None:
    with connect(worlds.world(worlds.entry(1), number=other_dossier.enterprise_number)):
        _poll(office)

    assert _fate() == (State.QUARANTINED, "wrong_dossier")
    assert not StatementLine.objects.exists()


def test_metadata_that_lies_about_the_account_sets_aside(
    office: Office, journal: Journal, connect: worlds.Connect
) -> None:
    lying = worlds.entry(1, iban="BE68539007547034")
    lying.metadata["iban"] = worlds.IBAN

    with connect(worlds.world(lying)):
        _poll(office)

    assert _fate() == (State.QUARANTINED, "account_mismatch")


def test_bad_file_does_not_stop_the_next(office: Office, journal: Journal, connect: worlds.Connect) -> None:
    bad = worlds.entry(1)
    bad.contents["cod"] = b"this is not a bank statement"

    with connect(worlds.world(bad, worlds.entry(2))):
        _poll(office)

    states = ReceivedFile.objects.order_by("pk").values_list("state", "reason")
    assert list(states) == [(State.QUARANTINED, "not_coda"), (State.IMPORTED, "imported")]


def test_failed_download_stops_the_feed_and_loses_nothing(
    office: Office, journal: Journal, connect: worlds.Connect
) -> None:
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
    office: Office, journal: Journal, connect: worlds.Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: bytes, *, folder: str) -> None:
        raise OSError(28, "No space left on device")

    with connect(worlds.world(worlds.entry(1))) as sandbox:
        monkeypatch.setattr(storage, "keep", full)
        _poll(office)

        assert [entry["acknowledged"] for entry in sandbox.state.ledger()] == [0]
    assert ReceivedFile.objects.get().state == State.OFFERED


def test_refused_credentials_end_the_polling(office: Office, journal: Journal, connect: worlds.Connect) -> None:
    with connect(worlds.world(worlds.entry(1))):
        Connection.objects.update(password="wrong")
        _poll(office)

    assert Connection.objects.get().state == Connection.State.REFUSED
    assert hand_out(timezone.now()) == []


def test_office_is_polled_by_one_at_a_time(office: Office, journal: Journal, connect: worlds.Connect) -> None:
    with connect(worlds.world(worlds.entry(1))):
        claim(office=office, by="another-task")

        assert _poll(office) is None
    assert not ReceivedFile.objects.exists()


def test_task_delivered_twice_does_not_share_its_claim(
    office: Office, journal: Journal, connect: worlds.Connect
) -> None:
    with connect(worlds.world(worlds.entry(1))):
        claim(office=office, by="task-1")

        assert _poll(office, by="task-1") is None
    assert not ReceivedFile.objects.exists()


def test_several_statements_in_one_file_are_shown_but_not_processable(
    office: Office, journal: Journal, connect: worlds.Connect
) -> None:
    both = worlds.entry(1)
    both.contents["cod"] = worlds.statement(1) + worlds.statement(2, day=date(2026, 11, 3))

    with connect(worlds.world(both)):
        _poll(office)

    assert _fate() == (State.IMPORTED, "several_statements")
    assert list(Statement.objects.values_list("processable", flat=True)) == [False, False]


def test_office_may_have_such_a_file_split_in_date_order(
    office: Office, journal: Journal, connect: worlds.Connect
) -> None:
    office_settings.change(actor=None, office=office, split_sets=True)
    both = worlds.entry(1)
    both.contents["cod"] = worlds.statement(2, day=date(2026, 11, 3)) + worlds.statement(1)

    with connect(worlds.world(both)):
        _poll(office)

    assert _fate() == (State.IMPORTED, "imported")
    assert list(Statement.objects.order_by("pk").values_list("number", "processable")) == [(1, True), (2, True)]


def test_fault_of_one_held_file_stays_with_its_feed(office: Office, journal: Journal, connect: worlds.Connect) -> None:
    Journal.objects.update(coda_enabled=False)
    with connect(worlds.world(worlds.entry(1), worlds.entry(2))) as sandbox:
        _poll(office)
        switch_coda(journal=journal, on=True, actor=None, office=office)
        refused = {"match": "GET delivery/download/*", "times": 1, "fault": {"status": 403}}
        sandbox.scenario = Scenario.parse({"rules": [refused]})
        _poll(office, by="task-2")

    assert Feed.objects.get().fault == "access_refused"
    assert Connection.objects.get().state == Connection.State.ACTIVE
    assert Counter(ReceivedFile.objects.values_list("state", flat=True)) == {State.HELD: 1, State.IMPORTED: 1}


def test_file_that_codabox_no_longer_has_is_noted(office: Office, journal: Journal, connect: worlds.Connect) -> None:
    with connect(worlds.world(worlds.entry(1), worlds.entry(2))) as sandbox:
        sandbox.scenario = Scenario.parse(
            {"rules": [{"match": "GET delivery/download/*", "times": 1, "fault": {"status": 404}}]}
        )
        _poll(office)

    assert Counter(ReceivedFile.objects.values_list("state", "reason")) == {
        (State.GONE, "no_content"): 1,
        (State.IMPORTED, "imported"): 1,
    }


def test_what_was_stored_is_worked_off_when_codabox_is_away(
    office: Office, journal: Journal, connect: worlds.Connect
) -> None:
    with connect(worlds.world(worlds.entry(1))) as sandbox:
        polling.poll(office=office, by="a worker that died after storing")
        sandbox.scenario = Scenario.parse({"rules": [{"match": "*", "fault": {"status": 400}}]})
        _poll(office, by="task-2")

    assert _fate() == (State.IMPORTED, "imported")
    assert Connection.objects.get().fault == "request_refused"


def test_purchase_invoice_comes_into_the_mailbox(office: Office, dossier: Dossier, connect: worlds.Connect) -> None:
    with connect(worlds.world(worlds.invoice(letters.letter()))):
        _poll(office)

    document = Document.objects.get()
    assert (document.dossier, document.channel, document.number) == (dossier, "codabox", "2026-44718")
    assert _fate() == (State.IMPORTED, "imported")


def test_invoice_without_a_dossier_waits_for_one(office: Office, connect: worlds.Connect) -> None:
    with connect(worlds.world(worlds.invoice(letters.letter()))):
        _poll(office)
        assert _fate() == (State.WAITING, "no_dossier")
        Dossier.objects.create(code="WIEL", name="Wielewaal", enterprise_number=worlds.NUMBER)
        _poll(office, by="task-2")

    assert _fate() == (State.IMPORTED, "imported")


def test_invoice_of_another_company_than_the_feed_is_set_aside(
    office: Office, dossier: Dossier, other_dossier: Dossier, connect: worlds.Connect
) -> None:
    with connect(worlds.world(worlds.invoice(letters.letter()), number=other_dossier.enterprise_number)):
        _poll(office)

    assert _fate() == (State.QUARANTINED, "company_mismatch")
    assert not Document.objects.exists()
    assert Feed.objects.get().dossier is None


def test_invoice_that_cannot_be_read_is_set_aside(office: Office, dossier: Dossier, connect: worlds.Connect) -> None:
    with connect(worlds.world(worlds.invoice(b"<Invoice/>"))):
        _poll(office)

    assert _fate() == (State.QUARANTINED, "not_invoice")


def test_lines_are_matched_in_the_same_round(office: Office, journal: Journal, connect: worlds.Connect) -> None:
    customer = Relation.objects.create(dossier=journal.dossier, kind="customer", number="400123", name="Stad Zeewinkel")
    item = OpenItem.objects.create(
        relation=customer, document="VF1", ogm="+++202/6004/18003+++", open=121, date=date(2026, 10, 1)
    )

    with connect(worlds.world(worlds.entry(1))):
        _poll(office)

    assert StatementLine.objects.get(sequence=1).allocations.get().open_item == item


def test_counts_for_support_follow_the_round(office: Office, journal: Journal, connect: worlds.Connect) -> None:
    bad = worlds.entry(1)
    bad.contents["cod"] = b"this is not a bank statement"

    with connect(worlds.world(bad, worlds.invoice(letters.letter(customer=letters.SUPPLIER)), number=None)):
        _poll(office)

    connection = Connection.objects.get()
    assert (connection.waiting_count, connection.quarantined_count, connection.fault) == (1, 1, "")
    assert connection.last_success_at == connection.last_check_at


def test_life_of_a_file_is_told_step_by_step(office: Office, journal: Journal, connect: worlds.Connect) -> None:
    with connect(worlds.world(worlds.entry(1))):
        _poll(office)
        _poll(office, by="task-2")

    steps = ReceivedFile.objects.get().events.values_list("step", flat=True)
    assert list(steps) == ["offered", "stored", "acknowledged", "imported"]
