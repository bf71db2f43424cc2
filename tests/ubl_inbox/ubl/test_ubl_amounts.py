"""Totals, VAT, lines, and the sign of a document."""

from collections.abc import Callable
from dataclasses import astuple
from decimal import Decimal

import pytest

from ubl_inbox.ubl import DraftLine, FlagCode, Kind, Malformed, read

Edited = Callable[..., bytes]

TAX_TOTAL = '<cac:TaxTotal>\n    <cbc:TaxAmount currencyID="EUR">21.00</cbc:TaxAmount>'
SECOND_LINE = "<cac:InvoiceLine><cbc:LineExtensionAmount>1.00</cbc:LineExtensionAmount></cac:InvoiceLine>"
NEGATIVE = (">100.00<", ">-100.00<"), (">21.00<", ">-21.00<"), (">121.00<", ">-121.00<")


def test_totals_are_read_to_the_cent(edited: Edited) -> None:
    totals = read(edited()).totals
    assert astuple(totals) == tuple(map(Decimal, ("100", "0", "0", "100", "21", "121", "0", "0", "121")))


def test_allowance_prepaid_and_rounding_are_kept_apart(edited: Edited) -> None:
    extra = (
        '<cbc:PrepaidAmount currencyID="EUR">20.98</cbc:PrepaidAmount>'
        '<cbc:PayableRoundingAmount currencyID="EUR">-0.02</cbc:PayableRoundingAmount>'
        '<cbc:PayableAmount currencyID="EUR">100.00<'
    )
    invoice = read(edited(('<cbc:PayableAmount currencyID="EUR">121.00<', extra)))
    totals = invoice.totals
    assert (totals.tax_inclusive, totals.prepaid, totals.rounding, totals.payable) == (
        Decimal("121.00"),
        Decimal("20.98"),
        Decimal("-0.02"),
        Decimal("100.00"),
    )
    assert FlagCode.TOTALS_DIFFER not in invoice.flag_codes


@pytest.mark.parametrize("text", ["1.210,00", "1 210.00", "1,210.00", "121.00 EUR", "NaN", "1e3", "1_000", "٣", "--1"])
def test_an_unreadable_amount_stops_the_reading_and_says_where(edited: Edited, text: str) -> None:
    data = edited(('"EUR">121.00</cbc:PayableAmount>', f'"EUR">{text}</cbc:PayableAmount>'))
    with pytest.raises(Malformed) as refusal:
        read(data)
    line = data.decode().partition(text)[0].count("\n") + 1
    assert (refusal.value.code, refusal.value.line) == ("bad-amount", line)
    assert refusal.value.params == {"field": "PayableAmount", "value": text}


def test_an_unreadable_quantity_is_left_out_with_a_flag(edited: Edited) -> None:
    invoice = read(edited(('unitCode="C62">2<', 'unitCode="C62">twee<')))
    assert (invoice.lines[0].quantity, invoice.lines[0].amount) == (None, Decimal("100.00"))
    assert FlagCode.UNREADABLE_VALUE in invoice.flag_codes


def test_absent_totals_follow_from_the_others(edited: Edited) -> None:
    cut = (
        ('<cbc:TaxInclusiveAmount currencyID="EUR">121.00</cbc:TaxInclusiveAmount>', ""),
        ('<cbc:PayableAmount currencyID="EUR">121.00</cbc:PayableAmount>', ""),
    )
    totals = read(edited(*cut)).totals
    assert (totals.tax_inclusive, totals.payable) == (121, 121)


def test_a_document_without_totals_is_refused(edited: Edited) -> None:
    with pytest.raises(Malformed) as refusal:
        read(edited(("LegalMonetaryTotal", "OtherTotal"), ("cac:TaxTotal", "cac:OtherTax")))
    assert refusal.value.code == "total-missing"


def test_the_vat_total_in_another_currency_is_not_added(edited: Edited) -> None:
    sek = '<cac:TaxTotal><cbc:TaxAmount currencyID="SEK">230.00</cbc:TaxAmount></cac:TaxTotal>'
    assert read(edited((TAX_TOTAL, sek + TAX_TOTAL))).totals.tax_amount == Decimal("21.00")


def test_one_tax_total_per_rate_is_added_up(edited: Edited) -> None:
    lines = (
        DraftLine("A", Decimal(1), Decimal(100), Decimal(21)),
        DraftLine("B", Decimal(1), Decimal(100), Decimal(6)),
    )
    per_rate = (
        ('currencyID="EUR">27.00</cbc:TaxAmount>', 'currencyID="EUR">21.00</cbc:TaxAmount>'),
        (
            "</cac:TaxSubtotal>\n    <cac:TaxSubtotal>",
            "</cac:TaxSubtotal></cac:TaxTotal><cac:TaxTotal>"
            '<cbc:TaxAmount currencyID="EUR">6.00</cbc:TaxAmount><cac:TaxSubtotal>',
        ),
    )
    invoice = read(edited(*per_rate, lines=lines))
    assert invoice.totals.tax_amount == Decimal("27.00")
    assert [(row.percent, row.tax) for row in invoice.vat] == [(21, Decimal("21.00")), (6, Decimal("6.00"))]


@pytest.mark.parametrize(
    ("old", "new", "flag"),
    [
        ("121.00</cbc:PayableAmount>", "120.00</cbc:PayableAmount>", FlagCode.TOTALS_DIFFER),
        ("<cac:InvoiceLine>", SECOND_LINE + "<cac:InvoiceLine>", FlagCode.LINES_DIFFER),
        ("21.00</cbc:TaxAmount>\n    <cac:TaxSub", "20.00</cbc:TaxAmount>\n    <cac:TaxSub", FlagCode.VAT_DIFFERS),
    ],
)
def test_amounts_that_disagree_are_flagged(edited: Edited, old: str, new: str, flag: FlagCode) -> None:
    assert flag in read(edited((old, new))).flag_codes


def test_a_cent_of_rounding_is_no_difference(edited: Edited) -> None:
    cent_off = ("121.00</cbc:TaxInclusiveAmount>", "121.01</cbc:TaxInclusiveAmount>")
    assert read(edited(cent_off)).flag_codes == {FlagCode.PDF_MISSING}


def test_negative_credit_note_is_a_credit_of_the_positive_amount(edited: Edited) -> None:
    invoice = read(edited(*NEGATIVE, ('"C62">2<', '"C62">-2<'), kind=Kind.CREDIT_NOTE))
    line = invoice.lines[0]
    assert (invoice.kind, invoice.totals.payable, line.amount, line.quantity) == (Kind.CREDIT_NOTE, 121, 100, 2)
    assert (invoice.vat[0].taxable, invoice.vat[0].tax, invoice.signed_payable) == (100, 21, -121)
    assert FlagCode.NEGATIVE_CREDIT_NOTE in invoice.flag_codes


def test_negative_invoice_is_a_credit_note(edited: Edited) -> None:
    invoice = read(edited(*NEGATIVE))
    assert (invoice.kind, invoice.root, invoice.signed_inclusive) == (Kind.CREDIT_NOTE, "Invoice", -121)
    assert FlagCode.NEGATIVE_INVOICE in invoice.flag_codes


def test_invoice_of_type_381_is_a_credit_note(edited: Edited) -> None:
    invoice = read(edited((">380<", ">381<")))
    assert (invoice.kind, invoice.totals.payable) == (Kind.CREDIT_NOTE, 121)
    assert FlagCode.CREDIT_TYPE_ON_INVOICE in invoice.flag_codes


def test_a_plain_credit_note_carries_no_sign_flag(edited: Edited) -> None:
    invoice = read(edited(kind=Kind.CREDIT_NOTE, preceding_invoice="F2026-1"))
    assert (invoice.kind, invoice.preceding_invoices, invoice.signed_payable) == (Kind.CREDIT_NOTE, ("F2026-1",), -121)
    assert invoice.flag_codes == {FlagCode.PDF_MISSING}


def test_currency_is_taken_from_the_totals_when_absent(edited: Edited) -> None:
    invoice = read(edited(("<cbc:DocumentCurrencyCode>USD</cbc:DocumentCurrencyCode>", ""), currency="USD"))
    assert (invoice.currency, FlagCode.CURRENCY_ASSUMED in invoice.flag_codes) == ("USD", True)


def test_empty_name_falls_back_on_the_description(edited: Edited) -> None:
    named = ("<cbc:Name>Affiches</cbc:Name>", "<cbc:Description>Affiches A2</cbc:Description><cbc:Name/>")
    line = read(edited(named)).lines[0]
    assert (line.description, line.detail) == ("Affiches A2", "")
