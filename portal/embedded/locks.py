"""One run at a time on a data folder. The kernel drops these locks with the last process that holds them."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from portal.embedded.errors import AlreadyRunning, NotOurs, StillStopping

STOPPING_SECONDS = 30


@contextmanager
def sole_use(folder: Path) -> Iterator[int]:
    """Gives the open lock that the servers must inherit: it is held until the last of them is gone.

    So a run that follows on a kill waits for the old servers; two at once would spoil the data. Raises
    `AlreadyRunning` at once when a live process uses the folder, `StillStopping`, or `NotOurs`.
    """
    try:
        with (folder / "lock").open("w") as ours, (folder / "servers.lock").open("w") as theirs:
            if not _taken(ours):
                raise AlreadyRunning(folder)
            _wait_for(theirs, folder)
            yield theirs.fileno()
    except PermissionError as error:
        raise NotOurs(folder) from error


def _wait_for(lock: IO[str], folder: Path) -> None:
    end = time.monotonic() + STOPPING_SECONDS
    while not _taken(lock):
        if time.monotonic() > end:
            raise StillStopping(folder)
        time.sleep(0.05)


def _taken(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
