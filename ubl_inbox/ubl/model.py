"""What an invoice says, in the terms of EN 16931 and of the accountant. Plain values: text, `Decimal`, `date`.

Absent text is "", any other absent value is None. Amounts are *effective*: in a credit note, however its sender wrote
it, a positive amount is money credited; `Invoice.kind` carries the direction.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from ubl_inbox.ubl.messages import FLAG_TEXTS

ZERO = Decimal(0)


class Kind(StrEnum):
    """The direction of the document, whatever its root element says."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


class Profile(StrEnum):
    """The specification a document claims to follow (CustomizationID and ProfileID)."""

    BIS3 = "bis3"
    UBLBE = "ublbe"
    EFFF = "efff"
    PINT = "pint"
    SELF_BILLING = "self-billing"
    GENERIC = "generic"


class FlagCode(StrEnum):
    """Something a person should know before approving; the invoice was read all the same."""

    REPAIRED_ENCODING = "repaired-encoding"
    REPAIRED_START = "repaired-start"
    NO_NAMESPACE = "no-namespace"
    UNWRAPPED = "unwrapped"
    UNKNOWN_PROFILE = "unknown-profile"
    SELF_BILLING = "self-billing"
    NEGATIVE_INVOICE = "negative-invoice"
    NEGATIVE_CREDIT_NOTE = "negative-credit-note"
    CREDIT_TYPE_ON_INVOICE = "credit-type-on-invoice"
    TOTALS_DIFFER = "totals-differ"
    LINES_DIFFER = "lines-differ"
    VAT_DIFFERS = "vat-differs"
    CURRENCY_ASSUMED = "currency-assumed"
    CURRENCY_MIXED = "currency-mixed"
    DATE_WITH_TIME = "date-with-time"
    UNREADABLE_VALUE = "unreadable-value"
    OGM_INVALID = "ogm-invalid"
    IBAN_INVALID = "iban-invalid"
    SEVERAL_IBANS = "several-ibans"
    PAYEE_DIFFERS = "payee-differs"
    ENTERPRISE_NUMBER_INVALID = "enterprise-number-invalid"
    PDF_MISSING = "pdf-missing"
    PDF_NOT_PDF = "pdf-not-pdf"
    ATTACHMENT_UNREADABLE = "attachment-unreadable"
    CONVERTED = "converted"


@dataclass(frozen=True, slots=True)
class Flag:
    """One remark, with its line in the file where that is known. Sentence: ``gettext(flag.template) % flag.params``."""

    code: FlagCode
    line: int | None = None
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def template(self) -> str:
        return FLAG_TEXTS[self.code]

    @property
    def message(self) -> str:
        return self.template % self.params


@dataclass(frozen=True, slots=True)
class Party:
    """Supplier (BG-4), customer (BG-7) or payee (BG-10)."""

    name: str = ""
    legal_name: str = ""
    enterprise_number: str | None = None  # ten digits, check digits verified
    vat: str = ""  # as written, without blanks and dots
    endpoint_scheme: str = ""
    endpoint: str = ""
    ids: tuple[str, ...] = ()
    address: tuple[str, ...] = ()  # printable lines, without the country
    country: str = ""  # ISO 3166 alpha-2
    contact: str = ""
    phone: str = ""
    email: str = ""
    ibans: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Totals:
    """Document totals (BG-22) and the VAT total in the document currency (BT-110)."""

    line_extension: Decimal
    allowance: Decimal
    charge: Decimal
    tax_exclusive: Decimal
    tax_amount: Decimal
    tax_inclusive: Decimal
    prepaid: Decimal
    rounding: Decimal
    payable: Decimal


@dataclass(frozen=True, slots=True)
class VatLine:
    """One row of the VAT breakdown (BG-23)."""

    category: str
    percent: Decimal | None
    taxable: Decimal
    tax: Decimal
    exemption_code: str = ""
    exemption_reason: str = ""
    belgian_code: str = ""  # UBL.BE and e-FFF: TaxCategory/Name, e.g. "03" for 21 %


@dataclass(frozen=True, slots=True)
class AllowanceCharge:
    """Allowance or charge on the document as a whole (BG-20, BG-21)."""

    is_charge: bool
    amount: Decimal
    reason: str = ""
    vat_category: str = ""
    vat_percent: Decimal | None = None


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """One line (BG-25). `amount` is the net amount as written, never recomputed from price and quantity."""

    id: str
    description: str
    amount: Decimal
    quantity: Decimal | None = None
    unit: str = ""  # UN/ECE Recommendation 20
    price: Decimal | None = None  # for `base_quantity` units, 1 when that is None
    base_quantity: Decimal | None = None
    vat_category: str = ""
    vat_percent: Decimal | None = None
    belgian_code: str = ""
    detail: str = ""
    note: str = ""
    item_number: str = ""
    accounting_cost: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """An account to pay to (BG-17). `iban` is None when `number` is no valid IBAN."""

    number: str
    iban: str | None = None
    bic: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class CashDiscount:
    """Financial discount for paying early; `amount` is what remains to be paid until then."""

    percent: Decimal | None = None
    amount: Decimal | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Payment:
    """How and where to pay (BG-16). `ogm` is set only when its check digits fit, in the form +++123/4567/89012+++."""

    means: tuple[str, ...] = ()  # UNTDID 4461
    accounts: tuple[Account, ...] = ()
    payment_id: str = ""
    ogm: str | None = None
    rf: str | None = None
    mandate: str = ""
    payer_iban: str | None = None
    terms: str = ""
    discount: CashDiscount | None = None

    @property
    def ibans(self) -> tuple[str, ...]:
        """The valid IBANs, each once, in the order of the file."""
        return tuple(dict.fromkeys(account.iban for account in self.accounts if account.iban))

    @property
    def bic(self) -> str:
        return next((account.bic for account in self.accounts if account.bic), "")


@dataclass(frozen=True, slots=True)
class Attachment:
    """An embedded file (BG-24). `filename` is safe to write to disk, `mime` is told by the bytes."""

    filename: str
    mime: str
    content: bytes = field(repr=False)
    document_id: str = ""
    description: str = ""
    is_main: bool = False


@dataclass(frozen=True, slots=True)
class Invoice:
    """One invoice or credit note."""

    kind: Kind
    root: str  # "Invoice" or "CreditNote"
    profile: Profile
    customization_id: str
    profile_id: str
    type_code: str  # UNTDID 1001
    number: str
    issue_date: date
    due_date: date | None
    currency: str
    supplier: Party
    customer: Party
    totals: Totals
    vat: tuple[VatLine, ...]
    lines: tuple[InvoiceLine, ...]
    payment: Payment
    tax_point_date: date | None = None
    period_start: date | None = None
    period_end: date | None = None
    tax_currency: str = ""
    payee: Party | None = None
    allowances: tuple[AllowanceCharge, ...] = ()
    order_reference: str = ""
    buyer_reference: str = ""
    contract_reference: str = ""
    project_reference: str = ""
    accounting_cost: str = ""
    preceding_invoices: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    links: tuple[str, ...] = ()  # addresses of external attachments: shown, never fetched
    flags: tuple[Flag, ...] = ()

    @property
    def is_credit(self) -> bool:
        return self.kind is Kind.CREDIT_NOTE

    @property
    def is_self_billing(self) -> bool:
        return FlagCode.SELF_BILLING in self.flag_codes

    @property
    def flag_codes(self) -> frozenset[FlagCode]:
        return frozenset(flag.code for flag in self.flags)

    @property
    def main_attachment(self) -> Attachment | None:
        return next((attachment for attachment in self.attachments if attachment.is_main), None)

    @property
    def signed_inclusive(self) -> Decimal:
        """The amount to book: negative for a credit note."""
        return -self.totals.tax_inclusive if self.is_credit else self.totals.tax_inclusive

    @property
    def signed_payable(self) -> Decimal:
        """The amount to pay: negative for a credit note."""
        return -self.totals.payable if self.is_credit else self.totals.payable

    @property
    def identity(self) -> tuple[str, str, int, str]:
        """What makes two files the same document: supplier, number, year of issue, kind.

        The same number in another year is another invoice.
        """
        supplier = self.supplier.enterprise_number or self.supplier.vat or self.supplier.name.casefold()
        number = "".join(char for char in self.number.upper() if char.isalnum())
        return supplier, number or self.number, self.issue_date.year, self.kind.value
