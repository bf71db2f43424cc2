"""The connection page, the check at once and another try for a file."""

import re
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from codabox_sync import polling, tasks
from codabox_sync.connections.models import Connection
from codabox_sync.models import ReceivedFile
from dossiers.models import Dossier
from financial.models import Journal, StatementLine
from offices.models import AuditEvent, Office
from tests.codabox_sync import worlds

State = ReceivedFile.State
PAGE, CHECK = "/office/codabox/", "/office/codabox/check/"


@pytest.fixture(autouse=True)
def _english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What was put on the queue."""
    put: list[dict[str, Any]] = []
    monkeypatch.setattr(tasks.poll_office, "apply_async", lambda **call: put.append(call))
    return put


@pytest.fixture
def waiting(office: Office, journal: Journal, connect: worlds.Connect) -> ReceivedFile:
    """A file that was fetched while CODA was on, for a journal that is ticked no more."""
    with connect(worlds.world(worlds.entry(1))):
        polling.poll(office=office, by="task-1")
    StatementLine.objects.all().delete()
    for statement in journal.statements.all():
        statement.delete()
    Journal.objects.update(coda_enabled=False)
    ReceivedFile.objects.update(state=State.WAITING, reason="not_ticked", reason_params={"iban": journal.iban})
    return ReceivedFile.objects.get()


def retry_url(file: ReceivedFile) -> str:
    return reverse("codabox_sync:retry", args=[file.pk])


def said(response: HttpResponse) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]  # type: ignore[attr-defined]


def test_page_of_an_office_without_a_connection(as_accountant: Client) -> None:
    page = as_accountant.get(PAGE).content.decode()

    assert "CodaBox is not connected" in page
    assert "Check now" not in page


@pytest.mark.parametrize(
    ("connected", "financial", "coda", "steps"),
    [
        (False, False, False, ["done", "now", "", ""]),
        (True, False, False, ["done", "done", "now", ""]),
        (True, True, False, ["done", "done", "done", "now"]),
        (True, True, True, ["done"] * 4),
    ],
)
def test_guide_shows_the_one_open_step(
    as_owner: Client, journal: Journal, connected: bool, financial: bool, coda: bool, steps: list[str]
) -> None:
    if connected:
        office = Office.objects.get(schema_name="office_janssens")
        Connection.objects.create(office=office, state="active", username="u", password="p")
    Dossier.objects.update(financial_enabled=financial)
    Journal.objects.update(coda_enabled=coda)

    page = as_owner.get(PAGE).content.decode()
    assert re.findall(r'<li class="(done|now|)">', page) == steps


def test_owner_types_the_token_in(as_owner: Client, office: Office, settings: Any) -> None:
    made = worlds.world()
    settings.CODABOX_SOFTWARE_COMPANY = made.software_company
    with worlds.served(made) as (_, url):
        settings.CODABOX_BASE_URL = url
        response = as_owner.post(PAGE, {"token": f" {made.offices[0].token} "})

    assert (response.status_code, response.headers["Location"]) == (302, PAGE)
    assert Connection.objects.get().is_connected is True
    assert AuditEvent.objects.get(action="codabox.connected").actor == response.wsgi_request.user


def test_refused_token_says_why_and_is_not_shown_to_the_log(as_owner: Client, connect: worlds.Connect) -> None:
    with connect(worlds.world()):
        response = as_owner.post(PAGE, {"token": "guessed-token"})

    assert response.status_code == 200
    assert "CodaBox does not know this token" in response.content.decode()
    assert not AuditEvent.objects.filter(params__icontains="guessed").exists()


@pytest.mark.parametrize("token", ["", "x" * 201, "a\0b"])
def test_impossible_token_is_not_sent(as_owner: Client, office: Office, token: str) -> None:
    assert as_owner.post(PAGE, {"token": token}).status_code == 200
    assert not AuditEvent.objects.filter(action__startswith="codabox").exists()


def test_page_never_shows_the_credentials(as_owner: Client, office: Office, connect: worlds.Connect) -> None:
    made = worlds.world()
    with connect(made):
        page = as_owner.get(PAGE).content.decode()

    for secret in (made.offices[0].token, made.offices[0].username, made.offices[0].password):
        assert secret not in page


def test_check_now_puts_this_office_on_the_queue(
    as_accountant: Client, office: Office, queued: list[dict[str, Any]]
) -> None:
    Connection.objects.create(office=office, state="active", username="u", password="p")

    response = as_accountant.post(CHECK, headers={"referer": "http://janssens.localhost/monitoring/codabox/"})

    assert [call["kwargs"] for call in queued] == [{"office_id": office.pk}]
    assert response.headers["Location"] == "http://janssens.localhost/monitoring/codabox/"


def test_check_now_without_a_connection_leads_to_the_token(
    as_accountant: Client, office: Office, queued: list[dict[str, Any]]
) -> None:
    response = as_accountant.post(CHECK)

    assert queued == []
    assert response.headers["Location"] == PAGE
    assert said(response) == ["The office is not connected with CodaBox."]


def test_button_leads_back_to_our_own_pages_only(
    as_accountant: Client, office: Office, queued: list[dict[str, Any]]
) -> None:
    Connection.objects.create(office=office, state="active", username="u", password="p")

    assert as_accountant.post(CHECK, headers={"referer": "https://evil.example/"}).headers["Location"] == "/"


def test_retry_imports_what_found_its_place(as_accountant: Client, waiting: ReceivedFile) -> None:
    Journal.objects.update(coda_enabled=True)

    response = as_accountant.post(retry_url(waiting))

    assert said(response) == ["The file was imported."]
    assert ReceivedFile.objects.get().state == State.IMPORTED
    assert all(line.processed_at for line in StatementLine.objects.all())
    assert StatementLine.objects.count() == 2


def test_retry_that_fails_again_says_why(as_accountant: Client, waiting: ReceivedFile) -> None:
    response = as_accountant.post(retry_url(waiting))

    assert said(response) == ["CODA is not switched on for the journal of account BE07735041882766."]
    assert ReceivedFile.objects.get().state == State.WAITING


def test_retry_stands_in_the_audit_trail(as_accountant: Client, waiting: ReceivedFile) -> None:
    response = as_accountant.post(retry_url(waiting))

    event = AuditEvent.objects.get(action="file.retried")
    assert (event.actor, event.params) == (response.wsgi_request.user, {"outcome": "waiting"})


def test_file_that_was_set_aside_gets_another_try(as_accountant: Client, waiting: ReceivedFile) -> None:
    Journal.objects.update(coda_enabled=True)
    ReceivedFile.objects.update(state=State.QUARANTINED, reason="internal", reason_params={})

    as_accountant.post(retry_url(waiting))

    assert ReceivedFile.objects.get().state == State.IMPORTED


def test_unknown_file_is_404(as_accountant: Client, office: Office) -> None:
    assert as_accountant.post(reverse("codabox_sync:retry", args=[404])).status_code == 404


@pytest.mark.parametrize("name", ["check_now", "retry"])
def test_buttons_take_post_only(as_accountant: Client, waiting: ReceivedFile, name: str) -> None:
    url = CHECK if name == "check_now" else retry_url(waiting)

    assert as_accountant.get(url).status_code == 405


@pytest.mark.parametrize("client", ["as_sme", "as_outsider"])
def test_sme_and_outsider_get_404(
    request: pytest.FixtureRequest, client: str, waiting: ReceivedFile, queued: list[dict[str, Any]]
) -> None:
    asking: Client = request.getfixturevalue(client)

    answers = [asking.get(PAGE), asking.post(PAGE, {"token": "x"}), asking.post(CHECK), asking.post(retry_url(waiting))]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert queued == []
    assert ReceivedFile.objects.get().state == State.WAITING


def test_anonymous_is_asked_to_sign_in(anonymous: Client, waiting: ReceivedFile) -> None:
    answers = [anonymous.get(PAGE), anonymous.post(CHECK), anonymous.post(retry_url(waiting))]

    assert [answer.status_code for answer in answers] == [302] * 3
    assert all(answer.headers["Location"].startswith("/accounts/login/") for answer in answers)
