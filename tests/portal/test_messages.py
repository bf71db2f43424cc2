"""Dutch and French are complete: every text of templates and code has a translation that fits."""

import ast
import re
from collections.abc import Iterator
from decimal import Decimal

import polib
import pytest
from django.test import Client
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import override
from django.utils.translation.template import templatize

from dossiers.models import Dossier
from portal.messages import LOCALE

ROOT = LOCALE.parent
APPS = ("codabox_sync", "dossiers", "financial", "monitoring", "offices", "portal", "ubl_inbox")
GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
PLACES = re.compile(r"%\(\w+\)[sd]|%%|<[^>]+>")
ABBREVIATED = re.compile(r"\b[Nn]o\.$")  # "Document no." is "Documentnr." and "N° de document"
# What Django's own extraction makes of a template: gettext(u'…'), ngettext(u'…', …), _('…').
MARKED = re.compile(r"""(?:\bn?gettext|\b_)\(\s*(u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"))""")
CLOSING = re.compile(r"[.?:!…]?$")
LANGUAGES = ("nl", "fr")


def _catalogue(language: str) -> polib.POFile:
    return polib.pofile(str(LOCALE / language / "LC_MESSAGES" / "django.po"))


def _texts_of_code() -> Iterator[str]:
    for app in APPS:
        for file in (ROOT / app).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.Call) and _name(node.func) in GETTEXT:
                    yield from _literal(node.args[1 if _name(node.func).startswith("p") else 0])


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else ""


def _literal(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def _texts_of_templates() -> Iterator[str]:
    for file in (ROOT / "templates").rglob("*.html"):
        for found in MARKED.finditer(templatize(file.read_text())):
            yield ast.literal_eval(found[1])


def _closing(text: str) -> str:
    return str(CLOSING.findall(text)[0])


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


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_end_as_the_text_does(language: str) -> None:
    wrong = [
        (entry.msgid, text)
        for entry in _catalogue(language)
        for text in _translations(entry)
        if text != text.strip() or (not ABBREVIATED.search(entry.msgid) and _closing(text) != _closing(entry.msgid))
    ]

    assert wrong == []


@pytest.mark.parametrize(("language", "word"), [("nl", "Nog niet verwerkt"), ("fr", "Pas encore traité")])
def test_a_page_speaks_the_language_of_its_reader(as_sme: Client, dossier: Dossier, language: str, word: str) -> None:
    address = reverse("financial:transactions", args=[dossier.pk])

    assert word in as_sme.get(address, headers={"accept-language": language}).content.decode()


@pytest.mark.parametrize(("language", "written"), [("nl", "1.204,50"), ("fr", "1\xa0204,50"), ("en", "1,204.50")])
def test_amounts_are_written_as_the_language_does(language: str, written: str) -> None:
    with override(language):
        assert number_format(Decimal("1204.50"), 2, force_grouping=True) == written
