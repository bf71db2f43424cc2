"""What CodaBox's classic API v2 answers, typed.

Shapes and field names as the published examples show them. Fields we do not know stay in `raw`; fields we rely on are
checked, and one of the wrong kind raises `BadAnswer("wrong_shape")` with its path. Free-form parts (the metadata of an
entry, states, names) are read leniently: one odd entry must not hold up the rest of a feed.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Self, TypeAlias, TypeVar

from stdnum.be import vat

from codabox_sync.errors import BadAnswer

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
JsonObject: TypeAlias = "dict[str, Json]"
T = TypeVar("T")

SAFE_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,99}")


@dataclass(frozen=True, slots=True)
class Node:
    """A piece of an answer and where it stands, so that a wrong shape can be named: `feed_entries[2].feed_index`."""

    value: Json
    call: str
    path: str = ""

    def wrong(self, expected: str) -> BadAnswer:
        return BadAnswer("wrong_shape", call=self.call, field=self.path or "the answer", expected=expected)

    def __getitem__(self, name: str) -> "Node":
        return Node(self.object().get(name), self.call, f"{self.path}.{name}".lstrip("."))

    def object(self) -> JsonObject:
        if not isinstance(self.value, dict):
            raise self.wrong("an object")
        return self.value

    def items(self) -> "list[Node]":
        if not isinstance(self.value, list):
            raise self.wrong("a list")
        return [Node(value, self.call, f"{self.path}[{place}]") for place, value in enumerate(self.value)]

    def integer(self) -> int:
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            raise self.wrong("a whole number")
        return self.value

    def text(self) -> str:
        if not isinstance(self.value, str) or not self.value:
            raise self.wrong("a text")
        return self.value

    def identifier(self) -> str:
        """A text that is safe as one part of a path."""
        if not SAFE_ID.fullmatch(self.text()):
            raise self.wrong("an identifier")
        return self.text()

    def each(self, read: "Callable[[Node], T]") -> tuple[T, ...]:
        """Every item of a list, read; a list that is absent or null is empty."""
        return () if self.value is None else tuple(read(item) for item in self.items())

    def words(self) -> str:
        """A text for people: "" when absent or of another kind."""
        return str(self.value) if isinstance(self.value, str | int) else ""


@dataclass(frozen=True, slots=True)
class Credentials:
    """Username and password of one office. Opaque strings; hidden in every repr."""

    username: str = field(repr=False)
    password: str = field(repr=False)

    @classmethod
    def read(cls, node: Node) -> Self:
        return cls(node["username"].text(), node["password"].text())


@dataclass(frozen=True, slots=True)
class FeedClient:
    """One client of the office; `id` is the number of its feed, `client_code` the office's own code for the dossier."""

    id: int
    client_id: str
    client_name: str
    client_code: str
    fiduciary_id: str
    raw: JsonObject = field(repr=False)

    @classmethod
    def read(cls, node: Node) -> Self:
        return cls(
            node["id"].integer(),
            node["client_id"].words(),
            node["client_name"].words(),
            node["client_code"].words(),
            node["fiduciary_id"].words(),
            node.object(),
        )


@dataclass(frozen=True, slots=True)
class PodClient:
    """The mailbox of one credential. `fetch_delay` is in seconds; `allowed_formats` by document model."""

    id: int
    fetch_delay: int | None
    allowed_formats: Mapping[str, tuple[str, ...]]
    feed_clients: tuple[FeedClient, ...]
    raw: JsonObject = field(repr=False)

    @classmethod
    def read(cls, node: Node) -> Self:
        fetch_delay, formats = node["fetch_delay"], node["allowed_formats"]
        return cls(
            node["id"].integer(),
            None if fetch_delay.value is None else fetch_delay.integer(),
            {model: formats[model].each(Node.text) for model in formats.object()},
            tuple(FeedClient.read(item) for item in node["feed_clients"].items()),
            node.object(),
        )


@dataclass(frozen=True, slots=True)
class CodaMetadata:
    """What CodaBox says about a CODA file before it is fetched. The file itself is trusted more; None where unknown."""

    iban: str | None
    bank_id: str | None
    currency: str | None
    extension_zone: str | None
    first_statement_number: int | None
    last_statement_number: int | None
    movement_count: int | None
    new_balance_date: date | None

    @classmethod
    def read(cls, metadata: JsonObject) -> Self:
        return cls(
            iban=_text_or_none(metadata.get("iban")),
            bank_id=_text_or_none(metadata.get("bank_id")),
            currency=_text_or_none(metadata.get("currency")),
            extension_zone=_text_or_none(metadata.get("extension_zone")),
            first_statement_number=_number_or_none(metadata.get("first_statement_number")),
            last_statement_number=_number_or_none(metadata.get("last_statement_number")),
            movement_count=_number_or_none(metadata.get("movement_count")),
            new_balance_date=_date_or_none(metadata.get("new_balance_date")),
        )


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One document on offer. `feed_index` is its identity; model and metadata may be of a kind we do not know yet."""

    feed_index: str
    document_model: str
    metadata: JsonObject
    raw: JsonObject = field(repr=False)

    @classmethod
    def read(cls, node: Node) -> Self:
        metadata = node["metadata"].value
        return cls(
            node["feed_index"].identifier(),
            node["document_model"].identifier(),
            metadata if isinstance(metadata, dict) else {},
            node.object(),
        )

    @property
    def coda(self) -> CodaMetadata | None:
        """The metadata of a CODA file; None for every other model."""
        return CodaMetadata.read(self.metadata) if self.document_model == "coda" else None


@dataclass(frozen=True, slots=True)
class Feed:
    """What is on offer to one client and not acknowledged yet, in CodaBox's order."""

    id: int
    type: str
    entries: tuple[FeedEntry, ...]
    raw: JsonObject = field(repr=False)

    @classmethod
    def read(cls, node: Node) -> Self:
        entries = tuple(FeedEntry.read(item) for item in node["feed_entries"].items())
        return cls(node["id"].integer(), node["type"].words(), entries, node.object())


@dataclass(frozen=True, slots=True)
class SubAccount:
    """One currency of a bank account, with its extension zone where the bank splits further."""

    currency: str
    extension: str | None

    @classmethod
    def read(cls, node: Node) -> Self:
        return cls(node["currency"].words(), _text_or_none(node["extension"].value))


@dataclass(frozen=True, slots=True)
class BankAccount:
    """A bank account for which CodaBox knows a mandate; `state` is CodaBox's own word."""

    iban: str
    bank_id: str
    state: str
    subaccounts: tuple[SubAccount, ...]

    @classmethod
    def read(cls, node: Node) -> Self:
        subaccounts = node["subaccounts"].each(SubAccount.read)
        return cls(node["iban"].text(), node["bank_id"].words(), node["state"].words(), subaccounts)


@dataclass(frozen=True, slots=True)
class Client:
    """A client company. `enterprise_number` is 10 digits with a right check number, None when absent or wrong."""

    id: str
    name: str
    enterprise_number: str | None
    client_code: str
    state: str
    bank_accounts: tuple[BankAccount, ...]
    raw: JsonObject = field(repr=False)

    @classmethod
    def read(cls, node: Node) -> Self:
        entity = node["legal_entity"] if node["legal_entity"].value is not None else Node({}, node.call, "legal_entity")
        return cls(
            node["id"].identifier(),
            entity["name"].words(),
            enterprise_number(entity["enterprise_num"].words()),
            node["client_code"].words(),
            node["state"].words(),
            node["bank_accounts"].each(BankAccount.read),
            node.object(),
        )


def enterprise_number(text: str) -> str | None:
    """The 10 digits of a Belgian enterprise number in any usual spelling, None when the check number is wrong.

    >>> enterprise_number("BE0123.456.749"), enterprise_number("0123456750")
    ('0123456749', None)
    """
    number = vat.compact(text)
    return number if vat.is_valid(number) else None


def _text_or_none(value: Json) -> str | None:
    return value if isinstance(value, str) and value else None


def _number_or_none(value: Json) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _date_or_none(value: Json) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
