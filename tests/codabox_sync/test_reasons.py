"""Every code has a sentence, in every language, with the facts filled in."""

import re
from pathlib import Path

import pytest
from django.utils.translation import override

from codabox_sync import intake, reasons, routing, services
from codabox_sync.errors import MESSAGES
from codabox_sync.models import ReceivedFile
from codabox_sync.reasons import REASONS, STEPS, reason_text
from financial import importing
from tests.codabox_sync.worlds import statement

_CODE = re.compile(r'(?:set_aside|wait|ImportRefused|Fate)\((?:[^()"]|\([^()]*\))*"([a-z_]+)"')


@pytest.fixture(autouse=True)
def _english() -> object:
    with override("en"):
        yield


@pytest.mark.parametrize("module", [routing, services, importing], ids=lambda module: module.__name__)
def test_every_code_that_is_raised_has_a_sentence(module: object) -> None:
    place = Path(module.__file__)  # type: ignore[attr-defined]
    sources = place.parent.glob("*.py") if place.stem == "__init__" else [place]
    codes = {code for source in sources for code in _CODE.findall(source.read_text(encoding="utf-8"))}

    assert codes
    assert codes <= set(REASONS)


def test_every_state_has_a_step() -> None:
    states = set(ReceivedFile.State.values)

    assert states - {ReceivedFile.State.OFFERED, *STEPS} == set()


def test_step_of_every_note_is_known() -> None:
    source = Path(intake.__file__).read_text(encoding="utf-8")

    assert set(re.findall(r'note\(file, "([a-z]+)"', source)) <= set(STEPS)


@pytest.mark.parametrize("code", [*REASONS, *MESSAGES])
@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_sentence_takes_its_facts(code: str, language: str) -> None:
    every = dict.fromkeys(re.findall(r"%\((\w+)\)s", str((REASONS | MESSAGES)[code])), "FACT")
    with override(language):
        told = reason_text(code, every)

    assert told != code
    assert "%(" not in told
    assert told.count("FACT") >= len(every)


def test_fault_in_a_file_is_told_in_the_words_of_the_reader() -> None:
    with pytest.raises(routing.Unrouted) as error:
        routing.read_coda(statement().replace(b"000000000121000", b"000000000121001", 1))

    told = reason_text(error.value.code, error.value.params)
    assert f"line {error.value.params['line']}: new balance is 181.00, old balance and movements make 181.001" in told


@pytest.mark.parametrize("code", ["", "of_a_newer_version"])
def test_unknown_code_stands_for_itself(code: str) -> None:
    assert reason_text(code, {}) == code


def test_missing_fact_leaves_the_code() -> None:
    assert reason_text("no_dossier", {}) == "no_dossier"


def test_finding_of_a_newer_version_leaves_the_code() -> None:
    params = {"line": 3, "finding": "of-a-newer-version", "found": "1", "expected": "2"}

    assert reasons.reason_text("coda_error", params) == "coda_error"
