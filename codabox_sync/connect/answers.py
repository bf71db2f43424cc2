"""What CodaBox Connect answers, typed; JSON:API, with one habit of its own: `included` is an object."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from codabox_sync.answers import JsonObject, Node, enterprise_number

WEB_ADDRESS = re.compile(r"https?://")
SAFE_ID = re.compile(r"(?!\.+$)[^\s/\\%]{1,90}")


@dataclass(frozen=True, slots=True)
class Consent:
    """What an office lets us do. `status` is Connect's own word; `office_id` may be absent until it is confirmed."""

    id: str
    status: str
    office_id: str
    office_number: str
    confirmation_uri: str

    @classmethod
    def read(cls, node: Node) -> Self:
        data = node["data"]
        attributes = data["attributes"]
        uri = attributes["confirmationUri"]
        if uri.value is not None and not WEB_ADDRESS.match(uri.text()):
            raise uri.wrong("a web address")
        return cls(
            data["id"].identifier(),
            attributes["status"].text(),
            attributes["accountingOfficeId"].words(),
            attributes["accountingOfficeCompanyNumber"].words(),
            uri.words(),
        )


@dataclass(frozen=True, slots=True)
class Document:
    """One document found. `client` is the enterprise number it belongs to; `attributes` differ per type."""

    type: str
    id: str
    client: str
    attributes: JsonObject = field(repr=False)

    @classmethod
    def read(cls, node: Node) -> Self:
        client = node["relationships"]["client"]["data"]["id"].words()
        return cls(node["type"].identifier(), _id(node["id"]), enterprise_number(client) or "", _attributes(node))

    @property
    def content_types(self) -> tuple[str, ...]:
        """The media types on offer, where the document tells."""
        listed = self.attributes.get("availableContentTypes")
        return tuple(item for item in listed if isinstance(item, str)) if isinstance(listed, list) else ()

    @property
    def dated(self) -> datetime | None:
        """When it was made or received; naive when Connect gave no zone."""
        text = self.attributes.get("createdAt") or self.attributes.get("receivedAt")
        try:
            return datetime.fromisoformat(text) if isinstance(text, str) else None
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a search; `after` is where the next one begins."""

    documents: tuple[Document, ...]
    after: str

    @classmethod
    def read(cls, node: Node) -> Self:
        documents = _documents(node)
        after = _at(node, "meta", "paging", "after")
        return cls(documents, after.words() or (documents[-1].id if documents else ""))


def _documents(node: Node) -> tuple[Document, ...]:
    included = node["included"]
    if included.value is None:
        if _at(node, "data", "relationships", "documents", "data").value:
            raise included.wrong("an object")  # documents are named but not told: better a fault than a loss
        return ()
    return included["documents"].each(Document.read)


def _at(node: Node, *names: str) -> Node:
    """A place that may be absent at any depth."""
    for name in names:
        node = Node(node.value.get(name) if isinstance(node.value, dict) else None, node.call, f"{node.path}.{name}")
    return node


def _id(node: Node) -> str:
    if not SAFE_ID.fullmatch(node.text()):
        raise node.wrong("an identifier")
    return node.text()


def _attributes(node: Node) -> JsonObject:
    attributes = node["attributes"].value
    return attributes if isinstance(attributes, dict) else {}
