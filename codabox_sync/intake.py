"""From CodaBox into our own hands: store, commit, and only then acknowledge.

The documents of a client are taken in CodaBox's order, some at a time. At the first whose bytes cannot be stored that
client stops for this round; the others go on. Nothing is read or judged here beyond the metadata: a bad file is stored
like a good one.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings

from codabox_sync.answers import CodaMetadata
from codabox_sync.connections.models import ConnectedClient
from codabox_sync.errors import CodaboxError
from codabox_sync.intake_batch import Batch
from codabox_sync.models import Feed, ReceivedFile
from codabox_sync.polling_news import Crew, News, is_of_the_office
from codabox_sync.polling_roster import Outcome, remote
from codabox_sync.provider import Cursor, Entry, Provider
from financial.models import Journal

log = logging.getLogger(__name__)
State = ReceivedFile.State


@dataclass(slots=True)
class Intake:
    """Takes in what CodaBox offers to the office in force. `alive` is called between two steps, and may raise."""

    provider: Provider
    workers: Crew
    clients: Mapping[str, ConnectedClient]
    alive: Callable[[], None]
    stored: int = 0
    _feeds: dict[str, Feed] = field(default_factory=dict)
    _awaiting: set[str] = field(default_factory=set)

    def take_in(self, news: News) -> dict[str, Outcome]:
        """Everything that is new for one lot, and how it ended for each of its clients.

        Raises `CodaboxError` when the office as a whole is refused.
        """
        faults: dict[str, Outcome] = {}
        keys, cursor = [client.key for client in news.lot.clients], news.cursor
        try:
            for page in news.pages():
                cursor = page.cursor
                faults |= self._take_page(page.entries, faults)
                if len(faults) == len(keys):
                    break
        except CodaboxError as error:
            faults = {key: self._fault(key, error) for key in keys} | faults
        return {key: faults.get(key) or Outcome(self._cursor(key) if key in self._awaiting else cursor) for key in keys}

    def fetch_held(self) -> dict[str, Outcome]:
        """Fetches files that were only noted while their journal was not ticked, and now is, and those that somebody
        asked for again where CodaBox keeps them at hand; the faults by client."""
        ibans = Journal.objects.filter(coda_enabled=True).values("iban")
        held = ReceivedFile.objects.filter(state=State.HELD, iban__in=ibans)
        held.filter(contents__isnull=False).update(state=State.STORED, reason="", reason_params={})
        if self.provider.lasting:
            held |= ReceivedFile.objects.filter(asked_again_at__isnull=False)
        by_feed: dict[Feed, list[Entry]] = defaultdict(list)
        for file in held.select_related("feed").order_by("received_at", "pk"):
            by_feed[file.feed].append(_entry_of(file))
        taken = {feed.key: self._take(feed.key, entries, held_of=feed) for feed, entries in by_feed.items()}
        return {key: fault for key, fault in taken.items() if fault}

    def _take_page(self, entries: Sequence[Entry], faults: Mapping[str, Outcome]) -> dict[str, Outcome]:
        by_client: dict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            by_client[entry.client_key].append(entry)
        taken = {key: self._take(key, found) for key, found in by_client.items() if key not in faults}
        return {key: fault for key, fault in taken.items() if fault}

    def _take(self, key: str, entries: Sequence[Entry], *, held_of: Feed | None = None) -> Outcome | None:
        """The fault that stopped this client, if any; refused credentials are the whole office's."""
        confirm = held_of is None
        try:
            feed = held_of or self._feed(key)
            for some in _batches(entries, settings.CODABOX_STORE_BATCH):
                self.alive()
                batch = Batch(feed, self.provider, self.workers, held=held_of is not None)
                batch.store(some)
                self.stored += batch.stored
                confirm = batch.finish(confirm=confirm)
            if held_of is None and not confirm:
                self._awaiting.add(key)
        except (CodaboxError, OSError) as error:
            return self._fault(key, error)
        return None

    def _fault(self, key: str, error: CodaboxError | OSError) -> Outcome:
        if isinstance(error, OSError):
            log.error("cannot store a file of client %s: %s", key, error)
            return Outcome(self._cursor(key), "internal")
        if is_of_the_office(error):
            raise error
        return Outcome(self._cursor(key), error.code, error.params)

    def _cursor(self, key: str) -> Cursor:
        """Where the client stood before this round: what was not dealt with comes again from there."""
        return self.clients[key].cursor if key in self.clients else {}

    def _feed(self, key: str) -> Feed:
        """The client's row in the office, made when its first document comes. Its enterprise number, where CodaBox
        tells, links it to a dossier."""
        if key not in self._feeds:
            found = Feed.objects.select_related("dossier").filter(key=key).first()
            self._feeds[key] = found if found and found.enterprise_number else self._introduce(key)
        return self._feeds[key]

    def _introduce(self, key: str) -> Feed:
        client = self.clients[key]
        if not client.enterprise_number:
            client.enterprise_number = self.provider.details(remote(client)).enterprise_number
            ConnectedClient.objects.filter(pk=client.pk).update(enterprise_number=client.enterprise_number)
        return Feed.objects.update_or_create(key=key, defaults=names_of(client))[0]


def names_of(client: ConnectedClient) -> dict[str, str]:
    """What a feed takes over from the client it belongs to."""
    return {
        "client_id": client.client_id,
        "client_name": client.name,
        "client_code": client.code,
        "enterprise_number": client.enterprise_number,
    }


def _entry_of(file: ReceivedFile) -> Entry:
    return Entry(
        external_id=file.external_id,
        client_key=file.feed.key,
        model=file.document_model,
        metadata=file.metadata,
        coda=CodaMetadata.read(file.metadata),
        redelivered=file.redelivered or file.asked_again_at is not None,
    )


def _batches(entries: Sequence[Entry], size: int) -> Iterator[Sequence[Entry]]:
    return (entries[start : start + size] for start in range(0, len(entries), size))
