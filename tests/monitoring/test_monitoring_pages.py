"""*CodaBox usage* of the office and of one dossier: who sees it, search, pages, budget."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_tenants.utils import tenant_context

from codabox_sync.connections.models import Connection
from codabox_sync.models import ReceivedFile
from dossiers.models import Dossier
from financial.models import Journal, Statement
from offices.models import Office

StateOf = Callable[..., Statement]
FileOf = Callable[..., ReceivedFile]
OFFICE = "/monitoring/codabox/"
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def connected(office: Office) -> Connection:
    return Connection.objects.create(office=office, state="active", username="u", password="p")


@pytest.fixture
def ter_elst(other_dossier: Dossier) -> Journal:
    return Journal.objects.create(
        dossier=other_dossier, code="F01", name="Belfius", iban="BE83068041883415", coda_enabled=True
    )


def dossier_url(dossier: Dossier) -> str:
    return reverse("monitoring:dossier", args=[dossier.pk])


def page_of(client: Client, url: str, **parameters: str) -> str:
    response = client.get(url, parameters)
    assert response.status_code == 200
    return response.content.decode()


def test_every_journal_of_the_office_stands_in_it(as_accountant: Client, journal: Journal, ter_elst: Journal) -> None:
    page = page_of(as_accountant, OFFICE)

    for told in ("Fietsatelier Wielewaal BV", "BE07 7350 4188 2766", "Bakkerij Ter Elst BV", "BE83 0680 4188 3415"):
        assert told in page


def test_journal_of_another_office_does_not(as_accountant: Client, journal: Journal, peeters: Office) -> None:
    with tenant_context(peeters):
        theirs = Dossier.objects.create(code="X", name="Geheime klant")
        Journal.objects.create(dossier=theirs, code="F01", name="KBC")

    assert "Geheime klant" not in page_of(as_accountant, OFFICE)


def test_row_tells_how_a_journal_fares(
    as_accountant: Client, journal: Journal, state_of: StateOf, file_of: FileOf
) -> None:
    state_of(journal, date(2026, 11, 19), 0, 100)
    file_of(journal=journal)

    page = page_of(as_accountant, dossier_url(journal.dossier))
    assert "In order" in page
    assert "001 · 19 Nov" in page


@pytest.mark.parametrize("text", ["wielewaal", "KBC", "BE07 7350", "be077350", "4188 2766"])
def test_search_finds_by_name_and_iban(as_accountant: Client, journal: Journal, ter_elst: Journal, text: str) -> None:
    page = as_accountant.get(OFFICE, {"q": text}, headers=HTMX).content.decode()

    assert "BE07 7350 4188 2766" in page
    assert "BE83 0680 4188 3415" not in page


@pytest.mark.parametrize("text", ["zzz", ".", "-", "\0zzz", "%", "'"])
def test_search_for_what_is_not_there_says_so(as_accountant: Client, journal: Journal, text: str) -> None:
    assert "No journal found" in page_of(as_accountant, OFFICE, q=text)


def test_only_questions_leaves_out_what_is_in_order(
    as_accountant: Client, journal: Journal, ter_elst: Journal, state_of: StateOf
) -> None:
    state_of(journal, date(2026, 11, 19), 0, 100)

    page = as_accountant.get(OFFICE, {"questions": "1"}, headers=HTMX).content.decode()
    assert "Bakkerij Ter Elst BV" in page
    assert "Fietsatelier Wielewaal BV" not in page


def test_htmx_gets_the_table_alone(as_accountant: Client, journal: Journal) -> None:
    page = as_accountant.get(OFFICE, headers=HTMX).content.decode()

    assert "<table" in page
    assert "<html" not in page


def test_figures_count_dossiers_journals_and_files(
    as_accountant: Client, journal: Journal, other_dossier: Dossier, file_of: FileOf
) -> None:
    Journal.objects.create(dossier=journal.dossier, code="F02", name="Spaar")
    file_of()
    file_of(document_model="purchase_invoice")

    context = as_accountant.get(OFFICE).context
    names = ("dossiers", "dossiers_on", "journals_on", "files", "invoices")
    assert [context[name] for name in names] == [2, 1, 1, 2, 1]


def test_office_without_anything_shows_its_way_in(as_accountant: Client) -> None:
    Connection.objects.all().delete()

    page = page_of(as_accountant, OFFICE)
    assert "The office is not connected with CodaBox" in page
    assert "Check now" not in page


def test_dossier_shows_its_own_journals(as_accountant: Client, journal: Journal, ter_elst: Journal) -> None:
    page = page_of(as_accountant, dossier_url(journal.dossier))

    assert "BE07 7350 4188 2766" in page
    assert "BE83 0680 4188 3415" not in page


def test_dossier_tells_how_far_its_statements_reach(as_accountant: Client, journal: Journal, state_of: StateOf) -> None:
    state_of(journal, date(2026, 11, 18), 0, 100)

    assert "statements up to 18 November 2026" in page_of(as_accountant, dossier_url(journal.dossier))


def test_journals_come_in_pages(as_accountant: Client, dossier: Dossier) -> None:
    Journal.objects.bulk_create(Journal(dossier=dossier, code=f"F{n:02}", name="KBC") for n in range(60))

    for url in (OFFICE, dossier_url(dossier)):
        assert "1–50 of 60" in page_of(as_accountant, url)
        assert "51–60 of 60" in page_of(as_accountant, url, page="2")


def test_queries_do_not_grow_with_the_office(
    as_accountant: Client, journal: Journal, state_of: StateOf, file_of: FileOf
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(database) as captured:
            page_of(as_accountant, OFFICE)
        return len(captured)

    def fill(one: Journal) -> None:
        state_of(one, date(2026, 11, 18), 0, 100)
        state_of(one, date(2026, 11, 19), 130, 80)
        file_of(journal=one, dossier=one.dossier, state=ReceivedFile.State.WAITING)

    fill(journal)
    before = queries()
    for n in range(29):
        dossier = Dossier.objects.create(code=f"D{n}", name=f"Dossier {n}")
        fill(Journal.objects.create(dossier=dossier, code="F01", name="KBC", coda_enabled=False))

    assert queries() == before


@pytest.mark.parametrize("client", ["as_sme", "as_outsider"])
def test_sme_and_outsider_get_404(request: pytest.FixtureRequest, client: str, dossier: Dossier) -> None:
    asking: Client = request.getfixturevalue(client)

    assert [asking.get(url).status_code for url in (OFFICE, dossier_url(dossier))] == [404, 404]


def test_support_does_not_look_inside_an_office(support: object, as_support: Client, dossier: Dossier) -> None:
    urls = (OFFICE, dossier_url(dossier))

    assert [as_support.get(url, headers={"host": "janssens.localhost"}).status_code for url in urls] == [404, 404]


def test_anonymous_is_asked_to_sign_in(anonymous: Client, dossier: Dossier) -> None:
    for url in (OFFICE, dossier_url(dossier)):
        assert anonymous.get(url).headers["Location"].startswith("/accounts/login/")


def test_unknown_dossier_is_404(as_accountant: Client, dossier: Dossier) -> None:
    for pk in (404, 10**30):
        assert as_accountant.get(f"/dossiers/{pk}/codabox/").status_code == 404
