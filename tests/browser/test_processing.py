"""An accountant's work on a statement, with the keyboard only; and the same pages without JavaScript and on a phone."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Demo, SignIn

pytestmark = pytest.mark.browser
STATEMENTS = "dossiers/2/statements/"


@pytest.fixture
def page(sign_in: SignIn, demo: Demo) -> Page:
    """The first statement of a dossier with a blank line, on the screen."""
    found = sign_in("accountant", "vermeer")
    _open(found, demo)
    return found


def _open(page: Page, demo: Demo) -> None:
    page.goto(demo.url("vermeer") + STATEMENTS)
    row = page.locator(".worklist tr", has=page.locator(".w-left .pill.red")).last
    link = row.locator("a").get_attribute("href")
    page.goto(demo.url("vermeer").rstrip("/") + str(link))
    page.wait_for_load_state("networkidle")


def _current(page: Page) -> Locator:
    return page.locator("#rows tr.cur")


def test_begins_on_a_blank_line(page: Page) -> None:
    expect(_current(page)).to_have_class(re.compile("blank"))
    expect(page.locator("#panel")).to_have_attribute("data-line", str(_current(page).get_attribute("data-line")))


def test_a_line_is_booked_and_emptied_with_keys_alone(page: Page) -> None:
    line = str(_current(page).get_attribute("data-line"))

    page.keyboard.press("g")
    expect(page.locator("dialog[open] input[type=search]")).to_be_focused()
    page.keyboard.type("6123")
    expect(page.locator("#choices .choice")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator(f"#line-{line} .m-acc")).to_contain_text("612300")
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.locator(f"#line-{line} .to-line")).to_be_focused()
    expect(page.locator("#foot-account")).to_have_text("Brandstof")

    page.keyboard.press("c")
    expect(page.locator(f"#line-{line}")).to_have_class(re.compile("blank"))
    expect(page.locator(f"#line-{line} .to-line")).to_be_focused()


def test_items_are_chosen_with_keys_alone(page: Page) -> None:
    line = str(_current(page).get_attribute("data-line"))

    page.keyboard.press("i")
    box = page.locator("dialog[open] tr[data-item] input[name=item]").first
    expect(box).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator("dialog[open] tr.on")).to_have_count(1)
    page.keyboard.press("Escape")

    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.locator(f"#line-{line}")).to_have_class(re.compile("blank"))


def test_keys_walk_and_the_panel_follows(page: Page, demo: Demo) -> None:
    first = page.locator("#rows tr[data-line]").first
    first.locator(".to-line").click()
    page.keyboard.press("j")
    page.keyboard.press("k")

    expect(first).to_have_class(re.compile("cur"))
    expect(page.locator("#panel")).to_have_attribute("data-line", str(first.get_attribute("data-line")))


def test_process_shows_first_what_it_would_do(page: Page) -> None:
    page.keyboard.press("p")

    expect(page.locator("dialog[open] .apply-kpis")).to_be_visible()
    page.locator("dialog[open] [name=default_posting]").check()
    expect(page.locator("dialog[open] .preview-lines")).to_contain_text("499999")
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_lines_are_selected_with_x(page: Page) -> None:
    page.keyboard.press("x")
    expect(page.locator(".bulk")).to_be_visible()

    page.keyboard.press("Escape")

    expect(page.locator(".bulk")).to_be_hidden()


def test_on_a_phone_a_card_says_it_all_and_opens(sign_in: SignIn, demo: Demo) -> None:
    page = sign_in("accountant", "vermeer", width=360)
    _open(page, demo)
    card = _current(page)
    expect(card.locator(".m-tot")).to_have_text(re.compile(r"^[+−][\d.]+,\d{2}$"))
    expect(card.locator(".m-st")).to_contain_text("Leeg")

    card.locator(".to-line").click()
    expect(page.locator("#panel")).to_be_visible()
    page.locator("#panel [data-key=i]").click()
    row = page.locator("dialog[open] tr[data-item]").first
    row.click()
    expect(row.locator(".amount")).to_be_visible()
    expect(row.locator(".c-open")).to_be_hidden()
    page.keyboard.press("Escape")
    page.locator("#panel [data-close-panel]").click()
    expect(page.locator("#panel")).to_be_hidden()


def test_works_without_javascript(sign_in: SignIn, demo: Demo) -> None:
    page = sign_in("accountant", "vermeer", javascript=False)
    _open(page, demo)
    page.locator("#rows tr.blank .to-line").first.click()
    page.locator("#panel a", has_text=re.compile("Grootboek|Ledger")).first.click()
    page.locator("input[type=search]").fill("6123")
    page.locator("input[type=search]").press("Enter")
    page.locator(".choice").first.click()
    expect(_current(page)).to_contain_text("612300")

    page.locator("#panel [data-key=c]").click()

    expect(_current(page)).to_have_class(re.compile("blank"))


def test_clients_never_see_statements(sign_in: SignIn, demo: Demo) -> None:
    page = sign_in("sme", "vermeer")
    answer = page.goto(demo.url("vermeer") + "dossiers/1/statements/")

    assert answer is not None
    assert answer.status == 404


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_pages_are_accessible_and_fit(sign_in: SignIn, demo: Demo, width: int, dark: bool) -> None:
    page = sign_in("accountant", "vermeer", width=width, dark=dark)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    _open(page, demo)
    line = page.url.split("?")[0] + f"lines/{_current(page).get_attribute('data-line')}/"
    found = {}
    for path in (demo.url("vermeer") + STATEMENTS, line, f"{line}apply/", f"{line}choose/?of=ledger"):
        page.goto(path)
        found[path] = [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in Axe().run(page).response["violations"]]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found[path].append("wider than the screen")

    assert {path: complaints for path, complaints in found.items() if complaints} == {}
    assert said == []
