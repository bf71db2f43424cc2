"""`write`: an `InvoiceDraft` to UBL, in the three profiles Belgian offices receive. For the demo and for tests.

Element order follows the UBL 2.1 schema (UBL 2.0 for e-FFF); the differences between profiles are those of
Peppol BIS Billing 3, UBL.BE 3 and the e-FFF field sheet.
"""

import base64
from decimal import Decimal

from lxml import etree

from ubl_inbox.ubl import identifiers
from ubl_inbox.ubl.draft import DraftLine, DraftParty, InvoiceDraft, invoice_pdf
from ubl_inbox.ubl.elements import CAC, CBC
from ubl_inbox.ubl.model import Kind, Profile, VatLine
from ubl_inbox.ubl.parser import ROOTS
from ubl_inbox.ubl.profile import BIS3_CUSTOMIZATION, BIS3_PROFILE, UBLBE_CUSTOMIZATION

_HEADERS = {  # UBLVersionID, CustomizationID, ProfileID
    Profile.BIS3: ("", BIS3_CUSTOMIZATION, BIS3_PROFILE),
    Profile.UBLBE: ("2.1", UBLBE_CUSTOMIZATION, BIS3_PROFILE),
    Profile.EFFF: ("2.0", "1.0", "e-fff"),
}
_VAT_ENDPOINT_SCHEMES = {"DE": "9930", "FR": "9957", "LU": "9938", "NL": "9944"}  # Peppol EAS
_CREDIT_TRANSFER, _UNDEFINED_MEANS = "30", "1"  # UNTDID 4461


def write(draft: InvoiceDraft) -> bytes:
    """The document as UTF-8 XML. UBL.BE and e-FFF always carry a PDF, made here when the draft has none.

    Raises ValueError for a profile that is not written, an OGM whose check digits do not fit, or text with control
    characters.
    """
    if draft.profile not in _HEADERS:
        raise ValueError(f"profile {draft.profile.value} is read, not written")
    root = "CreditNote" if draft.kind is Kind.CREDIT_NOTE else "Invoice"
    default_namespace = ROOTS[root].strip("{").partition("}")[0]
    document = etree.Element(ROOTS[root], nsmap={None: default_namespace, "cac": CAC, "cbc": CBC})
    parts = [
        *_header(draft, root),
        *_references(draft),
        *_attachments(draft, root),
        _cac("AccountingSupplierParty", _party(draft.supplier, draft.profile)),
        _cac("AccountingCustomerParty", _party(draft.customer, draft.profile)),
        _payment_means(draft, root),
        _tax_total(draft),
        _monetary_total(draft),
        *(_line(line, index, draft, root) for index, line in enumerate(draft.lines, start=1)),
    ]
    document.extend(part for part in parts if part is not None)
    return etree.tostring(document, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _cbc(name: str, text: str, **attributes: str) -> etree._Element | None:
    """A value; nothing when there is no text, since empty elements are forbidden."""
    if not text:
        return None
    element = etree.Element(f"{{{CBC}}}{name}", attributes)
    element.text = text
    return element


def _cac(name: str, *children: etree._Element | None) -> etree._Element | None:
    """A container of those children that are there; nothing when none is."""
    present = [child for child in children if child is not None]
    if not present:
        return None
    element = etree.Element(f"{{{CAC}}}{name}")
    element.extend(present)
    return element


def _money(name: str, amount: Decimal, draft: InvoiceDraft) -> etree._Element | None:
    return _cbc(name, f"{amount:.2f}", currencyID=draft.currency)


def _header(draft: InvoiceDraft, root: str) -> list[etree._Element | None]:
    version, customization, profile = _HEADERS[draft.profile]
    due = draft.due_date.isoformat() if draft.due_date and not _due_in_payment_means(draft, root) else ""
    type_code = "381" if root == "CreditNote" else "380"
    return [
        _cbc("UBLVersionID", version),
        _cbc("CustomizationID", customization),
        _cbc("ProfileID", profile),
        _cbc("ID", draft.number),
        _cbc("IssueDate", draft.issue_date.isoformat()),
        _cbc("DueDate", due),
        _cbc(f"{root}TypeCode", type_code),
        _cbc("Note", draft.note),
        _cbc("DocumentCurrencyCode", draft.currency),
    ]


def _due_in_payment_means(draft: InvoiceDraft, root: str) -> bool:
    """UBL 2.0 invoices and all credit notes have no due date of their own."""
    return draft.profile is Profile.EFFF or root == "CreditNote"


def _references(draft: InvoiceDraft) -> list[etree._Element | None]:
    """Peppol rule R003 wants a buyer or an order reference."""
    buyer_reference = draft.buyer_reference or ("" if draft.order_reference else "n/a")
    preceding = _cac("InvoiceDocumentReference", _cbc("ID", draft.preceding_invoice))
    return [
        None if draft.profile is Profile.EFFF else _cbc("BuyerReference", buyer_reference),
        _cac("OrderReference", _cbc("ID", draft.order_reference)),
        _cac("BillingReference", preceding),
    ]


def _attachments(draft: InvoiceDraft, root: str) -> list[etree._Element | None]:
    belgian = {Profile.UBLBE: "UBL.BE", Profile.EFFF: "eFFF"}.get(draft.profile, "")
    pdf = draft.pdf or (invoice_pdf(draft) if belgian else None)
    kind = "CreditNote" if root == "CreditNote" else "CommercialInvoice"
    described_in = "DocumentType" if draft.profile is Profile.EFFF else "DocumentDescription"
    maker = _cac("AdditionalDocumentReference", _cbc("ID", belgian), _cbc(described_in, "Synthetic" if belgian else ""))
    if pdf is None:
        return [maker]
    binary = _cbc(
        "EmbeddedDocumentBinaryObject",
        base64.b64encode(pdf).decode("ascii"),
        mimeCode="application/pdf",
        filename=draft.pdf_name or f"{draft.number}.pdf",
    )
    attachment = _cac("Attachment", binary)
    image = _cac("AdditionalDocumentReference", _cbc("ID", draft.number), _cbc(described_in, kind), attachment)
    return [maker, image]


def _party(party: DraftParty, profile: Profile) -> etree._Element | None:
    address = _cac(
        "PostalAddress",
        _cbc("StreetName", party.street),
        _cbc("CityName", party.city),
        _cbc("PostalZone", party.postal_code),
        _cac("Country", _cbc("IdentificationCode", party.country)),
    )
    return _cac(
        "Party",
        *_party_identifiers(party, profile),
        _cac("PartyName", _cbc("Name", party.name)),
        address,
        _cac("PartyTaxScheme", _cbc("CompanyID", party.vat_number), _vat_scheme()) if party.vat_number else None,
        _legal_entity(party),
        _cac("Contact", _cbc("ElectronicMail", party.email)),
    )


def _party_identifiers(party: DraftParty, profile: Profile) -> list[etree._Element | None]:
    number = party.enterprise_number
    if profile is Profile.EFFF:
        return [_cac("PartyIdentification", _cbc("ID", number, schemeAgencyID="BE", schemeAgencyName="KBO"))]
    if number:
        return [_cbc("EndpointID", number, schemeID="0208")]
    scheme = _VAT_ENDPOINT_SCHEMES.get(party.country, "")
    return [_cbc("EndpointID", party.vat if scheme else "", schemeID=scheme)]


def _legal_entity(party: DraftParty) -> etree._Element | None:
    number = _cbc("CompanyID", party.enterprise_number, schemeID="0208")
    return _cac("PartyLegalEntity", _cbc("RegistrationName", party.name), number)


def _vat_scheme() -> etree._Element | None:
    return _cac("TaxScheme", _cbc("ID", "VAT"))


def _payment_means(draft: InvoiceDraft, root: str) -> etree._Element | None:
    due = draft.due_date.isoformat() if draft.due_date and _due_in_payment_means(draft, root) else ""
    if not (draft.iban or draft.ogm or due):
        return None
    return _cac(
        "PaymentMeans",
        _cbc("PaymentMeansCode", _CREDIT_TRANSFER if draft.iban else _UNDEFINED_MEANS),
        _cbc("PaymentDueDate", due),
        _cbc("InstructionID" if draft.profile is Profile.EFFF else "PaymentID", _ogm(draft)),
        _payee_account(draft) if draft.iban else None,
    )


def _ogm(draft: InvoiceDraft) -> str:
    if draft.ogm is None:
        return ""
    ogm = identifiers.ogm(draft.ogm)
    if ogm is None:
        raise ValueError(f"{draft.ogm!r} is not a structured communication")
    return ogm


def _payee_account(draft: InvoiceDraft) -> etree._Element | None:
    if draft.profile is Profile.EFFF:
        institution = _cac("FinancialInstitution", _cbc("ID", draft.bic or "", schemeName="BIC"))
        account = _cbc("ID", draft.iban or "", schemeName="IBAN")
        return _cac("PayeeFinancialAccount", account, _cac("FinancialInstitutionBranch", institution))
    branch = _cac("FinancialInstitutionBranch", _cbc("ID", draft.bic or ""))
    return _cac("PayeeFinancialAccount", _cbc("ID", draft.iban or ""), branch)


def _tax_total(draft: InvoiceDraft) -> etree._Element | None:
    rows = (_tax_subtotal(row, draft) for row in draft.vat)
    return _cac("TaxTotal", _money("TaxAmount", draft.totals.tax_amount, draft), *rows)


def _tax_subtotal(row: VatLine, draft: InvoiceDraft) -> etree._Element | None:
    efff, plain = draft.profile is Profile.EFFF, draft.profile is Profile.BIS3
    percent = f"{row.percent:f}"
    category = _cac(
        "TaxCategory",
        _cbc("ID", row.category),
        None if plain else _cbc("Name", row.belgian_code),
        None if efff else _cbc("Percent", percent),
        None if efff else _cbc("TaxExemptionReasonCode", row.exemption_code),
        _cbc("TaxExemptionReason", row.exemption_reason),
        _vat_scheme(),
    )
    return _cac(
        "TaxSubtotal",
        _money("TaxableAmount", row.taxable, draft),
        _money("TaxAmount", row.tax, draft),
        _cbc("Percent", percent) if efff else None,
        category,
    )


def _monetary_total(draft: InvoiceDraft) -> etree._Element | None:
    totals = draft.totals
    return _cac(
        "LegalMonetaryTotal",
        _money("LineExtensionAmount", totals.line_extension, draft),
        _money("TaxExclusiveAmount", totals.tax_exclusive, draft),
        _money("TaxInclusiveAmount", totals.tax_inclusive, draft),
        _money("PayableAmount", totals.payable, draft),
    )


def _line(line: DraftLine, index: int, draft: InvoiceDraft, root: str) -> etree._Element | None:
    plain = draft.profile is Profile.BIS3
    quantity = "CreditedQuantity" if root == "CreditNote" else "InvoicedQuantity"
    category = _cac(
        "ClassifiedTaxCategory",
        _cbc("ID", line.category),
        None if plain else _cbc("Name", line.belgian_code),
        _cbc("Percent", f"{line.vat_percent:f}"),
        _vat_scheme(),
    )
    return _cac(
        f"{root}Line",
        _cbc("ID", str(index)),
        _cbc(quantity, f"{line.quantity:f}", unitCode=line.unit),
        _money("LineExtensionAmount", line.amount, draft),
        None if plain else _cac("TaxTotal", _money("TaxAmount", line.tax, draft)),
        _cac("Item", _cbc("Name", line.description), category),
        _cac("Price", _cbc("PriceAmount", f"{line.price:f}", currencyID=draft.currency)),
    )
