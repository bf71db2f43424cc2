"""The accounting package fetches transferred journal lines and says so; what was learned is visible to it."""

import json
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dossiers.models import Dossier, Relation
from financial import transfer
from financial.models import OpenItem, Transfer
from offices.models import AuditEvent
from tests.books import Books
from tests.financial.cast import Receive
from tests.financial.paying import ZEEWINKEL, ledger
from tests.financial.placed import choose, settle, share

TRANSFERS = "dossiers/WIEL/transfers/"


@pytest.fixture(autouse=True)
def _english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def moved(receive: Receive, invoice: OpenItem) -> Transfer:
    """A statement with a payment of an invoice, transferred."""
    line = receive(counterparty_account=ZEEWINKEL, communication="VF2026-0418")
    settle(line, share(invoice, "100"))
    return transfer.transfer(statement=line.statement, actor=None, office=None)


def results(response: HttpResponse) -> Any:
    assert response.status_code == 200, response.content
    return json.loads(response.content)["results"]


def test_transfer_is_listed_with_its_statement(books: Books, moved: Transfer) -> None:
    (row,) = results(books.get(TRANSFERS))

    assert row.pop("made_at")
    assert row == {
        "id": moved.pk,
        "journal": "F01",
        "iban": "BE07735041882766",
        "currency": "EUR",
        "template": "F01",
        "batch": "2026-11",
        "statement": "218",
        "year": 2026,
        "date": "2026-11-20",
        "old_balance": "1000.000",
        "new_balance": "1500.500",
        "lines": 1,
        "fetched_at": None,
    }


def test_journal_lines_are_fetched(books: Books, moved: Transfer) -> None:
    assert results(books.get(f"{TRANSFERS}{moved.pk}/lines/")) == [
        {
            "number": 10000,
            "posting_date": "2026-11-20",
            "document_type": "payment",
            "document_number": "218/1",
            "description": "VF2026-0418",
            "account_type": "customer",
            "account": "400123",
            "amount": "-100.000",
            "currency": "EUR",
            "applies_to": [
                {
                    "document": "VF2026-0418",
                    "external_document": "",
                    "amount": "-100.000",
                    "discount": "0.000",
                    "credit_restriction": "0.000",
                }
            ],
        }
    ]


def test_fetched_is_said_once_and_kept(books: Books, moved: Transfer) -> None:
    first = books.post(f"{TRANSFERS}{moved.pk}/fetched/")
    second = books.post(f"{TRANSFERS}{moved.pk}/fetched/")

    assert (first.status_code, second.status_code) == (200, 200)
    assert json.loads(first.content) == json.loads(second.content)
    assert json.loads(first.content)["fetched_at"] is not None
    told = AuditEvent.objects.filter(action="transfer.fetched", params={"by": "Boekhoudpakket"})
    assert told.count() == 1


def test_list_is_narrowed_to_what_is_to_be_fetched(books: Books, moved: Transfer) -> None:
    assert len(results(books.get(f"{TRANSFERS}?fetched=false"))) == 1
    assert results(books.get(f"{TRANSFERS}?fetched=true")) == []

    books.post(f"{TRANSFERS}{moved.pk}/fetched/")

    assert results(books.get(f"{TRANSFERS}?fetched=false")) == []
    assert len(results(books.get(f"{TRANSFERS}?fetched=true"))) == 1


def test_other_word_than_true_and_false_is_refused(books: Books, moved: Transfer) -> None:
    assert books.get(f"{TRANSFERS}?fetched=perhaps").status_code == 400


def test_transfer_taken_back_is_gone_and_cannot_be_fetched(books: Books, moved: Transfer) -> None:
    transfer.undo(transfer=moved, actor=None, office=None)

    assert results(books.get(TRANSFERS)) == []
    assert books.get(f"{TRANSFERS}{moved.pk}/lines/").status_code == 404
    answer = books.post(f"{TRANSFERS}{moved.pk}/fetched/")
    assert (answer.status_code, json.loads(answer.content)) == (
        409,
        {"detail": "This transfer was taken back already."},
    )
    assert Transfer.objects.get().fetched_at is None


def test_learned_accounts_are_visible(books: Books, moved: Transfer) -> None:
    (row,) = results(books.get("dossiers/WIEL/learned-accounts/"))

    assert row.pop("known_since")
    assert row == {"kind": "customer", "relation": "400123", "iban": ZEEWINKEL, "learned_from": "218/1"}


def test_item_that_was_booked_comes_back_closed(books: Books, moved: Transfer, customer: Relation) -> None:
    paid = {"kind": "customer", "relation": "400123", "document": "VF2026-0418", "open": "0", "date": "2026-10-30"}

    books.put("dossiers/WIEL/open-items/", [paid | {"closed": True}])

    assert list(OpenItem.objects.values_list("closed", flat=True)) == [True]


@pytest.mark.parametrize("path", ["", "{pk}/lines/", "{pk}/fetched/"])
def test_transfer_of_another_dossier_is_404(books: Books, moved: Transfer, other_dossier: Dossier, path: str) -> None:
    address = f"dossiers/ELST/transfers/{path.format(pk=moved.pk)}"

    if path:
        assert [books.get(address).status_code, books.post(address).status_code].count(404) == 1
    else:
        assert results(books.get(address)) == []
    assert Transfer.objects.get().fetched_at is None


@pytest.mark.parametrize("path", ["lines/", "fetched/"])
def test_number_that_no_transfer_can_have_is_404(books: Books, dossier: Dossier, path: str) -> None:
    address = f"{TRANSFERS}{10**30}/{path}"

    assert 404 in {books.get(address).status_code, books.post(address).status_code}


@pytest.mark.parametrize("path", [TRANSFERS, "dossiers/WIEL/learned-accounts/", f"{TRANSFERS}1/lines/"])
def test_outsider_gets_404(as_outsider: Client, dossier: Dossier, path: str) -> None:
    assert as_outsider.get(f"/api/v1/{path}").status_code == 404


def test_without_a_token_nothing_is_told(anonymous: Client, moved: Transfer) -> None:
    assert anonymous.get(f"/api/v1/{TRANSFERS}").status_code == 401
    assert anonymous.post(f"/api/v1/{TRANSFERS}{moved.pk}/fetched/").status_code == 401
    assert Transfer.objects.get().fetched_at is None


def test_queries_do_not_grow_with_the_lines(books: Books, receive: Receive, dossier: Dossier) -> None:
    def queries(lines: int) -> int:
        for _ in range(lines):
            choose(line := receive(), ledger(dossier, "657000"))
        made = transfer.transfer(statement=line.statement, actor=None, office=None)
        with CaptureQueriesContext(connection) as captured:
            assert len(results(books.get(f"{TRANSFERS}{made.pk}/lines/"))) == lines
            books.get(TRANSFERS)
        return len(captured)

    assert queries(1) == queries(12)
