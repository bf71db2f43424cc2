"""The command line: output, exit status, standard input."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

import coda
from coda.cli import main
from tests.coda.files import IBAN, joined, small_lines, spoiled


@pytest.fixture
def good(tmp_path: Path) -> str:
    path = tmp_path / "good.cod"
    path.write_bytes(joined(small_lines()))
    return str(path)


@pytest.fixture
def bad(tmp_path: Path) -> str:
    path = tmp_path / "bad.cod"
    path.write_bytes(spoiled(17, 17, "000099"))
    return str(path)


@pytest.fixture
def other(tmp_path: Path) -> str:
    path = tmp_path / "other.pdf"
    path.write_bytes(b"%PDF-1.4")
    return str(path)


def test_read_shows_a_table(good: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", good, "--lang", "nl"]) == 0
    lines = capsys.readouterr().out.splitlines()

    assert lines[0] == f"{IBAN}  EUR  Bakkerij Peeters  uittreksel 042"
    assert lines[1] == "2026-03-05          1,000.00  oud saldo"
    assert lines[2] == "2026-03-05            121.00  Jan Janssens                +++123/4567/89002+++"
    assert lines[4] == "2026-03-05           -100.00    An                          Enkelvoudige overschrijving"
    assert lines[-2:] == ["  » Prettige feesten", ""]


def test_json_is_one_object_per_line(good: str, bad: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", "--json", good, bad]) == 1
    first, second = map(json.loads, capsys.readouterr().out.splitlines())

    assert (first["file"], first["findings"], len(first["statements"])) == (good, [], 1)
    assert second["findings"] == [
        {
            "code": "trailer-count",
            "severity": "error",
            "line": 17,
            "column": 17,
            "message": "trailer counts 99 records, the file holds 14",
        }
    ]


def test_indented_json(good: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", "--json", "--indent", good]) == 0
    out = capsys.readouterr().out

    assert out.startswith('{\n  "file"')
    assert json.loads(out)["encoding"] == "ascii"


def test_check_shows_findings_in_the_language_asked(bad: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--lang", "nl", bad]) == 1

    message = "de slotopname telt 99 opnamen, het bestand bevat er 14"
    assert capsys.readouterr().out == f"{bad}:17:17: error: {message} [trailer-count]\n"


def test_check_of_a_good_file_is_silent(good: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", good]) == 0
    assert capsys.readouterr() == ("", "")


def test_warnings_do_not_change_the_exit_status(tmp_path: Path) -> None:
    path = tmp_path / "warning.cod"
    path.write_bytes(spoiled(3, 66, "123456789003"))

    assert main(["check", str(path)]) == 0


def test_other_files_give_status_2(other: str, good: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", other]) == 2
    assert main(["check", good, other]) == 2
    assert main(["anonymise", other]) == 2
    assert main(["read", "no-such-file"]) == 2
    assert "no CODA records" in capsys.readouterr().err


def test_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(joined(small_lines())))
    monkeypatch.setattr(sys, "stdin", stdin)

    assert main(["read", "--json", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["file"] == "-"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["01", "50", "000", "--lang", "nl"], "50   Overschrijving te uwen gunste (credit)"),
        (["30050000"], "3    Simple amount with detail"),
        (["05"], "05   Direct debit"),
        (["99", "01"], "99   unknown"),
    ],
)
def test_codes(arguments: list[str], expected: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["codes", *arguments]) == 0
    assert expected in capsys.readouterr().out.splitlines()


def test_anonymise(good: str, tmp_path: Path) -> None:
    output = tmp_path / "anonymous.cod"

    assert main(["anonymise", good, "-o", str(output)]) == 0
    assert b"Janssens" not in output.read_bytes()
    assert coda.read(output).findings == ()


def test_runs_as_a_module(good: str) -> None:
    done = subprocess.run([sys.executable, "-m", "coda", "check", good], capture_output=True, check=False)

    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_wrong_use_gives_status_2() -> None:
    with pytest.raises(SystemExit) as raised:
        main(["read"])

    assert raised.value.code == 2
