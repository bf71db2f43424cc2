"""The panel of one transaction."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dossiers.models import Dossier
from financial.models import Allocation, Journal, OpenItem, StatementLine
from tests.financial.cast import TODAY, Book, Receive

pytestmark = pytest.mark.usefixtures("today")
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


def url_of(dossier: Dossier, kind: str, pk: int) -> str:
    return reverse("financial:transaction", args=[dossier.pk, kind, pk])


def panel_of(client: Client, dossier: Dossier, kind: str, pk: int) -> str:
    response = client.get(url_of(dossier, kind, pk), headers=HTMX)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_the_facts_of_a_line(as_sme: Client, dossier: Dossier, receive: Receive) -> None:
    line = receive(
        amount=Decimal(3872),
        counterparty_name="Stad Lindekerke",
        counterparty_account="BE76091011472095",
        readable="202600418003",
        value_date=TODAY,
        information=[{"type": "", "text": "Terminal 4471"}],
    )
    panel = panel_of(as_sme, dossier, "coda", line.pk)
    assert "<html" not in panel
    for fact in ("+3,872.00", "Stad Lindekerke", "BE76 0910 1147 2095", "+++202/6004/18003+++", "218, line 1",
                 "Not yet processed", "Transfer in your favour",
                 "Terminal 4471", 'data-copy="BE76091011472095"'):  # fmt: skip
        assert fact in panel


def test_an_unlisted_code_is_called_by_its_family(as_sme: Client, dossier: Dossier, receive: Receive) -> None:
    line = receive(family="04", transaction="00", readable="koffie")
    assert "<dd>Card payment</dd>" in panel_of(as_sme, dossier, "coda", line.pk)


def test_the_facts_of_a_booking(as_sme: Client, dossier: Dossier, book: Book) -> None:
    booked = book(document_number="F01/11/7", settled=False)
    panel = panel_of(as_sme, dossier, "booked", booked.pk)
    assert "F01/11/7" in panel
    assert "To be assigned" in panel
    assert "CodaBox" not in panel


def test_a_matched_line_names_its_invoice_and_why(
    as_sme: Client, dossier: Dossier, receive: Receive, invoice: OpenItem
) -> None:
    line = receive(amount=invoice.open, step="ogm", status="applied")
    Allocation.objects.create(line=line, open_item=invoice, amount=invoice.open)
    panel = panel_of(as_sme, dossier, "coda", line.pk)
    assert "Sales invoice VF2026-0418" in panel
    assert "30 October 2026 · same structured message" in panel


def test_candidates_stand_there_while_nothing_is_chosen(
    as_sme: Client, dossier: Dossier, receive: Receive, invoice: OpenItem
) -> None:
    found = {"relation": "400123", "document": "VF2026-0418", "amount": "3872", "why": "iban", "item": 0}
    line = receive(candidates=[found, found | {"document": "gone"}])
    panel = panel_of(as_sme, dossier, "coda", line.pk)
    assert "account of Stad Lindekerke" in panel
    assert "gone" not in panel


def test_nothing_likely_no_section(as_sme: Client, dossier: Dossier, receive: Receive) -> None:
    assert "Probably for" not in panel_of(as_sme, dossier, "coda", receive().pk)


def test_a_movement_and_its_detail_lead_to_each_other(as_sme: Client, dossier: Dossier, receive: Receive) -> None:
    whole = receive(amount=Decimal(-300))
    detail = receive(
        sequence=whole.sequence, detail=1, parent=whole, balance_part=False, counterparty_name="An Peeters"
    )
    assert url_of(dossier, "coda", detail.pk) in panel_of(as_sme, dossier, "coda", whole.pk)
    assert url_of(dossier, "coda", whole.pk) in panel_of(as_sme, dossier, "coda", detail.pk)


def test_previous_and_next_keep_the_filter(as_sme: Client, dossier: Dossier, receive: Receive) -> None:
    lines = [receive(amount=Decimal(amount)) for amount in (-5, 10, -20, 30)]
    url = url_of(dossier, "coda", lines[1].pk)
    panel = as_sme.get(url, {"direction": "in"}, headers=HTMX).content.decode()
    assert f'rel="prev" href="{url_of(dossier, "coda", lines[3].pk)}?direction=in"' in " ".join(panel.split())
    assert 'rel="next"' not in panel


def test_a_full_load_brings_the_list_with_the_panel_open(as_sme: Client, dossier: Dossier, receive: Receive) -> None:
    first, second = receive(), receive()
    page = as_sme.get(url_of(dossier, "coda", first.pk)).content.decode()
    assert "<html" in page
    assert f'data-row="coda-{first.pk}"' in page
    assert 'class="panel open"' in page
    assert f'id="row-coda-{second.pk}"' in page


@pytest.mark.parametrize("kind", ["coda", "booked", "other"])
def test_unknown_is_404(as_sme: Client, dossier: Dossier, kind: str) -> None:
    assert as_sme.get(url_of(dossier, kind, 999_999)).status_code == 404


def test_what_the_books_have_by_now_is_404(
    as_sme: Client, dossier: Dossier, journal: Journal, receive: Receive
) -> None:
    line: StatementLine = receive()
    Journal.objects.filter(pk=journal.pk).update(booked_until=TODAY)
    assert as_sme.get(url_of(dossier, "coda", line.pk), headers=HTMX).status_code == 404


def test_outsider_and_client_of_another_dossier_get_404(
    as_outsider: Client, as_sme: Client, dossier: Dossier, other_dossier: Dossier, book: Book, receive: Receive
) -> None:
    line, booked = receive(), book()
    assert as_outsider.get(url_of(dossier, "coda", line.pk)).status_code == 404
    assert as_outsider.get(url_of(dossier, "booked", booked.pk)).status_code == 404
    assert as_sme.get(url_of(other_dossier, "coda", line.pk)).status_code == 404


def test_a_line_of_one_dossier_is_not_reached_through_another(
    as_accountant: Client, other_dossier: Dossier, book: Book, receive: Receive
) -> None:
    assert as_accountant.get(url_of(other_dossier, "coda", receive().pk)).status_code == 404
    assert as_accountant.get(url_of(other_dossier, "booked", book().pk)).status_code == 404
