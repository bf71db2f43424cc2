"""The port: what the product asks of CodaBox, whichever of its two APIs an office uses.

A provider speaks for one office. It knows HTTP and the words of one API, and nothing of our database: whoever calls it
gives it what it must remember (`Cursor`) and keeps what it gives back.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from codabox_sync.answers import CodaMetadata, JsonObject

Cursor = Mapping[str, Any]
"""What a provider remembers of one client between two rounds, as JSON; empty at first sight."""


@dataclass(frozen=True, slots=True)
class RemoteClient:
    """One client company of the office. `key` is the provider's own: the feed number, or the enterprise number."""

    key: str
    client_id: str = ""
    name: str = ""
    code: str = ""
    enterprise_number: str = ""


@dataclass(frozen=True, slots=True)
class Lot:
    """Clients that one call can ask for together, all standing at the same cursor."""

    clients: tuple[RemoteClient, ...]
    cursor: Cursor


@dataclass(frozen=True, slots=True)
class Entry:
    """One document on offer. `external_id` is its identity at CodaBox and ours.

    `formats` are those that can be fetched, as far as is known before. `coda` says what is known of the statements
    inside; the file itself is trusted more. `redelivered` entries came because somebody asked for them again.
    """

    external_id: str
    client_key: str
    model: str
    metadata: JsonObject = field(repr=False)
    formats: tuple[str, ...] = ()
    coda: CodaMetadata | None = None
    created_at: datetime | None = None
    redelivered: bool = False

    @property
    def balance_date(self) -> date | None:
        """The day of the newest statement inside, where it was announced."""
        return self.coda.new_balance_date if self.coda else None


@dataclass(frozen=True, slots=True)
class Page:
    """Documents on offer in the provider's order, and what to remember of every client of the lot once all of them
    are safely stored."""

    entries: tuple[Entry, ...]
    cursor: Cursor


class Provider(Protocol):
    """One office at CodaBox. Every method raises `codabox_sync.errors.CodaboxError`. Use it in a `with`."""

    def __enter__(self) -> "Provider": ...

    def __exit__(self, *_exc: object) -> None: ...

    @property
    def fetch_delay(self) -> int | None:
        """Seconds that CodaBox advises between two rounds, once `clients` was called; None when it says nothing."""

    @property
    def lasting(self) -> bool:
        """Whether a document can be fetched at any time, also when it is not on offer."""

    def clients(self, known: Sequence[RemoteClient]) -> tuple[RemoteClient, ...]:
        """The clients to ask for documents. Connect has no such list: it takes those of `known`, by their number."""

    def details(self, client: RemoteClient) -> RemoteClient:
        """The client with its enterprise number, where CodaBox tells."""

    def lots(self, clients: Iterable[tuple[RemoteClient, Cursor]]) -> tuple[Lot, ...]:
        """The clients as they are asked for: each alone (classic), or all that stand at one cursor together."""

    def pages(self, lot: Lot) -> Iterator[Page]:
        """What is new for these clients. A page comes only after the caller dealt with the one before it."""

    def download(self, entry: Entry, format: str) -> bytes:
        """The document in one of its formats (`cod`, `pdf`, `xml`), byte for byte. Raises `Gone` when not on offer."""

    def acknowledge(self, entry: Entry) -> None:
        """Tells CodaBox that this entry, and what stands before it, is safe with us. Nothing to do for Connect."""
