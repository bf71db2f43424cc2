"""Received files as people see them: a page each, a place given by hand, asked for again, tried again."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_tenants.utils import tenant_context

from codabox_sync import files
from codabox_sync.models import Feed, FileContent, FileEvent, ReceivedFile
from codabox_sync.services import process_file
from dossiers.models import Dossier
from financial.models import Journal, StatementLine
from offices import storage
from offices.models import AuditEvent, Office, User
from tests.codabox_sync import worlds

State = ReceivedFile.State
LIST = "/office/codabox/files/"
Receive = Callable[..., ReceivedFile]


@pytest.fixture(autouse=True)
def _english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def feed(office: Office) -> Feed:
    return Feed.objects.create(key="277", client_name="Wielewaal BV")


@pytest.fixture
def receive(feed: Feed) -> Receive:
    """A file that was fetched and tried once."""

    def received(content: bytes = b"", *, model: str = "coda", name: str = "1", **fields: Any) -> ReceivedFile:
        file = ReceivedFile.objects.create(
            feed=feed, external_id=name, document_model=model, state=State.STORED, **fields
        )
        kept = storage.keep(content or worlds.statement(1))
        FileContent.objects.create(
            file=file,
            format="cod" if model == "coda" else "xml",
            digest=kept.digest,
            size=kept.size,
            stored_as=kept.name,
        )
        return process_file(file.pk)

    return received


@pytest.fixture
def without_account(dossier: Dossier) -> Journal:
    """A journal of Wielewaal that the books have not given an account yet."""
    return Journal.objects.create(dossier=dossier, code="B2", name="KBC zicht")


def url(file: ReceivedFile, action: str = "file", **kwargs: Any) -> str:
    return reverse(f"codabox_sync:{action}", args=[file.pk, *kwargs.values()])


def page_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_list_counts_each_state_and_shows_one(
    as_accountant: Client, receive: Receive, office: Office, journal: Journal
) -> None:
    receive(b"not a statement", name="2")
    Journal.objects.update(coda_enabled=False)
    receive(name="3", iban=worlds.IBAN)

    page = page_of(as_accountant, LIST + "?state=quarantined")

    assert page.count("<tr>") == 2
    assert "This is not a CODA file" in page
    assert "CODA is not switched on" not in page


def test_list_costs_the_same_for_one_file_and_for_many(
    as_accountant: Client, receive: Receive, office: Office, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        receive(name=str(number))

    with django_assert_max_num_queries(10):
        as_accountant.get(LIST)


@pytest.mark.parametrize("text", ["wielewaal", worlds.IBAN, "BE07 7350 4188 2766"])
def test_file_is_found_by_client_and_account(as_accountant: Client, receive: Receive, text: str) -> None:
    receive(iban=worlds.IBAN)

    assert "Wielewaal BV" in page_of(as_accountant, f"{LIST}?q={text}")
    assert "No file found" in page_of(as_accountant, f"{LIST}?q=somebody")


def test_page_tells_every_step_and_why_it_waits(as_accountant: Client, receive: Receive) -> None:
    page = page_of(as_accountant, url(receive()))

    assert f"No financial journal has account {worlds.IBAN} in EUR." in page
    assert "Waits for a place" in page


def test_page_marks_the_line_that_is_wrong(as_accountant: Client, receive: Receive) -> None:
    broken = worlds.statement(1).replace(b"\r\n9", b"\r\n9 ", 1)

    page = page_of(as_accountant, url(receive(broken)))

    assert page.count('class="bad"') >= 1


def test_raw_content_is_handed_out_byte_for_byte_and_noted(as_accountant: Client, receive: Receive) -> None:
    response = as_accountant.get(url(receive(), "download", format="cod"))

    assert response.content == worlds.statement(1)
    assert AuditEvent.objects.filter(action="file.opened").count() == 1


def test_damaged_content_is_not_handed_out(as_accountant: Client, receive: Receive) -> None:
    file = receive()
    FileContent.objects.update(digest="0" * 64)

    assert as_accountant.get(url(file, "download", format="cod")).status_code == 404
    assert as_accountant.get(url(file)).status_code == 200


def test_journal_given_by_hand_takes_the_account_and_the_file(
    as_accountant: Client, receive: Receive, without_account: Journal
) -> None:
    file = receive(iban=worlds.IBAN, currency="EUR")

    as_accountant.post(url(file, "assign"), {"journal": without_account.pk})

    file.refresh_from_db()
    without_account.refresh_from_db()
    assert (file.state, file.journal, file.feed.dossier) == (State.IMPORTED, without_account, without_account.dossier)
    assert (without_account.iban, without_account.coda_enabled) == (worlds.IBAN, True)
    assert StatementLine.objects.filter(journal=without_account).count() == 2


def test_what_waited_in_the_same_feed_follows(receive: Receive, without_account: Journal, office: Office) -> None:
    first, second = receive(iban=worlds.IBAN), receive(worlds.statement(2), name="2", iban=worlds.IBAN)

    files.assign(file=first, dossier=without_account.dossier, journal=without_account, actor=None, office=office)

    second.refresh_from_db()
    assert second.state == State.IMPORTED


def test_client_of_another_company_is_refused(
    receive: Receive, feed: Feed, without_account: Journal, office: Office
) -> None:
    Feed.objects.update(enterprise_number="0403019261")
    file = receive(iban=worlds.IBAN)

    with pytest.raises(files.AssignRefused) as refused:
        files.assign(file=file, dossier=without_account.dossier, journal=without_account, actor=None, office=office)

    assert refused.value.code == "company_mismatch"
    assert Journal.objects.get(pk=without_account.pk).iban == ""
    assert ReceivedFile.objects.get().state == State.WAITING


def test_feed_of_another_dossier_is_refused(
    receive: Receive, without_account: Journal, other_dossier: Dossier, office: Office
) -> None:
    file = receive(iban=worlds.IBAN)
    Feed.objects.update(dossier=other_dossier)

    with pytest.raises(files.AssignRefused) as refused:
        files.assign(file=file, dossier=without_account.dossier, journal=without_account, actor=None, office=office)

    assert refused.value.code == "feed_taken"


def test_content_of_another_company_is_set_aside_whatever_a_person_says(
    receive: Receive, without_account: Journal, office: Office
) -> None:
    file = receive(worlds.statement(1, company="0403019261"), iban=worlds.IBAN)

    ended = files.assign(file=file, dossier=without_account.dossier, journal=without_account, actor=None, office=office)

    assert (ended.state, ended.reason) == (State.QUARANTINED, "company_mismatch")
    assert StatementLine.objects.count() == 0


def test_refusal_stands_on_the_page(as_accountant: Client, receive: Receive, without_account: Journal) -> None:
    Feed.objects.update(enterprise_number="0403019261")
    file = receive(iban=worlds.IBAN)

    response = as_accountant.post(url(file, "assign"), {"journal": without_account.pk})

    assert response.status_code == 200
    assert "The file is for company 0403019261" in response.content.decode()


def test_only_journal_that_fits_is_chosen_already(
    as_accountant: Client, receive: Receive, feed: Feed, without_account: Journal
) -> None:
    Feed.objects.update(enterprise_number=without_account.dossier.enterprise_number)

    page = page_of(as_accountant, url(receive(iban=worlds.IBAN)))

    assert f'<option value="{without_account.pk}" selected>' in page


def test_asking_again_is_noted_once(as_accountant: Client, receive: Receive, accountant: User, office: Office) -> None:
    file = receive()
    ReceivedFile.objects.update(state=State.GONE, reason="ask_again")

    for _ in range(2):
        as_accountant.post(url(file, "ask_again"))

    assert list(FileEvent.objects.filter(step="asked_again").values_list("params__by", flat=True)) == [str(accountant)]
    assert "click Redeliver in MyCodaBox" in page_of(as_accountant, url(file))


def test_everything_that_waits_is_tried_again_at_once(
    as_accountant: Client, receive: Receive, journal: Journal
) -> None:
    Journal.objects.update(coda_enabled=False)
    receive(), receive(worlds.statement(2), name="2")
    Journal.objects.update(coda_enabled=True)

    as_accountant.post(f"{LIST}retry/", {"state": "waiting"})

    assert set(ReceivedFile.objects.values_list("state", flat=True)) == {State.IMPORTED}


@pytest.mark.parametrize("state", ["imported", "gone", "nonsense", ""])
def test_only_what_waits_or_was_set_aside_is_tried_again(as_accountant: Client, office: Office, state: str) -> None:
    assert as_accountant.post(f"{LIST}retry/", {"state": state}).status_code == 404


@pytest.mark.parametrize("who", ["as_sme", "as_outsider"])
def test_files_are_for_the_staff_of_the_office(
    request: pytest.FixtureRequest, receive: Receive, journal: Journal, who: str
) -> None:
    visitor, file = request.getfixturevalue(who), receive()
    pages = [LIST, url(file), url(file, "download", format="cod")]
    actions = [f"{LIST}retry/", url(file, "assign"), url(file, "ask_again"), url(file, "retry")]

    assert {visitor.get(page).status_code for page in pages} == {404}
    assert {visitor.post(action, {"state": "waiting"}).status_code for action in actions} == {404}


def test_support_sees_reasons_never_contents_and_leaves_a_trace(
    as_support: Client, receive: Receive, office: Office
) -> None:
    receive(iban=worlds.IBAN)

    page = page_of(as_support, f"/offices/{office.pk}/codabox/files/")

    assert "Wielewaal BV" in page
    assert "121" not in page
    assert AuditEvent.objects.filter(action="support.files", office=office).count() == 1


def test_support_tries_a_file_again(as_support: Client, receive: Receive, journal: Journal, office: Office) -> None:
    Journal.objects.update(coda_enabled=False)
    file = receive()
    Journal.objects.update(coda_enabled=True)

    as_support.post(f"/offices/{office.pk}/codabox/files/{file.pk}/retry/")

    with tenant_context(office):
        assert ReceivedFile.objects.get().state == State.IMPORTED


def test_files_of_an_office_are_for_support_only(as_accountant: Client, office: Office) -> None:
    response = as_accountant.get(f"/offices/{office.pk}/codabox/files/", headers={"host": "localhost"})

    assert response.status_code in {302, 404}
