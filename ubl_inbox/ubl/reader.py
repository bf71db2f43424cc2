"""`read`: the bytes of one UBL file to an `Invoice`. UBL 2.0 to 2.4, every profile; what the profiles differ in is read
where each of them writes it."""

from ubl_inbox.ubl.amounts import read_allowances, read_currency, read_lines, read_totals, read_vat
from ubl_inbox.ubl.attachments import read_attachments, read_links
from ubl_inbox.ubl.checks import check_amounts
from ubl_inbox.ubl.effective import Amounts, effective
from ubl_inbox.ubl.elements import Element
from ubl_inbox.ubl.model import FlagCode, Invoice, Party, Payment
from ubl_inbox.ubl.parser import MAX_BYTES, Document, parse
from ubl_inbox.ubl.parties import read_party
from ubl_inbox.ubl.payment import read_due_date, read_payment
from ubl_inbox.ubl.profile import read_profile
from ubl_inbox.ubl.values import Remarks, invoice_number, issue_date, soft_date


def read(data: bytes, *, max_bytes: int = MAX_BYTES) -> Invoice:
    """The invoice in `data`, with a flag for everything a person should look at.

    Raises `UblError` and nothing else: `NotXml`, `Unsafe`, `NotUbl`, or `Malformed` where the number, the date or an
    amount is missing or unreadable.
    """
    return _invoice(parse(data, max_bytes=max_bytes))


def _invoice(document: Document) -> Invoice:
    root, remarks = document.root, Remarks(document.flags)
    number = invoice_number(root)
    issued = issue_date(root, remarks)
    type_code = root.text("cbc:InvoiceTypeCode", "cbc:CreditNoteTypeCode")
    profile = read_profile(root, type_code, remarks)
    currency = read_currency(root, remarks)
    kind, money = effective(document.name, type_code, _amounts(root, currency, remarks), remarks)
    payment = read_payment(root, remarks)
    supplier, customer, payee = _parties(root, payment, remarks)
    return Invoice(
        kind=kind,
        root=document.name,
        profile=profile,
        customization_id=root.text("cbc:CustomizationID"),
        profile_id=root.text("cbc:ProfileID"),
        type_code=type_code,
        number=number,
        issue_date=issued,
        due_date=read_due_date(root, remarks),
        tax_point_date=soft_date(root, "cbc:TaxPointDate", remarks),
        period_start=soft_date(root, "cac:InvoicePeriod/cbc:StartDate", remarks),
        period_end=soft_date(root, "cac:InvoicePeriod/cbc:EndDate", remarks),
        currency=currency,
        tax_currency=root.text("cbc:TaxCurrencyCode").upper(),
        supplier=supplier,
        customer=customer,
        payee=payee,
        totals=money.totals,
        vat=money.vat,
        allowances=money.allowances,
        lines=money.lines,
        payment=payment,
        order_reference=root.text("cac:OrderReference/cbc:ID"),
        buyer_reference=root.text("cbc:BuyerReference"),
        contract_reference=root.text("cac:ContractDocumentReference/cbc:ID"),
        project_reference=_project(root),
        accounting_cost=root.text("cbc:AccountingCost"),
        preceding_invoices=root.texts("cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID"),
        notes=root.texts("cbc:Note"),
        attachments=read_attachments(root, number, remarks),
        links=read_links(root),
        flags=remarks.flags,
    )


def _amounts(root: Element, currency: str, remarks: Remarks) -> Amounts:
    amounts = Amounts(
        totals=read_totals(root, currency),
        vat=tuple(read_vat(root, currency, remarks)),
        allowances=tuple(read_allowances(root, remarks)),
        lines=tuple(read_lines(root, remarks)),
    )
    check_amounts(amounts.totals, amounts.vat, amounts.lines, currency, remarks)
    return amounts


def _parties(root: Element, payment: Payment, remarks: Remarks) -> tuple[Party, Party, Party | None]:
    """Supplier, customer, payee. With a payee of its own (factoring) the accounts are the payee's."""
    payee_element = root.first("cac:PayeeParty")
    payer_ibans = (payment.payer_iban,) if payment.payer_iban else ()
    supplier_ibans = () if payee_element else payment.ibans
    supplier = read_party(root.first("cac:AccountingSupplierParty/cac:Party"), remarks, supplier_ibans)
    customer = read_party(root.first("cac:AccountingCustomerParty/cac:Party"), remarks, payer_ibans)
    if payee_element is None:
        return supplier, customer, None
    payee = read_party(payee_element, remarks, payment.ibans)
    if payee.name.casefold() != supplier.name.casefold():
        remarks.add(FlagCode.PAYEE_DIFFERS, payee_element.line, name=payee.name)
    return supplier, customer, payee


def _project(root: Element) -> str:
    """BT-11: its own element in an Invoice, a reference of type 50 in a CreditNote."""
    for reference in root.all("cac:AdditionalDocumentReference"):
        if reference.text("cbc:DocumentTypeCode") == "50":
            return reference.text("cbc:ID")
    return root.text("cac:ProjectReference/cbc:ID")
