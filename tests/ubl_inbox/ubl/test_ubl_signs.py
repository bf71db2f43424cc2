"""However a sender writes a credit, it becomes a credit note with positive amounts."""

from collections.abc import Callable
from dataclasses import astuple
from decimal import Decimal

from ubl_inbox.ubl import FlagCode, Kind, read

Edited = Callable[..., bytes]
NEGATIVE = (">100.00<", ">-100.00<"), (">21.00<", ">-21.00<"), (">121.00<", ">-121.00<")


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


def test_every_total_changes_sign_together(edited: Edited) -> None:
    allowance = "<cac:AllowanceCharge><cbc:Amount>-5.00</cbc:Amount></cac:AllowanceCharge><cac:LegalMonetaryTotal>"
    invoice = read(edited(*NEGATIVE, ("<cac:LegalMonetaryTotal>", allowance)))
    assert astuple(invoice.totals) == tuple(map(Decimal, ("100", "0", "0", "100", "21", "121", "0", "0", "121")))
    assert invoice.allowances[0].amount == 5


def test_a_negative_total_already_paid_is_still_a_credit(edited: Edited) -> None:
    paid = (
        '"EUR">-121.00</cbc:PayableAmount>',
        '"EUR">0.00</cbc:PayableAmount><cbc:PrepaidAmount>-121.00</cbc:PrepaidAmount>',
    )
    invoice = read(edited(*NEGATIVE, paid))
    assert (invoice.kind, invoice.totals.prepaid, invoice.totals.payable) == (Kind.CREDIT_NOTE, 121, 0)
