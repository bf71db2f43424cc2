"""One UBL element, read by path: ``element.text("cac:Party/cbc:EndpointID")``.

The prefixes are ours; elements are matched on namespace URI, whatever prefixes the file uses. Paths start at direct
children: the same names occur again deeper down (a TaxTotal per line).
"""

import binascii
from collections.abc import Iterator

from lxml import etree

CAC = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
CBC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
_NAMESPACES = {"cac": CAC, "cbc": CBC}


def local_name(node: etree._Element) -> str:
    """The name without its namespace."""
    return str(node.tag).rpartition("}")[2]


def decode_base64(text: str) -> bytes:
    """The bytes behind base64 text; blanks and missing padding are forgiven. Raises binascii.Error."""
    try:
        return binascii.a2b_base64(text + "==")  # skips blanks, and padding beyond what is needed
    except ValueError as error:  # non-ASCII characters
        raise binascii.Error(str(error)) from error


class Element:
    """A read-only view of one element. Text is stripped; absent and empty are the same: ""."""

    __slots__ = ("_node",)

    def __init__(self, node: etree._Element) -> None:
        self._node = node

    @property
    def name(self) -> str:
        return local_name(self._node)

    @property
    def line(self) -> int | None:
        """The line in the file, 1-based."""
        return self._node.sourceline

    @property
    def value(self) -> str:
        """The element's own text."""
        return (self._node.text or "").strip()

    def attribute(self, name: str) -> str:
        return (self._node.get(name) or "").strip()

    def all(self, path: str) -> Iterator["Element"]:
        """Every element at `path`, in document order."""
        return map(Element, self._node.iterfind(path, _NAMESPACES))

    def first(self, path: str) -> "Element | None":
        node = self._node.find(path, _NAMESPACES)
        return None if node is None else Element(node)

    def filled(self, path: str) -> "Element | None":
        """The first element at `path` that holds text."""
        return next((element for element in self.all(path) if element.value), None)

    def text(self, *paths: str) -> str:
        """The first text found at `paths`, tried in order."""
        for path in paths:
            element = self.filled(path)
            if element is not None:
                return element.value
        return ""

    def texts(self, path: str) -> tuple[str, ...]:
        """Every text at `path`, each once."""
        return tuple(dict.fromkeys(element.value for element in self.all(path) if element.value))
