"""The rules of the engine as case files, each with what is expected of it: replayed as anybody would replay them."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from financial.matching.__main__ import main

CASES = sorted((Path(__file__).parent / "cases").glob("*.json"))
SCHEMA = json.loads(Path("docs/matching-case.schema.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_case_comes_out_as_expected(path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    case: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.validate(case, SCHEMA)
    assert main([str(path)]) == 0
    output = json.loads(capfdbinary.readouterr().out)
    jsonschema.validate(output, {"$ref": "#/$defs/result", "$defs": SCHEMA["$defs"]})
    found = {str(line["id"]): line for line in output["lines"]}
    assert list(found) == [str(line["id"]) for line in case["lines"]]
    expected = case["expected"]
    assert {name: {field: found[name][field] for field in fields} for name, fields in expected.items()} == expected
