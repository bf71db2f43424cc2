"""Embedded files: decoded, told by their bytes, named safely. The type and name a sender gives are not trusted."""

import binascii
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ubl_inbox.ubl.elements import Element, decode_base64
from ubl_inbox.ubl.errors import Unsafe
from ubl_inbox.ubl.model import Attachment, FlagCode
from ubl_inbox.ubl.values import Remarks

MAX_ATTACHMENTS = 100
PDF = "application/pdf"
UNKNOWN = "application/octet-stream"

_REFERENCE = "cac:AdditionalDocumentReference"
_OBJECT = "cac:Attachment/cbc:EmbeddedDocumentBinaryObject"
_MAIN_TYPES = frozenset({"commercialinvoice", "creditnote"})
_NO_ATTACHMENT_TYPES = frozenset({"130", "50"})  # invoiced object, project: references, not files
_MAX_STEM = 80
_UNSAFE_CHARACTERS = re.compile(r"[^\w .()-]+")
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,5}$")

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_EXTENSIONS = {
    PDF: ".pdf",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/tiff": ".tif",
    _XLSX: ".xlsx",
    _ODS: ".ods",
    "application/zip": ".zip",
    "application/xml": ".xml",
    "text/html": ".html",
    "text/csv": ".csv",
    "text/plain": ".txt",
    UNKNOWN: ".bin",
}
_SIGNATURES = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
)


@dataclass(frozen=True, slots=True)
class _Found:
    """An attachment and whether its reference calls it the invoice itself."""

    attachment: Attachment
    named_main: bool


def read_attachments(root: Element, number: str, remarks: Remarks) -> tuple[Attachment, ...]:
    """Every embedded file; the main one is the PDF called CommercialInvoice or CreditNote, else the first PDF.

    Raises Unsafe when there are more than MAX_ATTACHMENTS.
    """
    if "Converted" in root.texts(f"{_REFERENCE}/cbc:DocumentStatusCode"):  # UBL.BE
        remarks.add(FlagCode.CONVERTED)
    found: list[_Found] = []
    for reference in _references(root):
        for binary in reference.all(_OBJECT):
            if len(found) >= MAX_ATTACHMENTS:
                raise Unsafe("too-many-attachments", binary.line, params={"limit": str(MAX_ATTACHMENTS)})
            found += _read(reference, binary, number, remarks)
    pdfs = [item for item in found if item.attachment.mime == PDF]
    main = next((item for item in pdfs if item.named_main), next(iter(pdfs), None))
    if main is None:
        remarks.add(FlagCode.PDF_MISSING)
    return tuple(_with_unique_names(replace(item.attachment, is_main=item is main) for item in found))


def read_links(root: Element) -> tuple[str, ...]:
    """The addresses of external attachments."""
    paths = "cac:Attachment/cac:ExternalReference/cbc:URI"
    return tuple(dict.fromkeys(uri for reference in _references(root) for uri in reference.texts(paths)))


def sniff(content: bytes) -> str:
    """The MIME type told by the bytes."""
    head = content[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    for signature, mime in _SIGNATURES:
        if head.startswith(signature):
            return mime
    if head.startswith(b"PK\x03\x04"):
        return _sniff_zip(content)
    if head[:14].lower().startswith((b"<!doctype html", b"<html")):
        return "text/html"
    if head.startswith(b"<"):
        return "application/xml"
    return "text/plain" if _is_text(content) else UNKNOWN


def safe_filename(name: str, mime: str) -> str:
    """`name` without its path and without characters a file system or a header stumbles on; extension by `mime`."""
    base = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    stem = _EXTENSION.sub("", _UNSAFE_CHARACTERS.sub("_", base)).strip(" ._")
    return (stem[:_MAX_STEM].rstrip(" .") or "attachment") + _EXTENSIONS.get(mime, ".bin")


def _references(root: Element) -> Iterator[Element]:
    for reference in root.all(_REFERENCE):
        if reference.text("cbc:DocumentTypeCode") not in _NO_ATTACHMENT_TYPES:
            yield reference


def _read(reference: Element, binary: Element, number: str, remarks: Remarks) -> Iterator[_Found]:
    document_id = reference.text("cbc:ID")
    name = binary.attribute("filename") or document_id or number
    try:
        content = decode_base64(binary.value)
    except binascii.Error:
        content = b""
    if not content:
        remarks.add(FlagCode.ATTACHMENT_UNREADABLE, binary.line, name=name)
        return
    mime = _type_of(content, name)
    if mime != PDF and (binary.attribute("mimeCode").lower() == PDF or name.lower().endswith(".pdf")):
        remarks.add(FlagCode.PDF_NOT_PDF, binary.line, name=name)
    description = reference.text("cbc:DocumentDescription", "cbc:DocumentType")
    yield _Found(
        Attachment(safe_filename(name, mime), mime, content, document_id, description),
        description.lower() in _MAIN_TYPES,
    )


def _type_of(content: bytes, name: str) -> str:
    mime = sniff(content)
    return "text/csv" if mime == "text/plain" and name.lower().endswith(".csv") else mime


def _sniff_zip(content: bytes) -> str:
    if content[30:].startswith(b"mimetype" + _ODS.encode()):
        return _ODS
    return _XLSX if b"xl/workbook.xml" in content else "application/zip"


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not any(char < " " and char not in "\t\r\n" for char in text[:4096])


def _with_unique_names(attachments: Iterator[Attachment]) -> Iterator[Attachment]:
    taken: set[str] = set()
    for attachment in attachments:
        stem, dot, extension = attachment.filename.rpartition(".")
        name, count = attachment.filename, 1
        while name.lower() in taken:
            count += 1
            name = f"{stem}-{count}{dot}{extension}"
        taken.add(name.lower())
        yield replace(attachment, filename=name)
