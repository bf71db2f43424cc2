"""Steps 3 to 5: customer or supplier number, the counterparty's account, and the amount alone."""

from datetime import date

import pytest

from financial.matching import Relation
from tests.financial.matching.books import (
    ENGIE,
    ENGIE_IBAN,
    LUMINUS,
    MAES,
    PEETERS,
    PEETERS_IBAN,
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


@pytest.mark.parametrize("text", ["klant K10001", "uw klantnr. K-10001", "K10001", "klantnummer 10001"])
def test_a_customer_number_and_the_amount_find_the_invoice(text: str) -> None:
    result = match_one(line("100.00", text), invoice("20260001", "100.00"), invoice("20260002", "55.00"))
    assert (result.step, result.account, paid(result)) == ("party_number", PEETERS.number, {"20260001": "100.00"})


def test_a_supplier_number_does_the_same() -> None:
    result = match_one(line("-80.00", "leverancier L44001"), purchase("778899", "-80.00"))
    assert (result.step, paid(result)) == ("party_number", {"AF-899": "-80.00"})


def test_a_customer_number_without_fitting_item_gives_the_relation_and_no_further_step() -> None:
    one = line("77.00", "klant K10001")
    result = match_one(one, invoice("1", "100.00"), invoice("2", "77.00", MAES))
    assert (result.status, result.account, result.allocations) == ("partly", PEETERS.number, ())


def test_a_customer_number_with_several_fitting_items_places_none() -> None:
    result = match_one(line("100.00", "klant K10001"), invoice("1", "100.00"), invoice("2", "100.00"))
    assert (result.status, result.allocations, proposed(result)) == ("partly", (), ["1", "2"])


def test_an_invoice_number_goes_before_a_customer_number() -> None:
    items = (invoice("20260001", "100.00"), invoice("20260002", "100.00", MAES))
    assert match_one(line("100.00", "K10001 factuur 20260002"), *items).step == "invoice_number"


def test_our_client_number_at_a_supplier_is_not_our_customer() -> None:
    one = line("-77.00", "klantnummer K10001", counterparty_name="PROXIMUS")
    assert match_one(one, invoice("1", "100.00")).status == ""


@pytest.mark.parametrize(
    "account", ["BE71 0961 2345 6769", "be71096123456769", "BE71096123456769EUR", "096-1234567-69"]
)
def test_an_account_is_known_however_it_is_written(account: str) -> None:
    result = match_one(line("100.00", counterparty_account=account), invoice("1", "100.00"))
    assert (result.step, result.confidence, result.review) == ("iban", "probable", False)
    assert (result.account, paid(result)) == (PEETERS.number, {"1": "100.00"})


def test_an_account_without_fitting_item_gives_the_relation_and_what_is_open() -> None:
    result = match_one(line("77.00", counterparty_account=PEETERS_IBAN), invoice("1", "100.00"))
    assert (result.status, str(result.amount), str(result.applied)) == ("partly", "77.00", "0.00")
    assert (result.step, proposed(result), result.candidates[0].why) == ("iban", ["1"], "open")


def test_equal_amounts_of_one_relation_are_not_picked_from() -> None:
    one = line("100.00", counterparty_account=PEETERS_IBAN)
    result = match_one(one, invoice("1", "100.00"), invoice("2", "100.00"))
    assert (result.status, result.allocations, proposed(result)) == ("partly", (), ["1", "2"])
    assert {candidate.why for candidate in result.candidates} == {"same_amount"}


def test_a_short_number_in_the_text_decides_between_equal_amounts() -> None:
    one = line("100.00", "factuur 12", counterparty_account=PEETERS_IBAN)
    result = match_one(one, invoice("2026-011", "100.00"), invoice("2026-012", "100.00"))
    assert paid(result) == {"2026-012": "100.00"}


def test_a_blank_account_never_matches() -> None:
    nobody = Relation("customer", "K9", "Nobody", ("", "000000000000"))
    one = line("77.00", counterparty_account="000000000000")
    assert match_one(one, invoice("1", "100.00", nobody), relations=(nobody,)).status == ""


def test_a_payment_of_before_the_invoice_is_reviewed() -> None:
    one = line("100.00", counterparty_account=PEETERS_IBAN)
    result = match_one(one, invoice("1", "100.00", date=date(2026, 2, 1)))
    assert (paid(result), result.review, "later_item" in told(result)) == ({"1": "100.00"}, True, True)


@pytest.mark.parametrize("text", ["factuur 20260002", "FACT 134", "20260002"])
def test_an_account_that_fits_while_another_number_is_named_is_reviewed(text: str) -> None:
    one = line("100.00", text, counterparty_account=PEETERS_IBAN)
    result = match_one(one, invoice("20260001", "100.00"))
    assert (paid(result), result.review) == ({"20260001": "100.00"}, True)


def test_an_account_that_fits_while_another_ogm_is_given_is_reviewed() -> None:
    one = structured("100.00", "090933755493", counterparty_account=PEETERS_IBAN)
    result = match_one(one, invoice("1", "100.00", ogm="123456789002"))
    assert (paid(result), result.review) == ({"1": "100.00"}, True)


@pytest.mark.parametrize("text", ["dd 15/01/2026", "huur januari 2026", "tel 0475 12 34 56", "order 4711"])
def test_an_account_that_fits_beside_mere_noise_needs_no_review(text: str) -> None:
    one = line("100.00", text, counterparty_account=PEETERS_IBAN)
    assert match_one(one, invoice("20260001", "100.00")).review is False


def test_a_shared_account_and_one_fitting_item_is_reviewed_unless_the_name_tells() -> None:
    sister = Relation("customer", "K10009", "Peeters Vastgoed NV", (PEETERS_IBAN,))
    relations = (PEETERS, sister)
    item = invoice("1", "100.00", sister)
    unnamed = match_one(line("100.00", counterparty_account=PEETERS_IBAN), item, relations=relations)
    assert (unnamed.account, unnamed.review) == ("K10009", True)
    named = line("100.00", counterparty_account=PEETERS_IBAN, counterparty_name="VASTGOED PEETERS")
    assert match_one(named, item, relations=relations).review is False


def test_a_shared_account_without_anything_else_chooses_nobody() -> None:
    relations = tuple(Relation("customer", f"K{n}", f"Shop {n}", (PEETERS_IBAN,)) for n in range(1, 4))
    items = [invoice(str(n), "100.00", relation) for n, relation in enumerate(relations)]
    result = match_one(line("100.00", counterparty_account=PEETERS_IBAN), *items, relations=relations)
    assert (result.status, proposed(result)) == ("", ["0", "1", "2"])


def test_a_firm_that_is_customer_and_supplier_goes_by_what_fits_then_by_direction() -> None:
    seller = Relation("supplier", "L1", "Peeters", (PEETERS_IBAN,))
    relations = (PEETERS, seller)
    items = (invoice("1", "100.00"), purchase("55", "-60.00", seller))
    assert match_one(line("-60.00", counterparty_account=PEETERS_IBAN), *items, relations=relations).account == "L1"
    assert match_one(line("-61.00", counterparty_account=PEETERS_IBAN), *items, relations=relations).account == "L1"
    assert match_one(line("61.00", counterparty_account=PEETERS_IBAN), *items, relations=relations).account == "K10001"


def test_an_account_with_a_wholly_other_name_and_nothing_fitting_is_reviewed() -> None:
    one = line("77.00", counterparty_account=PEETERS_IBAN, counterparty_name="Garage Wouters")
    assert match_one(one, invoice("1", "100.00")).review is True


def test_the_amount_alone_is_applied_for_review_when_it_fits_one_item_of_the_dossier() -> None:
    result = match_one(line("-80.00", "bedankt"), invoice("1", "100.00"), purchase("778899", "-80.00", LUMINUS))
    assert (result.status, result.step, result.confidence, result.review) == ("applied", "amount", "amount", True)
    assert (result.account, paid(result)) == (LUMINUS.number, {"AF-899": "-80.00"})


def test_the_amount_alone_is_proposed_when_the_office_wants_that() -> None:
    result = match_one(line("100.00"), invoice("1", "100.00"), amount_step="propose")
    assert (result.status, result.step, proposed(result)) == ("", "", ["1"])


def test_an_amount_that_two_items_have_is_proposed() -> None:
    result = match_one(line("100.00"), invoice("1", "100.00"), invoice("2", "100.00", MAES))
    assert (result.status, proposed(result)) == ("", ["1", "2"])


def test_two_lines_for_one_item_of_that_amount_are_both_proposed() -> None:
    results = match_all([line("100.00", id="a"), line("100.00", id="b")], invoice("1", "100.00"))
    assert [(result.status, proposed(result)) for result in results] == [("", ["1"]), ("", ["1"])]


def test_a_name_decides_between_equal_amounts_for_review() -> None:
    one = line("100.00", counterparty_name="ZONEN MAES")
    result = match_one(one, invoice("1", "100.00"), invoice("2", "100.00", MAES))
    assert (result.step, result.review, paid(result)) == ("amount", True, {"2": "100.00"})
    assert told(result)[0] == "name"


def test_direction_counts_for_the_amount() -> None:
    assert match_one(line("-100.00"), invoice("1", "100.00")).status == ""


def test_an_amount_is_not_laid_on_an_invoice_of_after_the_payment() -> None:
    assert match_one(line("100.00"), invoice("1", "100.00", date=date(2026, 2, 1))).status == ""


@pytest.mark.parametrize(("family", "transaction"), [("35", "37"), ("80", "37"), ("13", "01"), ("01", "05")])
def test_the_banks_own_transactions_and_wages_are_not_laid_on_an_amount(family: str, transaction: str) -> None:
    one = line("-80.00", family=family, transaction=transaction)
    assert match_one(one, purchase("778899", "-80.00")).status == ""


def test_a_known_account_whose_relation_has_no_such_item_does_not_go_on_to_the_amount() -> None:
    one = line("-80.00", counterparty_account=ENGIE_IBAN)
    result = match_one(one, purchase("778899", "-80.00", LUMINUS))
    assert (result.account, result.allocations) == (ENGIE.number, ())


@pytest.mark.parametrize(
    ("amount", "text", "expected"),
    [
        ("150.00", "facturen 12 en 13", {"012": "100.00", "013": "50.00"}),
        ("60.00", "voorschot factuur 12", {"012": "60.00"}),
        ("60.00", "voorschot 12", {}),
        ("60.00", "factuur 14", {}),
    ],
)
def test_short_numbers_behind_a_word_for_an_invoice_count_once_the_relation_is_known(
    amount: str, text: str, expected: dict[str, str]
) -> None:
    one = line(amount, text, counterparty_account=PEETERS_IBAN)
    assert paid(match_one(one, invoice("012", "100.00"), invoice("013", "50.00"))) == expected


def test_an_account_with_another_name_proposes_what_fits_elsewhere() -> None:
    one = line("77.00", counterparty_account=PEETERS_IBAN, counterparty_name="MAES ZONEN")
    result = match_one(one, invoice("1", "100.00"), invoice("2", "77.00", MAES))
    assert (result.review, proposed(result)) == (True, ["2"])
