"""How an amount lies on items: whole, in part, too much, with discount, with credit notes, as a sum."""

from datetime import date
from decimal import Decimal

import pytest

from tests.financial.matching.books import (
    ENGIE_IBAN,
    OGM,
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


def test_ninety_on_a_hundred_is_applied_and_leaves_ten_open() -> None:
    first, second = match_all(
        [structured("90.00", OGM, id="a"), structured("10.00", OGM, id="b")], invoice("1", "100.00", ogm=OGM)
    )
    assert (first.status, paid(first), first.review) == ("applied", {"1": "90.00"}, False)
    assert (second.status, paid(second)) == ("applied", {"1": "10.00"})


def test_a_hundred_and_twenty_on_a_hundred_is_partly_applied() -> None:
    result = match_one(structured("120.00", OGM), invoice("1", "100.00", ogm=OGM))
    assert (result.status, str(result.amount), str(result.applied)) == ("partly", "120.00", "100.00")
    assert (paid(result), result.review, "over" in told(result)) == ({"1": "100.00"}, False, True)


def test_instalments_never_take_more_than_is_open() -> None:
    lines = [line("40.00", "factuur 20260001", id=str(number)) for number in range(4)]
    results = match_all(lines, invoice("20260001", "100.00"))
    assert [str(result.applied) for result in results] == ["40.00", "40.00", "20.00", "0.00"]
    assert [result.status for result in results] == ["applied", "applied", "partly", "partly"]


@pytest.mark.parametrize("communication", ["factuur 20260001", ""])
def test_a_discount_taken_in_time_settles_the_whole_invoice(communication: str) -> None:
    item = invoice("20260001", "1000.00", discount=Decimal("20.00"), discount_until=date(2026, 1, 20))
    result = match_one(line("980.00", communication, counterparty_account=PEETERS_IBAN), item)
    assert (result.status, str(result.applied), result.review) == ("applied", "980.00", False)
    assert [(str(a.amount), str(a.discount)) for a in result.allocations] == [("980.00", "20.00")]


def test_a_suppliers_discount_is_a_positive_magnitude_too() -> None:
    item = purchase("778899", "-1000.00", discount=Decimal("20.00"), discount_until=date(2026, 1, 31))
    result = match_one(line("-980.00", "778899"), item)
    assert [(str(a.amount), str(a.discount)) for a in result.allocations] == [("-980.00", "20.00")]


def test_a_discount_taken_too_late_stays_open() -> None:
    item = invoice("20260001", "1000.00", discount=Decimal("20.00"), discount_until=date(2026, 1, 19))
    result = match_one(line("980.00", "factuur 20260001"), item)
    assert (result.status, [str(a.discount) for a in result.allocations]) == ("applied", ["0.00"])
    assert "discount_late" in told(result)


def test_a_discount_too_late_does_not_make_an_account_fit() -> None:
    item = invoice("20260001", "1000.00", discount=Decimal("20.00"), discount_until=date(2026, 1, 19))
    result = match_one(line("980.00", counterparty_account=PEETERS_IBAN), item)
    assert (result.status, result.allocations) == ("partly", ())


def test_no_discount_after_a_part_payment() -> None:
    item = invoice("20260001", "1000.00", ogm=OGM, discount=Decimal("20.00"), discount_until=date(2026, 1, 31))
    _, second = match_all([structured("500.00", OGM, id="a"), structured("480.00", OGM, id="b")], item)
    assert [str(a.discount) for a in second.allocations] == ["0.00"]


def test_of_two_invoices_only_the_one_in_time_has_its_discount() -> None:
    early = invoice("20260001", "100.00", discount=Decimal("2.00"), discount_until=date(2026, 1, 31))
    late = invoice("20260002", "200.00", discount=Decimal("4.00"), discount_until=date(2026, 1, 10))
    result = match_one(line("298.00", "20260001 en 20260002"), early, late)
    assert [(a.document, str(a.amount), str(a.discount)) for a in result.allocations] == [
        ("20260001", "98.00", "2.00"),
        ("20260002", "200.00", "0.00"),
    ]


def test_kredietbeperking_given_back_in_time_is_a_discount() -> None:
    item = invoice("20260001", "102.00", discount=Decimal("2.00"), discount_until=date(2026, 1, 31))
    result = match_one(line("100.00", "20260001"), item)
    assert (result.status, [str(a.discount) for a in result.allocations]) == ("applied", ["2.00"])


def test_too_little_for_several_invoices_pays_the_oldest_first_and_asks_to_look() -> None:
    items = (
        invoice("20260001", "100.00", due=date(2026, 3, 1)),
        invoice("20260002", "50.00", due=date(2026, 2, 1)),
    )
    result = match_one(line("120.00", "20260001 20260002"), *items)
    assert (result.status, result.review, paid(result)) == ("applied", True, {"20260002": "50.00", "20260001": "70.00"})


def test_when_only_some_of_the_invoices_named_add_up_those_are_paid() -> None:
    items = (invoice("20260001", "100.00"), invoice("20260002", "50.00"), invoice("20260003", "31.00"))
    result = match_one(line("150.00", "20260001 20260002 20260003"), *items)
    assert paid(result) == {"20260001": "100.00", "20260002": "50.00"}


def test_a_credit_note_that_makes_up_the_difference_is_deducted_for_review() -> None:
    result = match_one(line("70.00", "20260001"), invoice("20260001", "100.00"), invoice("20260009", "-30.00"))
    assert (result.status, result.review) == ("applied", True)
    assert paid(result) == {"20260001": "100.00", "20260009": "-30.00"}
    assert "completed" in told(result)


def test_another_invoice_that_makes_up_the_surplus_is_paid_for_review() -> None:
    result = match_one(structured("150.00", OGM), invoice("1", "100.00", ogm=OGM), invoice("2", "50.00"))
    assert (result.status, result.review, paid(result)) == ("applied", True, {"1": "100.00", "2": "50.00"})


def test_the_sum_of_what_a_relation_has_open_is_paid_for_review() -> None:
    items = (invoice("1", "100.00"), invoice("2", "50.00"), invoice("3", "-20.00"))
    result = match_one(line("130.00", counterparty_account=PEETERS_IBAN), *items)
    assert (result.step, result.confidence, result.review) == ("sum", "probable", True)
    assert paid(result) == {"1": "100.00", "2": "50.00", "3": "-20.00"}


def test_a_sum_that_two_sets_make_is_left_alone() -> None:
    items = (invoice("1", "60.00"), invoice("2", "40.00"), invoice("3", "70.00"), invoice("4", "30.00"))
    result = match_one(line("100.00", counterparty_account=PEETERS_IBAN), *items)
    assert (result.status, result.allocations, proposed(result)) == ("partly", (), ["1", "2", "3", "4"])


def test_a_sum_counts_the_discounts_of_the_day() -> None:
    more = {"discount": Decimal("2.00"), "discount_until": date(2026, 1, 31)}
    items = (invoice("1", "100.00", **more), invoice("2", "50.00", **more))
    result = match_one(line("146.00", counterparty_account=PEETERS_IBAN), *items)
    assert [str(a.amount) for a in result.allocations] == ["98.00", "48.00"]


def test_no_sum_is_sought_among_very_many_items() -> None:
    items = [invoice(str(number), f"{number}.01") for number in range(1, 40)]
    result = match_one(line("780.39", counterparty_account=PEETERS_IBAN), *items)
    assert (result.step, result.allocations) == ("iban", ())


def test_thousandths_are_kept() -> None:
    result = match_one(structured("100.005", OGM), invoice("1", "100.005", ogm=OGM))
    assert paid(result) == {"1": "100.005"}


def test_an_item_with_nothing_open_is_settled_already() -> None:
    result = match_one(structured("100.00", OGM), invoice("1", "0.00", ogm=OGM))
    assert (result.status, result.account, told(result)) == ("partly", PEETERS.number, ["ogm", "settled"])


def test_a_refund_by_a_supplier_settles_his_credit_note() -> None:
    result = match_one(line("30.00", counterparty_account=ENGIE_IBAN), purchase("900", "30.00"))
    assert (result.status, result.document_type, paid(result)) == ("applied", "refund", {"AF-900": "30.00"})
