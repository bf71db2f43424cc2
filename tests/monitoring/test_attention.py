"""What asks for a person: title, cause, and at most one button."""

from collections.abc import Callable
from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from codabox_sync.connections.models import Connection
from codabox_sync.models import Feed, ReceivedFile
from dossiers.models import Dossier
from financial.models import Journal, Statement
from monitoring import attention
from monitoring.attention import Attention
from offices.models import Office

StateOf = Callable[..., Statement]
FileOf = Callable[..., ReceivedFile]
State = ReceivedFile.State


@pytest.fixture
def connection(office: Office) -> Connection:
    return Connection.objects.create(office=office, state="active", username="u", password="p")


def only(found: list[Attention]) -> Attention:
    [thing] = found
    return thing


def test_office_in_order_asks_nothing(office: Office, connection: Connection, journal: Journal) -> None:
    assert attention.for_office(office) == []


def test_office_without_a_connection_is_asked_for_its_token(office: Office) -> None:
    thing = only(attention.for_office(office))

    assert (thing.tone, thing.title) == ("amber", "The office is not connected with CodaBox")
    assert (thing.url, thing.action) == ("/office/codabox/", "Connect")


@pytest.mark.parametrize(("state", "tone"), [("refused", "red"), ("problem", "red"), ("active", "amber")])
def test_fault_of_the_connection_is_told_with_its_cause(
    office: Office, connection: Connection, state: str, tone: str
) -> None:
    Connection.objects.update(state=state, fault="timed_out")

    thing = only(attention.for_office(office))
    assert (thing.tone, thing.text) == (tone, "CodaBox did not answer in time.")


def test_gap_names_both_statements_and_balances(
    office: Office, connection: Connection, journal: Journal, state_of: StateOf
) -> None:
    state_of(journal, date(2026, 11, 18), 0, 100)
    state_of(journal, date(2026, 11, 19), 130, 80)

    thing = only(attention.for_office(office))
    assert thing.title == "A statement is missing at Fietsatelier Wielewaal BV"
    assert thing.text == (
        "KBC Zichtrekening: statement 001 ends on 100.00, statement 002 starts from 130.00. "
        "+30.00 is missing: ask CodaBox to deliver the days between again."
    )
    assert (thing.tone, thing.url) == ("red", "")


def test_refused_feed_names_the_client(office: Office, connection: Connection, feed: Feed) -> None:
    Feed.objects.update(fault="access_refused", fault_params={"detail": "mandate withdrawn"})

    thing = only(attention.for_office(office))
    assert thing.title == "CodaBox gives no files of Wielewaal"
    assert thing.text == "CodaBox gives no access: mandate withdrawn. Check the mandate in MyCodaBox."


def test_waiting_file_has_a_page(office: Office, connection: Connection, file_of: FileOf) -> None:
    file = file_of(
        state=State.WAITING, reason="not_ticked", reason_params={"iban": "BE07735041882766"}, iban="BE07735041882766"
    )

    thing = only(attention.for_office(office))
    assert (thing.icon, thing.tone, thing.title) == ("clock", "amber", "File waits for a place at Wielewaal")
    assert thing.text == (
        "Statement BE07 7350 4188 2766 20/11/2026: CODA is not switched on for the journal of account BE07735041882766."
    )
    assert (thing.url, thing.action) == (f"/office/codabox/files/{file.pk}/", "Look")


def test_file_that_was_set_aside_is_red(
    office: Office, connection: Connection, dossier: Dossier, file_of: FileOf
) -> None:
    file_of(state=State.QUARANTINED, reason="internal", document_model="purchase_invoice", dossier=dossier)

    thing = only(attention.for_office(office))
    assert (thing.tone, thing.title) == ("red", "File set aside at Fietsatelier Wielewaal BV")
    assert thing.text.startswith("Purchase invoice 20/11/2026: ")


@pytest.mark.parametrize("state", [State.IMPORTED, State.HELD, State.DUPLICATE, State.GONE])
def test_settled_file_asks_nothing(office: Office, connection: Connection, file_of: FileOf, state: str) -> None:
    file_of(state=state)

    assert attention.for_office(office) == []


def test_dossier_sees_its_own_questions_only(
    office: Office, journal: Journal, other_dossier: Dossier, feed: Feed, file_of: FileOf, state_of: StateOf
) -> None:
    Feed.objects.update(dossier=journal.dossier, fault="gone", fault_params={"call": "feed"})
    file_of(state=State.WAITING, journal=journal, dossier=journal.dossier)
    state_of(journal, date(2026, 11, 18), 0, 100)
    state_of(journal, date(2026, 11, 19), 130, 80)

    assert [thing.icon for thing in attention.for_dossier(journal.dossier_id)] == ["gap", "lock", "clock"]
    assert attention.for_dossier(other_dossier.pk) == []


def test_queries_do_not_grow_with_the_files(
    office: Office,
    connection: Connection,
    dossier: Dossier,
    file_of: FileOf,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    def fill(number: int) -> None:
        feed = Feed.objects.create(key=str(number), client_name="Client", dossier=dossier, fault="gone")
        file_of(feed=feed, state=State.WAITING)

    fill(1)
    with django_assert_num_queries(4):
        attention.for_office(office)
    for number in range(2, 31):
        fill(number)
    with django_assert_num_queries(4):
        attention.for_office(office)
