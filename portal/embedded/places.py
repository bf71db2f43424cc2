"""Where PostgreSQL keeps its data, when it runs as an account that may not come where we are."""

import shutil
import tempfile
from pathlib import Path

from portal.embedded.accounts import reachable

_OPEN_TO_ALL = "/var/tmp"  # noqa: S108 - for folders of unguessable name; unlike /tmp it survives a restart
_TRAVERSABLE = 0o755


def postgres_home(folder: Path) -> Path:
    """`postgres` in the data folder: a folder, or a link to where an earlier run put it."""
    return folder.resolve() / "postgres"


def make_home(folder: Path, user: str) -> Path:
    """The home, made if need be. Out of `user`'s reach it becomes a link to a folder of its own in /var/tmp."""
    home = postgres_home(folder)
    if home.is_symlink() and not home.exists():
        home.unlink()  # somebody tidied /var/tmp
    if not home.exists():
        if reachable(folder, user):
            home.mkdir()
        else:
            home.symlink_to(tempfile.mkdtemp(prefix="afpunt-", dir=_OPEN_TO_ALL))
    if user:
        home.chmod(_TRAVERSABLE)
    return home.resolve()


def clear_away(folder: Path) -> None:
    """Removes a data folder and what it keeps elsewhere. Its servers must have stopped."""
    home = postgres_home(folder)
    if home.is_symlink():
        shutil.rmtree(home.resolve(), ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)
