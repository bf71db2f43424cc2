"""What has happened in a sandbox: which tokens are used, what was offered, downloaded, acknowledged and asked again.

Everything that happens is one event, written to a journal before it counts. Replaying the journal gives the same state,
so a sandbox that was killed goes on where it stopped.
"""

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from codabox_sync.sandbox.model import Client, Entry, Office, World, entry_from_json

Event = Mapping[str, Any]
AcknowledgeMode = Literal["per_entry", "cursor", "in_order"]
"""What an acknowledgement does: takes one entry off its feed, takes off all before it as well, or is refused for any
entry but the first."""


class Journal:
    """Events as lines of JSON in a file, or nowhere. A last line that was cut off by a kill is dropped."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self.past: list[Event] = _recover(path) if path else []

    def append(self, event: Event) -> None:
        """Add one event for good."""
        if self._path:
            with self._path.open("ab") as file:
                file.write(json.dumps(event, ensure_ascii=False).encode() + b"\n")


def _recover(path: Path) -> list[Event]:
    """The events of every whole line; the file is made when absent, and cut back to its last whole line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    content = path.read_bytes()
    whole = content.rfind(b"\n") + 1
    if whole < len(content):
        os.truncate(path, whole)
    return [json.loads(line) for line in content[:whole].splitlines()]


@dataclass(slots=True)
class Record:
    """What happened to one document: how often, and when for the first time (ISO, UTC)."""

    offered: int = 0
    downloaded: int = 0
    acknowledged: int = 0
    redelivered: int = 0
    times: dict[str, str] = field(default_factory=dict)

    def count(self, what: str, at: str) -> None:
        setattr(self, what, getattr(self, what) + 1)
        self.times.setdefault(what, at)


@dataclass(slots=True)
class Mailbox:
    """The two feeds of one client, by feed index, in the order in which they are offered."""

    office: Office
    client: Client
    feed: dict[str, Entry] = field(default_factory=dict)
    redelivery: dict[str, Entry] = field(default_factory=dict)


@dataclass(slots=True)
class Consent:
    """What an office was asked at Connect, and what it said: unconfirmed, confirmed, denied or cancelled."""

    id: str
    office: Office
    redirect_uri: str
    requested_at: str
    status: str = "unconfirmed"


class State:
    """A world and everything that has happened to it. One thread at a time.

    `complaints` counts what no careful client does: a wrong key, slash, token, signature or shape, documents of an
    office that did not consent, and acknowledging past an entry that is still open.
    """

    def __init__(self, world: World, journal: Journal | None = None, mode: AcknowledgeMode = "per_entry") -> None:
        self.world = world
        self.mode = mode
        self.mailboxes: dict[int, Mailbox] = {}
        self.entries: dict[str, tuple[Mailbox, Entry]] = {}
        self.records: dict[str, Record] = {}
        self.tokens: dict[str, Office] = {}
        self.consents: dict[str, Consent] = {}
        self.complaints: Counter[str] = Counter()
        self.skew = timedelta()
        self.started = datetime.now(UTC)
        self.dated: dict[str, datetime] = {}
        self._accounts = {(office.username, office.password): office for office in world.offices}
        self._index()
        self._journal = journal or Journal(None)
        self._effects: dict[str, Callable[[Event], None]] = {
            "token_used": self._token_used,
            "token_made": self._token_made,
            "added": self._added,
            "offered": self._counted,
            "downloaded": self._counted,
            "acknowledged": self._acknowledged,
            "redelivered": self._redelivered,
            "consent_asked": self._consent_asked,
            "consent_decided": self._consent_decided,
        }
        for event in self._journal.past:
            self._effects[event["what"]](event)

    def _index(self) -> None:
        for office in self.world.offices:
            self.tokens[office.token] = office
            for client in office.clients:
                if client.feed_id in self.mailboxes:
                    raise ValueError(f"two clients have feed {client.feed_id}")
                self.mailboxes[client.feed_id] = Mailbox(office, client)
        for _office, client, entry in self.world.entries():
            self._offer(self.mailboxes[client.feed_id], entry, self._morning_after(entry))

    def _offer(self, mailbox: Mailbox, entry: Entry, at: datetime) -> None:
        mailbox.feed[entry.feed_index] = entry
        self.entries[entry.feed_index] = (mailbox, entry)
        self.records.setdefault(entry.feed_index, Record())
        self.dated[entry.feed_index] = datetime.fromisoformat(entry.created_at) if entry.created_at else at

    def _morning_after(self, entry: Entry) -> datetime:
        day = entry.metadata.get("new_balance_date")
        if not isinstance(day, str):
            return self.started
        return min(self.started, datetime.fromisoformat(day).replace(hour=4, tzinfo=UTC) + timedelta(days=1))

    def now(self) -> datetime:
        """The time by CodaBox's clock, which may be wrong on purpose."""
        return datetime.now(UTC) + self.skew

    def _happens(self, what: str, **facts: object) -> None:
        event = {"what": what, "at": self.now().isoformat(timespec="milliseconds"), **facts}
        self._journal.append(event)
        self._effects[what](event)

    def account(self, username: str, password: str) -> Office | None:
        """The office with these credentials."""
        return self._accounts.get((username, password))

    def use_token(self, token: str) -> Office | None:
        """The office of a token, which is used up by asking; None when it is unknown or was used."""
        office = self.tokens.get(token)
        if office:
            self._happens("token_used", token=token)
        return office

    def make_token(self, office: Office, token: str) -> None:
        """A fresh token for the office; older ones are worth nothing from now on."""
        self._happens("token_made", office=office.username, token=token)

    def listed(self, mailbox: Mailbox, *, redelivery: bool) -> list[Entry]:
        """What one of the feeds offers now."""
        entries = list((mailbox.redelivery if redelivery else mailbox.feed).values())
        self.offered(entries)
        return entries

    def offered(self, entries: list[Entry]) -> None:
        """Note that documents were listed, those of them that never were before."""
        fresh = [entry.feed_index for entry in entries if not self.records[entry.feed_index].offered]
        if fresh:
            self._happens("offered", entries=fresh)

    def downloaded(self, entry: Entry) -> None:
        """Note that the document went out."""
        self._happens("downloaded", entries=[entry.feed_index])

    def acknowledge(self, mailbox: Mailbox, feed_index: str, *, redelivery: bool) -> bool:
        """Take an entry off its feed, as `mode` says. False for one that was never of this feed, or is out of order."""
        feed = mailbox.redelivery if redelivery else mailbox.feed
        if feed_index in feed:
            order = list(feed)
            if order[0] != feed_index:
                self.complaints["out_of_order"] += 1
                if self.mode == "in_order":
                    return False
            done = order[: order.index(feed_index) + 1] if self.mode == "cursor" else [feed_index]
            self._happens("acknowledged", entries=done, redelivery=redelivery)
            return True
        known = self.entries.get(feed_index)
        return known is not None and known[0] is mailbox

    def redeliver(self, feed_indexes: list[str]) -> None:
        """Offer entries again, in the redelivery feed of their client. Raises KeyError for one that is unknown."""
        self._happens("redelivered", entries=[self.entries[index][1].feed_index for index in feed_indexes])

    def add(self, feed_id: int, entry: Mapping[str, Any]) -> str:
        """Put a document (its contents in base64) at the end of a feed; its feed index. Raises KeyError, ValueError."""
        feed_index = entry_from_json(entry).feed_index
        if feed_index in self.entries:
            raise ValueError(f"{feed_index} is on offer already")
        self._happens("added", feed_id=self.mailboxes[feed_id].client.feed_id, entry=dict(entry))
        return feed_index

    def ask_consent(self, consent_id: str, office: Office, redirect_uri: str) -> Consent:
        """A new consent, which the office has still to confirm."""
        self._happens("consent_asked", id=consent_id, office=office.username, redirect_uri=redirect_uri)
        return self.consents[consent_id]

    def decide(self, consent_id: str, status: str) -> Consent:
        """What the office says to a consent. Raises KeyError for one that is unknown."""
        self._happens("consent_decided", id=self.consents[consent_id].id, status=status)
        return self.consents[consent_id]

    def ledger(self, office: str | None = None) -> Iterator[dict[str, Any]]:
        """One row per document: what it is and what happened to it."""
        for feed_index, (mailbox, entry) in self.entries.items():
            if office in {None, mailbox.office.username, mailbox.office.name}:
                record = self.records[feed_index]
                yield {
                    "feed_index": feed_index,
                    "feed_id": mailbox.client.feed_id,
                    "office": mailbox.office.username,
                    "document_model": entry.document_model,
                    "name": entry.name,
                    "offered": record.offered,
                    "downloaded": record.downloaded,
                    "acknowledged": record.acknowledged,
                    "redelivered": record.redelivered,
                    "pending": feed_index in mailbox.feed or feed_index in mailbox.redelivery,
                    "times": record.times,
                }

    def _token_used(self, event: Event) -> None:
        self.tokens.pop(event["token"], None)

    def _token_made(self, event: Event) -> None:
        office = self.world.office(event["office"])
        self.tokens = {token: owner for token, owner in self.tokens.items() if owner is not office}
        self.tokens[event["token"]] = office

    def _added(self, event: Event) -> None:
        mailbox = self.mailboxes[event["feed_id"]]
        entry = entry_from_json(event["entry"])
        mailbox.client.entries.append(entry)
        self._offer(mailbox, entry, datetime.fromisoformat(event["at"]))

    def _counted(self, event: Event) -> None:
        for feed_index in event["entries"]:
            self._count(feed_index, event)

    def _count(self, feed_index: str, event: Event) -> None:
        if feed_index in self.records:
            self.records[feed_index].count(event["what"], event["at"])

    def _acknowledged(self, event: Event) -> None:
        for feed_index in event["entries"]:
            self._count(feed_index, event)
            if feed_index in self.entries:
                mailbox = self.entries[feed_index][0]
                (mailbox.redelivery if event["redelivery"] else mailbox.feed).pop(feed_index, None)

    def _redelivered(self, event: Event) -> None:
        for feed_index in event["entries"]:
            self._count(feed_index, event)
            if feed_index in self.entries:
                mailbox, entry = self.entries[feed_index]
                mailbox.redelivery[feed_index] = entry

    def _consent_asked(self, event: Event) -> None:
        office = self.world.office(event["office"])
        self.consents[event["id"]] = Consent(event["id"], office, event["redirect_uri"], event["at"])

    def _consent_decided(self, event: Event) -> None:
        self.consents[event["id"]].status = event["status"]
