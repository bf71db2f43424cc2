"""Passwords of servers on one's own machine, in files only we can read."""

import secrets
from pathlib import Path


def kept_password(path: Path) -> str:
    """The password kept in the file; made at the first asking."""
    if not path.exists():
        write_secret(path, secrets.token_urlsafe(24))
    return path.read_text()


def write_secret(path: Path, text: str) -> None:
    """All or nothing: a kill leaves no half secret behind."""
    unfinished = path.with_name(f"{path.name}.unfinished")
    unfinished.touch(mode=0o600)
    unfinished.write_text(text)
    unfinished.replace(path)
