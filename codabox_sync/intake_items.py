"""What happens to each document on offer: fetched, only noted because no journal asks for it, or known already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from codabox_sync.models import Feed, ReceivedFile
from codabox_sync.provider import Entry
from codabox_sync.routing import why_not_ticked
from financial.models import Journal
from offices.storage import Kept

State = ReceivedFile.State
Journals = Mapping[str, Sequence[Journal]]
DAMAGED = ("content_damaged",)
USUAL = ("xml", "pdf")
"""Tried when nobody says which formats a document has."""


@dataclass(slots=True)
class Item:
    """One document on its way: its row (not saved yet when it is `new`), the formats to fetch, and what was kept of
    them. `steps` are the new ones in its life; without any there is nothing to write.
    """

    entry: Entry
    file: ReceivedFile
    new: bool
    formats: tuple[str, ...] = ()
    kept: dict[str, Kept] = field(default_factory=dict)
    steps: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    @property
    def is_awaited(self) -> bool:
        """CodaBox does not have a wanted format, but may have it soon: receipt is not confirmed yet."""
        patience = timedelta(seconds=settings.CODABOX_GONE_SECONDS)
        return len(self.kept) < len(self.formats) and timezone.now() - self.file.received_at < patience

    def conclude(self, *, held: bool) -> None:
        """The state of a document whose bytes were asked for. One that was `held` and is no longer to be had must be
        asked for again."""
        if self.kept:
            self.steps.append(("stored", {"formats": sorted(self.kept)}))
            self._stored()
        elif self.formats and self.file.state == State.OFFERED:
            self.steps.append(("gone", {}))
            self.file.state, self.file.reason = State.GONE, "ask_again" if held else "no_content"

    def _stored(self) -> None:
        """To be read, unless it was read before and only a copy for people was missing. What no ticked journal asks
        for stays out of sight."""
        unread = self.file.state in {State.OFFERED, State.GONE} or self.file.reason in {"no_content", *DAMAGED}
        if unread or self.file.asked_again_at:
            self.file.state, self.file.reason, self.file.reason_params = State.STORED, "", {}
        self.file.asked_again_at = None


def items_of(feed: Feed, entries: Sequence[Entry], *, held: bool) -> list[Item]:
    """The documents in their order, each once. `held`: they were noted before, and their journal is ticked now."""
    ids = [entry.external_id for entry in entries]
    known = ReceivedFile.objects.filter(external_id__in=ids).prefetch_related("contents")
    rows = {file.external_id: file for file in known}
    journals = _journals(entries)
    items: dict[str, Item] = {}
    for entry in entries:
        if entry.external_id not in items:
            row = rows.get(entry.external_id)
            item = Item(entry, row or _row(feed, entry), new=row is None)
            items[entry.external_id] = item
            _decide(item, journals)
    return list(items.values())


def _row(feed: Feed, entry: Entry) -> ReceivedFile:
    coda = entry.coda
    return ReceivedFile(
        feed=feed,
        external_id=entry.external_id,
        document_model=entry.model,
        metadata=entry.metadata,
        iban=((coda.iban if coda else None) or "")[:34],
        currency=((coda.currency if coda else None) or "")[:3],
        redelivered=entry.redelivered,
    )


def _decide(item: Item, journals: Journals) -> None:
    file, policy = item.file, settings.CODABOX_INACTIVE_IBAN
    if item.new or file.state == State.HELD:
        _place(file, journals)
    if item.new:
        item.steps.append(("offered", {}))
    if item.new and file.state == State.HELD:
        item.steps.append(("held", file.reason_params))
    if file.state != State.HELD or (item.new and policy == "store_hidden"):
        item.formats = _formats(item)
    if item.formats:
        file.redelivered = item.entry.redelivered
    if item.new and file.state == State.HELD and policy == "skip":
        item.steps.clear()


def _place(file: ReceivedFile, journals: Journals) -> None:
    """Whether a CODA file is fetched: only for ticked journals, and when CodaBox does not name the account. Where it
    names no currency, any currency of the account will do: the content tells."""
    file.state, file.reason, file.reason_params = State.OFFERED, "", {}
    if file.document_model != "coda" or not file.iban:
        return
    of_account = [j for j in journals.get(file.iban, ()) if j.currency == (file.currency or j.currency)]
    file.journal = of_account[0] if of_account else None
    if file.journal and file.journal.coda_enabled:
        return
    file.state = State.HELD
    file.reason = why_not_ticked(file.journal) if file.journal else "no_journal"
    file.reason_params = {"iban": file.iban, "currency": file.currency or "EUR"}


def _journals(entries: Sequence[Entry]) -> Journals:
    """Journals by account, the ticked ones first."""
    ibans = {entry.coda.iban for entry in entries if entry.coda and entry.coda.iban}
    found: dict[str, list[Journal]] = {}
    for journal in Journal.objects.filter(iban__in=ibans).order_by("-coda_enabled", "pk") if ibans else ():
        found.setdefault(journal.iban, []).append(journal)
    return found


def _formats(item: Item) -> tuple[str, ...]:
    """The wanted formats that are not here yet; all of them again when somebody asked for it."""
    file = item.file
    again = item.entry.redelivered and (file.asked_again_at is not None or file.reason in DAMAGED)
    here = set() if item.new or again else {content.format for content in file.contents.all()}
    return tuple(name for name in _wanted(item.entry) if name not in here)


def _wanted(entry: Entry) -> tuple[str, ...]:
    """Those of the settings that are on offer; all that are on offer for a model we do not know."""
    wanted: Sequence[str] = settings.CODABOX_FORMATS.get(entry.model, entry.formats)
    return tuple(name for name in wanted if not entry.formats or name in entry.formats) or entry.formats or USUAL
