"""Journals, open items and booked transactions come in over REST."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dossiers.models import Dossier, Relation
from financial.models import BookedTransaction, Journal, OpenItem
from tests.books import Books, Row, outcome

JOURNALS = "dossiers/WIEL/journals/"
OPEN_ITEMS = "dossiers/WIEL/open-items/"
BOOKED = "dossiers/WIEL/booked-transactions/"
KBC = {"code": "F01", "name": "KBC Zichtrekening", "iban": "BE07735041882766"}
INVOICE = {
    "kind": "customer",
    "relation": "400123",
    "document": "VF2026-0418",
    "ogm": "+++202/6004/18003+++",
    "open": "3872.000",
    "date": "2026-10-30",
    "due": "2026-11-29",
    "discount": "38.720",
    "discount_until": "2026-11-08",
}
PAID = {"journal": "F01", "external_id": "B1", "entry_date": "2026-11-02", "amount": "-40.000", "settled": True}


@pytest.fixture(autouse=True)
def _english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def customer(dossier: Dossier) -> Relation:
    return Relation.objects.create(dossier=dossier, kind="customer", number="400123", name="Stad Lindekerke")


def test_journals_come_in_without_coda(books: Books, dossier: Dossier) -> None:
    assert outcome(books.put(JOURNALS, [KBC | {"iban": "be07 7350 4188 2766", "booked_until": "2026-10-31"}])) == (1, 0)

    kept = Journal.objects.get()
    assert (kept.iban, kept.currency, str(kept.booked_until), kept.coda_enabled) == (
        "BE07735041882766",
        "EUR",
        "2026-10-31",
        False,
    )


def test_journal_keeps_its_tick_when_the_books_come_again(books: Books, journal: Journal) -> None:
    assert outcome(books.put(JOURNALS, [KBC | {"name": "KBC"}])) == (0, 1)

    journal.refresh_from_db()
    assert (journal.name, journal.coda_enabled) == ("KBC", True)


@pytest.mark.parametrize("iban", ["", "BE68539007547035", "123-4567890-12", "not an IBAN"])
def test_wrong_iban_of_a_journal_is_taken_as_the_books_have_it(books: Books, dossier: Dossier, iban: str) -> None:
    assert outcome(books.put(JOURNALS, [KBC | {"iban": iban}])) == (1, 0)

    assert Journal.objects.get().iban_is_right is False


@pytest.mark.parametrize("change", [{"iban": "BE68539007547034"}, {"iban": ""}, {"currency": "USD"}])
def test_account_of_a_ticked_journal_cannot_change(books: Books, journal: Journal, change: Row) -> None:
    refusal = books.refusal(JOURNALS, [KBC | {"code": "F02"}, KBC | change])

    assert refusal == ["Journal F01 receives CODA: switch that off before its account changes."]
    assert list(Journal.objects.values_list("code", "iban", "currency")) == [("F01", "BE07735041882766", "EUR")]


def test_account_of_an_unticked_journal_may_change(books: Books, journal: Journal) -> None:
    Journal.objects.update(coda_enabled=False)

    assert outcome(books.put(JOURNALS, [KBC | {"iban": "BE68539007547034"}])) == (0, 1)


def test_second_journal_of_a_ticked_account_comes_in_unticked(books: Books, journal: Journal) -> None:
    assert outcome(books.put(JOURNALS, [KBC | {"code": "F02"}])) == (1, 0)

    assert Journal.objects.get(code="F02").coda_enabled is False


def test_booked_until_moves_on(books: Books, journal: Journal) -> None:
    books.put(JOURNALS, [KBC | {"booked_until": "2026-10-31"}])
    books.put(JOURNALS, [KBC | {"booked_until": "2026-11-30"}])

    journal.refresh_from_db()
    assert str(journal.booked_until) == "2026-11-30"


def test_journal_says_where_transferred_lines_go(books: Books, dossier: Dossier) -> None:
    books.put(JOURNALS, [KBC | {"template": "BANK", "batch": "CODA"}])

    assert list(Journal.objects.values_list("template", "batch")) == [("BANK", "CODA")]


def test_discount_may_be_a_surcharge_given_back(books: Books, customer: Relation) -> None:
    books.put(OPEN_ITEMS, [INVOICE | {"credit_restriction": True}])

    assert OpenItem.objects.get().credit_restriction is True


def test_open_items_come_in(books: Books, customer: Relation) -> None:
    assert outcome(books.put(OPEN_ITEMS, [INVOICE])) == (1, 0)

    item = OpenItem.objects.get()
    kept = (item.relation, str(item.open), str(item.discount), item.currency, item.closed)
    assert kept == (customer, "3872.000", "38.720", "EUR", False)


def test_same_open_items_again_change_nothing(books: Books, customer: Relation) -> None:
    books.put(OPEN_ITEMS, [INVOICE])
    before = list(OpenItem.objects.values())

    assert outcome(books.put(OPEN_ITEMS, [INVOICE])) == (0, 1)
    assert list(OpenItem.objects.values()) == before


def test_paid_item_is_closed(books: Books, customer: Relation) -> None:
    books.put(OPEN_ITEMS, [INVOICE])
    books.put(OPEN_ITEMS, [INVOICE | {"open": "0", "closed": True}])

    assert list(OpenItem.objects.values_list("document", "closed")) == [("VF2026-0418", True)]


def test_item_may_bear_the_number_of_one_of_another_relation(books: Books, customer: Relation) -> None:
    other = Relation.objects.create(dossier=customer.dossier, kind="customer", number=f"{customer.pk}", name="Other")
    books.put(OPEN_ITEMS, [INVOICE])

    assert outcome(books.put(OPEN_ITEMS, [INVOICE | {"relation": other.number}])) == (1, 0)


@pytest.mark.parametrize(
    ("change", "name"), [({"relation": "9"}, "customer 9"), ({"kind": "supplier"}, "supplier 400123")]
)
def test_unknown_relation_is_named(books: Books, customer: Relation, change: Row, name: str) -> None:
    refusal = books.refusal(OPEN_ITEMS, [INVOICE, INVOICE | {"document": "VF2"} | change])

    assert refusal == [f"{name} is unknown in this dossier."]
    assert not OpenItem.objects.exists()


def test_relation_of_another_dossier_is_unknown(books: Books, dossier: Dossier, other_dossier: Dossier) -> None:
    Relation.objects.create(dossier=other_dossier, kind="customer", number="400123", name="Not ours")

    assert books.refusal(OPEN_ITEMS, [INVOICE]) == ["customer 400123 is unknown in this dossier."]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *[
            ("open", value)
            for value in ("NaN", "Infinity", "-Infinity", "1e400", "1.2345", "9" * 16, "", None, True, {})
        ],
        *[("discount", value) for value in ("-0.001", "NaN", "1e-7")],
        *[("date", value) for value in ("2026-02-30", "0000-01-01", "10000-01-01", "30/10/2026", 20261030, None, "")],
        *[("due", value) for value in ("2026-13-01", "2026-11-29T00:00:00Z")],
        *[("currency", value) for value in ("EURO", "eur", "E", "€", "", None)],
        ("document", "x" * 41),
        ("external_document", "x" * 61),
        ("ogm", "+" * 21),
        ("ogm", "a\0b"),
        ("rf", "R" * 26),
        ("closed", "perhaps"),
        ("kind", "ledger"),
        ("relation", ""),
    ],
)
def test_value_that_does_not_fit_is_refused_by_name(books: Books, customer: Relation, field: str, value: Any) -> None:
    assert list(books.refusal(OPEN_ITEMS, [INVOICE | {field: value}])["0"]) == [field]
    assert not OpenItem.objects.exists()


@pytest.mark.parametrize("body", ["[NaN]", '[{"open": Infinity}]', "[{]", f"[{'9' * 5000}]", "\ufeff", ""])
def test_what_is_no_json_is_refused(books: Books, dossier: Dossier, body: str) -> None:
    headers = {"authorization": f"Bearer {books.token}", "host": "janssens.localhost"}

    response = books.client.put(f"/api/v1/{OPEN_ITEMS}", body, content_type="application/json", headers=headers)

    assert response.status_code == 400


def test_amount_may_have_the_size_of_a_bank_amount(books: Books, customer: Relation) -> None:
    books.put(OPEN_ITEMS, [INVOICE | {"open": "-999999999999999.999", "discount": "0"}])

    assert str(OpenItem.objects.get().open) == "-999999999999999.999"


def test_booked_transactions_come_in_once(books: Books, journal: Journal) -> None:
    assert outcome(books.put(BOOKED, [PAID])) == (1, 0)
    assert outcome(books.put(BOOKED, [PAID | {"settled": False}])) == (0, 1)

    assert list(BookedTransaction.objects.values_list("journal", "external_id", "settled")) == [
        (journal.pk, "B1", False)
    ]


def test_journals_may_use_the_same_ids(books: Books, journal: Journal) -> None:
    Journal.objects.create(dossier=journal.dossier, code=f"{journal.pk}", name="Belfius")

    assert outcome(books.put(BOOKED, [PAID, PAID | {"journal": f"{journal.pk}"}])) == (2, 0)


def test_unknown_journal_is_named(books: Books, journal: Journal) -> None:
    assert books.refusal(BOOKED, [PAID, PAID | {"journal": "F09"}]) == ["F09 is unknown in this dossier."]
    assert not BookedTransaction.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("external_id", "x" * 61),
        ("counterparty_name", "x" * 71),
        ("counterparty_account", "x" * 41),
        ("document_number", "x" * 41),
        ("communication", "a\0b"),
        ("amount", "NaN"),
        ("entry_date", "2026-02-29"),
        ("settled", None),
    ],
)
def test_booking_that_does_not_fit_is_refused_by_name(books: Books, journal: Journal, field: str, value: Any) -> None:
    assert list(books.refusal(BOOKED, [PAID | {field: value}])["0"]) == [field]


@pytest.mark.parametrize(
    ("path", "row"), [(JOURNALS, KBC), (OPEN_ITEMS, INVOICE), (BOOKED, PAID)], ids=["journal", "item", "booking"]
)
def test_repeated_row_is_refused(books: Books, customer: Relation, path: str, row: Row) -> None:
    assert books.refusal(path, [row, row]) == ["Row 2 repeats row 1."]


@pytest.mark.parametrize("path", [JOURNALS, OPEN_ITEMS, BOOKED])
def test_unknown_dossier_is_404(books: Books, dossier: Dossier, path: str) -> None:
    assert books.put(path.replace("WIEL", "NONE"), []).status_code == 404


@pytest.mark.parametrize("path", [JOURNALS, OPEN_ITEMS, BOOKED])
def test_outsider_gets_404(as_outsider: Client, dossier: Dossier, path: str) -> None:
    assert as_outsider.get(f"/api/v1/{path}").status_code == 404


def test_lists_are_read_back_as_they_were_sent(books: Books, journal: Journal, customer: Relation) -> None:
    books.put(OPEN_ITEMS, [INVOICE])
    books.put(BOOKED, [PAID])

    journals, items, booked = (
        json.loads(books.get(path).content)["results"] for path in (JOURNALS, OPEN_ITEMS, BOOKED)
    )

    assert journals == [KBC | {"currency": "EUR", "booked_until": None, "template": "", "batch": ""}]
    assert [{name: row[name] for name in INVOICE} for row in items] == [INVOICE]
    assert [{name: row[name] for name in PAID} for row in booked] == [PAID]


def test_queries_do_not_grow_with_the_list(books: Books, customer: Relation, journal: Journal) -> None:
    def queries(path: str, rows: list[Row]) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert sum(outcome(books.put(path, rows))) == len(rows)
        return len(captured)

    items = [INVOICE | {"document": f"{n}"} for n in range(501)]
    booked = [PAID | {"external_id": f"{n}"} for n in range(501)]

    assert queries(OPEN_ITEMS, items[1:]) == queries(OPEN_ITEMS, items[:1])
    assert queries(BOOKED, booked[1:]) == queries(BOOKED, booked[:1])
