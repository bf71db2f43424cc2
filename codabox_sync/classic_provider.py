"""The classic API behind the port: a lot is one client, its pages are its feed and then its redelivery feed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, Self

from codabox_sync.answers import Feed, FeedClient, FeedEntry
from codabox_sync.classic import ClassicClient
from codabox_sync.errors import AccessRefused, Gone
from codabox_sync.provider import Cursor, Entry, Lot, Page, RemoteClient

AcknowledgeMode = Literal["per_entry", "last_of_run", "off"]


class ClassicProvider:
    """One office through `ClassicClient`, which it closes. Different lots may be walked in different threads.

    `mode` says when receipts are confirmed: each by itself, only the last one of every feed (under the reading that an
    offset covers all before it), or never. `redelivery`: whether the feed of what was asked again is read too.
    """

    lasting = False

    def __init__(self, client: ClassicClient, *, mode: AcknowledgeMode = "per_entry", redelivery: bool = True) -> None:
        self._client = client
        self._mode = mode
        self._redelivery = redelivery
        self._formats: Mapping[str, tuple[str, ...]] = {}
        self._unconfirmed: dict[tuple[str, bool], Entry] = {}
        self.fetch_delay: int | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self._client.close()

    def clients(self, known: Sequence[RemoteClient]) -> tuple[RemoteClient, ...]:
        """Those of the pod; what is `known` of them and not told here stays."""
        pod = self._client.pod_client()
        self._formats, self.fetch_delay = pod.allowed_formats, pod.fetch_delay
        numbers = {client.key: client.enterprise_number for client in known}
        return tuple(_remote(answer, numbers.get(str(answer.id), "")) for answer in pod.feed_clients)

    def details(self, client: RemoteClient) -> RemoteClient:
        """The client with its enterprise number; as it was when these credentials may not read clients."""
        if not client.client_id:
            return client
        try:
            number = self._client.client(client.client_id).enterprise_number
        except (Gone, AccessRefused):
            return client  # the content of the files tells as well
        return RemoteClient(client.key, client.client_id, client.name, client.code, number or "")

    def lots(self, clients: Iterable[tuple[RemoteClient, Cursor]]) -> tuple[Lot, ...]:
        """One lot per client: every client has a feed of its own."""
        return tuple(Lot((client,), cursor) for client, cursor in clients)

    def pages(self, lot: Lot) -> Iterator[Page]:
        """The feed of each client, and then what was asked for again. CodaBox remembers where we are; we need not."""
        for client in lot.clients:
            for redelivered in (False, True) if self._redelivery else (False,):
                feed = self._feed(int(client.key), redelivered=redelivered)
                yield Page(tuple(self._entry(client.key, e, redelivered=redelivered) for e in feed), lot.cursor)
                self._confirm(client.key, redelivered=redelivered)

    def download(self, entry: Entry, format: str) -> bytes:
        """The document, from the feed that offers it."""
        return self._client.download(entry.external_id, format, redelivered=entry.redelivered)

    def acknowledge(self, entry: Entry) -> None:
        """Confirms receipt, at once or with the end of the feed."""
        self._unconfirmed[entry.client_key, entry.redelivered] = entry
        if self._mode == "per_entry":
            self._confirm(entry.client_key, redelivered=entry.redelivered)

    def _confirm(self, key: str, *, redelivered: bool) -> None:
        entry = self._unconfirmed.pop((key, redelivered), None)
        if entry and self._mode != "off":
            self._client.acknowledge(int(key), entry.external_id, redelivered=redelivered)

    def _feed(self, feed_id: int, *, redelivered: bool) -> tuple[FeedEntry, ...]:
        if not redelivered:
            return self._client.feed(feed_id).entries
        try:
            feed: Feed = self._client.redownload_feed(feed_id)
        except Gone:
            return ()  # these credentials have no redelivery feed
        return feed.entries

    def _entry(self, key: str, entry: FeedEntry, *, redelivered: bool) -> Entry:
        return Entry(
            external_id=entry.feed_index,
            client_key=key,
            model=entry.document_model,
            metadata=entry.metadata,
            formats=self._formats.get(entry.document_model, ()),
            coda=entry.coda,
            redelivered=redelivered,
        )


def _remote(answer: FeedClient, number: str) -> RemoteClient:
    return RemoteClient(str(answer.id), answer.client_id, answer.client_name, answer.client_code, number)
