"""CodaBox Connect behind the port: a lot is every client that stands at the same date, asked for in one go per type.

Connect keeps no list of what we have; the cursor does. Per document type it holds `since`, the day of the last complete
search, and `seen`, a fingerprint of what that search found. Every search starts an overlap before `since`, because it
is not known which date CodaBox filters on; as long as the fingerprint stays the same there is nothing new.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from hashlib import blake2b
from itertools import chain, islice
from typing import Any, Self
from zoneinfo import ZoneInfo

from codabox_sync.answers import CodaMetadata, enterprise_number
from codabox_sync.connect.answers import Document
from codabox_sync.connect.client import MOST_CLIENTS, ConnectClient
from codabox_sync.errors import Gone
from codabox_sync.provider import Cursor, Entry, Lot, Page, RemoteClient

log = logging.getLogger(__name__)
MODELS = {
    "bankAccountStatement": "coda",
    "purchaseInvoice": "purchase_invoice",
    "salesInvoice": "sales_invoice",
    "payrollStatement": "soda",
    "creditCardStatement": "credit_card_statement",
}
"""Our name of every document type of Connect, in the order in which they are asked for."""

PDF, XML = "application/pdf", "application/xml"
ACCEPT: dict[str, dict[str, str]] = {
    "bankAccountStatement": {"cod": "application/vnd.coda.v1+cod", "pdf": PDF},
    "purchaseInvoice": {"xml": XML, "pdf": PDF},
    "salesInvoice": {"xml": XML, "pdf": PDF},
    "payrollStatement": {"xml": "application/vnd.soda.v1+xml", "pdf": PDF},
    "creditCardStatement": {"xml": "application/vnd.caro.v1+xml", "pdf": PDF},
}
# A search of at most so many pages is looked through before it is handed on, to see whether anything is new.
LOOKED_THROUGH = 10


@dataclass(frozen=True, slots=True)
class SearchOptions:
    """How far back the first search goes and how far the others overlap, how long a page is, and which zone a date
    without one is in."""

    overlap: timedelta = timedelta(hours=48)
    lookback: timedelta = timedelta(days=730)
    page_limit: int = 100
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Brussels"))


class ConnectProvider:
    """One office, by its id at Connect, through `ConnectClient`, which it closes."""

    fetch_delay: int | None = None
    lasting = True

    def __init__(
        self, client: ConnectClient, office_id: str, *, now: datetime, options: SearchOptions | None = None
    ) -> None:
        self._client = client
        self._office_id = office_id
        self._now = now
        self._options = options or SearchOptions()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self._client.close()

    def clients(self, known: Sequence[RemoteClient]) -> tuple[RemoteClient, ...]:
        """Those with an enterprise number, which is their key. Connect tells nothing of its own."""
        numbered = [(enterprise_number(client.enterprise_number or client.key), client) for client in known]
        by_number = {n: replace(client, key=n, enterprise_number=n) for n, client in numbered if n}
        return tuple(by_number.values())

    def details(self, client: RemoteClient) -> RemoteClient:
        """As it is: Connect knows numbers only."""
        return client

    def lots(self, clients: Iterable[tuple[RemoteClient, Cursor]]) -> tuple[Lot, ...]:
        """The clients by the days up to which they are known; at most 5000 together."""
        heaps: dict[tuple[str, ...], list[tuple[RemoteClient, Cursor]]] = {}
        for client, cursor in clients:
            heaps.setdefault(tuple(_since(cursor, type) for type in MODELS), []).append((client, cursor))
        return tuple(
            _lot(heap[start : start + MOST_CLIENTS])
            for heap in heaps.values()
            for start in range(0, len(heap), MOST_CLIENTS)
        )

    def pages(self, lot: Lot) -> Iterator[Page]:
        """What is new, type by type. The cursor moves with the last page of a type, not before."""
        cursor: Cursor = lot.cursor
        for type in MODELS:
            for page in self._pages(lot, cursor, type):
                yield page
                cursor = page.cursor

    def download(self, entry: Entry, format: str) -> bytes:
        """The document by its media type. Raises Gone for a format that this kind of document does not have, and for a
        document that was offered when the office still used a token."""
        type, _colon, id = entry.external_id.partition(":")
        accept = ACCEPT.get(type, {}).get(format)
        if accept is None:
            raise Gone(call=f"{entry.external_id} as {format}")
        return self._client.document(self._office_id, entry.client_key, type, id, accept)

    def acknowledge(self, entry: Entry) -> None:
        """Nothing: what we have is for us to remember."""

    def _pages(self, lot: Lot, cursor: Cursor, type: str) -> Iterator[Page]:
        known, fingerprint = cursor.get(type, {}).get("seen"), _Fingerprint()
        found = map(fingerprint.noted, self._search(lot, cursor, type))
        try:
            ahead = list(islice(found, LOOKED_THROUGH)) if known else []
            if not (known and len(ahead) < LOOKED_THROUGH and fingerprint.text == known):
                for documents in chain(ahead, found):
                    yield Page(self._entries(lot, documents), cursor)
        except Gone:
            return  # "no files were found": it may be true, but the cursor does not move on it
        yield Page((), {**cursor, type: {"since": self._now.date().isoformat(), "seen": fingerprint.text}})

    def _search(self, lot: Lot, cursor: Cursor, type: str) -> Iterator[tuple[Document, ...]]:
        start = self._now - self._options.lookback
        if day := _since(cursor, type):
            start = max(start, datetime.combine(date.fromisoformat(day), time(), UTC) - self._options.overlap)
        numbers = [client.key for client in lot.clients]
        return self._client.search(self._office_id, type, numbers, since=start, limit=self._options.page_limit)

    def _entries(self, lot: Lot, documents: tuple[Document, ...]) -> tuple[Entry, ...]:
        asked = {client.key for client in lot.clients}
        for document in documents:
            if document.client not in asked:
                log.warning("Connect offers %s:%s of a client that was not asked for", document.type, document.id)
        return tuple(self._entry(document) for document in documents if document.client in asked)

    def _entry(self, document: Document) -> Entry:
        is_coda = document.type == "bankAccountStatement"
        dated = document.dated
        return Entry(
            external_id=f"{document.type}:{document.id}",
            client_key=document.client,
            model=MODELS.get(document.type, document.type),
            metadata=document.attributes,
            formats=_formats(document),
            coda=CodaMetadata.read(document.attributes) if is_coda else None,
            created_at=dated if dated is None or dated.tzinfo else dated.replace(tzinfo=self._options.zone),
        )


class _Fingerprint:
    """Of a set of documents, in whatever order and pages they come."""

    def __init__(self) -> None:
        self._sum = 0

    def noted(self, documents: tuple[Document, ...]) -> tuple[Document, ...]:
        for document in documents:
            digest = blake2b(f"{document.type}:{document.id}".encode(), digest_size=8).digest()
            self._sum = (self._sum + int.from_bytes(digest)) % 2**64
        return documents

    @property
    def text(self) -> str:
        return f"{self._sum:016x}"


def _formats(document: Document) -> tuple[str, ...]:
    """Those that the document says it has; else all that its type may have."""
    accept = ACCEPT.get(document.type, {})
    offered = document.content_types
    return tuple(format for format, media_type in accept.items() if not offered or media_type in offered)


def _since(cursor: Cursor, type: str) -> str:
    return str(cursor.get(type, {}).get("since", ""))


def _lot(members: Sequence[tuple[RemoteClient, Cursor]]) -> Lot:
    """Together; what was seen counts only when all of them saw it in the same search."""
    cursors = [cursor for _client, cursor in members]
    cursor: Mapping[str, Any] = cursors[0]
    if any(other != cursor for other in cursors):
        cursor = {type: {"since": state["since"]} for type, state in cursor.items()}
    return Lot(tuple(client for client, _cursor in members), cursor)
