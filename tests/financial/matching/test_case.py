"""A case on paper: reading, writing, complaining, and the command that replays it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from financial.matching import case, match
from financial.matching.__main__ import main
from tests.financial.matching.books import OGM, OWN

SCHEMA = json.loads(Path("docs/matching-case.schema.json").read_text(encoding="utf-8"))

INPUT: dict[str, Any] = {
    "own_accounts": [OWN],
    "relations": [{"kind": "customer", "number": "K1", "name": "Peeters", "ibans": ["BE71096123456769"]}],
    "open_items": [
        {
            "kind": "customer",
            "relation": "K1",
            "document": "20260001",
            "external_document": None,
            "ogm": OGM,
            "rf": "",
            "open": "1000.00",
            "currency": "EUR",
            "date": "2026-01-05",
            "due": "2026-02-04",
            "discount": "20.00",
            "discount_until": "2026-01-31",
        }
    ],
    "coding_rules": [
        {
            "account": "",
            "family": "35",
            "transaction": "00",
            "category": "006",
            "level": "global",
            "type": "ledger",
            "number": "656000",
        }
    ],
    "settings": {"default_posting": False, "amount_step": "apply"},
    "lines": [
        {
            "id": "7/1",
            "account": OWN,
            "amount": "980.00",
            "date": "2026-01-20",
            "type": "0",
            "family": "01",
            "transaction": "50",
            "category": "000",
            "parent": None,
            "communication_type": "101",
            "communication": OGM,
            "information": [],
            "counterparty_account": "",
            "counterparty_name": None,
            "end_to_end_id": None,
        }
    ],
}


def changed(path: str, value: Any) -> dict[str, Any]:
    """The input with one field changed; `path` as in `lines.0.amount`."""
    copy = json.loads(json.dumps(INPUT))
    *steps, last = path.split(".")
    place = copy
    for step in steps:
        place = place[int(step)] if isinstance(place, list) else place[step]
    place[last] = value
    return copy


def test_the_result_is_written_in_the_documented_form() -> None:
    output = json.loads(case.write_results(match(case.read(json.dumps(INPUT)))))
    assert output == {
        "lines": [
            {
                "id": "7/1",
                "status": "applied",
                "account_type": "customer",
                "account": "K1",
                "document_type": "payment",
                "step": "ogm",
                "confidence": "certain",
                "review": False,
                "amount": "980.00",
                "applied": "980.00",
                "allocations": [{"relation": "K1", "document": "20260001", "amount": "980.00", "discount": "20.00"}],
                "candidates": [],
                "evidence": [{"what": "ogm", "found": "+++123/4567/89002+++", "where": "communication"}],
            }
        ]
    }


def test_input_and_output_fit_the_schema() -> None:
    jsonschema.validate(INPUT, SCHEMA)
    read = case.read(json.dumps(INPUT))
    jsonschema.validate(json.loads(case.write(read)), SCHEMA)
    output = json.loads(case.write_results(match(read)))
    jsonschema.validate(output, {"$ref": "#/$defs/result", "$defs": SCHEMA["$defs"]})


def test_what_is_written_reads_back_the_same() -> None:
    read = case.read(json.dumps(INPUT))
    assert case.read(case.write(read)) == read


def test_only_lines_are_needed() -> None:
    assert case.read('{"lines": []}').lines == ()


def test_ids_keep_their_type() -> None:
    read = case.read('{"lines": [{"id": 1, "amount": "1.00", "date": "2026-01-20"}]}')
    assert json.loads(case.write_results(match(read)))["lines"][0]["id"] == 1


def test_information_about_the_parties_is_not_searched() -> None:
    information = [{"type": "001", "text": "Straat 1 9000 Gent"}, {"type": "", "text": "factuur"}, "bis"]
    assert case.read(json.dumps(changed("lines.0.information", information))).lines[0].information == ("factuur", "bis")


@pytest.mark.parametrize(
    ("path", "value", "complaint"),
    [
        ("lines.0.amount", 980, "lines[0].amount: expected an amount as a string"),
        ("lines.0.amount", "1,00", "lines[0].amount: expected an amount as a string"),
        ("lines.0.amount", None, "lines[0].amount: expected an amount as a string"),
        ("lines.0.amount", "1.0000", "lines[0].amount: expected an amount as a string"),
        ("lines.0.date", "20/01/2026", "lines[0].date: expected a date YYYY-MM-DD"),
        ("lines.0.date", None, "lines[0].date: is missing"),
        ("lines.0.id", "", "lines[0].id: is missing"),
        ("lines.0.type", "x", "lines[0].type: expected a whole number"),
        ("lines.0.family", 1, "lines[0].family: expected a string"),
        ("lines.0.category", "abc", "lines[0].category: expected digits"),
        ("lines.0.parent", "8", 'lines[0].parent: no line has the id "8"'),
        ("lines.0.parent", "7/1", "lines[0].parent: a line cannot detail itself"),
        ("lines.0.status", "done", "lines[0].status: expected one of '', 'partly', 'applied', 'indirect'"),
        ("lines.0.information", [3], "lines[0].information[0]: expected an object"),
        ("lines", {}, "lines: expected a list"),
        ("relations.0.kind", "friend", "relations[0].kind: expected one of 'customer', 'supplier'"),
        ("relations.0.number", None, "relations[0].number: is missing"),
        ("relations.0.ibans", [None], "relations[0].ibans[0]: expected a string"),
        ("open_items.0.open", 1000.0, "open_items[0].open: expected an amount as a string"),
        ("open_items.0.discount", "-1.00", "open_items[0].discount: a discount is a positive magnitude"),
        ("open_items.0.document", None, "open_items[0].document: is missing"),
        ("coding_rules.0.level", "all", "coding_rules[0].level: expected one of 'global', 'detail'"),
        ("coding_rules.0.number", "", "coding_rules[0].number: a rule of type ledger names its account"),
        ("settings.default_posting", "yes", "settings.default_posting: expected true or false"),
        ("settings", [1], "settings: expected an object"),
    ],
)
def test_bad_input_is_named_by_its_field(path: str, value: Any, complaint: str) -> None:
    with pytest.raises(case.CaseError) as caught:
        case.read(json.dumps(changed(path, value)))
    assert str(caught.value).startswith(complaint)


@pytest.mark.parametrize("text", ["", "[", "[]", "3", "{}", "null", "[" * 100_000])
def test_what_is_no_case_at_all_is_refused(text: str) -> None:
    with pytest.raises(case.CaseError):
        case.read(text)


def test_two_lines_with_one_id_are_refused() -> None:
    with pytest.raises(case.CaseError, match=r'lines\[1\]\.id: "7/1" is there twice'):
        case.read(json.dumps(changed("lines", INPUT["lines"] * 2)))


def test_the_command_prints_the_result_only(tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_text(json.dumps(INPUT), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "financial.matching", str(path)], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout)["lines"][0]["step"] == "ogm"
    assert done.stderr == ""


def test_the_command_refuses_bad_input_with_status_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "case.json"
    path.write_text(json.dumps(changed("lines.0.amount", 3)), encoding="utf-8")
    assert main([str(path)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"{path}: lines[0].amount: expected an amount")


@pytest.mark.parametrize("arguments", [[], ["a", "b"], ["--help"], ["/no/such/file"]])
def test_the_command_explains_itself_with_status_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err


def test_the_command_warns_of_a_default_posting_without_rule(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "case.json"
    path.write_text(json.dumps(changed("settings.default_posting", True)), encoding="utf-8")
    assert main([str(path)]) == 0
    assert capsys.readouterr().err.startswith("settings.default_posting: no coding rule")
