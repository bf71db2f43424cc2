"""Currency, totals, VAT, allowances and lines."""

from collections.abc import Callable
from dataclasses import astuple
from decimal import Decimal

import pytest

from ubl_inbox.ubl import AllowanceCharge, DraftLine, FlagCode, Malformed, read

Edited = Callable[..., bytes]

TAX_TOTAL = '<cac:TaxTotal>\n    <cbc:TaxAmount currencyID="EUR">21.00</cbc:TaxAmount>'
PAYABLE = '<cbc:PayableAmount currencyID="EUR">121.00</cbc:PayableAmount>'
PREPAID_AND_ROUNDING = (
    "<cbc:PrepaidAmount>20.00</cbc:PrepaidAmount><cbc:PayableRoundingAmount>0.50</cbc:PayableRoundingAmount>"
)
SECOND_LINE = "<cac:InvoiceLine><cbc:LineExtensionAmount>1.00</cbc:LineExtensionAmount></cac:InvoiceLine>"


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


def test_currency_is_taken_from_the_totals_when_absent(edited: Edited) -> None:
    invoice = read(edited(("<cbc:DocumentCurrencyCode>USD</cbc:DocumentCurrencyCode>", ""), currency="USD"))
    assert (invoice.currency, FlagCode.CURRENCY_ASSUMED in invoice.flag_codes) == ("USD", True)


def test_empty_name_falls_back_on_the_description(edited: Edited) -> None:
    named = ("<cbc:Name>Affiches</cbc:Name>", "<cbc:Description>Affiches A2</cbc:Description><cbc:Name/>")
    line = read(edited(named)).lines[0]
    assert (line.description, line.detail) == ("Affiches A2", "")


def test_allowances_and_charges_are_read_and_add_up(edited: Edited) -> None:
    def element(indicator: str, reason: str, amount: str) -> str:
        return (
            f"<cac:AllowanceCharge><cbc:ChargeIndicator>{indicator}</cbc:ChargeIndicator>{reason}"
            f"<cbc:Amount>{amount}</cbc:Amount></cac:AllowanceCharge>"
        )

    discount = element("false", "<cbc:AllowanceChargeReason>Korting</cbc:AllowanceChargeReason>", "10.00")
    transport = element("1", "<cbc:AllowanceChargeReasonCode>FC</cbc:AllowanceChargeReasonCode>", "5.00")
    totals = (
        "<cbc:AllowanceTotalAmount>10.00</cbc:AllowanceTotalAmount><cbc:ChargeTotalAmount>5.00</cbc:ChargeTotalAmount>"
        "</cac:LegalMonetaryTotal>"
    )
    invoice = read(
        edited(
            (TAX_TOTAL, discount + transport + TAX_TOTAL),
            ("100.00</cbc:LineExtensionAmount>", "105.00</cbc:LineExtensionAmount>"),
            ("</cac:LegalMonetaryTotal>", totals),
        )
    )
    assert invoice.allowances == (
        AllowanceCharge(is_charge=False, amount=Decimal("10.00"), reason="Korting"),
        AllowanceCharge(is_charge=True, amount=Decimal("5.00"), reason="FC"),
    )
    assert (invoice.totals.allowance, invoice.totals.charge) == (10, 5)
    assert invoice.flag_codes == {FlagCode.PDF_MISSING}


def test_an_absent_payable_amount_counts_prepaid_and_rounding(edited: Edited) -> None:
    assert read(edited((PAYABLE, PREPAID_AND_ROUNDING))).totals.payable == Decimal("101.50")


def test_the_payable_amount_alone_tells_the_total(edited: Edited) -> None:
    dropped = ("cbc:TaxInclusiveAmount", "cbc:Dropped"), ("cbc:TaxExclusiveAmount", "cbc:Dropped")
    totals = read(edited(*dropped, (PAYABLE, PREPAID_AND_ROUNDING + PAYABLE))).totals
    assert (totals.tax_inclusive, totals.tax_exclusive) == (Decimal("140.50"), Decimal("119.50"))


def test_without_a_breakdown_the_first_tax_total_counts(edited: Edited) -> None:
    second = "<cac:TaxTotal><cbc:TaxAmount>3.00</cbc:TaxAmount></cac:TaxTotal><cac:LegalMonetaryTotal>"
    data = edited(("cac:TaxSubtotal", "cac:Dropped"), ("<cac:LegalMonetaryTotal>", second))
    assert read(data).totals.tax_amount == Decimal("21.00")


def test_amounts_without_a_currency_are_in_that_of_the_document(edited: Edited) -> None:
    invoice = read(edited((' currencyID="EUR"', "")))
    assert (invoice.totals.tax_amount, len(invoice.vat)) == (Decimal("21.00"), 1)


def test_a_document_that_names_no_currency_at_all_is_in_euro(edited: Edited) -> None:
    nowhere = (' currencyID="EUR"', ""), ("<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>", "")
    invoice = read(edited(*nowhere))
    assert (invoice.currency, FlagCode.CURRENCY_ASSUMED in invoice.flag_codes) == ("EUR", True)


def test_a_total_in_another_currency_is_flagged(edited: Edited) -> None:
    other = (PAYABLE, PAYABLE.replace("EUR", "USD"))
    flags = {flag.code: flag.params for flag in read(edited(other)).flags}
    assert flags[FlagCode.CURRENCY_MIXED] == {"found": "USD", "currency": "EUR"}


def test_the_vat_of_a_line_is_found_in_its_tax_total(edited: Edited) -> None:
    old_style = (
        "<cac:TaxTotal><cac:TaxSubtotal><cbc:Percent>21.00</cbc:Percent><cac:TaxCategory><cbc:ID>S</cbc:ID>"
        "<cbc:Name>03</cbc:Name></cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal><cac:Item>"
    )
    line = read(edited(("cac:ClassifiedTaxCategory", "cac:Dropped"), ("<cac:Item>", old_style))).lines[0]
    assert (line.vat_category, line.vat_percent, line.belgian_code) == ("S", 21, "03")


def test_amounts_beyond_any_invoice_are_refused(edited: Edited) -> None:
    with pytest.raises(Malformed):
        read(edited((PAYABLE, PAYABLE.replace("121.00", "1234567890123.00"))))


def test_remarks_of_one_kind_are_not_repeated_without_end(edited: Edited) -> None:
    bad = "\n<cac:InvoiceLine><cbc:InvoicedQuantity>x</cbc:InvoicedQuantity></cac:InvoiceLine>"
    flags = read(edited(("<cac:InvoiceLine>", bad * 50 + "<cac:InvoiceLine>"))).flags
    assert [flag.code for flag in flags].count(FlagCode.UNREADABLE_VALUE) == 20


def test_the_same_remark_is_made_once(edited: Edited) -> None:
    bad = "<cac:InvoiceLine><cbc:InvoicedQuantity>x</cbc:InvoicedQuantity></cac:InvoiceLine>"
    flags = read(edited(("<cac:InvoiceLine>", bad * 3 + "<cac:InvoiceLine>"))).flags
    assert [flag.code for flag in flags].count(FlagCode.UNREADABLE_VALUE) == 1


def test_half_a_cent_is_rounded_up() -> None:
    assert DraftLine("Schroef", Decimal(1), Decimal("0.125"), Decimal(21)).amount == Decimal("0.13")
