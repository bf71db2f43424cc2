"""Payments that came back: the pair settles nothing, and a new payment finds the invoice still open."""

from datetime import date

import pytest

from financial.matching import Line
from tests.financial.matching.books import (
    ENGIE,
    ENGIE_IBAN,
    PEETERS_IBAN,
    invoice,
    line,
    match_all,
    paid,
    purchase,
    told,
)


def sent(**more: object) -> Line:
    return line("-80.00", "factuur 778899", id="sent", counterparty_account=ENGIE_IBAN, **more)


def back(text: str = "factuur 778899", **more: object) -> Line:
    fields = {"transaction": "54", "date": date(2026, 1, 22), "counterparty_account": ENGIE_IBAN, **more}
    return line("80.00", text, id="back", **fields)


def test_a_payment_that_could_not_be_executed_settles_nothing() -> None:
    again = line("-80.00", "factuur 778899", id="again", date=date(2026, 1, 25))
    results = match_all([sent(), back(), again], purchase("778899", "-80.00"))
    assert [(result.step, result.status) for result in results] == [
        ("reversal", "partly"),
        ("reversal", "partly"),
        ("invoice_number", "applied"),
    ]
    assert [result.account for result in results[:2]] == [ENGIE.number, ENGIE.number]
    assert [result.document_type for result in results[:2]] == ["payment", "refund"]
    assert (paid(results[0]), paid(results[1]), told(results[0])[0]) == ({}, {}, "reversal")


@pytest.mark.parametrize("text", ["TERUGBOEKING factuur 778899", "retour onuitvoerbaar", "REJECT AC04"])
def test_words_of_the_bank_make_a_reversal_too(text: str) -> None:
    results = match_all([sent(), back(text, transaction="50")], purchase("778899", "-80.00"))
    assert [result.step for result in results] == ["reversal", "reversal"]


def test_a_returned_direct_debit_is_told_by_its_type() -> None:
    text = "150126" + "100" + "BE69ZZZ0123456789".ljust(35) + "MANDAAT42".ljust(35) + " " * 62
    lines = [
        line("60.00", text + "0", id="a", family="05", communication_type="127", counterparty_account=PEETERS_IBAN),
        line(
            "-60.00", text + "2MD06", id="b", family="05", communication_type="127", counterparty_account=PEETERS_IBAN
        ),
    ]
    results = match_all(lines, invoice("1", "60.00"))
    assert [(result.step, result.allocations) for result in results] == [("reversal", ()), ("reversal", ())]


@pytest.mark.parametrize(
    "changed",
    [
        {"date": date(2026, 5, 1)},
        {"date": date(2026, 1, 19)},
        {"counterparty_account": PEETERS_IBAN},
        {"transaction": "50"},
    ],
)
def test_what_does_not_belong_together_is_no_pair(changed: dict[str, object]) -> None:
    results = match_all([sent(), back(**changed)], purchase("778899", "-80.00"))
    assert (results[0].step, paid(results[0])) == ("invoice_number", {"AF-899": "-80.00"})


def test_a_reversal_with_two_possible_payments_pairs_with_neither() -> None:
    lines = [sent(), line("-80.00", "factuur 778899", id="other", counterparty_account=ENGIE_IBAN), back()]
    results = match_all(lines, purchase("778899", "-80.00"))
    assert "reversal" not in {result.step for result in results}
