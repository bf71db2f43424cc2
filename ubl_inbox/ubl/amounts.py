"""Currency, totals, VAT breakdown, document allowances and lines: the money, as written in the file.

Totals are never recomputed when they are there; what a writer left out follows from the others (BR-CO-13, 15, 16).
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from ubl_inbox.ubl.elements import Element
from ubl_inbox.ubl.errors import Malformed
from ubl_inbox.ubl.model import ZERO, AllowanceCharge, FlagCode, InvoiceLine, Totals, VatLine
from ubl_inbox.ubl.values import Remarks, amount, soft_decimal

_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_TOTALS = "cac:LegalMonetaryTotal"


def read_currency(root: Element, remarks: Remarks) -> str:
    """BT-5; without it the currency of the totals, at last the euro, with a flag."""
    written = root.text("cbc:DocumentCurrencyCode").upper()
    of_totals = {element.attribute("currencyID").upper() for element in root.all(f"{_TOTALS}/*")} - {""}
    if _CURRENCY.fullmatch(written):
        for other in sorted(of_totals - {written}):
            remarks.add(FlagCode.CURRENCY_MIXED, found=other, currency=written)
        return written
    usable = sorted(filter(_CURRENCY.fullmatch, of_totals))
    currency = usable[0] if len(usable) == 1 else "EUR"
    remarks.add(FlagCode.CURRENCY_ASSUMED, currency=currency)
    return currency


def read_totals(root: Element, currency: str) -> Totals:
    """BG-22 and BT-110. Raises Malformed when an amount is unreadable or nothing says what the document costs."""
    found = {name: amount(root, f"{_TOTALS}/cbc:{name}") for name in _TOTAL_NAMES}
    allowance = found["AllowanceTotalAmount"] or ZERO
    charge = found["ChargeTotalAmount"] or ZERO
    prepaid = found["PrepaidAmount"] or ZERO
    rounding = found["PayableRoundingAmount"] or ZERO
    exclusive, inclusive, payable = (
        found[name] for name in ("TaxExclusiveAmount", "TaxInclusiveAmount", "PayableAmount")
    )
    tax = _tax_amount(root, currency)
    if inclusive is None:
        inclusive = _inclusive(exclusive, tax, payable, prepaid - rounding)
        if inclusive is None:
            raise Malformed("total-missing", root.line)
    if exclusive is None:
        exclusive = inclusive - (tax or ZERO)
    line_extension = found["LineExtensionAmount"]
    return Totals(
        line_extension=exclusive + allowance - charge if line_extension is None else line_extension,
        allowance=allowance,
        charge=charge,
        tax_exclusive=exclusive,
        tax_amount=inclusive - exclusive if tax is None else tax,
        tax_inclusive=inclusive,
        prepaid=prepaid,
        rounding=rounding,
        payable=inclusive - prepaid + rounding if payable is None else payable,
    )


_TOTAL_NAMES = (
    "LineExtensionAmount",
    "AllowanceTotalAmount",
    "ChargeTotalAmount",
    "TaxExclusiveAmount",
    "TaxInclusiveAmount",
    "PrepaidAmount",
    "PayableRoundingAmount",
    "PayableAmount",
)


def _inclusive(
    exclusive: Decimal | None, tax: Decimal | None, payable: Decimal | None, already_paid: Decimal
) -> Decimal | None:
    """The total with VAT of a document that does not state it (some UBL 2.0 writers)."""
    if exclusive is not None and tax is not None:
        return exclusive + tax
    return payable + already_paid if payable is not None else exclusive


def _tax_totals(root: Element, currency: str) -> list[Element]:
    """The TaxTotals of the document currency: those with a breakdown (e-FFF: one per rate), else the first one.

    A second TaxTotal in the VAT currency (BT-111) must not be added up with it.
    """
    own = [total for total in root.all("cac:TaxTotal") if _currency_of(total) in ("", currency)]
    return [total for total in own if total.first("cac:TaxSubtotal")] or own[:1]


def _currency_of(tax_total: Element) -> str:
    element = tax_total.filled("cbc:TaxAmount") or tax_total.filled("cac:TaxSubtotal/cbc:TaxAmount")
    return element.attribute("currencyID").upper() if element else ""


def _tax_amount(root: Element, currency: str) -> Decimal | None:
    totals = _tax_totals(root, currency)
    if not totals:
        return None
    return sum((amount(total, "cbc:TaxAmount") or ZERO for total in totals), ZERO)


def read_vat(root: Element, currency: str, remarks: Remarks) -> Iterator[VatLine]:
    """BG-23, in document order."""
    for total in _tax_totals(root, currency):
        for subtotal in total.all("cac:TaxSubtotal"):
            yield VatLine(
                category=subtotal.text("cac:TaxCategory/cbc:ID"),
                percent=_percent(subtotal, remarks),
                taxable=amount(subtotal, "cbc:TaxableAmount") or ZERO,
                tax=amount(subtotal, "cbc:TaxAmount") or ZERO,
                exemption_code=subtotal.text("cac:TaxCategory/cbc:TaxExemptionReasonCode"),
                exemption_reason=subtotal.text("cac:TaxCategory/cbc:TaxExemptionReason"),
                belgian_code=subtotal.text("cac:TaxCategory/cbc:Name"),
            )


def _percent(subtotal: Element, remarks: Remarks) -> Decimal | None:
    """UBL 2.1 writes the rate in the category, UBL 2.0 beside it."""
    path = "cac:TaxCategory/cbc:Percent"
    return soft_decimal(subtotal, path if subtotal.filled(path) else "cbc:Percent", remarks)


def read_allowances(root: Element, remarks: Remarks) -> Iterator[AllowanceCharge]:
    """BG-20 and BG-21."""
    for element in root.all("cac:AllowanceCharge"):
        yield AllowanceCharge(
            is_charge=element.text("cbc:ChargeIndicator").lower() in ("true", "1"),
            amount=amount(element, "cbc:Amount") or ZERO,
            reason=element.text("cbc:AllowanceChargeReason", "cbc:AllowanceChargeReasonCode"),
            vat_category=element.text("cac:TaxCategory/cbc:ID"),
            vat_percent=soft_decimal(element, "cac:TaxCategory/cbc:Percent", remarks),
        )


def read_lines(root: Element, remarks: Remarks) -> Iterator[InvoiceLine]:
    """BG-25. A line without an amount counts as zero; `lines-differ` will tell when it should not."""
    for path in ("cac:InvoiceLine", "cac:CreditNoteLine"):
        for line in root.all(path):
            yield _line(line, remarks)


def _line(line: Element, remarks: Remarks) -> InvoiceLine:
    item = line.first("cac:Item") or line
    texts = (item.text("cbc:Name"), "\n".join(item.texts("cbc:Description")), line.text("cbc:Note"))
    description = next(filter(None, texts), "")
    category, percent, belgian_code = _line_vat(line, remarks)
    invoiced = line.filled("cbc:InvoicedQuantity")
    quantity = "cbc:InvoicedQuantity" if invoiced else "cbc:CreditedQuantity"
    counted = invoiced or line.filled(quantity)
    return InvoiceLine(
        id=line.text("cbc:ID"),
        description=description,
        detail=texts[1] if texts[1] != description else "",
        note=texts[2] if texts[2] != description else "",
        amount=amount(line, "cbc:LineExtensionAmount") or ZERO,
        quantity=soft_decimal(line, quantity, remarks),
        unit=counted.attribute("unitCode") if counted else "",
        price=soft_decimal(line, "cac:Price/cbc:PriceAmount", remarks),
        base_quantity=soft_decimal(line, "cac:Price/cbc:BaseQuantity", remarks),
        vat_category=category,
        vat_percent=percent,
        belgian_code=belgian_code,
        item_number=item.text("cac:SellersItemIdentification/cbc:ID", "cac:StandardItemIdentification/cbc:ID"),
        accounting_cost=line.text("cbc:AccountingCost"),
    )


def _line_vat(line: Element, remarks: Remarks) -> tuple[str, Decimal | None, str]:
    """Category, rate and Belgian code: from the item, else (e-FFF) from the TaxTotal of the line."""
    category = line.first("cac:Item/cac:ClassifiedTaxCategory")
    if category is not None:
        return category.text("cbc:ID"), soft_decimal(category, "cbc:Percent", remarks), category.text("cbc:Name")
    subtotal = line.first("cac:TaxTotal/cac:TaxSubtotal")
    if subtotal is None:
        return "", None, ""
    code = subtotal.text("cac:TaxCategory/cbc:Name")
    return subtotal.text("cac:TaxCategory/cbc:ID"), _percent(subtotal, remarks), code
