"""The settings about CodaBox: careful by default, strict about words."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal import env_codabox, env_polling, settings

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTED = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
NAMES = [name for name in vars(env_codabox) if name.startswith(("CODABOX_", "CONNECT_", "IBANITY_"))]


def _import_env(wanted: str, **variables: str) -> str:
    code = f"from portal import env_codabox as env; print({wanted})"
    given = {"DEBUG": "True", **variables}
    run = subprocess.run([sys.executable, "-c", code], env=given, cwd=ROOT, capture_output=True, text=True, check=False)
    return run.stdout.strip() or run.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_is_django_s_too_and_documented(name: str) -> None:
    assert hasattr(settings, name)
    assert f"`{name}`" in DOCUMENTED


def test_settings_of_the_poll_are_django_s_too() -> None:
    assert [name for name in vars(env_polling) if name.startswith("CODABOX_") and not hasattr(settings, name)] == []


@pytest.mark.parametrize(
    ("url", "acknowledged"),
    [("https://sandbox-api.codabox.com/v2/", "False"), ("https://api.codabox.com/v2/", "True")],
)
def test_receipts_are_confirmed_except_at_codabox_s_sandbox(url: str, acknowledged: str) -> None:
    assert _import_env("env.CODABOX_ACK_ENABLED", CODABOX_BASE_URL=url) == acknowledged


def test_word_that_is_no_choice_stops_the_start() -> None:
    assert "IBANITY_SIGN must be one of auto, on, off, not 'yes'" in _import_env("1", IBANITY_SIGN="yes")


def test_formats_of_one_kind_may_be_changed_alone() -> None:
    changed = _import_env("sorted(env.CODABOX_FORMATS.items())", CODABOX_FORMATS='{"coda": ["cod"]}')

    assert changed == ("[('coda', ['cod']), ('purchase_invoice', ['xml', 'pdf']), ('sales_invoice', ['xml', 'pdf'])]")


def test_choice_is_the_first_when_nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AFPUNT_TEST", raising=False)
    assert env_codabox.choice("AFPUNT_TEST", ("a", "b")) == "a"

    monkeypatch.setenv("AFPUNT_TEST", "c")
    with pytest.raises(ImproperlyConfigured):
        env_codabox.choice("AFPUNT_TEST", ("a", "b"))
