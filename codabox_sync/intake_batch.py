"""Some documents of one client, stored together: fetched, flushed to disk, committed, and only then acknowledged."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from codabox_sync.errors import CodaboxError, Gone
from codabox_sync.intake_items import Item, items_of
from codabox_sync.models import Feed, FileContent, FileEvent, ReceivedFile
from codabox_sync.polling_news import Crew, is_of_the_office
from codabox_sync.provider import Entry, Provider
from offices import storage
from offices.storage import Kept

Fault: TypeAlias = CodaboxError | OSError
CHANGING = ("journal", "state", "reason", "reason_params", "redelivered", "asked_again_at")


class Batch:
    """Call `store`, then `finish`. `held`: documents that were noted before and are fetched now, off the feed."""

    def __init__(self, feed: Feed, provider: Provider, workers: Crew, *, held: bool) -> None:
        self._feed = feed
        self._provider = provider
        self._workers = workers
        self._held = held
        self._safe: list[Item] = []
        self._failed: list[Item] = []
        self._fault: Fault | None = None

    @property
    def stored(self) -> int:
        return sum(bool(item.kept) for item in self._safe)

    def store(self, entries: Sequence[Entry]) -> None:
        """Fetches and keeps the documents in order, up to the first that fails, and commits them all."""
        items = items_of(self._feed, entries, held=self._held)
        self._fetch(items)
        for item in self._safe:
            item.conclude(held=self._held)
        _commit([item for item in [*self._safe, *self._failed] if item.steps])

    def finish(self, *, confirm: bool) -> bool:
        """Acknowledges what is safe, in order and up to the first document that is still awaited; nothing when an
        earlier one of this feed is (`confirm` is false). Whether later ones may be acknowledged.

        Raises the fault that stopped `store`, or one of its own.
        """
        confirmed: list[ReceivedFile] = []
        try:
            for item in self._safe if confirm else ():
                if item.is_awaited:
                    confirm = False
                    break
                self._provider.acknowledge(item.entry)
                confirmed.append(item.file)
        finally:
            _note_confirmed([file for file in confirmed if file.pk and not file.acknowledged_at])
        if self._fault:
            raise self._fault
        return confirm

    def _fetch(self, items: list[Item]) -> None:
        """Stops at the first document that cannot be fetched or kept; those before it are safe. Where nothing is
        acknowledged, order means nothing, and the next one is tried."""
        brought = self._workers.map(self._bringing(), [item for item in items if item.formats])
        for item in items:
            kept = next(brought) if item.formats else {}
            if isinstance(kept, dict):
                item.kept = kept
                self._safe.append(item)
                continue
            self._failed.append(item)
            self._fault = self._fault or kept
            if not self._held or (isinstance(kept, CodaboxError) and is_of_the_office(kept)):
                return

    def _bringing(self) -> Callable[[Item], "dict[str, Kept] | Fault"]:
        """Puts every wanted format of an item on disk. Touches no database: it may run in another thread."""
        folder: str = connection.schema_name  # type: ignore[attr-defined]

        def bring(item: Item) -> "dict[str, Kept] | Fault":
            try:
                found = {name: content for name in item.formats if (content := self._download(item, name)) is not None}
                return {name: storage.keep(content, folder=folder) for name, content in found.items()}
            except (CodaboxError, OSError) as error:
                return error

        return bring

    def _download(self, item: Item, name: str) -> bytes | None:
        try:
            return self._provider.download(item.entry, name)
        except Gone:
            if settings.CODABOX_404_POLICY == "stop":
                raise
            return None


@transaction.atomic
def _commit(items: list[Item]) -> None:
    ReceivedFile.objects.bulk_create(item.file for item in items if item.new)
    known = [item.file for item in items if not item.new]
    if known:
        ReceivedFile.objects.bulk_update(known, CHANGING)
    FileContent.objects.bulk_create(
        (
            FileContent(file=item.file, format=name, digest=kept.digest, size=kept.size, stored_as=kept.name)
            for item in items
            for name, kept in item.kept.items()
        ),
        update_conflicts=True,
        unique_fields=("file", "format"),
        update_fields=("digest", "size", "stored_as"),
    )
    FileEvent.objects.bulk_create(
        FileEvent(file=item.file, step=step, params=params) for item in items for step, params in item.steps
    )


@transaction.atomic
def _note_confirmed(files: list[ReceivedFile]) -> None:
    if files:
        now = timezone.now()
        ReceivedFile.objects.filter(pk__in=[file.pk for file in files]).update(acknowledged_at=now)
        FileEvent.objects.bulk_create(FileEvent(file=file, step="acknowledged", at=now) for file in files)
