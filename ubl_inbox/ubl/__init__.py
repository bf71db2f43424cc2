"""UBL invoices and credit notes, read and written: Peppol BIS Billing 3, UBL.BE, e-FFF, PINT, plain UBL.

A pure library: lxml, python-stdnum and the standard library. ``read(data)`` gives an `Invoice` or raises a `UblError`;
``write(draft)`` makes synthetic documents.
"""

from ubl_inbox.ubl.draft import DraftLine, DraftParty, InvoiceDraft, invoice_pdf
from ubl_inbox.ubl.errors import Malformed, NotUbl, NotXml, UblError, Unsafe
from ubl_inbox.ubl.model import (
    Account,
    AllowanceCharge,
    Attachment,
    CashDiscount,
    Flag,
    FlagCode,
    Invoice,
    InvoiceLine,
    Kind,
    Party,
    Payment,
    Profile,
    Totals,
    VatLine,
)
from ubl_inbox.ubl.parser import MAX_BYTES
from ubl_inbox.ubl.pdf import one_page
from ubl_inbox.ubl.reader import read
from ubl_inbox.ubl.writer import write

__all__ = [
    "MAX_BYTES",
    "Account",
    "AllowanceCharge",
    "Attachment",
    "CashDiscount",
    "DraftLine",
    "DraftParty",
    "Flag",
    "FlagCode",
    "Invoice",
    "InvoiceDraft",
    "InvoiceLine",
    "Kind",
    "Malformed",
    "NotUbl",
    "NotXml",
    "Party",
    "Payment",
    "Profile",
    "Totals",
    "UblError",
    "Unsafe",
    "VatLine",
    "invoice_pdf",
    "one_page",
    "read",
    "write",
]
