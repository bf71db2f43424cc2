"""Which account runs PostgreSQL: it refuses to be root."""

import os
import pwd
import subprocess
from pathlib import Path

from portal.embedded.errors import EmbeddedError

_FALLBACKS = ("nobody", "postgres")


def server_user(data: Path) -> str:
    """'' is ourselves. As root: whoever owns the data already, else an account without rights."""
    if os.geteuid() != 0:
        return ""
    owner = _name(data.stat().st_uid) if data.exists() else ""
    known = [name for name in (owner, *_FALLBACKS) if name and name != "root" and _exists(name)]
    if not known:
        raise EmbeddedError("PostgreSQL does not run as root, and there is no account `nobody` to run it as.")
    return known[0]


def reachable(path: Path, user: str) -> bool:
    """Whether `user` can read the path: a checkout below a closed home folder is not."""
    if not user:
        return True
    asked = subprocess.run(["test", "-r", str(path)], user=user, extra_groups=[], check=False)  # noqa: S607
    return asked.returncode == 0


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return ""


def _exists(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True
