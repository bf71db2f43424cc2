"""The environment: strict about booleans, and no start without secrets."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal import env


def _import_env(**variables: str) -> "subprocess.CompletedProcess[str]":
    """Imports the module anew, with no other variables than these."""
    code = "from portal import env; print(env.DEBUG, env.HTTPS, env.SECRET_KEY, env.FIELD_ENCRYPTION_KEYS)"
    return subprocess.run([sys.executable, "-c", code], env=variables, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("text", "meant"), [("True", True), ("False", False)])
def test_flag_is_true_or_false(monkeypatch: pytest.MonkeyPatch, text: str, meant: bool) -> None:
    monkeypatch.setenv("AFPUNT_TEST", text)

    assert env.flag("AFPUNT_TEST", default=not meant) is meant


@pytest.mark.parametrize("text", ["true", "1", "yes", "off", ""])
def test_flag_refuses_what_merely_looks_like_one(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("AFPUNT_TEST", text)

    with pytest.raises(ImproperlyConfigured, match="AFPUNT_TEST must be True or False"):
        env.flag("AFPUNT_TEST", default=False)


@pytest.mark.parametrize("given", [{}, {"SECRET_KEY": "s"}, {"FIELD_ENCRYPTION_KEYS": "k"}])
def test_production_does_not_start_without_its_secrets(given: dict[str, str]) -> None:
    assert "ImproperlyConfigured" in _import_env(**given).stderr


def test_production_asks_for_https() -> None:
    assert _import_env(SECRET_KEY="s", FIELD_ENCRYPTION_KEYS="new, old").stdout == "False True s ['new', 'old']\n"


def test_secret_can_lie_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("from-the-file")

    started = _import_env(SECRET_KEY_FILE=str(tmp_path / "key"), FIELD_ENCRYPTION_KEYS="k")

    assert "from-the-file" in started.stdout
