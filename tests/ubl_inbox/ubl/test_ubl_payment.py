"""Accounts, structured communication, due dates, cash discount."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from ubl_inbox.ubl import CashDiscount, FlagCode, Kind, Malformed, Profile, read

Edited = Callable[..., bytes]
OGM = "+++601/6117/77874+++"
TAX_TOTAL = "<cac:TaxTotal>\n    <cbc:TaxAmount"
DUE = "<cbc:DueDate>2026-02-14</cbc:DueDate>"


def terms(inner: str) -> tuple[str, str]:
    return TAX_TOTAL, f"<cac:PaymentTerms>{inner}</cac:PaymentTerms>{TAX_TOTAL}"


def test_payment_is_read_whole(edited: Edited) -> None:
    payment = read(edited()).payment
    assert (payment.means, payment.ibans, payment.bic) == (("30",), ("BE68539007547034",), "GKCCBEBB")
    assert (payment.payment_id, payment.ogm, payment.rf) == (OGM, OGM, None)


def test_efff_writes_the_ogm_in_the_instruction_id(edited: Edited) -> None:
    data = edited((OGM, "601611777874"), profile=Profile.EFFF)
    assert b"<cbc:InstructionID>601611777874<" in data
    assert (read(data).payment.ogm, read(data).payment.bic) == (OGM, "GKCCBEBB")


def test_wrong_check_digits_leave_free_text_and_a_flag(edited: Edited) -> None:
    invoice = read(edited(("77874", "77875")))
    assert (invoice.payment.payment_id, invoice.payment.ogm) == ("+++601/6117/77875+++", None)
    assert FlagCode.OGM_INVALID in invoice.flag_codes


@pytest.mark.parametrize("note", [f"Gelieve te betalen met {OGM}.", OGM.replace("+", "*")])
def test_an_ogm_in_the_note_is_found_when_there_is_no_other(edited: Edited, note: str) -> None:
    assert read(edited(ogm=None, note=note)).payment.ogm == OGM


def test_the_payment_reference_goes_before_the_note(edited: Edited) -> None:
    assert read(edited(note="+++000/0000/00097+++")).payment.ogm == OGM


def test_twelve_bare_digits_in_a_note_are_no_ogm(edited: Edited) -> None:
    assert read(edited(ogm=None, note="601611777874")).payment.ogm is None


def test_a_creditor_reference_is_read(edited: Edited) -> None:
    payment = read(edited((OGM, "RF18 5390 0754 7034"))).payment
    assert (payment.rf, payment.ogm) == ("RF18539007547034", None)


def test_a_wrong_iban_is_kept_as_written_and_flagged(edited: Edited) -> None:
    invoice = read(edited(("BE68539007547034", "BE68539007547035")))
    assert (invoice.payment.ibans, invoice.payment.accounts[0].number) == ((), "BE68539007547035")
    assert FlagCode.IBAN_INVALID in invoice.flag_codes


def test_several_accounts_are_all_kept(edited: Edited) -> None:
    tag = "<cac:PaymentMeans>"
    account = "<cac:PayeeFinancialAccount><cbc:ID>NL98ABNA0474400964</cbc:ID></cac:PayeeFinancialAccount>"
    second = f"{tag}{account}</cac:PaymentMeans>"
    invoice = read(edited((tag, second + tag)))
    assert invoice.payment.ibans == ("NL98ABNA0474400964", "BE68539007547034")
    assert FlagCode.SEVERAL_IBANS in invoice.flag_codes


def test_a_direct_debit_names_mandate_and_payer(edited: Edited) -> None:
    tag = "<cac:PayeeFinancialAccount>"
    mandate = (
        "<cac:PaymentMandate><cbc:ID>M-1</cbc:ID><cac:PayerFinancialAccount><cbc:ID>NL98ABNA0474400964</cbc:ID>"
        "</cac:PayerFinancialAccount></cac:PaymentMandate>"
    )
    invoice = read(edited((tag, mandate + tag)))
    assert (invoice.payment.mandate, invoice.payment.payer_iban) == ("M-1", "NL98ABNA0474400964")
    assert invoice.customer.ibans == ("NL98ABNA0474400964",)


@pytest.mark.parametrize("profile", [Profile.BIS3, Profile.UBLBE, Profile.EFFF])
@pytest.mark.parametrize("kind", list(Kind))
def test_every_profile_tells_the_due_date(edited: Edited, profile: Profile, kind: Kind) -> None:
    assert read(edited(profile=profile, kind=kind)).due_date == date(2026, 2, 14)


def test_the_terms_tell_the_due_date_at_last(edited: Edited) -> None:
    moved = terms("<cbc:PaymentDueDate>2026-03-01</cbc:PaymentDueDate>")
    assert read(edited((DUE, ""), moved)).due_date == date(2026, 3, 1)


def test_the_date_of_a_cash_discount_is_no_due_date(edited: Edited) -> None:
    discount = (
        "<cbc:SettlementDiscountPercent>2</cbc:SettlementDiscountPercent><cbc:PaymentDueDate>2026-01-23</cbc:PaymentDueDate>"
        '<cbc:Amount currencyID="EUR">119.00</cbc:Amount>'
    )
    invoice = read(edited((DUE, ""), terms(discount)))
    assert invoice.due_date is None
    assert invoice.payment.discount == CashDiscount(Decimal(2), Decimal("119.00"), date(2026, 1, 23))


def test_the_discount_period_of_efff_is_read(edited: Edited) -> None:
    discount = (
        "<cbc:SettlementDiscountPercent>2</cbc:SettlementDiscountPercent>"
        "<cac:SettlementPeriod><cbc:EndDate>2026-01-23</cbc:EndDate></cac:SettlementPeriod>"
    )
    assert read(edited(terms(discount))).payment.discount == CashDiscount(Decimal(2), None, date(2026, 1, 23))


@pytest.mark.parametrize("text", ["2026-01-15T00:00:00", "2026-01-15+01:00", "2026-01-15Z"])
def test_time_and_zone_are_dropped_with_a_flag(edited: Edited, text: str) -> None:
    invoice = read(edited(("2026-01-15", text)))
    assert (invoice.issue_date, FlagCode.DATE_WITH_TIME in invoice.flag_codes) == (date(2026, 1, 15), True)


@pytest.mark.parametrize("text", ["15/01/2026", "2026-02-30", "20260115", "0000-01-01", "2026-1-5"])
def test_an_unreadable_issue_date_stops_the_reading(edited: Edited, text: str) -> None:
    with pytest.raises(Malformed) as refusal:
        read(edited(("2026-01-15", text)))
    assert (refusal.value.code, refusal.value.params["value"]) == ("bad-date", text)


def test_an_unreadable_due_date_is_left_out_with_a_flag(edited: Edited) -> None:
    invoice = read(edited(("2026-02-14", "14/02/2026")))
    assert (invoice.due_date, FlagCode.UNREADABLE_VALUE in invoice.flag_codes) == (None, True)


def test_blanks_around_values_and_empty_elements_do_not_matter(edited: Edited) -> None:
    invoice = read(edited((">30<", ">\n 30\t<"), (DUE, "<cbc:DueDate> </cbc:DueDate>")))
    assert (invoice.payment.means, invoice.due_date) == (("30",), None)


def test_an_ogm_in_the_payment_terms_is_found(edited: Edited) -> None:
    note = terms("<cbc:Note>601611777874</cbc:Note>")
    assert read(edited(note, ogm=None)).payment.ogm == OGM


def test_text_called_iban_that_is_none_is_flagged(edited: Edited) -> None:
    assert FlagCode.IBAN_INVALID in read(edited(("BE68539007547034", "IBAN32423940"))).flag_codes
