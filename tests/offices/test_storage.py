"""Raw files: the same content once, whole, and never less than what a row points at."""

from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from offices import storage
from offices.models import Office

CONTENT = b"0" * 128 + b"\r\n"


def _path(kept: storage.Kept) -> Path:
    return Path(default_storage.path(kept.name))


def test_same_content_is_kept_once(office: Office) -> None:
    first, second = storage.keep(CONTENT), storage.keep(CONTENT)

    assert first == second
    assert [file.name for file in _path(first).parent.iterdir()] == [first.digest]


def test_each_office_keeps_its_own(office: Office) -> None:
    assert storage.keep(CONTENT).name.startswith(f"{office.schema_name}/")


@pytest.mark.parametrize("left_behind", [b"", CONTENT[:64], b"\0" * len(CONTENT)], ids=["empty", "half", "zeros"])
def test_what_a_power_cut_left_is_written_anew(office: Office, left_behind: bytes) -> None:
    kept = storage.keep(CONTENT)
    _path(kept).write_bytes(left_behind)

    again = storage.keep(CONTENT)

    assert again == kept
    assert storage.fetch(again.name, digest=again.digest) == CONTENT


def test_damaged_content_is_not_handed_out(office: Office) -> None:
    kept = storage.keep(CONTENT)
    _path(kept).write_bytes(b"1" * len(CONTENT))

    with pytest.raises(storage.ContentDamaged):
        storage.fetch(kept.name, digest=kept.digest)
