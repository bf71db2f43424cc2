"""The list as CSV for a Belgian spreadsheet."""

import csv
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dossiers.models import Dossier
from financial.export import harmless
from tests.financial.cast import Book, Receive

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture(autouse=True)
def _english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


def content_of(client: Client, dossier: Dossier, **parameters: str) -> bytes:
    response = client.get(reverse("financial:export", args=[dossier.pk]), parameters)
    assert response.status_code == 200
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


def cells_of(client: Client, dossier: Dossier, **parameters: str) -> list[dict[str, str]]:
    text = content_of(client, dossier, **parameters).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text, newline=""), delimiter=";"))


def test_one_line_per_transaction(as_sme: Client, dossier: Dossier, book: Book, receive: Receive) -> None:
    book(amount=Decimal("-1204.50"), counterparty_name="Veloparts", document_number="F01/11/7")
    receive(amount=Decimal(3872), counterparty_account="BE76091011472095", readable="202600418003")
    line, booked = cells_of(as_sme, dossier)
    assert line == {
        "Date": "20/11/2026",
        "Journal": "KBC Zichtrekening",
        "Account": "BE07 7350 4188 2766",
        "Amount": "3872,00",
        "Currency": "EUR",
        "Counterparty": "",
        "Counterparty account": "BE76 0910 1147 2095",
        "Communication": "'+++202/6004/18003+++",
        "Status": "Not yet processed",
        "Document": "218/1",
    }
    assert (booked["Amount"], booked["Status"], booked["Document"]) == ("-1204,50", "Processed", "F01/11/7")


def test_the_file_starts_with_the_mark_and_ends_lines_as_windows_does(as_sme: Client, dossier: Dossier) -> None:
    content = content_of(as_sme, dossier)
    assert content.startswith(b"\xef\xbb\xbfDate;Journal;")
    assert content.endswith(b"\r\n")


def test_the_filter_goes_for_the_file_too_and_paging_does_not(as_sme: Client, dossier: Dossier, book: Book) -> None:
    for amount in (10, -20, 30):
        book(amount=Decimal(amount))
    assert [row["Amount"] for row in cells_of(as_sme, dossier, direction="in", page="2")] == ["30,00", "10,00"]


def test_more_rows_than_one_chunk(as_sme: Client, dossier: Dossier, book: Book, monkeypatch: Any) -> None:
    monkeypatch.setattr("financial.queries.transactions._EXPORT_CHUNK", 2)
    for _ in range(5):
        book()
    assert len(cells_of(as_sme, dossier)) == 5


@pytest.mark.parametrize(
    ("text", "cell"),
    [("=1+1", "'=1+1"), ("+32", "'+32"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"), ("\t=1+1", "'=1+1"),
     ("\r\n=1+1", "'=1+1"), ("one\r\ntwo", "one two"), ("1-2=?", "1-2=?")],
)  # fmt: skip
def test_no_text_becomes_a_formula_or_a_new_line(text: str, cell: str) -> None:
    assert harmless(text) == cell


def test_the_file_is_named_after_the_dossier_and_the_day(as_sme: Client, dossier: Dossier) -> None:
    response = as_sme.get(reverse("financial:export", args=[dossier.pk]))
    assert response["Content-Disposition"] == 'attachment; filename="WIEL-20261120.csv"'
    assert response["Content-Type"] == "text/csv; charset=utf-8"
