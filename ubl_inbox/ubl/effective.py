"""The direction of a document and the sign of its amounts, brought to one rule.

Senders write a credit in four ways: a CreditNote, a CreditNote with negative amounts (a frequent defect of large
suppliers), an Invoice of type 381, an Invoice with a negative total. All four become a credit note with positive
amounts. The total with VAT decides, since the total without VAT of a correct document may be negative (empties).
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from ubl_inbox.ubl.model import ZERO, AllowanceCharge, FlagCode, InvoiceLine, Kind, Totals, VatLine
from ubl_inbox.ubl.values import Remarks

# UNTDID 1001 codes of credit notes, as Peppol and EN 16931 list them.
CREDIT_TYPES = frozenset({"81", "83", "261", "381", "396", "532"})


@dataclass(frozen=True, slots=True)
class Amounts:
    """All money of one document."""

    totals: Totals
    vat: tuple[VatLine, ...]
    allowances: tuple[AllowanceCharge, ...]
    lines: tuple[InvoiceLine, ...]


def effective(root: str, type_code: str, amounts: Amounts, remarks: Remarks) -> tuple[Kind, Amounts]:
    """The kind of document and its effective amounts; every departure from the plain case leaves a flag."""
    negative = (amounts.totals.tax_inclusive or amounts.totals.payable) < 0
    credit = root == "CreditNote"
    if not credit and type_code in CREDIT_TYPES:
        remarks.add(FlagCode.CREDIT_TYPE_ON_INVOICE, type=type_code)
        credit = True
    if not negative:
        return Kind.CREDIT_NOTE if credit else Kind.INVOICE, amounts
    remarks.add(FlagCode.NEGATIVE_CREDIT_NOTE if root == "CreditNote" else FlagCode.NEGATIVE_INVOICE)
    return Kind.CREDIT_NOTE, _negated(amounts)


def _negated(amounts: Amounts) -> Amounts:
    return Amounts(
        totals=_negated_totals(amounts.totals),
        vat=tuple(replace(row, taxable=_minus(row.taxable), tax=_minus(row.tax)) for row in amounts.vat),
        allowances=tuple(replace(item, amount=_minus(item.amount)) for item in amounts.allowances),
        lines=tuple(_negated_line(line) for line in amounts.lines),
    )


def _negated_totals(totals: Totals) -> Totals:
    return Totals(
        line_extension=_minus(totals.line_extension),
        allowance=_minus(totals.allowance),
        charge=_minus(totals.charge),
        tax_exclusive=_minus(totals.tax_exclusive),
        tax_amount=_minus(totals.tax_amount),
        tax_inclusive=_minus(totals.tax_inclusive),
        prepaid=_minus(totals.prepaid),
        rounding=_minus(totals.rounding),
        payable=_minus(totals.payable),
    )


def _negated_line(line: InvoiceLine) -> InvoiceLine:
    quantity = None if line.quantity is None else _minus(line.quantity)
    return replace(line, amount=_minus(line.amount), quantity=quantity)


def _minus(number: Decimal) -> Decimal:
    return ZERO - number
