"""The proof afterwards: what the sandbox saw, what it was given, and what stands in our books, side by side."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django_tenants.utils import tenant_context

from codabox_sync.models import ReceivedFile
from financial.models import StatementLine
from offices import storage
from offices.models import Office
from tests.chaos.source import Kind, Offer, Source

State = ReceivedFile.State
WANTED = {"coda": ("cod", "pdf"), "purchase_invoice": ("xml",), "soda": ("xml", "pdf")}
# Where each kind of document must have ended.
ENDS: dict[Kind, set[str]] = {
    Kind.STATEMENT: {State.IMPORTED, State.DUPLICATE},
    Kind.AGAIN: {State.IMPORTED, State.DUPLICATE},
    Kind.STRANGER: {State.QUARANTINED},
    Kind.DAMAGED: {State.QUARANTINED},
    Kind.UNTICKED: {State.HELD},
    Kind.INVOICE: {State.IMPORTED},
    Kind.UNKNOWN: {State.QUARANTINED},
}


@dataclass(frozen=True, slots=True)
class Proof:
    """One claim, how many cases it was checked on, and those that break it."""

    claim: str
    checked: int
    broken: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stored:
    """A received file with what was kept of it."""

    office: str
    file: ReceivedFile
    stored_at: datetime | None
    digests: dict[str, str]
    whole: bool


def prove_silence(secrets: dict[str, str], logs: list[Path]) -> Proof:
    """No log of any process, at its most talkative, holds a secret."""
    words = {name: secret.encode() for name, secret in secrets.items()}
    told = [(log, log.read_bytes()) for log in logs]
    broken = tuple(f"{name} in {log.name}" for log, text in told for name, word in words.items() if word in text)
    return Proof("no secret stands in a log", len(logs) * len(secrets), broken)


def prove(source: Source, offices: list[Office], seen: list[dict[str, Any]]) -> list[Proof]:
    """Every claim, checked on every document the sandbox ever offered. By consent nothing is acknowledged: there,
    whatever was listed must be stored."""
    stored = [kept for office in offices for kept in _stored(office)]
    by_id = {_document(kept): kept for kept in stored}
    for row in seen:
        if row["office"] == source.by_consent.username:
            row["pending"], row["acknowledged"] = not row["offered"], bool(row["offered"])
    offered = [row for row in seen if row["offered"]]
    offers = {offer.external_id: offer for offer in source.offers}
    return [
        _nothing_waits(seen),
        _once(offered, stored),
        _own_office(offered, offers, by_id),
        _acknowledged_are_stored(offered, offers, by_id),
        _stored_first(offered, by_id),
        _whole(stored),
        _right_end(offered, offers, by_id),
        _lines(source, offices),
    ]


def _stored(office: Office) -> Iterator[Stored]:
    with tenant_context(office):
        for file in ReceivedFile.objects.prefetch_related("contents", "events"):
            contents = list(file.contents.all())
            steps = [event.at for event in file.events.all() if event.step == "stored"]
            whole = all(_is_whole(content.stored_as, content.digest) for content in contents)
            digests = {content.format: content.digest for content in contents}
            yield Stored(office.name, file, min(steps, default=None), digests, whole)


def _document(kept: Stored) -> str:
    """CodaBox's number of a document, without the type that Connect puts in front."""
    return str(kept.file.external_id).rpartition(":")[2]


def _is_whole(name: str, digest: str) -> bool:
    try:
        storage.fetch(name, digest=digest)
    except (OSError, storage.ContentDamaged):
        return False
    return True


def _nothing_waits(seen: list[dict[str, Any]]) -> Proof:
    waiting = tuple(row["name"] for row in seen if row["pending"])
    return Proof("every document was offered in the end, and acknowledged where that is asked", len(seen), waiting)


def _once(offered: list[dict[str, Any]], stored: list[Stored]) -> Proof:
    times = Counter(map(_document, stored))
    wrong = tuple(f"{row['name']} ({times[row['feed_index']]}x)" for row in offered if times[row["feed_index"]] != 1)
    return Proof("every document that was offered is known here exactly once", len(offered), wrong)


def _own_office(offered: list[dict[str, Any]], offers: dict[str, Offer], by_id: dict[str, Stored]) -> Proof:
    known = [(row, by_id[row["feed_index"]]) for row in offered if row["feed_index"] in by_id]
    wrong = tuple(row["name"] for row, kept in known if kept.office != offers[row["feed_index"]].office)
    return Proof("every document stands in the office it was meant for", len(known), wrong)


def _acknowledged_are_stored(
    offered: list[dict[str, Any]], offers: dict[str, Offer], by_id: dict[str, Stored]
) -> Proof:
    """Byte for byte in every wanted format; a held file has none on purpose."""
    acknowledged = [row for row in offered if row["acknowledged"] and row["feed_index"] in by_id]
    asked = [row for row in acknowledged if offers[row["feed_index"]].kind is not Kind.UNTICKED]
    wrong = tuple(row["name"] for row in asked if not _has_all(offers[row["feed_index"]], row, by_id))
    return Proof("every acknowledged document is stored, byte for byte", len(asked), wrong)


def _has_all(offer: Offer, row: dict[str, Any], by_id: dict[str, Stored]) -> bool:
    kept = by_id[offer.external_id].digests
    wanted = [name for name in WANTED[row["document_model"]] if name in offer.contents]
    return all(kept.get(name) == hashlib.sha256(offer.contents[name]).hexdigest() for name in wanted)


def _stored_first(offered: list[dict[str, Any]], by_id: dict[str, Stored]) -> Proof:
    """By two clocks of one machine; the sandbox tells milliseconds."""
    both = []
    for row in offered:
        kept = by_id.get(row["feed_index"])
        if kept and kept.stored_at and "acknowledged" in row["times"]:
            acknowledged = datetime.fromisoformat(row["times"]["acknowledged"])
            both.append((row["name"], (acknowledged - kept.stored_at).total_seconds()))
    wrong = tuple(f"{name} ({seconds:+.3f} s)" for name, seconds in both if seconds < -0.002)
    return Proof("nothing was acknowledged before it was stored", len(both), wrong)


def _whole(stored: list[Stored]) -> Proof:
    wrong = tuple(str(kept.file) for kept in stored if not kept.whole)
    return Proof("what is stored still fits its own hash", len(stored), wrong)


def _right_end(offered: list[dict[str, Any]], offers: dict[str, Offer], by_id: dict[str, Stored]) -> Proof:
    wrong = []
    for row in offered:
        offer, kept = offers[row["feed_index"]], by_id.get(row["feed_index"])
        if kept and kept.file.state not in ENDS[offer.kind]:
            wrong.append(f"{row['name']}: {offer.kind} ended {kept.file.state} {kept.file.reason}")
    return Proof("every document ended where its kind belongs", len(offered), tuple(wrong))


def _lines(source: Source, offices: list[Office]) -> Proof:
    """Each movement once, and none of a stranger's, a damaged or an unticked statement."""
    found: Counter[str] = Counter()
    for office in offices:
        with tenant_context(office):
            found.update(StatementLine.objects.values_list("bank_reference", flat=True))
    expected = source.expected_references()
    wrong = [f"{reference} ({times}x)" for reference, times in found.items() if times != 1]
    wrong += [f"{reference} missing" for reference in sorted(expected - found.keys())]
    wrong += [f"{reference} does not belong here" for reference in sorted(found.keys() - expected)]
    return Proof("every movement is a line exactly once, and no other line exists", len(expected), tuple(wrong))
