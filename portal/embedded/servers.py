"""PostgreSQL and Valkey together on one data folder."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from portal.embedded.locks import sole_use
from portal.embedded.postgres import postgres
from portal.embedded.valkey import valkey


@dataclass(frozen=True, slots=True)
class Urls:
    """Where the servers listen."""

    database: str
    redis: str


@contextmanager
def servers(folder: Path, *, durable: bool = True) -> Iterator[Urls]:
    """Both servers, with their data in `folder`, for as long as the block lasts.

    `DATABASE_URL` and `REDIS_URL` in the environment take the place of our own. `durable=False` is for tests: no
    fsync. Raises an `EmbeddedError`: `AlreadyRunning`, `NotOurs`, `BinaryMissing`, `ServerFailed`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        lock = stack.enter_context(sole_use(folder))
        database, broker = os.environ.get("DATABASE_URL", ""), os.environ.get("REDIS_URL", "")
        if not database:
            database = stack.enter_context(postgres(folder, durable=durable, lock=lock))
        if not broker:
            broker = stack.enter_context(valkey(folder, lock=lock))
        yield Urls(database, broker)
