"""From CodaBox into our own hands: store, commit, and only then acknowledge.

Each feed is walked in the order CodaBox gives. An entry whose bytes cannot be stored stops that feed for this round;
the other feeds go on. Nothing is read or judged here beyond the metadata: a bad file is stored like a good one.
"""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from codabox_sync.answers import Feed as FeedAnswer
from codabox_sync.answers import FeedClient, FeedEntry, PodClient
from codabox_sync.classic import ClassicClient
from codabox_sync.errors import AccessRefused, CodaboxError, CredentialsRefused, Gone
from codabox_sync.models import Feed, FileContent, FileEvent, ReceivedFile
from codabox_sync.routing import why_not_ticked
from financial.models import Journal
from offices import storage

log = logging.getLogger(__name__)
State = ReceivedFile.State

# The format we read comes first; the others are for people.
FORMATS = {"coda": ("cod", "pdf"), "purchase_invoice": ("xml", "pdf"), "sales_invoice": ("xml", "pdf")}


@dataclass(slots=True)
class IntakeReport:
    """What one round brought."""

    feeds: int = 0
    stored: int = 0
    held: int = 0
    faults: list[str] = field(default_factory=list)


def take_in(client: ClassicClient) -> IntakeReport:
    """One round over all feeds of the office in force. Raises `CodaboxError` when the office as a whole is refused."""
    pod = client.pod_client()
    report = IntakeReport()
    for feed in _sync_feeds(client, pod):
        report.feeds += 1
        with _faults_of(feed, report):
            _walk(client, feed, pod.allowed_formats, report)
    return report


@contextmanager
def _faults_of(feed: Feed, report: IntakeReport) -> Iterator[None]:
    """A fault stays with its feed, the others go on; refused credentials are the whole office's."""
    try:
        yield
    except CredentialsRefused:
        raise
    except CodaboxError as error:
        _note_feed_fault(feed, error.code, error.params)
        report.faults.append(error.code)
    except OSError as error:
        log.error("cannot store a file of feed %s: %s", feed.key, error)
        _note_feed_fault(feed, "internal", {})
        report.faults.append("internal")


def _sync_feeds(client: ClassicClient, pod: PodClient) -> list[Feed]:
    known = {feed.key: feed for feed in Feed.objects.filter(key__in=[str(c.id) for c in pod.feed_clients])}
    return [known.get(str(answer.id)) or _new_feed(client, answer) for answer in pod.feed_clients]


def _new_feed(client: ClassicClient, answer: FeedClient) -> Feed:
    """A client we had not seen: its enterprise number, where CodaBox tells, links it to a dossier later."""
    fields = {
        "client_id": answer.client_id,
        "client_name": answer.client_name,
        "client_code": answer.client_code,
    }
    fields["enterprise_number"] = _enterprise_number(client, answer)
    return Feed.objects.get_or_create(key=str(answer.id), defaults=fields)[0]


def _enterprise_number(client: ClassicClient, answer: FeedClient) -> str:
    try:
        return client.client(answer.client_id).enterprise_number or ""
    except (Gone, AccessRefused):
        return ""  # not every credential may read clients; the content of the files tells as well


def _walk(client: ClassicClient, feed: Feed, allowed: Mapping[str, tuple[str, ...]], report: IntakeReport) -> None:
    for redelivered in (False, True):
        for entry in _entries(client, feed, redelivered=redelivered):
            file = _remember(feed, entry, redelivered=redelivered)
            if file.state == State.OFFERED:
                _fetch(client, file, allowed.get(file.document_model, ()), report)
            elif file.state == State.HELD:
                report.held += 1
            client.acknowledge(int(feed.key), file.external_id, redelivered=redelivered)
            _acknowledged(file)
    Feed.objects.filter(pk=feed.pk).update(fault="", fault_params={})


def _entries(client: ClassicClient, feed: Feed, *, redelivered: bool) -> tuple[FeedEntry, ...]:
    if not redelivered:
        return client.feed(int(feed.key)).entries
    try:
        answer: FeedAnswer = client.redownload_feed(int(feed.key))
    except Gone:
        return ()  # this credential has no redelivery feed
    return answer.entries


@transaction.atomic
def _remember(feed: Feed, entry: FeedEntry, *, redelivered: bool) -> ReceivedFile:
    """The row of this entry, made at first sight; its unique `external_id` keeps it the only one."""
    coda = entry.coda
    fields: dict[str, Any] = {
        "feed": feed,
        "document_model": entry.document_model,
        "metadata": entry.metadata,
        "iban": (coda.iban if coda else None) or "",
        "currency": (coda.currency if coda else None) or "",
        "redelivered": redelivered,
    }
    if entry.document_model == "coda":
        fields["journal"], fields["state"], fields["reason"], fields["reason_params"] = _place(fields)
    file, made = ReceivedFile.objects.get_or_create(external_id=entry.feed_index, defaults=fields)
    if made:
        note(file, "offered")
        if file.state == State.HELD:
            note(file, "held", file.reason_params)
    return file


def _place(fields: dict[str, Any]) -> tuple[Journal | None, str, str, dict[str, str]]:
    """Whether a CODA entry is fetched: only for ticked journals, and when CodaBox does not name an account."""
    iban, currency = fields["iban"], fields["currency"]
    if not iban:
        return None, State.OFFERED, "", {}
    journal = Journal.objects.filter(iban=iban, currency=currency or "EUR").order_by("-coda_enabled").first()
    if journal is not None and journal.coda_enabled:
        return journal, State.OFFERED, "", {}
    reason = why_not_ticked(journal) if journal else "no_journal"
    return journal, State.HELD, reason, {"iban": iban, "currency": currency or "EUR"}


def fetch_held(client: ClassicClient) -> int:
    """Fetches files that were only noted while their journal was not ticked, and now is. Returns how many."""
    held = ReceivedFile.objects.filter(state=State.HELD, document_model="coda").order_by("received_at", "pk")
    ticked = set(Journal.objects.filter(coda_enabled=True).values_list("iban", "currency"))
    report = IntakeReport()
    for file in held.select_related("feed"):
        if (file.iban, file.currency or "EUR") in ticked:
            with _faults_of(file.feed, report):
                _fetch(client, file, FORMATS["coda"], report)
    return report.stored


def _fetch(client: ClassicClient, file: ReceivedFile, allowed: tuple[str, ...], report: IntakeReport) -> None:
    """Downloads every wanted format and commits them together. Raises `OSError` if it cannot."""
    wanted = [name for name in FORMATS.get(file.document_model, allowed) if not allowed or name in allowed]
    contents = {name: content for name in wanted if (content := _download(client, file, name)) is not None}
    kept = {name: storage.keep(content) for name, content in contents.items()}
    with transaction.atomic():
        FileContent.objects.bulk_create(
            FileContent(file=file, format=name, digest=k.digest, size=k.size, stored_as=k.name)
            for name, k in kept.items()
        )
        file.state = State.STORED if kept else State.GONE
        file.reason, file.reason_params = ("", {}) if kept else ("no_content", {})
        file.save(update_fields=["state", "reason", "reason_params"])
        note(file, "stored" if kept else "gone", {"formats": sorted(kept)})
    report.stored += bool(kept)


def _download(client: ClassicClient, file: ReceivedFile, name: str) -> bytes | None:
    try:
        return client.download(file.external_id, name, redelivered=file.redelivered)
    except Gone:
        return None


@transaction.atomic
def _acknowledged(file: ReceivedFile) -> None:
    if file.acknowledged_at is None:
        file.acknowledged_at = timezone.now()
        file.save(update_fields=["acknowledged_at"])
        note(file, "acknowledged")


def note(file: ReceivedFile, step: str, params: dict[str, Any] | None = None) -> None:
    """Adds one step to the life of a file."""
    FileEvent.objects.create(file=file, step=step, params=params or {})


def _note_feed_fault(feed: Feed, code: str, params: dict[str, Any]) -> None:
    Feed.objects.filter(pk=feed.pk).update(fault=code, fault_params=params)
