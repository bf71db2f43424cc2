"""What the search box finds."""

from decimal import Decimal

import pytest

from dossiers.models import Dossier
from financial.amounts import parse_amount
from financial.queries.filters import Filter
from financial.queries.transactions import page_of
from tests.financial.cast import Book, Receive


def found(dossier: Dossier, text: str) -> int:
    return len(page_of(dossier, Filter(text=text), start=0, size=100))


@pytest.mark.parametrize(
    "text",
    ["Lindekerke", "LINDEK", "kerke stad", "BE76091011472095", "BE76 0910 1147 2095", "0910 1147", "202600418003",
     "+++202/6004/18003+++", "202/6004", "3872", "3.872,00", "3872,00", "3,872.00", "+3872"],
)  # fmt: skip
def test_a_line_is_found_by(dossier: Dossier, receive: Receive, text: str) -> None:
    receive(
        counterparty_name="Stad Lindekerke",
        counterparty_account="BE76091011472095",
        communication="202600418003",
        readable="+++202/6004/18003+++",
        amount=Decimal(3872),
    )
    assert found(dossier, text) == 1


@pytest.mark.parametrize("text", ["-3872", "3871", "38,72", "Lindekerke gent", "BE77", "202600418004", "%", "_"])
def test_a_line_is_not_found_by(dossier: Dossier, receive: Receive, text: str) -> None:
    receive(counterparty_name="Stad Lindekerke", readable="+++202/6004/18003+++", amount=Decimal(3872))
    assert found(dossier, text) == 0


@pytest.mark.parametrize("text", ["factuur", "FACT 391", "F01/11/7", "180", "180,00", "-180"])
def test_a_booking_is_found_by(dossier: Dossier, book: Book, text: str) -> None:
    book(communication="Factuur 391", document_number="F01/11/7", amount=Decimal(-180))
    assert found(dossier, text) == 1


def test_an_account_with_spaces_in_the_books_is_found_without(dossier: Dossier, book: Book) -> None:
    book(counterparty_account="BE76 0910 1147 2095")
    assert found(dossier, "BE76091011472095") == 1


@pytest.mark.parametrize(("stored", "typed"), [("CAFE DES HALLES", "café"), ("Café des Halles", "cafe")])
def test_accents_make_no_difference(dossier: Dossier, receive: Receive, stored: str, typed: str) -> None:
    receive(counterparty_name=stored)
    assert found(dossier, typed) == 1


def test_whole_euros_find_their_cents_but_cents_only_themselves(dossier: Dossier, book: Book) -> None:
    book(amount=Decimal("180.50"))
    assert found(dossier, "180") == 1
    assert found(dossier, "180,00") == 0
    assert found(dossier, "181") == 0


def test_a_detail_brings_its_movement(dossier: Dossier, receive: Receive) -> None:
    whole = receive(counterparty_name="Verzamelopdracht", amount=Decimal(-300))
    receive(
        sequence=whole.sequence,
        detail=1,
        parent=whole,
        balance_part=False,
        counterparty_name="Kabelhuis Roeland",
        amount=Decimal(-300),
    )
    rows = page_of(dossier, Filter(text="roeland"), start=0, size=10)
    assert [row.row for row in rows] == [whole.pk]


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("180", "180"), ("180,00", "180.00"), ("1.204,50", "1204.50"), ("1 204,5", "1204.5"), ("1,204.50", "1204.50"),
     ("1.204", "1204"), ("12.5", "12.5"), ("-68,90", "-68.90"), ("−68,90", "-68.90"), ("€ 12", "12"), ("12 €", "12")],
)  # fmt: skip
def test_amounts_as_people_type_them(typed: str, amount: str) -> None:
    assert parse_amount(typed) == Decimal(amount)


@pytest.mark.parametrize("typed", ["", "abc", "12,3456", "1.2.3", "1,2,3", "++1", "1-2", "202/6004"])
def test_what_is_no_amount(typed: str) -> None:
    assert parse_amount(typed) is None
