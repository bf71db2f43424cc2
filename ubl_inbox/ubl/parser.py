"""From bytes to one UBL root element: the only place where XML is parsed.

No entities, no network, no DTD, no recovery of broken files; size and depth are bounded. At most one repair of
the encoding and one envelope (SBDH, AttachedDocument) are undone, and each leaves a flag.
"""

import binascii
import re
from dataclasses import dataclass
from typing import NoReturn

from lxml import etree

from ubl_inbox.ubl.elements import CAC, CBC, Element, decode_base64, local_name
from ubl_inbox.ubl.errors import NotUbl, NotXml, UblError, Unsafe
from ubl_inbox.ubl.model import Flag, FlagCode

MAX_BYTES = 50 * 1024 * 1024
MAX_DEPTH = 64
MAX_MARKUP = 4_000_000  # tag starts and quotes: some 100,000 invoice lines; bounds the memory of the tree
ROOTS = {
    "Invoice": "{urn:oasis:names:specification:ubl:schema:xsd:Invoice-2}Invoice",
    "CreditNote": "{urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2}CreditNote",
}

_LIBXML_TEXT_LIMIT = 10_000_000  # above it a text node (a PDF) is refused unless huge_tree is on
_PROLOG_LIMIT = 65_536
_START_TAG = re.compile(rb"<[A-Za-z_]")
_DECLARED_ENCODING = re.compile(rb"""<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_BLANK_OR_BOM = b"\xef\xbb\xbf \t\r\n"
_PLACE_IN_REASON = re.compile(r",? ?line \d+.*$", re.DOTALL)
_too_deep = etree.XPath("boolean(" + "/*" * (MAX_DEPTH + 1) + ")")

# Bytes that are no UTF-8 arrive as lone surrogates; each stands for one windows-1252 character.
_SURROGATES_TO_CP1252 = {0xDC00 + byte: bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0x100)}


@dataclass(frozen=True, slots=True)
class Document:
    """The Invoice or CreditNote element, and what had to be done to get at it."""

    name: str  # "Invoice" or "CreditNote"
    root: Element
    flags: tuple[Flag, ...]


def parse(data: bytes, *, max_bytes: int = MAX_BYTES) -> Document:
    """The UBL document in `data`. Raises NotXml, Unsafe or NotUbl, nothing else."""
    node, flags = _load(data, max_bytes)
    inner = _unwrap(node, max_bytes)
    if inner is not None:
        envelope = Flag(FlagCode.UNWRAPPED, params={"root": local_name(node)})
        node, flags = inner[0], [*flags, envelope, *inner[1]]
    if node.tag in ROOTS:
        _qualify(node)
        flags.append(Flag(FlagCode.NO_NAMESPACE))
    name = local_name(node)
    if ROOTS.get(name) != node.tag:
        _refuse_root(name, node.sourceline)
    return Document(name, Element(node), tuple(flags))


def _refuse_root(name: str, line: int | None) -> NoReturn:
    if name.lower() == "html":
        raise NotXml("html-page")
    raise NotUbl("not-ubl", line, params={"root": name[:100]})


def _load(data: bytes, max_bytes: int) -> tuple[etree._Element, list[Flag]]:
    if len(data) > max_bytes:
        raise Unsafe("too-large", params={"limit": f"{max_bytes / 1024**2:g}"})
    _refuse_by_first_bytes(data)
    if sum(map(data.count, (b"<", b'"', b"'"))) > MAX_MARKUP:
        raise Unsafe("too-complex")
    node, flags = _parse_with_repair(data)
    if node.getroottree().docinfo.doctype:
        raise Unsafe("doctype")
    if _too_deep(node):
        raise Unsafe("too-complex")
    return node, flags


def _refuse_by_first_bytes(data: bytes) -> None:
    head = data[:_PROLOG_LIMIT].replace(b"\0", b"").lstrip(_BLANK_OR_BOM + b"\xfe\xff")
    if not head:
        raise NotXml("empty-file")
    if head.startswith(b"%PDF-"):
        raise NotXml("pdf-file")
    if head.startswith(b"PK\x03\x04"):
        raise NotXml("zip-file")
    if head[:14].lower().startswith((b"<!doctype html", b"<html")):
        raise NotXml("html-page")
    start_tag = _START_TAG.search(head)
    if b"<!DOCTYPE" in head[: start_tag.start() if start_tag else None]:
        raise Unsafe("doctype")


def _parse_with_repair(data: bytes) -> tuple[etree._Element, list[Flag]]:
    """Parse; when that fails, once more from the first tag on, and once more with the true encoding."""
    try:
        return _parse_bytes(data), []
    except etree.XMLSyntaxError as error:
        problem = error
    flags: list[Flag] = []
    stripped = data.lstrip(_BLANK_OR_BOM)
    if len(stripped) < len(data.removeprefix(b"\xef\xbb\xbf")):
        flags.append(Flag(FlagCode.REPAIRED_START))
        try:
            return _parse_bytes(stripped), flags
        except etree.XMLSyntaxError as error:
            problem = error
    text, encoding = _true_text(stripped)
    if encoding.lower() == _declared_encoding(stripped):
        raise _not_xml(problem, data) from problem
    try:
        node = _parse_bytes(text.encode(), encoding="utf-8")
    except etree.XMLSyntaxError as error:
        raise _not_xml(problem, data) from error
    return node, [*flags, Flag(FlagCode.REPAIRED_ENCODING, params={"encoding": encoding})]


def _parse_bytes(data: bytes, encoding: str | None = None) -> etree._Element:
    parser = etree.XMLParser(
        encoding=encoding,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        remove_pis=True,
        remove_comments=True,
        recover=False,
        huge_tree=len(data) > _LIBXML_TEXT_LIMIT,
    )
    return etree.fromstring(data, parser)


def _declared_encoding(data: bytes) -> str:
    match = _DECLARED_ENCODING.match(data)
    return match[1].decode("ascii").lower() if match else "utf-8"


def _true_text(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding: UTF-8, or windows-1252 wherever a byte is no UTF-8."""
    try:
        return data.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        return data.decode("utf-8", "surrogateescape").translate(_SURROGATES_TO_CP1252), "windows-1252"


def _not_xml(error: etree.XMLSyntaxError, data: bytes) -> UblError:
    line, column = error.position
    if error.code == etree.ErrorTypes.ERR_RESOURCE_LIMIT:  # depth, entity amplification, length of a name
        return Unsafe("too-complex", line, column)
    reason = _PLACE_IN_REASON.sub("", error.msg or str(error))
    tail = data[-64:].replace(b"\0", b"").rstrip()
    if error.code == etree.ErrorTypes.ERR_DOCUMENT_END and tail:
        return NotXml("trailing-data", line, column)
    starts_as_xml = data[:64].replace(b"\0", b"").lstrip(_BLANK_OR_BOM + b"\xfe\xff").startswith(b"<")
    if error.code == etree.ErrorTypes.ERR_TAG_NOT_FINISHED or (starts_as_xml and not tail.endswith(b">")):
        return NotXml("truncated", line, column)
    return NotXml("not-xml", line, column, {"reason": reason[:200]})


def _unwrap(node: etree._Element, max_bytes: int) -> tuple[etree._Element, list[Flag]] | None:
    """The document inside an envelope, or None when `node` is no envelope or an empty one."""
    name = local_name(node)
    if name == "StandardBusinessDocument":
        inner = next((child for child in node if local_name(child) in ROOTS), None)
        return None if inner is None else (inner, [])
    if name == "AttachedDocument":
        content = _attached_document(node)
        return _load(content, max_bytes) if content else None
    return None


def _attached_document(node: etree._Element) -> bytes:
    path = f"{{{CAC}}}Attachment/{{{CBC}}}EmbeddedDocumentBinaryObject"
    try:
        content = decode_base64(node.findtext(path) or "")
    except binascii.Error:
        content = b""
    text = node.findtext(f"{{{CAC}}}Attachment/{{{CAC}}}ExternalReference/{{{CBC}}}Description") or ""
    return content or text.strip().encode()


def _qualify(root: etree._Element) -> None:
    """Put a tree without namespaces into the UBL ones: containers are aggregates, leaves are basic components."""
    for node in root.iter(etree.Element):
        tag = str(node.tag)
        if not tag.startswith("{"):
            node.tag = f"{{{CAC if len(node) else CBC}}}{tag}"
    root.tag = ROOTS[local_name(root)]
