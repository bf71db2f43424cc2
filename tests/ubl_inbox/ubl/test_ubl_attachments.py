"""Embedded files: which is the invoice, what is it really, what may it be called."""

import base64
from collections.abc import Callable

import pytest

from ubl_inbox.ubl import FlagCode, Unsafe, one_page, read
from ubl_inbox.ubl.attachments import MAX_ATTACHMENTS, safe_filename, sniff

Edited = Callable[..., bytes]
PDF = one_page("Factuur", ["regel"])
ODS = "application/vnd.oasis.opendocument.spreadsheet"
SUPPLIER = "<cac:AccountingSupplierParty>"


def reference(content: bytes | str, *, mime: str = "application/pdf", name: str = "x.pdf", extra: str = "") -> str:
    text = content if isinstance(content, str) else base64.b64encode(content).decode()
    element = "cbc:EmbeddedDocumentBinaryObject"
    return (
        f"<cac:AdditionalDocumentReference><cbc:ID>doc</cbc:ID>{extra}<cac:Attachment>"
        f'<{element} mimeCode="{mime}" filename="{name}">{text}</{element}>'
        "</cac:Attachment></cac:AdditionalDocumentReference>"
    )


def test_the_pdf_comes_out_as_it_went_in(edited: Edited) -> None:
    invoice = read(edited(pdf=PDF))
    attachment = invoice.main_attachment
    assert attachment is not None
    assert (attachment.content, attachment.mime, attachment.filename) == (PDF, "application/pdf", "F2026-17.pdf")
    assert invoice.flags == ()


def test_base64_with_newlines_and_without_padding_is_read(edited: Edited) -> None:
    broken = "\n".join(base64.b64encode(PDF + b"x" * (3 - len(PDF) % 3 + 1)).decode().rstrip("="))
    assert read(edited((SUPPLIER, reference(broken) + SUPPLIER))).attachments[0].content.startswith(PDF)


def test_the_named_pdf_is_the_main_one(edited: Edited) -> None:
    named = "<cbc:DocumentDescription>CommercialInvoice</cbc:DocumentDescription>"
    files = reference(PDF, name="terms.pdf") + reference(PDF, name="invoice.pdf", extra=named)
    invoice = read(edited((SUPPLIER, files + SUPPLIER)))
    assert [(item.filename, item.is_main) for item in invoice.attachments] == [
        ("terms.pdf", False),
        ("invoice.pdf", True),
    ]


def test_without_a_named_one_the_first_pdf_is_the_main_one(edited: Edited) -> None:
    files = reference(b"\x89PNG\r\n\x1a\n", name="logo.png", mime="image/png") + reference(PDF) + reference(PDF)
    invoice = read(edited((SUPPLIER, files + SUPPLIER)))
    assert [(item.filename, item.is_main) for item in invoice.attachments] == [
        ("logo.png", False),
        ("x.pdf", True),
        ("x-2.pdf", False),
    ]


def test_html_called_pdf_is_not_taken_for_the_invoice(edited: Edited) -> None:
    invoice = read(edited((SUPPLIER, reference(b"<html>hi</html>") + SUPPLIER)))
    assert (invoice.attachments[0].mime, invoice.attachments[0].filename) == ("text/html", "x.html")
    assert invoice.flag_codes == {FlagCode.PDF_NOT_PDF, FlagCode.PDF_MISSING}


def test_pdf_called_octet_stream_is_taken_for_the_invoice(edited: Edited) -> None:
    invoice = read(edited((SUPPLIER, reference(PDF, mime="application/octet-stream", name="x.dat") + SUPPLIER)))
    assert invoice.main_attachment is not None
    assert invoice.main_attachment.filename == "x.pdf"


@pytest.mark.parametrize("content", ["", "A", "é"])
def test_an_attachment_that_cannot_be_decoded_is_flagged(edited: Edited, content: str) -> None:
    invoice = read(edited((SUPPLIER, reference(content) + SUPPLIER)))
    assert invoice.attachments == ()
    assert FlagCode.ATTACHMENT_UNREADABLE in invoice.flag_codes


@pytest.mark.parametrize("code", ["130", "50"])
def test_object_and_project_references_are_no_attachments(edited: Edited, code: str) -> None:
    object_code = f"<cbc:DocumentTypeCode>{code}</cbc:DocumentTypeCode>"
    assert read(edited((SUPPLIER, reference(PDF, extra=object_code) + SUPPLIER))).attachments == ()


def test_external_addresses_are_kept_as_links(edited: Edited) -> None:
    link = (
        "<cac:AdditionalDocumentReference><cbc:ID>1</cbc:ID><cac:Attachment><cac:ExternalReference>"
        "<cbc:URI>https://example.be/f.pdf</cbc:URI>"
        "</cac:ExternalReference></cac:Attachment></cac:AdditionalDocumentReference>"
    )
    assert read(edited((SUPPLIER, link + SUPPLIER))).links == ("https://example.be/f.pdf",)


def test_a_flood_of_attachments_is_refused(edited: Edited) -> None:
    with pytest.raises(Unsafe) as refusal:
        read(edited((SUPPLIER, reference(b"x") * (MAX_ATTACHMENTS + 1) + SUPPLIER)))
    assert refusal.value.code == "too-many-attachments"


def test_a_pdf_over_ten_megabytes_of_text_is_read(edited: Edited) -> None:
    large = PDF + b"\n" * 9_000_000
    assert read(edited(pdf=large)).attachments[0].content == large


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        (r"C:\facturen\F 1.pdf", "F 1.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("invoice.xml", "invoice.pdf"),
        ("fa\r\nctuur\"';.pdf", "fa_ctuur.pdf"),
        ("Fäctuur.PDF", "Fäctuur.pdf"),
        ("...", "attachment.pdf"),
        ("a" * 300, "a" * 80 + ".pdf"),
    ],
)
def test_file_names_are_made_safe(name: str, safe: str) -> None:
    assert safe_filename(name, "application/pdf") == safe


@pytest.mark.parametrize(
    ("content", "mime"),
    [
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"PK\x03\x04" + b"\0" * 26 + f"mimetype{ODS}".encode(), ODS),
        (b"PK\x03\x04 xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (b"PK\x03\x04", "application/zip"),
        (b"<svg onload='x'/>", "application/xml"),
        (b"a;b\n1;2\n", "text/plain"),
        (b"MZ\x90\0", "application/octet-stream"),
    ],
)
def test_types_are_told_by_the_bytes(content: bytes, mime: str) -> None:
    assert sniff(content) == mime


def test_names_that_differ_only_in_case_are_told_apart(edited: Edited) -> None:
    files = reference(PDF, name="a.pdf") + reference(PDF, name="A.pdf")
    invoice = read(edited((SUPPLIER, files + SUPPLIER)))
    assert [item.filename for item in invoice.attachments] == ["a.pdf", "A-2.pdf"]


def test_without_a_file_name_the_reference_names_the_file(edited: Edited) -> None:
    assert read(edited((SUPPLIER, reference(PDF, name="") + SUPPLIER))).attachments[0].filename == "doc.pdf"


def test_text_called_csv_is_csv(edited: Edited) -> None:
    attachment = read(edited((SUPPLIER, reference(b"a;b", mime="text/csv", name="t.CSV") + SUPPLIER))).attachments[0]
    assert (attachment.mime, attachment.filename) == ("text/csv", "t.csv")


def test_efff_names_the_main_pdf_in_the_document_type(edited: Edited) -> None:
    named = "<cbc:DocumentType>CreditNote</cbc:DocumentType>"
    files = reference(PDF, name="1.pdf") + reference(PDF, name="2.pdf", extra=named)
    main = read(edited((SUPPLIER, files + SUPPLIER))).main_attachment
    assert main is not None
    assert (main.filename, main.description) == ("2.pdf", "CreditNote")
