"""The support desk: every office's connection, never an amount or a dossier."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from codabox_sync.connections.models import Connection
from codabox_sync.models import ReceivedFile
from financial.models import Journal, Statement
from monitoring import views_support
from offices.models import AuditEvent, Office
from tests.codabox_sync import worlds


def connection_url(office: Office) -> str:
    return reverse("support:connection", urlconf="portal.urls_public", args=[office.pk])


def page_of(client: Client, url: str, **parameters: str) -> str:
    response = client.get(url, parameters)
    assert response.status_code == 200
    return response.content.decode()


def offices_in(page: str) -> list[str]:
    return sorted((name for name in ("Kantoor Janssens", "Kantoor Peeters") if name in page), key=page.index)


def test_every_office_is_listed_also_without_a_connection(as_support: Client, office: Office, peeters: Office) -> None:
    Connection.objects.create(office=office, state="active", username="u", password="p")

    page = page_of(as_support, "/")
    assert offices_in(page) == ["Kantoor Janssens", "Kantoor Peeters"]
    assert "Not requested" in page


@pytest.mark.parametrize(
    "trouble", [{"state": "refused"}, {"state": "problem"}, {"fault": "timed_out"}, {"quarantined_count": 1}]
)
def test_office_in_trouble_comes_first(
    as_support: Client, office: Office, peeters: Office, trouble: dict[str, Any]
) -> None:
    Connection.objects.create(office=office, state="active")
    Connection.objects.create(office=peeters, **{"state": "active"} | trouble)

    assert offices_in(page_of(as_support, "/")) == ["Kantoor Peeters", "Kantoor Janssens"]


def test_fault_is_told_in_words(as_support: Client, office: Office) -> None:
    Connection.objects.create(office=office, state="refused", fault="credentials_refused")

    assert "CodaBox refuses the credentials of this office." in page_of(as_support, "/")


def test_figures_are_sums_over_the_offices(as_support: Client, office: Office, peeters: Office) -> None:
    Connection.objects.create(office=office, state="active", waiting_count=3, quarantined_count=1)
    Connection.objects.create(office=peeters, state="refused", waiting_count=4)

    context = as_support.get("/").context
    assert [context[name] for name in ("connected", "total", "waiting", "aside")] == [1, 2, 7, 1]


@pytest.mark.parametrize("text", ["peeters", "0404.616.494", "0404616", "BE 0404"])
def test_search_finds_by_name_and_number(as_support: Client, office: Office, peeters: Office, text: str) -> None:
    page = as_support.get("/", {"q": text}, headers={"HX-Request": "true"}).content.decode()

    assert offices_in(page) == ["Kantoor Peeters"]
    assert "<html" not in page


@pytest.mark.parametrize("text", ["zzz", ".", "\0zzz"])
def test_search_for_nobody_finds_nobody(as_support: Client, office: Office, peeters: Office, text: str) -> None:
    assert offices_in(page_of(as_support, "/", q=text)) == []


@pytest.mark.parametrize(
    ("show", "found"),
    [
        ("", ["Kantoor Janssens", "Kantoor Peeters"]),
        ("questions", ["Kantoor Janssens"]),
        ("absent", ["Kantoor Peeters"]),
        ("nonsense", ["Kantoor Janssens", "Kantoor Peeters"]),
    ],
)
def test_list_can_be_narrowed(as_support: Client, office: Office, peeters: Office, show: str, found: list[str]) -> None:
    Connection.objects.create(office=office, state="active", quarantined_count=1)

    response = as_support.get("/", {"show": show})
    assert offices_in(response.content.decode()) == found
    assert [choice.count for choice in response.context["choices"]] == [2, 1, 1]


def test_connection_page_tells_what_is_known(as_support: Client, office: Office) -> None:
    Connection.objects.create(office=office, state="refused", fault="credentials_refused", waiting_count=264)

    page = page_of(as_support, connection_url(office))
    assert "Refused by CodaBox" in page
    assert "Ask for a new token and enter it." in page
    assert re.search(r"Files waiting</dt>\s*<dd>\s*264\s*</dd>", page)


def test_no_amount_and_no_dossier_is_shown(
    as_support: Client,
    office: Office,
    journal: Journal,
    state_of: Callable[..., Statement],
    file_of: Callable[..., ReceivedFile],
) -> None:
    Connection.objects.create(office=office, state="active", username="u", password="p", quarantined_count=1)
    state_of(journal, date(2026, 11, 18), 0, 4711)
    state_of(journal, date(2026, 11, 19), 8222, 80)
    file_of(journal=journal, state=ReceivedFile.State.QUARANTINED, reason="internal")

    for url in ("/", connection_url(office)):
        page = page_of(as_support, url)
        assert not [told for told in ("4711", "4,711", "8222", "8,222", "Wielewaal", "BE07") if told in page]


def test_support_types_the_token_in_for_the_office(as_support: Client, office: Office, settings: Any) -> None:
    made = worlds.world()
    settings.CODABOX_SOFTWARE_COMPANY = made.software_company
    with worlds.served(made) as (_, url):
        settings.CODABOX_BASE_URL = url
        response = as_support.post(connection_url(office), {"token": made.offices[0].token})

    assert response.headers["Location"] == connection_url(office)
    assert Connection.objects.get(office=office).is_connected is True
    event = AuditEvent.objects.get(action="codabox.connected")
    assert (event.actor and event.actor.name, event.office) == ("Sam", office)


def test_refused_token_says_why(as_support: Client, office: Office, settings: Any) -> None:
    made = worlds.world()
    settings.CODABOX_SOFTWARE_COMPANY = made.software_company
    with worlds.served(made) as (_, url):
        settings.CODABOX_BASE_URL = url
        response = as_support.post(connection_url(office), {"token": "guessed"})

    assert response.status_code == 200
    assert "CodaBox does not know this token" in response.content.decode()


def test_queries_do_not_grow_with_the_offices(as_support: Client, office: Office, peeters: Office) -> None:
    def queries() -> int:
        with CaptureQueriesContext(database) as captured:
            page_of(as_support, "/")
        return len(captured)

    before = queries()
    Office.objects.bulk_create(Office(name=f"Kantoor {n}", schema_name=f"office_{n}") for n in range(30))

    assert queries() == before


def test_unknown_office_is_404(as_support: Client, office: Office) -> None:
    assert as_support.get("/offices/999999/codabox/").status_code == 404


@pytest.mark.parametrize("client", ["as_owner", "as_accountant", "as_sme", "as_outsider"])
def test_who_is_no_support_gets_404(request: pytest.FixtureRequest, client: str, office: Office) -> None:
    asking: Client = request.getfixturevalue(client)
    urls = ("/", connection_url(office))

    assert [asking.get(url, headers={"host": "localhost"}).status_code for url in urls] == [404, 404]


def test_anonymous_is_asked_to_sign_in(anonymous: Client, office: Office) -> None:
    for url in ("/", connection_url(office)):
        response = anonymous.get(url, headers={"host": "localhost"})
        assert response.headers["Location"].startswith("/accounts/login/")


def test_desk_is_not_on_the_host_of_an_office(as_accountant: Client, office: Office) -> None:
    assert as_accountant.get(connection_url(office)).status_code == 404


def test_support_checks_an_office_at_once(as_support: Client, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Office] = []
    monkeypatch.setattr(views_support, "ask_check", asked.append)

    response = as_support.post(f"{connection_url(office)}check/")

    assert asked == [office]
    assert response.headers["Location"] == connection_url(office)


def test_only_support_checks_from_the_public_host(as_accountant: Client, office: Office) -> None:
    assert as_accountant.post(f"{connection_url(office)}check/").status_code == 404
