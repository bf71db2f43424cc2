"""Do the amounts agree with each other? Differences are remarks for a human, never a refusal.

UBL.BE allows VAT that is not base times rate and lines that do not add up, so only sums are checked, with a cent of
tolerance per line.
"""

from collections.abc import Sequence
from decimal import Decimal

from ubl_inbox.ubl.model import ZERO, FlagCode, InvoiceLine, Totals, VatLine
from ubl_inbox.ubl.values import Remarks

_CENT = Decimal("0.01")


def check_amounts(
    totals: Totals, vat: Sequence[VatLine], lines: Sequence[InvoiceLine], currency: str, remarks: Remarks
) -> None:
    """Flag what does not add up: BR-CO-13, 15, 16 (totals), BR-CO-10 (lines), BR-CO-14 (VAT)."""
    tolerance = _CENT * max(len(lines), 1)
    exclusive = totals.line_extension - totals.allowance + totals.charge
    inclusive = totals.tax_exclusive + totals.tax_amount
    payable = totals.tax_inclusive - totals.prepaid + totals.rounding
    sums = [
        (FlagCode.TOTALS_DIFFER, "TaxExclusiveAmount", totals.tax_exclusive, exclusive),
        (FlagCode.TOTALS_DIFFER, "TaxInclusiveAmount", totals.tax_inclusive, inclusive),
        (FlagCode.TOTALS_DIFFER, "PayableAmount", totals.payable, payable),
    ]
    if lines:
        line_sum = sum((line.amount for line in lines), ZERO)
        sums.append((FlagCode.LINES_DIFFER, "LineExtensionAmount", totals.line_extension, line_sum))
    if vat:
        vat_sum = sum((row.tax for row in vat), ZERO)
        sums.append((FlagCode.VAT_DIFFERS, "TaxAmount", totals.tax_amount, vat_sum))
    for code, field, found, expected in sums:
        if abs(found - expected) > tolerance:
            remarks.add(code, field=field, found=f"{found} {currency}", expected=f"{expected} {currency}")
