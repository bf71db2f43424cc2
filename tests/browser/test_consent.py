"""An office goes from its token to a consent: asked here, given in MyCodaBox, and files come as before."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Demo, SignIn

pytestmark = pytest.mark.browser


def test_office_gives_its_consent_without_javascript(sign_in: SignIn, demo: Demo) -> None:
    page = sign_in("owner", "lindeman", javascript=False)
    page.goto(f"{demo.url('lindeman')}office/codabox/?way=connect")

    page.locator("form[action='/office/codabox/consent/'] button").click()
    page.locator(".guide a.btn-primary").click()
    expect(page.locator("h1")).to_have_text("Kantoor Lindeman")
    page.locator("button[value=confirmed]").click()

    expect(page).to_have_url(re.compile(r"/office/codabox/\?way=connect$"))
    expect(page.locator(".guide li.done")).to_have_count(4)
    expect(page.locator("[aria-labelledby=facts-h] .pill.green")).to_be_visible()
    expect(page.locator("[aria-labelledby=facts-h]")).to_contain_text("CodaBox Connect")
    expect(page.locator("[aria-labelledby=history-h] li")).to_have_count(3)
