"""The Financial tab in the browser: who sees it, what stands in it, what htmx gets."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from dossiers.models import Dossier
from financial.models import Journal
from tests.financial.cast import Book, Receive

pytestmark = pytest.mark.usefixtures("today")
QUERY_BUDGET = 27
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


def url_of(dossier: Dossier) -> str:
    return reverse("financial:transactions", args=[dossier.pk])


def page_of(client: Client, dossier: Dossier, **parameters: str) -> str:
    response = client.get(url_of(dossier), parameters)
    assert response.status_code == 200
    return response.content.decode()


def test_the_client_sees_the_three_statuses(as_sme: Client, dossier: Dossier, book: Book, receive: Receive) -> None:
    book(counterparty_name="Veloparts")
    book(counterparty_name="F. Peeters", settled=False)
    receive(counterparty_name="Stad Lindekerke")
    page = page_of(as_sme, dossier)
    rows = [line.strip() for line in page.splitlines() if '<div class="row-tx' in line]
    assert [row.split()[2] for row in rows] == ["new", "todo", "done"]


@pytest.mark.parametrize("name", ["transactions", "export"])
def test_outsider_gets_404(as_outsider: Client, dossier: Dossier, name: str) -> None:
    assert as_outsider.get(reverse(f"financial:{name}", args=[dossier.pk])).status_code == 404


@pytest.mark.parametrize("name", ["transactions", "export"])
def test_a_client_gets_404_for_another_dossier(as_sme: Client, other_dossier: Dossier, name: str) -> None:
    assert as_sme.get(reverse(f"financial:{name}", args=[other_dossier.pk])).status_code == 404


def test_anonymous_goes_to_sign_in(anonymous: Client, dossier: Dossier) -> None:
    response = anonymous.get(url_of(dossier))
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("name", ["transactions", "export"])
def test_switched_off_is_404_for_the_client(as_sme: Client, dossier: Dossier, name: str) -> None:
    Dossier.objects.update(financial_enabled=False)
    assert as_sme.get(reverse(f"financial:{name}", args=[dossier.pk])).status_code == 404


def test_switched_off_tells_staff_where_to_switch_it_on(as_accountant: Client, dossier: Dossier) -> None:
    Dossier.objects.update(financial_enabled=False)
    assert reverse("dossiers:general", args=[dossier.pk]) in page_of(as_accountant, dossier)


def test_text_of_a_payment_is_never_markup(as_sme: Client, dossier: Dossier, receive: Receive) -> None:
    receive(counterparty_name="<script>alert(1)</script>", readable='"><img src=x>')
    page = page_of(as_sme, dossier, q="<script>")
    assert "<script>alert" not in page
    assert "<img" not in page


def test_filters_stand_in_the_address_and_as_chips(as_sme: Client, dossier: Dossier, journal: Journal) -> None:
    page = page_of(as_sme, dossier, q="moens", journal=str(journal.pk), period="quarter", min="10", direction="out")
    for label in ("“moens”", journal.name, "This quarter", "Money out", "Amount ≥ 10"):
        assert f'aria-label="Remove filter {label}' in page


def test_a_chip_leads_to_the_list_without_its_filter(as_sme: Client, dossier: Dossier) -> None:
    page = " ".join(page_of(as_sme, dossier, q="moens", direction="out", page="3").split())
    assert f'class="chip" href="{url_of(dossier)}?direction=out"' in page
    assert f'class="chip" href="{url_of(dossier)}?q=moens"' in page


def test_dates_that_were_typed_go_before_a_period(as_sme: Client, dossier: Dossier, book: Book) -> None:
    book(counterparty_name="november")
    page = page_of(as_sme, dossier, period="this-month", since="2026-01-01", until="2026-01-31")
    assert "november</a>" not in page
    assert "Remove filter This month" not in page


@pytest.mark.parametrize("parameters", [{"min": "abc"}, {"since": "yesterday"}])
def test_what_is_not_understood_is_said_and_asks_nothing(
    as_sme: Client, dossier: Dossier, book: Book, parameters: dict[str, str]
) -> None:
    book(counterparty_name="Veloparts")
    page = page_of(as_sme, dossier, **parameters)
    assert "Veloparts" in page
    assert 'aria-invalid="true"' in page


@pytest.mark.parametrize("parameters", [{"journal": "x"}, {"journal": "999999"}, {"status": "?"}, {"size": "7"}])
def test_a_broken_address_asks_nothing(
    as_sme: Client, dossier: Dossier, book: Book, parameters: dict[str, str]
) -> None:
    book(counterparty_name="Veloparts")
    assert "Veloparts" in page_of(as_sme, dossier, **parameters)


def test_a_page_beyond_the_end_is_the_last_one(as_sme: Client, dossier: Dossier, book: Book) -> None:
    for _ in range(51):
        book()
    assert "51–51 of 51" in page_of(as_sme, dossier, page="99")
    assert "1–50 of 51" in page_of(as_sme, dossier)
    assert "1–51 of 51" in page_of(as_sme, dossier, size="100")


def test_htmx_gets_only_what_changes(as_sme: Client, dossier: Dossier, receive: Receive) -> None:
    receive(counterparty_name="Stad Lindekerke")
    response = as_sme.get(url_of(dossier), {"q": "stad", "min": ""}, headers=HTMX)
    body = response.content.decode()
    assert "<html" not in body
    assert body.index('id="results"') < body.index('hx-swap-oob="true"')
    assert 'id="filter_q"' not in body
    assert response["HX-Replace-Url"] == f"{url_of(dossier)}?q=stad"


def test_a_clicked_filter_also_refreshes_the_search_box(as_sme: Client, dossier: Dossier) -> None:
    response = as_sme.get(url_of(dossier), headers=HTMX | {"HX-Boosted": "true"})
    assert 'id="filter_q"' in response.content.decode()
    assert response["HX-Push-Url"] == url_of(dossier)


def test_the_browsers_back_gets_the_whole_page(as_sme: Client, dossier: Dossier) -> None:
    response = as_sme.get(url_of(dossier), headers=HTMX | {"HX-History-Restore-Request": "true"})
    assert "<html" in response.content.decode()


def test_the_first_row_stands_open_until_the_panel_is_closed(
    as_sme: Client, dossier: Dossier, receive: Receive
) -> None:
    key = f"coda-{receive().pk}"
    assert f'data-row="{key}"' in page_of(as_sme, dossier)
    assert "data-row=" not in page_of(as_sme, dossier, panel="closed")


def test_empty_nothing_found(as_sme: Client, dossier: Dossier, book: Book) -> None:
    book()
    page = page_of(as_sme, dossier, q="wielnaaf", period="quarter")
    assert "No transaction found" in page
    assert f'href="{url_of(dossier)}?q=wielnaaf"' in page


def test_empty_not_yet(as_sme: Client, dossier: Dossier, journal: Journal) -> None:
    assert "Tomorrow there will be something here" in page_of(as_sme, dossier)


def test_empty_blocked_tells_staff_where_to_tick(
    as_sme: Client, as_accountant: Client, dossier: Dossier, savings: Journal
) -> None:
    way_out = reverse("financial:journals", args=[dossier.pk])
    assert way_out in page_of(as_accountant, dossier).partition('id="results"')[2]
    assert way_out not in page_of(as_sme, dossier)


def test_empty_nothing_new(as_sme: Client, dossier: Dossier, book: Book) -> None:
    book()
    assert "Nothing new" in page_of(as_sme, dossier, status="new")


def test_numbers_follow_the_language(as_sme: Client, dossier: Dossier, receive: Receive) -> None:
    receive(amount=Decimal("1204.50"))
    with override("nl"):
        response = as_sme.get(url_of(dossier), headers={"accept-language": "nl"})
    assert "+1.204,50" in response.content.decode()


def test_as_many_queries_for_fifty_rows_as_for_one(
    as_sme: Client, dossier: Dossier, book: Book, receive: Receive
) -> None:
    def fill(count: int) -> None:
        for _ in range(count):
            book()
            whole = receive()
            receive(sequence=whole.sequence, detail=1, parent=whole, balance_part=False)

    fill(1)
    with CaptureQueriesContext(connection) as few:
        page_of(as_sme, dossier)
    fill(24)
    with CaptureQueriesContext(connection) as many:
        page_of(as_sme, dossier)
    assert len(many) == len(few)
    assert len(many) <= QUERY_BUDGET
