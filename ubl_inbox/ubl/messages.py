"""The English sentences behind the error and flag codes.

This library knows nothing of Django; `_` only marks a sentence, so that ``makemessages`` finds it.
Places are ``%(name)s``.
"""


def _(text: str) -> str:
    return text


ERROR_TEXTS: dict[str, str] = {
    "empty-file": _("The file is empty. Ask the sender to send the invoice again."),
    "pdf-file": _("This is a PDF, not an electronic invoice. Ask the sender for the UBL file, or enter it by hand."),
    "zip-file": _("This is a ZIP archive, not an electronic invoice. Unpack it and send the UBL file inside."),
    "html-page": _("This is a web page, often an error page saved under another name. Fetch the invoice again."),
    "not-xml": _("The file is not valid XML: %(reason)s. Ask the sender to send the invoice again."),
    "truncated": _("The file stops before its end, so the invoice is incomplete. Fetch it again."),
    "trailing-data": _("There is foreign text after the end of the invoice. Ask the sender to send it again."),
    "doctype": _("The file contains a document type definition (DOCTYPE), which is refused for safety."),
    "too-large": _("The file is larger than %(limit)s MB and is not read. Ask the sender for smaller attachments."),
    "too-complex": _("The elements of the file are nested or repeated beyond what an invoice needs."),
    "too-many-attachments": _("The invoice carries more than %(limit)s attachments and is not read."),
    "not-ubl": _("This XML document is not a UBL invoice or credit note: its root element is “%(root)s”."),
    "number-missing": _("The invoice has no number. Ask the supplier for a corrected invoice."),
    "number-too-long": _("The invoice number has more than %(limit)s characters. Ask the supplier for a correction."),
    "issue-date-missing": _("The invoice has no date. Ask the supplier for a corrected invoice."),
    "total-missing": _("The invoice has no total amount. Ask the supplier for a corrected invoice."),
    "bad-amount": _("“%(value)s” in %(field)s is not a valid amount; UBL wants 1234.56."),
    "bad-date": _("“%(value)s” in %(field)s is not a valid date; UBL wants YYYY-MM-DD."),
}

FLAG_TEXTS: dict[str, str] = {
    "repaired-encoding": _("The characters were not in the declared encoding; they were read as %(encoding)s."),
    "repaired-start": _("Blank text before the start of the document was ignored."),
    "no-namespace": _("The file uses no UBL namespaces; it was read by element name."),
    "unwrapped": _("The invoice was taken out of an envelope (%(root)s)."),
    "unknown-profile": _("Profile unknown: “%(customization)s”. The invoice was read as plain UBL."),
    "self-billing": _("Self-billing: the customer made this invoice, the supplier is the seller."),
    "negative-invoice": _("An invoice with a negative total: treated as a credit note."),
    "negative-credit-note": _("A credit note with negative amounts: treated as a credit. Please check."),
    "credit-type-on-invoice": _("An invoice document of type %(type)s: treated as a credit note."),
    "totals-differ": _("The totals do not add up: %(field)s is %(found)s, calculated %(expected)s."),
    "lines-differ": _("The lines add up to %(expected)s, the document says %(found)s."),
    "vat-differs": _("The VAT per rate adds up to %(expected)s, the document says %(found)s."),
    "currency-assumed": _("The invoice names no currency; %(currency)s was assumed."),
    "currency-mixed": _("An amount is in %(found)s though the invoice is in %(currency)s."),
    "date-with-time": _("A date carries a time or time zone, which was ignored: %(value)s."),
    "unreadable-value": _("“%(value)s” in %(field)s could not be read and was left out."),
    "ogm-invalid": _("The structured communication %(value)s has wrong check digits; it is kept as free text."),
    "iban-invalid": _("The account number %(value)s is not a valid IBAN."),
    "several-ibans": _("The invoice names several bank accounts. Check which one to pay."),
    "payee-differs": _("To be paid to another party than the supplier: %(name)s."),
    "enterprise-number-invalid": _("The enterprise number %(value)s of %(party)s has wrong check digits."),
    "pdf-missing": _("The invoice carries no PDF."),
    "pdf-not-pdf": _("The attachment %(name)s says it is a PDF but is not."),
    "attachment-unreadable": _("The attachment %(name)s could not be decoded."),
    "converted": _("This file was made from a paper or PDF invoice by conversion. Compare it with the image."),
}
