"""Raw files, content-addressed per office, through Django's storage API.

A file is safe once `keep()` returns: its bytes are on disk (fsync'd) or in the bucket. The same content is stored once.
"""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection


@dataclass(frozen=True, slots=True)
class Kept:
    """Where stored content is: SHA-256 in hex, size in bytes and the name within the storage."""

    digest: str
    size: int
    name: str


def keep(content: bytes, *, folder: str = "") -> Kept:
    """Stores the bytes for the present office and returns where. Safe to repeat. Raises `OSError` on a full disk.
    Another thread, which is in no office, names the office's schema as `folder`.

    What stands there already counts only when it is whole, and is flushed too: a killed run may have left it halfway.
    """
    digest = hashlib.sha256(content).hexdigest()
    name = f"{folder or connection.schema_name}/{digest[:2]}/{digest}"  # type: ignore[attr-defined]
    if not _is_whole(name, digest):
        default_storage.delete(name)
        name = default_storage.save(name, ContentFile(content))
    _flush_to_disk(name)
    return Kept(digest=digest, size=len(content), name=name)


def _is_whole(name: str, digest: str) -> bool:
    try:
        fetch(name, digest=digest)
    except (FileNotFoundError, ContentDamaged):
        return False
    return True


def fetch(name: str, *, digest: str) -> bytes:
    """The stored bytes. Raises `ContentDamaged` when they are no longer what was stored, `OSError` when missing."""
    with default_storage.open(name) as stored:
        content: bytes = stored.read()
    if hashlib.sha256(content).hexdigest() != digest:
        raise ContentDamaged(name)
    return content


class ContentDamaged(Exception):
    """Stored bytes do not fit their own hash."""


def _flush_to_disk(name: str) -> None:
    """A committed row must never point at bytes that a power cut can still take away: sync file and folder.

    A bucket has no path, and answers when the bytes are safe."""
    try:
        path = Path(default_storage.path(name))
    except NotImplementedError:
        return
    for target in (path, path.parent):
        handle = os.open(target, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
