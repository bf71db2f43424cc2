"""Step 2: document numbers in a text, in every dress, and the digits that only look like one."""

import pytest

from financial.matching import Relation
from tests.financial.matching.books import (
    ENGIE,
    ENGIE_IBAN,
    LUMINUS,
    MAES,
    MAES_IBAN,
    PEETERS,
    PEETERS_IBAN,
    invoice,
    line,
    match_all,
    match_one,
    paid,
    proposed,
    purchase,
    told,
)


@pytest.mark.parametrize(
    ("document", "text"),
    [
        ("20260123", "20260123"),
        ("20260123", "Uw factuur 20260123 met dank"),
        ("20260123", "FACT.20260123"),
        ("20260123", "F20260123"),
        ("20260123", "2026/0123"),
        ("20260123", "2026 0123"),
        ("2026/0123", "20260123"),
        ("2026/0123", "fact 2026-123"),
        ("2026/0123", "2026.0123"),
        ("VF-2026/0123", "vf 2026 0123"),
        ("VF-2026/0123", "VF20260123"),
        ("VF-2026/0123", "factuur 2026/0123"),
        ("VF-2026/0123", "VF2026/123"),
        ("V2600123", "V 2600123"),
        ("2026-012-B", "2026 - 012 - B"),
        ("000456789", "factuur 456789"),
        ("10045", "10045"),
        ("10045", "facture n° 10045"),
        ("1045", "factuurnr 1045"),
        ("INV2026.0045", "inv2026.0045 dd 15/01/2026 EUR 100,00"),
        ("2026VF0045", "2026 VF 0045"),
        ("BD2026-0055", "deel van BD2026-0055"),
        ("2026-0055", "betaling van 2026-0055"),
    ],
)
def test_a_number_is_found_however_it_is_written(document: str, text: str) -> None:
    result = match_one(line("100.00", text), invoice(document, "100.00"))
    assert (result.step, result.review, paid(result)) == ("invoice_number", False, {document: "100.00"})


@pytest.mark.parametrize(
    ("document", "text"),
    [
        ("20260123", "201202601234"),
        ("20260123", "20260123456"),
        ("20260123", "AB20260123X"),
        ("20260123", "2026/01234"),
        ("0123", "4100123"),
        ("123", "factuur 123"),
        ("20260115", "betaling 2026-01-15"),
        ("150126", "afspraak 15/01/26"),
        ("2026", "lidgeld 2026"),
        ("2026/01", "huur 2026/01"),
        ("9000", "Jan Peeters 9000 Gent"),
        ("475123456", "tel 0475 12 34 56"),
        ("0475123456", "gsm 0475123456"),
        ("075470", "van BE68 5390 0754 7034"),
        ("403019261", "BTW BE0403.019.261"),
        ("1250", "bedrag 1250,00 EUR"),
        ("845611", "order 845611"),
        ("845611", "klantnr 845611"),
        ("845611", "polis nr 845611"),
        ("845611", "contract: 845611"),
        ("VF-20260123", "CN20260123"),
    ],
)
def test_what_only_looks_like_the_number_pays_nothing_of_another_amount(document: str, text: str) -> None:
    result = match_one(line("40.00", text, counterparty_name="Iemand Anders"), invoice(document, "100.00"))
    assert (result.status, result.allocations) == ("", ())


def test_a_supplier_is_found_by_the_number_on_his_invoice() -> None:
    result = match_one(line("-80.00", "INV 778899"), purchase("778899", "-80.00"))
    assert (result.step, result.account, paid(result)) == ("invoice_number", ENGIE.number, {"AF-899": "-80.00"})


@pytest.mark.parametrize(
    "text",
    [
        "facturen 20260001 en 20260002",
        "20260001, 20260002",
        "20260001/20260002",
        "20260001 20260002",
        "fact 20260001 + 20260002 dd 20/01/2026",
    ],
)
def test_several_numbers_pay_several_invoices(text: str) -> None:
    result = match_one(line("150.00", text), invoice("20260001", "100.00"), invoice("20260002", "50.00"))
    assert (result.status, result.review, paid(result)) == (
        "applied",
        False,
        {"20260001": "100.00", "20260002": "50.00"},
    )


def test_numbers_may_stand_in_different_texts() -> None:
    one = line("150.00", "factuur 20260001", information=("en factuur 20260002",))
    result = match_one(one, invoice("20260001", "100.00"), invoice("20260002", "50.00"))
    assert {evidence.where for evidence in result.evidence} == {"communication", "information"}
    assert paid(result) == {"20260001": "100.00", "20260002": "50.00"}


def test_a_named_credit_note_is_deducted() -> None:
    one = line("70.00", "factuur 20260001 min CN 20260009")
    result = match_one(one, invoice("20260001", "100.00"), invoice("20260009", "-30.00"))
    assert (result.status, str(result.applied)) == ("applied", "70.00")
    assert paid(result) == {"20260001": "100.00", "20260009": "-30.00"}


def test_the_prefix_tells_two_series_apart() -> None:
    items = (invoice("VF-20260007", "100.00"), invoice("VC-20260007", "100.00", MAES))
    assert paid(match_one(line("100.00", "VC20260007"), *items)) == {"VC-20260007": "100.00"}


def test_the_amount_tells_apart_suppliers_with_the_same_number() -> None:
    items = (purchase("20260007", "-80.00"), purchase("20260007", "-95.00", LUMINUS, document="AF-2"))
    assert paid(match_one(line("-95.00", "factuur 20260007"), *items)) == {"AF-2": "-95.00"}


def test_the_account_tells_apart_suppliers_with_the_same_number_and_amount() -> None:
    items = (purchase("20260007", "-80.00"), purchase("20260007", "-80.00", LUMINUS, document="AF-2"))
    one = line("-80.00", "factuur 20260007", counterparty_account=ENGIE_IBAN)
    assert match_one(one, *items).account == ENGIE.number


def test_a_tie_between_relations_becomes_a_proposal() -> None:
    items = (purchase("20260007", "-80.00"), purchase("20260007", "-80.00", LUMINUS, document="AF-2"))
    result = match_one(line("-80.00", "factuur 20260007"), *items)
    assert (result.status, result.allocations, proposed(result)) == ("", (), ["AF-007", "AF-2"])
    assert {candidate.why for candidate in result.candidates} == {"named"}


def test_a_date_that_is_somebodys_invoice_number_does_not_stop_the_real_one() -> None:
    items = (invoice("20260115", "400.00", MAES), invoice("20260001", "100.00"))
    assert paid(match_one(line("60.00", "deel 20260001 op 2026-01-15"), *items)) == {"20260001": "60.00"}


def test_a_stray_number_does_not_beat_account_and_amount() -> None:
    items = (invoice("20260001", "100.00"), invoice("20260002", "400.00", MAES))
    one = line("100.00", "order 20260002", counterparty_account=PEETERS_IBAN)
    result = match_one(one, *items)
    assert (result.step, paid(result), result.review) == ("iban", {"20260001": "100.00"}, False)


def test_a_number_of_another_relation_than_the_account_is_reviewed() -> None:
    one = line("60.00", "factuur 20260001", counterparty_account=MAES_IBAN)
    result = match_one(one, invoice("20260001", "100.00"))
    assert (paid(result), result.review, "other_account" in told(result)) == ({"20260001": "60.00"}, True, True)


def test_a_masked_number_that_fits_is_applied_for_review_only() -> None:
    result = match_one(line("100.00", "order 845611"), invoice("845611", "100.00"))
    assert (result.status, result.confidence, result.review) == ("applied", "probable", True)


def test_money_back_on_an_invoice_gives_the_relation_only() -> None:
    one = line("-100.00", "terugbetaling factuur 20260001", counterparty_account=PEETERS_IBAN)
    result = match_one(one, invoice("20260001", "100.00"))
    assert (result.status, result.document_type, result.allocations) == ("partly", "refund", ())
    assert "other_direction" in told(result)


def test_a_named_credit_note_is_refunded() -> None:
    result = match_one(line("-30.00", "CN 20260009"), invoice("20260009", "-30.00"))
    assert (result.status, result.document_type, paid(result)) == ("applied", "refund", {"20260009": "-30.00"})


def test_our_own_number_of_a_purchase_counts_when_the_amount_fits() -> None:
    item = purchase("778899", "-80.00", document="AF2026-0042")
    assert paid(match_one(line("-80.00", "AF2026-0042"), item)) == {"AF2026-0042": "-80.00"}


def test_a_direct_debit_carries_its_text_behind_the_mandate() -> None:
    text = "150126" + "100" + "BE69ZZZ0123456789".ljust(35) + "MANDAAT42".ljust(35) + "FACTUUR 778899".ljust(62) + "0"
    result = match_one(line("-80.00", text, communication_type="127"), purchase("778899", "-80.00"))
    assert (result.step, paid(result)) == ("invoice_number", {"AF-899": "-80.00"})


@pytest.mark.parametrize("kind", ["103", "106", "113", "114", "126", "999"])
def test_structured_communications_without_words_are_not_searched(kind: str) -> None:
    one = line("40.00", "20260001 20260001", communication_type=kind)
    assert match_one(one, invoice("20260001", "100.00")).status == ""


def test_a_number_of_fifty_suppliers_is_no_reason_to_slow_down_or_pick() -> None:
    relations = tuple(Relation("supplier", f"L{n:05d}") for n in range(300))
    items = [purchase("20260001", "-80.00", relation, document=f"A{n}") for n, relation in enumerate(relations)]
    result = match_one(line("-80.00", "factuur 20260001"), *items, relations=relations)
    assert (result.status, len(result.candidates)) == ("", 10)


def test_what_a_number_names_is_settled_before_what_an_account_suggests() -> None:
    by_account = line("100.00", id="a", counterparty_account=PEETERS_IBAN)
    by_number = line("100.00", "factuur 20260001", id="b")
    first, second = match_all([by_account, by_number], invoice("20260001", "100.00"))
    assert (first.account, first.allocations) == (PEETERS.number, ())
    assert paid(second) == {"20260001": "100.00"}


@pytest.mark.parametrize(
    ("document", "text"),
    [
        ("20260123", "factuur 20260123"),
        ("20260123", "voorschot op 20260123"),
        ("V/2026/00123", "V2026 00123"),
        ("2026-0123", "/INV/2026-0123/12.01.2026"),
        ("0459", "facture 0459 13.02.26"),
        ("1023", "inv 1023"),
        ("2026-00077", "2026-77"),
        ("000456789", "456789"),
    ],
)
def test_a_number_read_for_sure_takes_a_part_payment(document: str, text: str) -> None:
    result = match_one(line("60.00", text), invoice(document, "100.00"))
    assert (result.status, result.confidence, result.review) == ("applied", "probable", False)
    assert paid(result) == {document: "60.00"}


def test_a_part_payment_by_a_stranger_is_reviewed() -> None:
    one = line("60.00", "factuur 20260123", counterparty_name="Iemand Anders")
    result = match_one(one, invoice("20260123", "100.00"))
    assert (result.review, paid(result)) == (True, {"20260123": "60.00"})


def test_more_than_an_invoice_is_not_believed_of_a_stranger() -> None:
    one = line("160.00", "factuur 20260123", counterparty_name="Iemand Anders")
    assert match_one(one, invoice("20260123", "100.00")).status == ""


@pytest.mark.parametrize(
    ("document", "text"), [("10455", "10455 bedankt"), ("20260115", "20260115 bedankt"), ("202601", "202601")]
)
def test_a_number_that_may_be_something_else_needs_account_or_name_for_a_part_payment(document: str, text: str) -> None:
    item = invoice(document, "100.00")
    assert match_one(line("60.00", text, counterparty_name="Iemand Anders"), item).status == ""
    known = document != "202601"
    assert (paid(match_one(line("60.00", text, counterparty_name="PEETERS BAKKERIJ"), item)) != {}) is known
