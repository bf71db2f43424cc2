"""Document numbers that are short, or look like something else, and references whose amount does not fit."""

from datetime import date
from decimal import Decimal
from time import process_time

import pytest

from financial.matching import OpenItem, Relation
from tests.financial.matching.books import (
    OGM,
    PEETERS,
    PEETERS_IBAN,
    invoice,
    line,
    match_one,
    paid,
    proposed,
    purchase,
    structured,
    told,
)

STRANGER = "BE91967206345676"


@pytest.mark.parametrize(
    ("amount", "applied", "status"), [("60.00", "60.00", "applied"), ("100.01", "100.00", "partly")]
)
def test_an_ogm_is_followed_whoever_pays_and_whatever_the_amount(amount: str, applied: str, status: str) -> None:
    line = structured(amount, OGM, counterparty_account=STRANGER, counterparty_name="Somebody Else")
    result = match_one(line, invoice("20260001", "100.00", ogm=OGM))
    assert (result.status, result.step, result.review, paid(result)) == (status, "ogm", False, {"20260001": applied})


def test_the_ogm_of_a_settled_invoice_gives_its_relation_whoever_pays() -> None:
    paying = structured("100.00", OGM, counterparty_account=STRANGER, counterparty_name="Somebody Else")
    result = match_one(paying, invoice("20260001", "0.00", ogm=OGM))
    assert (result.status, result.account, paid(result)) == ("partly", PEETERS.number, {})
    assert told(result) == ["ogm", "settled"]


@pytest.mark.parametrize("said", ["factuur 97", "F97", "factuur 97-2026", "fact 97 2000 Antwerpen"])
def test_a_year_behind_a_number_is_not_its_last_digits(said: str) -> None:
    result = match_one(line("100.00", said), invoice("97-2026", "100.00"), invoice("98-2026", "40.00"))
    assert (result.step, paid(result)) == ("invoice_number", {"97-2026": "100.00"})


@pytest.mark.parametrize("said", ["factuur 2026.62", "afbetaling 2026.62 nr 1", "facture 2026.62 merci"])
def test_a_number_with_a_dot_is_no_amount_where_the_books_write_it_so(said: str) -> None:
    result = match_one(line("60.00", said, counterparty_account=PEETERS_IBAN), invoice("2026.62", "100.00"))
    assert (result.step, result.review, paid(result)) == ("invoice_number", False, {"2026.62": "60.00"})


def test_an_amount_behind_a_word_for_an_invoice_is_an_amount() -> None:
    paying = line("60.00", "factuur 2026.62 EUR", counterparty_account=PEETERS_IBAN)
    assert paid(match_one(paying, invoice("2026/62", "100.00"))) == {}


def test_a_number_that_could_be_a_vat_number_counts_behind_a_word_for_an_invoice() -> None:
    result = match_one(
        line("125.00", "FACT 202511254", counterparty_account=PEETERS_IBAN), invoice("202511254", "100.00")
    )
    assert (result.status, paid(result)) == ("partly", {"202511254": "100.00"})


def test_four_digits_before_a_word_for_a_part_are_no_postcode() -> None:
    paying = line("50.00", "5589 schijf 1", counterparty_account=PEETERS_IBAN)
    assert paid(match_one(paying, invoice("5589", "100.00"))) == {"5589": "50.00"}


FEW_DIGITS = (invoice("81", "100.00"), invoice("82", "250.00"), invoice("83", "61.00"))


@pytest.mark.parametrize("said", ["facturen 81 en 82", "fact 81, 82", "betaling 81 + 82"])
def test_numbers_of_few_digits_that_add_up_are_paid_together(said: str) -> None:
    result = match_one(line("350.00", said, counterparty_name="Bakkerij Peeters"), *FEW_DIGITS)
    assert (result.step, result.review, paid(result)) == ("invoice_number", False, {"81": "100.00", "82": "250.00"})


def test_a_part_of_a_number_of_few_digits_is_believed_of_who_bears_the_name() -> None:
    named = line("40.00", "factuur 81 deel 1", counterparty_name="Bakkerij Peeters")
    stranger = line("40.00", "factuur 81 deel 1", counterparty_name="Somebody Else", counterparty_account=STRANGER)
    assert paid(match_one(named, *FEW_DIGITS)) == {"81": "40.00"}
    assert paid(match_one(stranger, *FEW_DIGITS)) == {}


CREDIT_NOTES: list[tuple[str, OpenItem]] = [
    ("factuur 81 min creditnota", invoice("84", "-20.00")),
    ("fact 81 - CN-2026-0044", invoice("CN-2026-0044", "-20.00")),
]


@pytest.mark.parametrize(("said", "note"), CREDIT_NOTES)
def test_a_credit_note_makes_up_the_difference_with_a_number_of_few_digits(said: str, note: OpenItem) -> None:
    result = match_one(line("80.00", said, counterparty_account=PEETERS_IBAN), *FEW_DIGITS, note)
    assert (result.review, paid(result)) == (True, {"81": "100.00", note.document: "-20.00"})


BARE_PARTY = line("321.00", "reservatie 10001", counterparty_account=STRANGER)


def test_bare_digits_that_are_a_customer_number_give_the_relation_for_review() -> None:
    peeters = Relation("customer", "10001", "Bakkerij Peeters BV", (PEETERS_IBAN,))
    result = match_one(BARE_PARTY, invoice("20260001", "100.00", relation=peeters), relations=(peeters,))
    assert (result.status, result.account, result.step, result.review) == ("partly", "10001", "party_number", True)


def test_the_number_of_a_terminal_is_no_supplier() -> None:
    supplier = Relation("supplier", "00815", "Drukkerij Maes")
    slip = line("-321.00", "6703 0012 3456 7890 00815 SHOP GENT 12/05", family="04", transaction="02")
    assert match_one(slip, purchase("778801", "-80.00", relation=supplier), relations=(supplier,)).status == ""


@pytest.mark.parametrize(
    ("name", "payer", "settled"),
    [
        ("Dubois Bart", "DUBOIS ELS", False),
        ("Claes Rita", "VAN ACKER RITA", False),
        ("Kameleon NV", "KAMELEON BOUW", True),
        ("Drukkerij Claes", "CLAES DRUKKERIJ GENT", True),
    ],
)
def test_a_part_behind_bare_digits_is_believed_of_the_name_not_of_a_namesake(
    name: str, payer: str, settled: bool
) -> None:
    relation = Relation("customer", "K10009", name)
    paying = line("40.00", "reservatie 14380", counterparty_account=STRANGER, counterparty_name=payer)
    result = match_one(paying, invoice("14380", "100.00", relation=relation), relations=(relation,))
    assert paid(result) == ({"14380": "40.00"} if settled else {})


@pytest.mark.parametrize("said", ["factuur 20250348", "fact 2025V0348eerste"])
def test_a_number_is_not_contradicted_by_its_own_digits(said: str) -> None:
    result = match_one(line("100.00", said, counterparty_account=PEETERS_IBAN), invoice("2025V0348", "100.00"))
    assert (paid(result), result.review) == ({"2025V0348": "100.00"}, False)


@pytest.mark.parametrize("said", ["20260041-1", "20260041/2", "998877/20260041"])
def test_digits_grown_on_to_a_long_number_do_not_hide_it_from_its_own_relation(said: str) -> None:
    paying = line("40.00", said, counterparty_account=PEETERS_IBAN)
    assert paid(match_one(paying, invoice("20260041", "100.00"))) == {"20260041": "40.00"}
    assert paid(match_one(line("40.00", said), invoice("20260041", "100.00"))) == {}


def test_a_date_written_against_a_number_is_no_part_of_it() -> None:
    assert paid(match_one(line("40.00", "nr.20260041dd.12/01/26"), invoice("20260041", "100.00"))) == {
        "20260041": "40.00"
    }


@pytest.mark.parametrize("payer", [{"counterparty_account": PEETERS_IBAN}, {"counterparty_name": "Bakkerij Peeters"}])
def test_few_digits_without_a_word_count_when_all_of_them_add_up(payer: dict[str, str]) -> None:
    items = (
        invoice("73", "100.00", discount=Decimal("2.00"), discount_until=date(2026, 1, 31)),
        invoice("78", "-20.00"),
    )
    result = match_one(line("78.00", "factuur 73 min 78 -2%", **payer), *items)
    assert (result.status, paid(result)) == ("applied", {"73": "98.00", "78": "-20.00"})


def test_money_out_to_a_customer_with_nothing_to_pay_back_is_reviewed() -> None:
    wages = line("-2500.00", "loon januari", counterparty_account=PEETERS_IBAN)
    result = match_one(wages, invoice("20260001", "100.00"))
    assert (result.status, result.document_type, result.review) == ("partly", "refund", True)
    refund = match_one(wages, invoice("20260001", "100.00"), invoice("CN20260002", "-50.00"))
    assert (refund.review, proposed(refund)) == (False, ["CN20260002"])


def test_a_settled_number_does_not_name_the_next_one_of_few_digits() -> None:
    paying = line("100.00", "factuur 2026-007-B", counterparty_account=PEETERS_IBAN)
    assert match_one(paying, invoice("2026-008-B", "100.00")).review is True


def test_a_word_for_an_invoice_counts_over_a_neutral_one_that_touches_the_number() -> None:
    paying = line("40.00", "FACTUURNUMMER nr26-00323 11.05.26", counterparty_account=PEETERS_IBAN)
    assert paid(match_one(paying, invoice("26-00323", "100.00"))) == {"26-00323": "40.00"}


@pytest.mark.parametrize("text", ["1U" * 60, "A" + "1U" * 28 + "!", "FACT " + "1EN" * 20 + "?"])
def test_no_text_keeps_the_search_busy(text: str) -> None:
    start = process_time()
    match_one(line("10.00", f"{text} 20260001"), invoice("20260001", "100.00"))
    assert process_time() - start < 1
