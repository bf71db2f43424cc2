"""A request to CodaBox before it leaves: what it asks, what it carries, who lets it in, and how far it may go."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import quote

MEBIBYTE = 1024 * 1024
JSON_API = "application/vnd.api+json"
"""The media type of CodaBox Connect, both ways."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long, how large and how often. Seconds and bytes; `attempts` counts the first one; `pages` is per list."""

    connect_seconds: float = 10
    read_seconds: float = 120
    total_seconds: float = 300
    json_bytes: int = 32 * MEBIBYTE
    document_bytes: int = 64 * MEBIBYTE
    attempts: int = 4
    pages: int = 100


@dataclass(frozen=True, slots=True)
class Call:
    """One request as logs and errors name it. The arguments of a `single_use` call are secret; it is not retried."""

    method: str
    template: str
    args: Mapping[str, str | int] = field(default_factory=dict, repr=False)
    single_use: bool = False

    @property
    def path(self) -> str:
        """The path with its arguments, relative to the base URL."""
        return self.template.format_map({name: quote(str(value), safe="") for name, value in self.args.items()})

    @property
    def place(self) -> str:
        """Method and path, fit to be shown to anybody."""
        return f"{self.method} {self.template if self.single_use else self.path}"


@dataclass(frozen=True, slots=True)
class Body:
    """What a request carries, and of which kind."""

    content: bytes = field(default=b"", repr=False)
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A request as it is about to leave; `target` is its path and query."""

    method: str
    host: str
    target: str
    body: bytes = field(repr=False)


class Authorization(Protocol):
    """What every request must carry to be let in, beyond fixed headers."""

    def headers(self, outgoing: Outgoing) -> Mapping[str, str]:
        """The headers of this one request."""

    def secrets(self) -> tuple[str, ...]:
        """What may never be shown, as far as it is known by now."""
