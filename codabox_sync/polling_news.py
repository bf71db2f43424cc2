"""Asking what is new: the part of a round that needs no database, some calls at the same time."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import chain
from typing import Self, TypeVar

from codabox_sync import errors
from codabox_sync.provider import Cursor, Lot, Page, Provider

T = TypeVar("T")
R = TypeVar("R")
_OF_THE_OFFICE = (
    errors.CredentialsRefused,
    errors.SoftwareRefused,
    errors.ConsentRefused,
    errors.ApplicationUnusable,
    errors.RateLimited,
)


class Crew:
    """At most `size` calls to CodaBox at the same time. Use it in a `with`; one needs no thread of its own."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._threads = ThreadPoolExecutor(size, thread_name_prefix="codabox") if size > 1 else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        if self._threads:
            self._threads.shutdown(cancel_futures=True)

    def map(self, work: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
        """The results in the order of the items, which are taken one by one as there are hands for them."""
        if self._threads is None:
            yield from map(work, items)
            return
        under_way: deque[Future[R]] = deque()
        try:
            for item in items:
                under_way.append(self._threads.submit(work, item))
                if len(under_way) == 2 * self._size:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        finally:
            for future in under_way:
                future.cancel()


@dataclass(slots=True)
class News:
    """What CodaBox answered about one lot: its first page with documents and those after it, or a fault.

    `cursor` is what to remember when there are no documents at all.
    """

    lot: Lot
    cursor: Cursor
    first: Page | None = None
    rest: Iterator[Page] = field(default_factory=lambda: iter(()))
    fault: errors.CodaboxError | None = None

    def pages(self) -> Iterator[Page]:
        """The first page and what comes after it. Raises `CodaboxError`."""
        return chain([self.first] if self.first else [], self.rest)


def ask(provider: Provider, lots: Iterable[Lot], workers: Crew, *, patience: int) -> Iterator[News]:
    """What is new for each lot. Raises a `CodaboxError` that is the whole office's, or when so many lots in a row
    cannot be reached that the others need not be tried (`patience`)."""
    row = 0
    for news in workers.map(lambda lot: _first(provider, lot), lots):
        row = row + 1 if isinstance(news.fault, errors.TemporaryFailure) else 0
        if news.fault and (is_of_the_office(news.fault) or row >= patience):
            raise news.fault
        yield news


def is_of_the_office(error: errors.CodaboxError) -> bool:
    """Whether the fault is not of one client: nobody of the office is let in, or CodaBox names a time to come back."""
    return isinstance(error, _OF_THE_OFFICE) or bool(getattr(error, "retry_after", None))


def _first(provider: Provider, lot: Lot) -> News:
    cursor, pages = lot.cursor, provider.pages(lot)
    try:
        for page in pages:
            if page.entries:
                return News(lot, cursor, page, pages)
            cursor = page.cursor
    except errors.CodaboxError as error:
        return News(lot, lot.cursor, fault=error)
    return News(lot, cursor)
