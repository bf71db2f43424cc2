"""What an SME user does in the Financial tab, on a desk and on a phone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Demo, SignIn

pytestmark = pytest.mark.browser


def _status(page: Page, url: str) -> int:
    answer = page.goto(url)
    assert answer is not None
    return answer.status


def test_lands_in_the_financial_tab(sign_in: SignIn) -> None:
    page = sign_in("sme", "vermeer")

    expect(page.locator("h1")).to_have_text("Financieel")


@pytest.mark.parametrize(
    ("css", "word"), [("new", "Nog niet verwerkt"), ("todo", "Nog toe te wijzen"), ("done", "Verwerkt")]
)
def test_every_status_has_its_colour_and_its_word(sign_in: SignIn, css: str, word: str) -> None:
    page = sign_in("sme", "vermeer")
    page.locator(".af-list .seg a", has_text=re.compile(rf"^\s*{word}")).click()

    row = page.locator(f".row-tx.{css}").first
    expect(row.locator(".pill")).to_have_text(word)
    expect(page.locator(f".row-tx:not(.{css})")).to_have_count(0)


def test_search_finds_a_name(sign_in: SignIn) -> None:
    page = sign_in("sme", "vermeer")

    page.locator("[data-search]").fill("telenova")

    expect(page.locator(".row-tx .who a").first).to_have_text("Telenova NV")
    expect(page.locator(".row-tx .who a", has_not_text="Telenova")).to_have_count(0)
    expect(page).to_have_url(re.compile("telenova"))


def test_search_finds_an_amount(sign_in: SignIn) -> None:
    page = sign_in("sme", "vermeer")
    amount = page.locator(".row-tx .amt").first.inner_text()

    page.locator("[data-search]").fill(amount.lstrip("+−"))

    expect(page).to_have_url(re.compile("q="))
    assert set(page.locator(".row-tx .amt").all_inner_texts()) == {amount}


def test_detail_opens_beside_the_list(sign_in: SignIn) -> None:
    page = sign_in("sme", "vermeer")
    row = page.locator(".row-tx").nth(2)
    amount = row.locator(".amt").inner_text()

    row.locator("a").first.click()

    expect(page.locator("#detail .bigamt")).to_contain_text(amount)
    expect(page.locator(".row-tx.sel .amt")).to_have_text(amount)


def test_keys_walk_the_list(sign_in: SignIn) -> None:
    page = sign_in("sme", "vermeer")

    page.keyboard.press("j")
    page.keyboard.press("j")
    focused = page.evaluate("document.activeElement.textContent.trim()")
    page.keyboard.press("/")

    assert focused in page.locator(".row-tx .who a").all_inner_texts()
    expect(page.locator("[data-search]")).to_be_focused()


def test_works_without_javascript(sign_in: SignIn) -> None:
    page = sign_in("sme", "vermeer", javascript=False)
    page.locator("[data-search]").fill("telenova")
    page.locator("[data-search]").press("Enter")
    expect(page.locator(".row-tx .who a").first).to_have_text("Telenova NV")

    page.locator(".row-tx a").first.click()

    expect(page.locator("#detail")).to_contain_text("Telenova NV")


def test_no_sideways_scroll_on_a_phone(sign_in: SignIn) -> None:
    page = sign_in("sme", "vermeer", width=360)

    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_another_dossier_of_the_office_is_404(sign_in: SignIn, demo: Demo) -> None:
    page = sign_in("sme", "vermeer")
    own = int(re.search(r"/dossiers/(\d+)/", page.url)[1])  # type: ignore[index]

    answers = [_status(page, f"{demo.url('vermeer')}dossiers/{pk}/financial/") for pk in (1, 2, 3)]

    assert answers == [200 if pk == own else 404 for pk in (1, 2, 3)]


def test_session_of_one_office_is_nothing_at_another(sign_in: SignIn, demo: Demo) -> None:
    page = sign_in("sme", "vermeer")
    session = next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "sessionid")
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": demo.url("lindeman")}])

    assert _status(page, f"{demo.url('lindeman')}dossiers/1/financial/") == 404
