"""Step 1: OGM, and with it RF references and end-to-end ids."""

import pytest

from financial.matching import Evidence, Relation
from tests.financial.matching.books import (
    ENGIE,
    MAES,
    MAES_IBAN,
    OGM,
    OTHER_OGM,
    PEETERS,
    UNKNOWN_OGM,
    invoice,
    line,
    match_all,
    match_one,
    paid,
    proposed,
    purchase,
    structured,
    told,
)


@pytest.mark.parametrize("kind", ["101", "102"])
def test_a_structured_ogm_settles_the_invoice_that_carries_it(kind: str) -> None:
    result = match_one(line("100.00", OGM, communication_type=kind), invoice("20260001", "100.00", ogm=OGM))
    assert (result.status, result.account_type, result.account) == ("applied", "customer", PEETERS.number)
    assert (result.step, result.confidence, result.review) == ("ogm", "certain", False)
    assert (result.document_type, str(result.amount), str(result.applied)) == ("payment", "100.00", "100.00")
    assert paid(result) == {"20260001": "100.00"}
    assert result.evidence == (Evidence("ogm", "+++123/4567/89002+++", "communication"),)


def test_a_supplier_is_paid_with_the_ogm_of_the_purchase_invoice() -> None:
    result = match_one(structured("-80.00", OGM), purchase("778899", "-80.00", ogm="+++123/4567/89002+++"))
    assert (result.account_type, result.document_type, paid(result)) == ("supplier", "payment", {"AF-899": "-80.00"})


@pytest.mark.parametrize(
    "text",
    [
        "+++123/4567/89002+++",
        "***123/4567/89002***",
        "+++ 123 / 4567 / 89002 +++",
        "123/4567/89002",
        "123.4567.89002",
        "123 4567 89002",
        "123456789002",
        "betaling OGM 123/4567/89002 van 15/01/2026",
        "mededeling:+++123/4567/89002+++dank",
    ],
)
def test_an_ogm_typed_in_free_text_is_found(text: str) -> None:
    result = match_one(line("100.00", text), invoice("20260001", "100.00", ogm=OGM))
    assert (result.step, result.review, paid(result)) == ("ogm", False, {"20260001": "100.00"})


@pytest.mark.parametrize("text", ["9123456789002", "1234567890021", "123/4567/890025", "REF 99123/4567/89002"])
def test_digits_inside_a_longer_number_are_no_ogm(text: str) -> None:
    result = match_one(line("40.00", text), invoice("20260001", "100.00", ogm=OGM))
    assert result.status == ""


def test_an_ogm_in_an_information_record_counts_and_says_where() -> None:
    result = match_one(line("100.00", "", information=("MEDEDELING 123/4567/89002",)), invoice("1", "100.00", ogm=OGM))
    assert result.evidence[0] == Evidence("ogm", "+++123/4567/89002+++", "information")


def test_an_invalid_ogm_never_stops_the_run_and_the_invoice_number_is_tried() -> None:
    first, second = match_all(
        [
            structured("100.00", "123456789003", id="a", information=("factuur 20260001",)),
            structured("50.00", OGM, id="b"),
        ],
        invoice("20260001", "100.00"),
        invoice("20260002", "50.00", ogm=OGM),
    )
    assert (first.step, paid(first)) == ("invoice_number", {"20260001": "100.00"})
    assert (second.step, paid(second)) == ("ogm", {"20260002": "50.00"})


def test_a_valid_ogm_that_no_invoice_carries_leads_on_to_the_invoice_number() -> None:
    one = structured("100.00", UNKNOWN_OGM, information=("FACT 20260001",))
    assert match_one(one, invoice("20260001", "100.00")).step == "invoice_number"


def test_an_ogm_beats_an_invoice_number_in_the_same_text() -> None:
    one = line("100.00", "20260002 +++123/4567/89002+++")
    result = match_one(one, invoice("20260001", "100.00", ogm=OGM), invoice("20260002", "100.00"))
    assert (result.step, paid(result)) == ("ogm", {"20260001": "100.00"})


def test_two_ogms_pay_two_invoices() -> None:
    one = line("150.00", "+++123/4567/89002+++ en +++000/0123/45672+++")
    result = match_one(one, invoice("1", "100.00", ogm=OGM), invoice("2", "50.00", ogm=OTHER_OGM))
    assert (result.status, result.review, paid(result)) == ("applied", False, {"1": "100.00", "2": "50.00"})


def test_an_ogm_of_one_customer_paid_by_a_stranger_needs_no_review() -> None:
    one = structured("100.00", OGM, counterparty_account="BE91967206345676", counterparty_name="Holding X")
    assert match_one(one, invoice("20260001", "100.00", ogm=OGM)).review is False


def test_an_ogm_paid_from_the_account_of_a_customer_who_owes_the_same_is_reviewed() -> None:
    items = (invoice("1", "100.00", ogm=OGM), invoice("2", "100.00", MAES))
    result = match_one(structured("100.00", OGM, counterparty_account=MAES_IBAN), *items)
    assert (paid(result), result.review) == ({"1": "100.00"}, True)
    assert "other_account" in told(result)


def test_an_ogm_of_a_settled_invoice_gives_the_relation_only() -> None:
    first, second = match_all(
        [structured("100.00", OGM, id="a"), structured("100.00", OGM, id="b")], invoice("1", "100.00", ogm=OGM)
    )
    assert first.status == "applied"
    assert (second.status, second.account, second.allocations) == ("partly", PEETERS.number, ())
    assert told(second) == ["ogm", "settled"]


def test_an_ogm_shared_by_several_instalments_settles_the_one_that_fits() -> None:
    items = (invoice("1", "100.00", ogm=OGM), invoice("2", "50.00", ogm=OGM))
    assert paid(match_one(structured("50.00", OGM), *items)) == {"2": "50.00"}


def test_an_ogm_shared_by_items_that_do_not_fit_proposes_them() -> None:
    items = (invoice("1", "100.00", ogm=OGM), invoice("2", "50.00", ogm=OGM))
    result = match_one(structured("30.00", OGM), *items)
    assert (result.status, result.account, proposed(result)) == ("partly", PEETERS.number, ["1", "2"])


def test_one_slip_in_an_ogm_and_the_amount_find_the_invoice_for_review() -> None:
    result = match_one(line("100.00", "+++123/4567/89012+++"), invoice("1", "100.00", ogm=OGM))
    assert (result.step, result.confidence, result.review, paid(result)) == ("ogm", "probable", True, {"1": "100.00"})
    assert "broken_ogm" in told(result)


def test_an_ogm_in_another_currency_gives_no_allocation() -> None:
    result = match_one(structured("100.00", OGM), invoice("1", "100.00", ogm=OGM, currency="USD"))
    assert (result.allocations, result.account) == ((), PEETERS.number)


@pytest.mark.parametrize(
    ("kind", "text"),
    [("100", "RF18539007547034"), ("", "RF18 5390 0754 7034"), ("", "betaling rf18 5390 0754 7034 met dank")],
)
def test_an_rf_reference_is_found(kind: str, text: str) -> None:
    one = line("100.00", text, communication_type=kind)
    result = match_one(one, invoice("1", "100.00", rf="RF18 5390 0754 7034"))
    assert (result.step, result.confidence, paid(result)) == ("rf", "certain", {"1": "100.00"})


def test_an_rf_reference_with_wrong_check_digits_is_none() -> None:
    assert match_one(line("40.00", "RF19539007547034"), invoice("1", "100.00", rf="RF18539007547034")).status == ""


@pytest.mark.parametrize("text", ["AF-899", "778899"])
def test_an_end_to_end_id_that_is_a_document_number_points_at_it(text: str) -> None:
    item = purchase("778899", "-80.00", document="AF-20899")
    one = line("-80.00", end_to_end_id=text.replace("AF-899", "AF-20899"))
    result = match_one(one, item)
    assert (result.step, paid(result)) == ("end_to_end", {"AF-20899": "-80.00"})


def test_an_end_to_end_id_that_says_nothing_is_passed_over() -> None:
    result = match_one(line("100.00", "20260001", end_to_end_id="NOTPROVIDED"), invoice("20260001", "100.00"))
    assert result.step == "invoice_number"


def test_a_structured_ogm_goes_by_the_direction_of_the_money() -> None:
    both = Relation("customer", "K1", "Dubbel"), ENGIE
    items = (
        invoice("1", "100.00", both[0], ogm=OGM),
        purchase("5501", "-100.00", ogm=OGM),
    )
    assert match_one(structured("100.00", OGM), *items, relations=both).account_type == "customer"
    assert match_one(structured("-100.00", OGM), *items, relations=both).account_type == "supplier"
