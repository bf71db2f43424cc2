"""What is refused, and the little that is repaired."""

import base64
import re
from collections.abc import Callable

import pytest

from ubl_inbox.ubl import FlagCode, NotUbl, NotXml, UblError, Unsafe, read

Edited = Callable[..., bytes]
NOTE = "Café – hôtel €"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty-file"),
        (b" \r\n\xef\xbb\xbf", "empty-file"),
        (b"%PDF-1.4 ...", "pdf-file"),
        (b"PK\x03\x04...", "zip-file"),
        (b"<!DOCTYPE html><html><body>502</body></html>", "html-page"),
        (b"<html xmlns='http://www.w3.org/1999/xhtml'/>", "html-page"),
        (b"<?xml version='1.0'?><html/>", "html-page"),
        (b"just text", "not-xml"),
        (b"<Invoice><ID>1</Invoice>", "not-xml"),
    ],
)
def test_what_is_no_xml_is_refused_by_name(data: bytes, code: str) -> None:
    with pytest.raises(NotXml) as refusal:
        read(data)
    assert refusal.value.code == code


@pytest.mark.parametrize("root", ["Order", "CrossIndustryInvoice", "StandardBusinessDocument", "AttachedDocument"])
def test_other_xml_is_refused_with_its_root(root: str) -> None:
    with pytest.raises(NotUbl) as refusal:
        read(f"<{root}/>".encode())
    assert refusal.value.params == {"root": root}


def test_invoice_of_another_namespace_is_refused() -> None:
    with pytest.raises(NotUbl):
        read(b'<Invoice xmlns="urn:example:other"/>')


def test_a_truncated_invoice_is_refused(edited: Edited) -> None:
    data = edited()
    with pytest.raises(NotXml) as refusal:
        read(data[: len(data) // 2])
    assert refusal.value.code == "truncated"


def test_text_after_the_end_is_refused_with_its_line(edited: Edited) -> None:
    data = edited()
    with pytest.raises(NotXml) as refusal:
        read(data + b"--boundary--")
    assert (refusal.value.code, refusal.value.line) == ("trailing-data", data.count(b"\n") + 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_doctype_is_refused_in_any_encoding(edited: Edited, encoding: str) -> None:
    body = edited().decode().partition("?>")[2]
    entity = '<!DOCTYPE Invoice [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    with pytest.raises(Unsafe) as refusal:
        read((entity + body.replace("Affiches", "&x;")).encode(encoding))
    assert refusal.value.code == "doctype"


def test_a_doctype_behind_a_misleading_comment_is_refused(edited: Edited) -> None:
    body = edited().decode().partition("?>")[2]
    with pytest.raises(Unsafe) as refusal:
        read(f"<!-- <Invoice> --><!DOCTYPE Invoice>{body}".encode())
    assert refusal.value.code == "doctype"


@pytest.mark.parametrize("depth", [100, 1_000])
def test_deep_nesting_is_refused(depth: int) -> None:
    with pytest.raises(Unsafe) as refusal:
        read(b"<a>" * depth + b"</a>" * depth)
    assert refusal.value.code == "too-complex"


def test_more_markup_than_any_invoice_is_refused_before_parsing() -> None:
    with pytest.raises(Unsafe) as refusal:
        read(b"<a>" + b"<b/>" * 4_000_001)
    assert refusal.value.code == "too-complex"


def test_a_file_over_the_limit_is_refused(edited: Edited) -> None:
    with pytest.raises(Unsafe) as refusal:
        read(edited(), max_bytes=1024)
    assert refusal.value.code == "too-large"


def test_every_error_makes_a_sentence() -> None:
    error = NotUbl("not-ubl", 3, params={"root": "Order"})
    assert str(error) == "This XML document is not a UBL invoice or credit note: its root element is “Order”. (line 3)"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-15", "windows-1252"])
def test_declared_encodings_are_read_without_repair(edited: Edited, encoding: str) -> None:
    text = edited(note="Café €").decode().replace("encoding='UTF-8'", f"encoding='{encoding.removesuffix('-sig')}'")
    invoice = read(text.encode(encoding))
    assert (invoice.notes, FlagCode.REPAIRED_ENCODING in invoice.flag_codes) == (("Café €",), False)


def test_windows_1252_called_utf_8_is_repaired_and_flagged(edited: Edited) -> None:
    invoice = read(edited(note=NOTE).decode().encode("windows-1252"))
    assert (invoice.notes, FlagCode.REPAIRED_ENCODING in invoice.flag_codes) == ((NOTE,), True)


def test_one_stray_byte_does_not_spoil_the_other_characters(edited: Edited) -> None:
    invoice = read(edited(note=NOTE).replace(b"Affiches", b"Caf\xe9"))
    assert (invoice.notes, invoice.lines[0].description) == ((NOTE,), "Café")


def test_utf_8_called_utf_16_is_repaired_and_flagged(edited: Edited) -> None:
    invoice = read(edited(("encoding='UTF-8'", "encoding='utf-16'"), note=NOTE))
    assert (invoice.notes, FlagCode.REPAIRED_ENCODING in invoice.flag_codes) == ((NOTE,), True)


@pytest.mark.parametrize("blank", [b"\n", b" \r\n", b"\xef\xbb\xbf\n", b"\xef\xbb\xbf\xef\xbb\xbf"])
def test_blanks_before_the_declaration_are_skipped_and_flagged(edited: Edited, blank: bytes) -> None:
    assert FlagCode.REPAIRED_START in read(blank + edited()).flag_codes


def test_prefixes_do_not_matter(edited: Edited) -> None:
    data = edited(("cac:", "ns0:"), ("cbc:", "ns1:"), ("xmlns:cac", "xmlns:ns0"), ("xmlns:cbc", "xmlns:ns1"))
    assert read(data).supplier.name == "Drukkerij Peeters NV"


def test_a_file_without_namespaces_is_read_by_name(edited: Edited) -> None:
    bare = re.sub(r' xmlns(:\w+)?="[^"]*"', "", edited().decode()).replace("cac:", "").replace("cbc:", "")
    invoice = read(bare.encode())
    assert (invoice.supplier.name, invoice.totals.payable) == ("Drukkerij Peeters NV", 121)
    assert FlagCode.NO_NAMESPACE in invoice.flag_codes


def test_an_sbdh_envelope_is_taken_off(edited: Edited) -> None:
    body = edited().decode().partition("?>")[2]
    space = "http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"
    root = "s:StandardBusinessDocument"
    invoice = read(f'<{root} xmlns:s="{space}"><{root}Header/>{body}</{root}>'.encode())
    assert (invoice.number, invoice.flags[0].code) == ("F2026-17", FlagCode.UNWRAPPED)


@pytest.mark.parametrize("how", ["base64", "cdata"])
def test_an_attached_document_is_unwrapped(edited: Edited, how: str) -> None:
    inner, binary = edited(), "c:EmbeddedDocumentBinaryObject"
    embedded = {
        "base64": f"<{binary}>{base64.b64encode(inner).decode()}</{binary}>",
        "cdata": "<a:ExternalReference><c:Description><![CDATA["
        f"{inner.decode()}]]></c:Description></a:ExternalReference>",
    }[how]
    common = "urn:oasis:names:specification:ubl:schema:xsd:Common"
    wrapped = (
        '<AttachedDocument xmlns="urn:oasis:names:specification:ubl:schema:xsd:AttachedDocument-2"'
        f' xmlns:a="{common}AggregateComponents-2" xmlns:c="{common}BasicComponents-2">'
        f"<a:Attachment>{embedded}</a:Attachment></AttachedDocument>"
    )
    assert read(wrapped.encode()).number == "F2026-17"


def test_only_one_envelope_is_taken_off(edited: Edited) -> None:
    body = edited().decode().partition("?>")[2]
    opening, closing = "<StandardBusinessDocument>", "</StandardBusinessDocument>"
    with pytest.raises(UblError):
        read(f"{opening * 2}{body}{closing * 2}".encode())
