"""Amounts, dates and numbers as a Belgian reader writes them."""

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from django import forms
from django.conf import settings
from django.utils import translation

from offices.templatetags import afpunt

SPRITE = Path(settings.BASE_DIR) / "offices" / "static" / "afpunt" / "icons.svg"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("3872", "+3.872,00"),
        ("-68.9", "\u221268,90"),
        ("0", "0,00"),
        ("-0.001", "\u22120,001"),
        ("1234567.125", "+1.234.567,125"),
        ("12.120", "+12,12"),
    ],
)
def test_money_writes_the_sign_and_a_third_decimal_only_when_it_counts(value: str, written: str) -> None:
    with translation.override("nl"):
        assert afpunt.money(Decimal(value)) == written


@pytest.mark.parametrize(("language", "written"), [("nl", "1.204,50"), ("fr", "1\u202f204,50"), ("en", "1,204.50")])
def test_amount_follows_the_language(language: str, written: str) -> None:
    with translation.override(language):
        assert afpunt.amount(Decimal("1204.5")) == written


def test_amount_keeps_the_minus_of_an_overdrawn_balance() -> None:
    with translation.override("nl"):
        assert afpunt.amount(Decimal("-1204.50")) == "\u22121.204,50"


@pytest.mark.parametrize("write", [afpunt.money, afpunt.amount, afpunt.iban, afpunt.ogm, afpunt.bank_date])
def test_nothing_is_written_for_none(write: object) -> None:
    assert write(None) == ""  # type: ignore[operator]


def test_iban_stands_in_fours() -> None:
    assert afpunt.iban("NL91RABO0315273318") == "NL91 RABO 0315 2733 18"


@pytest.mark.parametrize("stored", ["202600418003", "+++202/6004/18003+++", "***202/6004/18003***"])
def test_ogm_gets_its_slashes(stored: str) -> None:
    assert afpunt.ogm(stored) == "+++202/6004/18003+++"


def test_a_free_message_is_left_alone() -> None:
    assert afpunt.ogm("Factuur 5512") == "Factuur 5512"


@pytest.mark.parametrize("stored", ["0781234535", "BE0781234535", "0781.234.535"])
def test_enterprise_number_gets_its_dots(stored: str) -> None:
    assert afpunt.enterprise_number(stored) == "0781.234.535"


@pytest.mark.parametrize(
    ("style", "written"),
    [("long", "vr 20 november 2026"), ("day", "20 november 2026"), ("short", "20 nov"), ("table", "20/11/2026")],
)
def test_bank_date_styles(style: str, written: str) -> None:
    with translation.override("nl"):
        assert afpunt.bank_date(dt.date(2026, 11, 20), style) == written


@pytest.mark.parametrize(
    ("day", "written"),
    [(dt.date(2026, 11, 20), "vrijdag 20 november"), (dt.date(2025, 11, 20), "donderdag 20 november 2025")],
)
@time_machine.travel("2026-11-22T12:00:00Z")
def test_day_heading_names_the_year_only_when_it_is_another(day: dt.date, written: str) -> None:
    with translation.override("nl"):
        assert afpunt.day_heading(day) == written


@pytest.mark.parametrize(
    ("at", "written"),
    [
        ("2026-11-22T07:12:00Z", "today at 08:12"),
        ("2026-11-20T23:30:00Z", "yesterday at 00:30"),  # 23:30 UTC on Friday is Saturday in Brussels
        ("2026-11-13T05:12:00Z", "Fri 13 Nov. 06:12"),
        ("2025-11-14T05:12:00Z", "Fri 14 Nov. 2025 06:12"),
    ],
)
@time_machine.travel("2026-11-22T12:00:00Z")
def test_moment_is_told_in_brussels_time(at: str, written: str) -> None:
    with translation.override("en"):
        assert afpunt.moment(dt.datetime.fromisoformat(at)) == written


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Lotte Wielemans", "LW"), ("Youssef El Amrani", "YA"), ("Nele", "N"), ("lotte.w@wielewaal.example", "LW")],
)
def test_initials(name: str, letters: str) -> None:
    assert afpunt.initials(name) == letters


def test_icon_points_into_the_sprite_and_is_silent() -> None:
    written = afpunt.icon("check", "lg")
    assert re.fullmatch(r'<svg class="ic ic-lg" aria-hidden="true"><use href="/static/\S+#i-check"/></svg>', written)


def test_every_icon_the_templates_ask_for_is_drawn() -> None:
    drawn = set(re.findall(r'<symbol id="i-([a-z-]+)"', SPRITE.read_text()))
    asked = {
        name
        for page in Path(settings.BASE_DIR).glob("*/**/*.html")
        if ".venv" not in page.parts
        for name in re.findall(r'{% icon "([a-z-]+)"', page.read_text())
    }
    assert asked - drawn == set()


class _Ask(forms.Form):
    email = forms.EmailField(label="E-mail", widget=forms.EmailInput(attrs={"placeholder": "E-mail"}))


def test_control_marks_a_wrong_field_and_drops_a_placeholder_that_repeats_the_label() -> None:
    drawn = afpunt.control(_Ask({"email": "nobody"})["email"], "lg")
    assert 'class="form-control lg is-bad"' in drawn
    assert 'aria-invalid="true"' in drawn
    assert 'placeholder="E-mail"' not in drawn
