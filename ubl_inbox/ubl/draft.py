"""An invoice to be written: what its maker decides. Totals and VAT follow from the lines."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from ubl_inbox.ubl.model import ZERO, Kind, Profile, Totals, VatLine
from ubl_inbox.ubl.pdf import one_page

_CENT = Decimal("0.01")
_REVERSE_CHARGE = "AE"
_BELGIAN_CODES = {Decimal(21): "03", Decimal(12): "02", Decimal(6): "01", ZERO: "00"}

# Category: VATEX code and reason, for those where EN 16931 asks for one.
EXEMPTIONS = {
    "AE": ("VATEX-EU-AE", "Reverse charge"),
    "E": ("VATEX-EU-132", "Exempt from VAT"),
    "G": ("VATEX-EU-G", "Export outside the EU"),
    "K": ("VATEX-EU-IC", "Intra-Community supply"),
}


@dataclass(frozen=True, slots=True)
class DraftParty:
    """A party. A Belgian one needs only its enterprise number (ten digits); a foreign one gives its VAT number."""

    name: str
    enterprise_number: str
    street: str
    postal_code: str
    city: str
    country: str = "BE"
    vat: str = ""
    email: str = ""

    @property
    def vat_number(self) -> str:
        return self.vat or (f"BE{self.enterprise_number}" if self.enterprise_number else "")


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One line: the price is for one unit, without VAT. Category S or Z unless given (AE, E, G, K)."""

    description: str
    quantity: Decimal
    price: Decimal
    vat_percent: Decimal
    unit: str = "C62"
    vat_category: str = ""

    @property
    def amount(self) -> Decimal:
        return _rounded(self.quantity * self.price)

    @property
    def category(self) -> str:
        return self.vat_category or ("S" if self.vat_percent else "Z")

    @property
    def belgian_code(self) -> str:
        """UBL.BE code of the VAT rate; 45 is the co-contractor scheme."""
        return "45" if self.category == _REVERSE_CHARGE else _BELGIAN_CODES.get(self.vat_percent, "")

    @property
    def tax(self) -> Decimal:
        return _rounded(self.amount * self.vat_percent / 100)


@dataclass(frozen=True, slots=True)
class InvoiceDraft:
    """One document in a profile that `write` knows: BIS3, UBLBE or EFFF. `ogm` may be in any valid form."""

    number: str
    issue_date: date
    supplier: DraftParty
    customer: DraftParty
    lines: tuple[DraftLine, ...]
    profile: Profile = Profile.BIS3
    kind: Kind = Kind.INVOICE
    due_date: date | None = None
    currency: str = "EUR"
    ogm: str | None = None
    iban: str | None = None
    bic: str | None = None
    order_reference: str = ""
    buyer_reference: str = ""
    preceding_invoice: str = ""
    note: str = ""
    pdf: bytes | None = None
    pdf_name: str = ""

    @property
    def vat(self) -> tuple[VatLine, ...]:
        """One row per category and rate, VAT rounded to the cent on the sum of the row."""
        taxable: dict[tuple[str, Decimal, str], Decimal] = {}
        for line in self.lines:
            key = (line.category, line.vat_percent, line.belgian_code)
            taxable[key] = taxable.get(key, ZERO) + line.amount
        return tuple(
            VatLine(category, percent, base, _rounded(base * percent / 100), *EXEMPTIONS.get(category, ("", "")), code)
            for (category, percent, code), base in taxable.items()
        )

    @property
    def totals(self) -> Totals:
        net = sum((line.amount for line in self.lines), ZERO)
        tax = sum((row.tax for row in self.vat), ZERO)
        return Totals(
            line_extension=net,
            allowance=ZERO,
            charge=ZERO,
            tax_exclusive=net,
            tax_amount=tax,
            tax_inclusive=net + tax,
            prepaid=ZERO,
            rounding=ZERO,
            payable=net + tax,
        )


def invoice_pdf(draft: InvoiceDraft) -> bytes:
    """A readable page with the figures of `draft`."""
    title = "Creditnota" if draft.kind is Kind.CREDIT_NOTE else "Factuur"
    totals, currency = draft.totals, draft.currency
    return one_page(
        f"{title} {draft.number}",
        [
            draft.supplier.name,
            f"{draft.supplier.street}, {draft.supplier.postal_code} {draft.supplier.city}",
            draft.supplier.vat_number,
            "",
            f"{draft.customer.name}, {draft.customer.vat_number}",
            f"Datum {draft.issue_date:%d/%m/%Y}",
            f"Vervaldag {draft.due_date:%d/%m/%Y}" if draft.due_date else "",
            "",
            *(f"{line.description}: {line.quantity} x {line.price} = {line.amount} {currency}" for line in draft.lines),
            "",
            f"Totaal excl. btw {totals.tax_exclusive} {currency}",
            *(f"Btw {row.percent} %: {row.tax} {currency}" for row in draft.vat),
            f"Te betalen {totals.payable} {currency}",
            f"{draft.iban or ''} {draft.ogm or ''}",
        ],
    )


def _rounded(amount: Decimal) -> Decimal:
    return amount.quantize(_CENT, ROUND_HALF_UP)
