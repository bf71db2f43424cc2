"""Golden files: each CODA file in `golden/` has its JSON beside it.

`UPDATE_GOLDEN=1 pytest tests/coda/test_golden.py` writes the JSON anew; the diff is to be reviewed.
"""

import json
import os
from pathlib import Path

import jsonschema
import pytest

import coda
from coda.as_json import file_as_json

GOLDEN = Path(__file__).with_name("golden")
SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "coda.schema.json").read_text(encoding="utf-8"))
FILES = sorted(GOLDEN.glob("*.cod"))


def read_as_json(path: Path) -> object:
    return file_as_json(path.name, coda.read(path))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_golden(path: Path) -> None:
    found = read_as_json(path)
    expected = path.with_suffix(".json")
    if os.environ.get("UPDATE_GOLDEN"):
        expected.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    assert found == json.loads(expected.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_golden_json_follows_the_schema(path: Path) -> None:
    jsonschema.validate(read_as_json(path), SCHEMA)


@pytest.mark.parametrize("path", [path for path in FILES if path.stem != "broken"], ids=lambda path: path.stem)
def test_golden_file_comes_back_byte_for_byte(path: Path) -> None:
    assert coda.write(coda.read(path)) == path.read_bytes()


def test_golden_files_are_there() -> None:
    assert len(FILES) == len(list(GOLDEN.glob("*.json"))) == 10
