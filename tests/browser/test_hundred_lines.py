"""An accountant's hour: a hundred mixed lines on one statement, with the keyboard only and without losing the place."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import SignIn

pytestmark = pytest.mark.browser
_PLACE = """() => {
  const box = document.getElementById('grid').getBoundingClientRect();
  const row = document.querySelector('#rows tr.cur').getBoundingClientRect();
  return row.top >= box.top && row.bottom <= box.bottom && document.activeElement.closest('tr.cur') !== null;
}"""

# What htmx tells the console when a panel that was asked for is no longer wanted.
_REPLACED = {"htmx:afterRequest, [object HTMLElement]", "htmx:abort, [object HTMLElement]"}


@pytest.fixture
def page(sign_in: SignIn, busy_day: str) -> Iterator[Page]:
    """The statement on the screen; a page that were loaded anew would have lost its mark, and nothing may complain."""
    found, said = sign_in("accountant", "lindeman"), list[str]()
    found.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    found.on("pageerror", lambda error: said.append(str(error)))
    found.goto(busy_day)
    found.wait_for_load_state("networkidle")
    found.evaluate("window.mark = 'same page'")
    yield found
    assert found.evaluate("window.mark") == "same page"
    assert [text for text in said if text not in _REPLACED] == []


def current(page: Page) -> Locator:
    return page.locator("#rows tr.cur")


def number_of(page: Page) -> str:
    return str(current(page).get_attribute("data-number"))


def row(page: Page, number: str) -> Locator:
    return page.locator(f'#rows tr[data-number="{number}"]')


def left(page: Page) -> int:
    """How many lines need somebody."""
    return page.locator("#rows tr:is(.blank, .look)").count()


@contextmanager
def goes_on(page: Page) -> Iterator[str]:
    """What the block does settles the current line, by its number; the next that needs somebody is current then."""
    number, before = number_of(page), left(page)
    following = page.locator("#rows tr.cur ~ tr:is(.blank, .look)").first.get_attribute("data-number")
    yield number
    expect(page.locator("#rows tr:is(.blank, .look)")).to_have_count(before - 1)
    expect(current(page)).to_have_attribute("data-number", str(following))
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.wait_for_function(_PLACE)


def go_to(page: Page, text: str) -> None:
    """With the key n to the first line that needs somebody and says this."""
    for _ in range(120):
        if text in current(page).inner_text():
            break
        page.keyboard.press("n")
    expect(current(page)).to_contain_text(text)


def test_begins_where_somebody_is_needed(page: Page) -> None:
    expect(page.locator("#rows tr[data-line]")).to_have_count(100)
    expect(current(page)).to_have_class(re.compile("look"))
    page.wait_for_function(_PLACE)


def test_what_a_run_placed_is_confirmed_line_after_line(page: Page) -> None:
    for _ in range(5):
        with goes_on(page) as number:
            page.keyboard.press("a")
        expect(row(page, number)).to_contain_text("bevestigd")


def test_a_proposal_is_taken(page: Page) -> None:
    go_to(page, "3 posten van")
    with goes_on(page) as number:
        page.keyboard.press("Alt+2")
    expect(row(page, number)).to_contain_text("K001")


def test_a_relation_is_typed_and_its_item_ticked(page: Page) -> None:
    go_to(page, "bestelling BD2026-0055")
    number = number_of(page)
    page.keyboard.press("r")
    expect(page.locator("dialog[open] input[type=search]")).to_be_focused()
    page.keyboard.type("klant 055")
    page.keyboard.press("Enter")
    expect(row(page, number)).to_contain_text("K055")
    expect(current(page)).to_have_attribute("data-number", number)
    page.wait_for_function(_PLACE)

    page.keyboard.press("i")
    expect(page.locator("dialog[open] tr[data-item] input[name=item]").first).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator("dialog[open] [data-rest]")).to_have_text("0,00")
    page.keyboard.press("Control+Enter")
    expect(row(page, number)).to_contain_text("Vereffend")
    expect(current(page)).not_to_have_attribute("data-number", number)
    page.wait_for_function(_PLACE)

    page.keyboard.press("b")
    expect(current(page)).to_have_attribute("data-number", number)
    page.keyboard.press("c")
    expect(row(page, number)).to_have_class(re.compile("blank"))
    page.wait_for_function(_PLACE)


def test_ledger_accounts_are_typed_line_after_line(page: Page) -> None:
    go_to(page, "Kaart 00")
    for _ in range(4):
        with goes_on(page) as number:
            page.keyboard.press("g")
            expect(page.locator("dialog[open] input[type=search]")).to_be_focused()
            page.keyboard.type("6123")
            page.keyboard.press("Enter")
        expect(row(page, number)).to_contain_text("612300")


def test_many_lines_at_once(page: Page) -> None:
    go_to(page, "Kaart 15")
    page.keyboard.press("x")
    for _ in range(3):
        page.keyboard.press("j")
    page.keyboard.press("Shift+X")
    expect(page.locator("[data-bulk-count]")).to_have_text("4")
    number = number_of(page)
    page.locator("#bulk-account").focus()
    page.keyboard.type("612300")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("#toasts")).to_contain_text("4 regels zijn gewijzigd")
    expect(row(page, number)).to_contain_text("612300")
    expect(current(page)).to_have_attribute("data-number", number)
    page.wait_for_function(_PLACE)


def test_what_is_left_is_walked_to_the_end(page: Page) -> None:
    """Every line that still needs somebody gets an account; then the screen says that all have their place."""
    go_to(page, "Kaart 04")
    for key in ("x", *["j"] * 10, "Shift+X"):
        page.keyboard.press(key)
    page.locator("#bulk-account").fill("612300")
    page.locator("#bulk [value=choose_account]").press("Enter")
    expect(page.locator(".bulk")).to_be_hidden()
    page.keyboard.press("n")
    todo = left(page)
    for done in range(1, todo + 1):
        page.keyboard.press("g")
        page.wait_for_selector("dialog[open] input[type=search]:focus")
        page.keyboard.type("499000")
        page.keyboard.press("Enter")
        expect(page.locator("#rows tr:is(.blank, .look)")).to_have_count(todo - done)
        expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.locator("#progress")).to_contain_text("100 van 100")
    expect(page.locator("#said")).to_have_text("Elke regel heeft zijn plaats")
