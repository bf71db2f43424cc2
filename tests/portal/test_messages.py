"""Dutch and French are complete: every text of templates and code has a translation that fits."""

import ast
import re
from collections.abc import Iterator

import polib
import pytest

from portal.messages import LOCALE

ROOT = LOCALE.parent
APPS = ("codabox_sync", "dossiers", "financial", "monitoring", "offices", "portal", "ubl_inbox")
GETTEXT = {"_", "gettext", "gettext_lazy", "pgettext", "pgettext_lazy"}
PLACES = re.compile(r"%\(\w+\)[sd]|%%")
TRANSLATE = re.compile(r"{%\s*translate\s+(\"|')(?P<text>.+?)\1")
LANGUAGES = ("nl", "fr")


def _catalogue(language: str) -> polib.POFile:
    return polib.pofile(str(LOCALE / language / "LC_MESSAGES" / "django.po"))


def _texts_of_code() -> Iterator[str]:
    for app in APPS:
        for file in (ROOT / app).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in GETTEXT:
                    yield from _literal(node.args[-1])


def _literal(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def _texts_of_templates() -> Iterator[str]:
    for file in (ROOT / "templates").rglob("*.html"):
        # A per cent sign stands twice in a catalogue.
        yield from (found["text"].replace("%", "%%") for found in TRANSLATE.finditer(file.read_text()))


def _translations(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(language: str) -> None:
    catalogue = _catalogue(language)

    assert [entry.msgid for entry in catalogue if not all(_translations(entry)) or entry.fuzzy] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_code_and_templates_is_in_the_catalogue(language: str) -> None:
    known = {entry.msgid for entry in _catalogue(language)}

    assert sorted({*_texts_of_code(), *_texts_of_templates()} - known) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_have_the_same_places(language: str) -> None:
    wrong = [
        (entry.msgid, text)
        for entry in _catalogue(language)
        for text in _translations(entry)
        if sorted(PLACES.findall(text)) != sorted(PLACES.findall(entry.msgid))
    ]

    assert wrong == []
