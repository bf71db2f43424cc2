"""Document searches of CodaBox Connect: the shape of a question, which documents fit, and the shape of the answer."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self
from uuid import uuid4

from codabox_sync.sandbox.model import Client, Entry, Office
from codabox_sync.sandbox.state import State

LONGEST = timedelta(days=731)
PDF = "application/pdf"
Found = tuple[Client, Entry]


@dataclass(frozen=True, slots=True)
class Kind:
    """One document type: our model of it, its collection, and the format behind every media type."""

    type: str
    model: str
    collection: str
    formats: dict[str, str]


KINDS = (
    Kind("bankAccountStatement", "coda", "bank-account-statements", {"application/vnd.coda.v1+cod": "cod", PDF: "pdf"}),
    Kind("purchaseInvoice", "purchase_invoice", "purchase-invoices", {"application/xml": "xml", PDF: "pdf"}),
    Kind("salesInvoice", "sales_invoice", "sales-invoices", {"application/xml": "xml", PDF: "pdf"}),
    Kind("payrollStatement", "soda", "payroll-statements", {"application/vnd.soda.v1+xml": "xml", PDF: "pdf"}),
    Kind(
        "creditCardStatement",
        "credit_card_statement",
        "credit-card-statements",
        {"application/vnd.caro.v1+xml": "xml", PDF: "pdf"},
    ),
)
BY_TYPE = {kind.type: kind for kind in KINDS}
BY_MODEL = {kind.model: kind for kind in KINDS}


def kind_of_collection(collection: str) -> Kind | None:
    """The document type that a path names."""
    return next((kind for kind in KINDS if kind.collection == collection), None)


class InvalidSearch(Exception):
    """A question that Connect would refuse."""

    def __init__(self, detail: str, pointer: str) -> None:
        super().__init__(detail)
        self.detail = detail
        self.pointer = pointer


@dataclass(slots=True)
class Search:
    """A question, checked."""

    kind: Kind
    clients: list[str]
    start: datetime | None
    end: datetime | None
    limit: int = 100
    after: str = ""
    id: str = field(default_factory=lambda: str(uuid4()))

    @classmethod
    def read(cls, body: Any, *, now: datetime) -> Self:
        """From the JSON of a request. Raises InvalidSearch."""
        data = _object(body, "data")
        attributes, relationships = _object(data, "attributes"), _object(data, "relationships")
        if data.get("type") != "documentSearch" or "meta" in data:
            raise InvalidSearch("must be a documentSearch, with its meta outside", "/data")
        kind = BY_TYPE.get(attributes.get("documentType", ""))
        if kind is None:
            raise InvalidSearch("is not a document type", "/data/attributes/documentType")
        start, end = _moment(attributes, "from"), _moment(attributes, "to")
        if (start and start < now - LONGEST) or (start and end and end < start):
            raise InvalidSearch("must be within the last two years, and not after to", "/data/attributes/from")
        paging = body.get("meta", {}).get("paging", {})
        limit = paging.get("limit", 100)
        if not isinstance(limit, int) or not 1 <= limit <= 1000:
            raise InvalidSearch("must be 1 to 1000", "/meta/paging/limit")
        return cls(kind, _numbers(relationships), start, end, limit, paging.get("after", ""))

    def page(self, state: State, office: Office) -> list[Found]:
        """The documents that fit, oldest first, from the cursor on. Raises InvalidSearch for an unknown cursor."""
        asked = set(self.clients)
        fitting = [
            (client, entry)
            for client in office.clients
            if client.enterprise_number in asked
            for entry in client.entries
            if entry.document_model == self.kind.model and self._within(state.dated[entry.feed_index])
        ]
        fitting.sort(key=lambda found: (state.dated[found[1].feed_index], found[1].feed_index))
        if not self.after:
            return fitting[: self.limit]
        places = {entry.feed_index: place for place, (_client, entry) in enumerate(fitting)}
        if self.after not in places:
            raise InvalidSearch("is not a document of this search", "/meta/paging/after")
        return fitting[places[self.after] + 1 :][: self.limit]

    def answer(self, state: State, page: list[Found]) -> dict[str, Any]:
        """The JSON of the answer, with CodaBox's own way of including documents."""
        relationships = {
            "clients": {"data": [{"type": "client", "id": number} for number in self.clients]},
            "documents": {"data": [{"type": self.kind.type, "id": entry.feed_index} for _client, entry in page]},
        }
        attributes = {"documentType": self.kind.type}
        return {
            "data": {
                "type": "documentSearch",
                "id": self.id,
                "attributes": attributes,
                "relationships": relationships,
            },
            "included": {"documents": [document_json(state, client, entry) for client, entry in page]},
        }

    def _within(self, moment: datetime) -> bool:
        return (self.start is None or moment >= self.start) and (self.end is None or moment <= self.end)


def document_json(state: State, client: Client, entry: Entry) -> dict[str, Any]:
    """A document as a search includes it."""
    kind = BY_MODEL[entry.document_model]
    moment = state.dated[entry.feed_index].isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {
        "type": kind.type,
        "id": entry.feed_index,
        "attributes": _attributes(kind, entry, moment),
        "relationships": {"client": {"data": {"type": "client", "id": client.enterprise_number}}},
    }


def _attributes(kind: Kind, entry: Entry, moment: str) -> dict[str, Any]:
    match kind.type:
        case "bankAccountStatement":
            return {"iban": entry.metadata.get("iban"), "createdAt": moment}
        case "purchaseInvoice":
            offered = [media_type for media_type, format in kind.formats.items() if format in entry.contents]
            return {"receivedAt": moment, "availableContentTypes": offered}
        case "salesInvoice":
            return {"createdAt": moment, "invoicingSoftware": "Sandbox"}
        case "payrollStatement":
            return {"createdAt": moment, "socialOfficeId": "SANDBOX"}
    return {"bankName": "Zandbank", "billingPeriod": moment[:7], "clientReference": "", "receivedAt": moment}


def _object(body: Any, name: str) -> dict[str, Any]:
    value = body.get(name) if isinstance(body, dict) else None
    if not isinstance(value, dict):
        raise InvalidSearch("must be an object", f"/{name}")
    return value


def _numbers(relationships: dict[str, Any]) -> list[str]:
    try:
        clients = [(item["type"], item["id"]) for item in relationships["clients"]["data"]]
    except (KeyError, TypeError):
        clients = []
    right = all(type == "client" and re.fullmatch(r"\d{10}", str(number)) for type, number in clients)
    if not right or not 1 <= len(clients) <= 5000:
        raise InvalidSearch("must be 1 to 5000 clients by enterprise number", "/data/relationships/clients")
    return [number for _type, number in clients]


def _moment(attributes: dict[str, Any], name: str) -> datetime | None:
    text = attributes.get(name)
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        raise InvalidSearch("must be a date and time", f"/data/attributes/{name}") from None
    if moment.tzinfo is None:
        raise InvalidSearch("must have a zone", f"/data/attributes/{name}")
    return moment
