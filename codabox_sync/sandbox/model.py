"""What a sandbox knows: offices, their clients, and the documents on offer to each. Saved as a folder."""

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self
from uuid import NAMESPACE_URL, UUID, uuid5

SOFTWARE_COMPANY = "5b0c7c3e-7d0a-4f7e-9a51-0c6b1d2f3a44"
"""The key that a sandbox world asks of our software unless it is given another one."""
CONNECT_ID = "11d7f6a2-3f0e-4c6b-8a55-7f5e0d3c9b21"
CONNECT_SECRET = "sandbox-connect-secret"  # noqa: S105 - a sandbox holds nothing real
"""The application that a sandbox world knows at CodaBox Connect, likewise."""

FORMATS = {
    "coda": ["cod", "pdf", "xml"],
    "soda": ["pdf", "xml"],
    "purchase_invoice": ["pdf", "xml"],
    "sales_invoice": ["pdf", "xml"],
    "expense": ["pdf", "xml"],
}
_NAMES = uuid5(NAMESPACE_URL, "urn:codabox-sandbox")


def stable_id(*parts: str | bytes) -> str:
    """The same UUID for the same parts, in every run."""
    return str(uuid5(_NAMES, "\x1f".join(part.hex() if isinstance(part, bytes) else part for part in parts)))


def stable_number(*parts: str) -> int:
    """A feed or pod number, the same in every run; wide enough for a hundred thousand feeds without two alike."""
    return UUID(stable_id(*parts)).int % 2**48 + 1


def stable_enterprise_number(*parts: str) -> str:
    """A Belgian enterprise number with the right check number, the same for the same parts."""
    first = 2_000_000 + stable_number("enterprise", *parts) % 7_000_000
    return f"{first:08d}{97 - first % 97:02d}"


@dataclass(slots=True)
class BankAccount:
    """One account in one currency, as a CODA mandate names it."""

    iban: str
    currency: str = "EUR"
    extension: str | None = None
    bank_id: str = ""


@dataclass(slots=True)
class Entry:
    """One document on offer. `contents` holds the bytes per format, or the path of the file they stand in.

    `created_at` (ISO, with zone) is when CodaBox got it; by default the morning after its newest balance.
    """

    feed_index: str
    document_model: str
    name: str
    metadata: dict[str, Any] = field(default_factory=dict)
    contents: dict[str, bytes | Path] = field(default_factory=dict, repr=False)
    created_at: str = ""

    def content(self, format: str) -> bytes | None:
        """The bytes in `format`, None when it is not on offer."""
        content = self.contents.get(format)
        return content.read_bytes() if isinstance(content, Path) else content

    def filename(self, format: str) -> str:
        """A name for the download."""
        return f"{Path(self.name).stem or self.feed_index}.{format}"


@dataclass(slots=True)
class Client:
    """One client company of the office, with a feed of its own."""

    feed_id: int
    client_id: str
    name: str
    code: str = ""
    enterprise_number: str | None = None
    bank_accounts: list[BankAccount] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list, repr=False)


@dataclass(slots=True)
class Office:
    """One accounting office: the token mailed to it, the credentials behind that token, its numbers at Connect, and its
    clients."""

    name: str
    token: str = field(repr=False)
    username: str = field(repr=False)
    password: str = field(repr=False)
    pod_id: int
    fiduciary_id: str
    enterprise_number: str = ""
    connect_id: str = ""
    fetch_delay: int = 7200
    allowed_formats: dict[str, list[str]] = field(default_factory=lambda: {**FORMATS})
    clients: list[Client] = field(default_factory=list, repr=False)

    @classmethod
    def named(cls, name: str) -> Self:
        """An office whose numbers, token and credentials follow from its name."""
        return cls(
            name=name,
            token=stable_id("token", name),
            username=f"SB-{stable_id('username', name)[:18]}",
            password=stable_id("password", name)[-12:],
            pod_id=stable_number("pod", name),
            fiduciary_id=stable_id("fiduciary", name),
            enterprise_number=stable_enterprise_number(name),
            connect_id=stable_id("connect", name),
        )

    def add_client(self, name: str, **known: Any) -> Client:
        """A new client whose numbers follow from the office and the name; `known` are the other fields of Client."""
        numbers = {"feed_id": stable_number("feed", self.name, name), "client_id": stable_id("client", self.name, name)}
        client = Client(name=name, **{**numbers, **known})
        self.clients.append(client)
        return client


@dataclass(slots=True)
class World:
    """Everything one sandbox serves."""

    offices: list[Office] = field(default_factory=list)
    software_company: str = field(default=SOFTWARE_COMPANY, repr=False)
    connect_application: tuple[str, str] = field(default=(CONNECT_ID, CONNECT_SECRET), repr=False)

    def office(self, name: str) -> Office:
        """The office of that name or username. Raises KeyError."""
        for office in self.offices:
            if name in {office.name, office.username}:
                return office
        raise KeyError(name)

    def entries(self) -> Iterator[tuple[Office, Client, Entry]]:
        """Every document with its client and office."""
        for office in self.offices:
            for client in office.clients:
                for entry in client.entries:
                    yield office, client, entry

    def save(self, folder: Path) -> None:
        """Write `world.json` and, next to it under `files`, one file per document and format."""
        (folder / "files").mkdir(parents=True, exist_ok=True)
        data = {"software_company": self.software_company, "offices": [_office_json(o, folder) for o in self.offices]}
        (folder / "world.json").write_text(json.dumps(data, indent=1, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Self:
        """The world saved in a folder, or in the `world.json` given; the documents stay on disk until asked for."""
        file = path / "world.json" if path.is_dir() else path
        data = json.loads(file.read_text(encoding="utf-8"))
        offices = [office_from_json(office, file.parent) for office in data["offices"]]
        return cls(offices, data.get("software_company", SOFTWARE_COMPANY))


def _fields(thing: BankAccount | Entry | Client | Office, *, without: str) -> dict[str, Any]:
    return {name: getattr(thing, name) for name in thing.__dataclass_fields__ if name != without}


def _office_json(office: Office, folder: Path) -> dict[str, Any]:
    return {
        **_fields(office, without="clients"),
        "clients": [_client_json(client, folder) for client in office.clients],
    }


def _client_json(client: Client, folder: Path) -> dict[str, Any]:
    accounts = [_fields(account, without="") for account in client.bank_accounts]
    entries = [{**_fields(entry, without="contents"), "contents": _save(entry, folder)} for entry in client.entries]
    return {**_fields(client, without="entries"), "bank_accounts": accounts, "entries": entries}


def _save(entry: Entry, folder: Path) -> dict[str, str]:
    """Write the contents of one document; the relative path per format."""
    paths = {format: f"files/{entry.feed_index}.{format}" for format in entry.contents}
    for format, path in paths.items():
        (folder / path).write_bytes(entry.content(format) or b"")
    return paths


def office_from_json(data: Mapping[str, Any], folder: Path) -> Office:
    """The reverse of what `World.save` writes for one office."""
    clients = [_client_from_json(client, folder) for client in data["clients"]]
    return Office(**{**data, "clients": clients})


def _client_from_json(data: Mapping[str, Any], folder: Path) -> Client:
    accounts = [BankAccount(**account) for account in data["bank_accounts"]]
    entries = [entry_from_json(entry, folder) for entry in data["entries"]]
    return Client(**{**data, "bank_accounts": accounts, "entries": entries})


def entry_from_json(data: Mapping[str, Any], folder: Path | None = None) -> Entry:
    """One document; its contents are paths in `folder`, or base64 when there is none."""
    contents: dict[str, bytes | Path] = {
        format: folder / content if folder else base64.b64decode(content, validate=True)
        for format, content in data["contents"].items()
    }
    return Entry(
        feed_index=data.get("feed_index") or stable_id(data["name"], json.dumps(data["contents"], sort_keys=True)),
        document_model=data["document_model"],
        name=data["name"],
        metadata=data.get("metadata") or {},
        contents=contents,
        created_at=data.get("created_at", ""),
    )
