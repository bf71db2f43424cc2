"""Numbers cut short: lists, ranges, and last digits beside an amount that fits."""

import pytest

from financial.matching import OpenItem
from tests.financial.matching.books import (
    ENGIE_IBAN,
    MAES_IBAN,
    PEETERS_IBAN,
    invoice,
    line,
    match_one,
    paid,
    purchase,
)

AMOUNTS = {"123": "100.00", "124": "20.00", "125": "3.00", "126": "0.40"}


def series(form: str) -> list[OpenItem]:
    """Four invoices of one customer whose numbers follow each other."""
    return [invoice(form.format(number), amount) for number, amount in AMOUNTS.items()]


@pytest.mark.parametrize(
    ("form", "amount", "text", "ends"),
    [
        ("2026/0{}", "120.00", "fact 2026/0123 en 124", "123 124"),
        ("2026/0{}", "123.00", "2026/123, 124, 125", "123 124 125"),
        ("2026/0{}", "123.00", "facture 2026/0123/124/125", "123 124 125"),
        ("VF26-{}", "103.00", "VF26-123 + 125", "123 125"),
        ("20260{}", "123.40", "Rechnung 20260123 - 124 - 125 - 126", "123 124 125 126"),
        ("20260{}", "23.00", "20260124 & 25", "124 125"),
        ("2026/0{}", "123.40", "2026/0123 t.e.m. 2026/0126", "123 124 125 126"),
        ("2026/0{}", "123.00", "factures 2026/0123 à 2026/0125", "123 124 125"),
        ("2026/0{}", "123.00", "factuur 2026/0123 tot 125", "123 124 125"),
        ("2026/0{}", "100.40", "2026/0123 - 2026/0126", "123 126"),
        ("{}", "123.00", "facturen 123, 124 en 125", "123 124 125"),
        ("{}", "123.00", "facturen 123 t/m 125", "123 124 125"),
        ("{}", "123.00", "fact 123-125", "123 124 125"),
    ],
)
def test_a_list_pays_what_it_names(form: str, amount: str, text: str, ends: str) -> None:
    result = match_one(line(amount, text, counterparty_account=PEETERS_IBAN), *series(form))
    assert paid(result) == {form.format(number): AMOUNTS[number] for number in ends.split()}
    assert (result.status, result.step, result.review) == ("applied", "invoice_number", False)


@pytest.mark.parametrize("text", ["2026/0123 124,00 EUR", "2026/0123 van 12/5/2026", "2026/0123 huis 124"])
def test_what_stands_behind_a_number_is_not_always_a_list(text: str) -> None:
    result = match_one(line("100.00", text, counterparty_account=PEETERS_IBAN), *series("2026/0{}"))
    assert paid(result) == {"2026/0123": "100.00"}


@pytest.mark.parametrize("amount", ["60.00", "119.99", "121.00", "140.00"])
def test_a_list_that_does_not_add_up_is_reviewed(amount: str) -> None:
    one = line(amount, "2026/0123, 124", counterparty_account=PEETERS_IBAN)
    assert match_one(one, *series("2026/0{}")).review is True


def test_short_numbers_that_do_not_fit_are_reviewed() -> None:
    one = line("500.00", "facturen 123 124 125", counterparty_account=PEETERS_IBAN)
    result = match_one(one, *series("{}"))
    assert (result.status, result.review) == ("partly", True)


@pytest.mark.parametrize(
    ("document", "text", "name", "review"),
    [
        ("123", "factuur 123", "", False),
        ("123", "factuur 123", "Garage Wouters", False),
        ("2026/0123", "Rg.-Nr. 123", "PEETERS BAKKERIJ", False),
        ("2026/0123", "factuur 123", "Garage Wouters", True),
    ],
)
def test_last_digits_and_the_amount_find_the_invoice(document: str, text: str, name: str, review: bool) -> None:
    result = match_one(line("100.00", text, counterparty_name=name), invoice(document, "100.00"))
    assert (result.step, paid(result), result.review) == ("invoice_number", {document: "100.00"}, review)


def test_last_digits_need_a_word_for_an_invoice_and_the_amount() -> None:
    assert match_one(line("40.00", "factuur 123"), invoice("123", "100.00")).status == ""
    assert match_one(line("100.00", "tafel 123"), invoice("123", "100.00")).step == "amount"


def test_a_short_number_of_another_customer_goes_before_an_account_that_has_nothing_of_that_amount() -> None:
    one = line("100.00", "factuur 123", counterparty_account=MAES_IBAN)
    assert paid(match_one(one, invoice("123", "100.00"))) == {"123": "100.00"}


def test_of_equal_amounts_the_number_that_ends_so_is_paid() -> None:
    items = (purchase("126000408", "-60.00"), purchase("126000511", "-60.00"))
    one = line("-60.00", "factuur 0408", counterparty_account=ENGIE_IBAN)
    assert paid(match_one(one, *items)) == {"AF-408": "-60.00"}


def test_a_lone_number_of_another_invoice_of_the_relation_contradicts() -> None:
    items = (purchase("240", "-30.00"), purchase("213", "-60.00"))
    assert match_one(line("-60.00", "240", counterparty_account=ENGIE_IBAN), *items).review is True


@pytest.mark.parametrize("text", ["1234 5678 9002", "123 456 789 002", "VCS 123456789002", "+++123456789002+++"])
def test_an_ogm_in_other_groups_is_read(text: str) -> None:
    result = match_one(line("100.00", text), invoice("1", "100.00", ogm="123456789002"))
    assert (result.step, result.review) == ("ogm", False)
