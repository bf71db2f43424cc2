"""A number that does not fit: another reading may be better, or somebody else may have paid."""

from datetime import date
from decimal import Decimal

import pytest

from financial.matching import Relation
from tests.financial.matching.books import (
    ENGIE,
    MAES,
    OGM,
    OTHER_OGM,
    PEETERS,
    PEETERS_IBAN,
    invoice,
    line,
    match_all,
    match_one,
    paid,
    purchase,
    structured,
    told,
)

STRANGER = "BE91967206345676"


def test_an_ogm_of_one_invoice_with_the_amount_of_another_is_reviewed() -> None:
    items = (invoice("20260001", "100.00", ogm=OGM), invoice("20260002", "250.00", ogm=OTHER_OGM))
    result = match_one(structured("250.00", OGM), *items)
    assert (result.review, paid(result), "other_item" in told(result)) == (True, {"20260001": "100.00"}, True)


def test_a_number_of_one_invoice_with_the_amount_of_another_is_reviewed() -> None:
    items = (invoice("20260001", "100.00"), invoice("20260077", "60.00"))
    result = match_one(line("60.00", "factuur 20260001", counterparty_account=PEETERS_IBAN), *items)
    assert (result.review, paid(result)) == (True, {"20260001": "60.00"})


@pytest.mark.parametrize("said", ["20260012", "20260201", "20260022"])
def test_a_slip_in_a_number_that_names_another_invoice_is_seen_by_the_amount(said: str) -> None:
    items = (invoice("20260021", "60.00"), invoice(said, "100.00"))
    result = match_one(line("60.00", f"factuur {said}", counterparty_account=PEETERS_IBAN), *items)
    assert (result.review, paid(result)) == (True, {"20260021": "60.00"})


def test_a_part_payment_waits_for_the_one_that_fits() -> None:
    part = line("60.00", "factuur 20260001", id="part", date=date(2026, 1, 10))
    whole = line("100.00", "factuur 20260001", id="whole")
    results = match_all([part, whole], invoice("20260001", "100.00"))
    assert [(paid(result)) for result in results] == [{}, {"20260001": "100.00"}]
    assert "settled" in told(results[0])


def test_a_stranger_with_a_slip_takes_nothing_from_who_owes_it() -> None:
    slip = line("75.00", "factuur 20260031", id="slip", date=date(2026, 1, 10), counterparty_name="Garage Wouters")
    due = line("40.00", "deel factuur 20260031", id="due", counterparty_account=PEETERS_IBAN)
    rest = line("60.00", "rest factuur 20260031", id="rest", counterparty_account=PEETERS_IBAN)
    results = match_all([slip, due, rest], invoice("20260031", "100.00"))
    assert [paid(result) for result in results] == [{}, {"20260031": "40.00"}, {"20260031": "60.00"}]


@pytest.mark.parametrize(
    ("more", "review"),
    [
        ({}, False),
        ({"counterparty_account": PEETERS_IBAN}, False),
        ({"counterparty_name": "PEETERS BAKKERIJ"}, False),
        ({"counterparty_name": "PEETERS JAN"}, True),
        ({"counterparty_name": "Garage Wouters"}, True),
        ({"counterparty_account": STRANGER}, True),
        ({"counterparty_account": STRANGER, "counterparty_name": "Peeters Jan"}, True),
        ({"counterparty_account": STRANGER, "counterparty_name": "Bakkerij Peeters"}, False),
    ],
)
def test_who_pays_a_part_decides_on_review(more: dict[str, str], review: bool) -> None:
    result = match_one(line("40.00", "factuur 20260001", **more), invoice("20260001", "100.00"))
    assert (paid(result), result.review) == ({"20260001": "40.00"}, review)


def test_a_word_that_many_names_share_tells_nobody_apart() -> None:
    garages = tuple(Relation("customer", f"K2000{n}", f"Garage {name}") for n, name in enumerate("ABCDEF"))
    one = line("40.00", "factuur 20260001", counterparty_name="Garage Wouters")
    result = match_one(one, invoice("20260001", "100.00", garages[0]), relations=garages)
    assert result.review is True


def test_what_is_owed_both_ways_is_not_taken_for_a_part_payment() -> None:
    seller = Relation("supplier", "L1", "Bakkerij Peeters BV", (PEETERS_IBAN,))
    items = (invoice("20260001", "100.00"), purchase("5512", "-30.00", seller))
    for text in ("factuur 20260001 verrekend", "factuur 20260001 - uw factuur 5512"):
        one = line("70.00", text, counterparty_account=PEETERS_IBAN)
        assert match_one(one, *items, relations=(PEETERS, seller)).review is True


def test_a_number_that_another_relation_is_named_with_is_reviewed() -> None:
    items = (invoice("20260001", "100.00"), invoice("20260002", "400.00", MAES))
    one = line("60.00", "factuur 20260001, factuur 20260002", counterparty_account=PEETERS_IBAN)
    assert match_one(one, *items).review is True


def test_more_than_is_left_because_one_of_several_was_settled_is_reviewed() -> None:
    lines = [
        line("50.00", "factuur 20260002", id="first", date=date(2026, 1, 10)),
        line("150.00", "20260001 en 20260002", id="both"),
    ]
    _, both = match_all(lines, invoice("20260001", "100.00"), invoice("20260002", "50.00"))
    assert (paid(both), both.review) == ({"20260001": "100.00"}, True)


@pytest.mark.parametrize("amount", ["-60.00", "-120.00"])
def test_digits_on_a_card_slip_pay_nothing_of_another_amount(amount: str) -> None:
    one = line(amount, "AANKOOP 118823 2026778801 GENT", family="04", transaction="02")
    assert match_one(one, purchase("2026778801", "-80.00")).status == ""


def test_bare_digits_and_an_amount_that_many_have_are_reviewed_when_a_stranger_pays() -> None:
    items = (invoice("10455", "75.00"), invoice("20260002", "75.00", MAES))
    one = line("75.00", "10455 bedankt", counterparty_name="Garage Wouters")
    assert (match_one(one, *items).review, match_one(one, items[0]).review) == (True, False)


def test_one_of_equal_items_named_with_a_slip_is_chosen_for_review() -> None:
    items = (purchase("20260503", "-500.00"), purchase("20260611", "-500.00", document="AF-2"))
    result = match_one(line("-500.00", "faktuur 20260501", counterparty_account=ENGIE.ibans[0]), *items)
    assert (paid(result), result.review) == ({"AF-503": "-500.00"}, True)


def test_a_discount_does_not_hide_that_the_amount_is_that_of_another_invoice() -> None:
    items = (
        invoice("20260001", "100.00", discount=Decimal("2.00"), discount_until=date(2026, 1, 10)),
        invoice("20260055", "98.00"),
    )
    result = match_one(line("98.00", "factuur 20260001", counterparty_account=PEETERS_IBAN), *items)
    assert result.review is True
