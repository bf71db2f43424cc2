"""The page around every page: sign-in, languages, error pages, and what a strict content policy forbids."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client

TEMPLATES = Path(settings.BASE_DIR) / "templates"


def test_sign_in_names_the_office(anonymous: Client) -> None:
    page = anonymous.get("/accounts/login/").content.decode()
    assert "Kantoor Janssens" in page


def test_an_anonymous_visitor_may_choose_a_language(anonymous: Client) -> None:
    answer = anonymous.post("/i18n/setlang/", {"language": "fr", "next": "/accounts/login/"})
    assert answer["Location"] == "/accounts/login/"
    assert '<html lang="fr">' in anonymous.get("/accounts/login/").content.decode()


def test_a_missing_page_keeps_the_shell(as_accountant: Client) -> None:
    answer = as_accountant.get("/no-such-page/")
    assert answer.status_code == 404
    assert 'class="af-bar"' in answer.content.decode()


@pytest.mark.parametrize("page", ["400.html", "500.html"])
def test_pages_for_a_broken_server_need_no_context(page: str) -> None:
    assert "<h1" in render_to_string(page)


def test_my_menu_offers_sign_out_by_post(as_accountant: Client) -> None:
    page = as_accountant.get("/no-such-page/").content.decode()
    assert re.search(r'<form method="post" action="/accounts/logout/">', page)


@pytest.mark.parametrize(
    "forbidden", [r"\sstyle=", r"<script(?![^>]*\ssrc=)", r"\son[a-z]+=\"", r"https?://(?!www\.w3\.org)"]
)
def test_templates_hold_nothing_the_content_policy_forbids(forbidden: str) -> None:
    guilty = [page.name for page in TEMPLATES.rglob("*.html") if re.search(forbidden, page.read_text())]
    assert guilty == []


def test_no_sheet_or_template_outgrows_its_cap() -> None:
    sheets = [sheet.name for sheet in (TEMPLATES.parent / "offices/static").rglob("*.css") if _lines(sheet) > 400]
    pages = [page.name for page in TEMPLATES.rglob("*.html") if _lines(page) > 70]
    assert (sheets, pages) == ([], [])


def _lines(file: Path) -> int:
    return len(file.read_text().splitlines())
