"""What accountants and support do."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Demo, SignIn

pytestmark = pytest.mark.browser


def test_ticking_a_journal_brings_its_files(sign_in: SignIn, demo: Demo) -> None:
    """The ING journal is not ticked in the demo: its files are held, and come once it is."""
    page = sign_in("accountant", "vermeer")
    page.goto(f"{demo.url('vermeer')}dossiers/")
    page.get_by_role("link", name="Koffiebranderij De Maalderij BV").first.click()
    page.get_by_role("link", name="Dossierinstellingen").first.click()
    page.get_by_role("link", name="Financiële dagboeken").click()
    page.locator(".journals li", has_text="ING Werkrekening").get_by_role("switch").check()
    expect(page.locator(".journals li", has_text="ING Werkrekening").get_by_role("switch")).to_be_checked()

    page.goto(f"{demo.url('vermeer')}monitoring/codabox/")
    page.get_by_role("button", name="Nu controleren").click()

    row = page.locator("tr", has_text="ING Werkrekening")
    for _ in range(60):
        page.goto(f"{demo.url('vermeer')}monitoring/codabox/")
        if row.locator(".pill.green").count():
            break
        page.wait_for_timeout(500)
    expect(row.locator(".pill")).to_have_text("In orde")


def test_invoice_is_approved_and_taken_back(sign_in: SignIn, demo: Demo) -> None:
    page = sign_in("accountant", "lindeman")
    page.goto(f"{demo.url('lindeman')}dossiers/1/mailbox/purchases/")
    number = re.search(r"Factuur (\S+)", page.locator("#document .decide").inner_text())[1]  # type: ignore[index]

    page.get_by_role("button", name="Goedkeuren").click()
    expect(page.locator(".toast-af")).to_contain_text(number)
    page.goto(f"{demo.url('lindeman')}dossiers/1/mailbox/purchases/?state=approved")
    expect(page.locator("#document .decide")).to_contain_text(number)
    with page.expect_response(re.compile("/reopen/")):  # leaving at once would take the click back
        page.locator("#document").get_by_role("button", name="Terugnemen").click()

    page.goto(f"{demo.url('lindeman')}dossiers/1/mailbox/purchases/?state=to_approve")
    expect(page.locator("#document .decide")).to_contain_text(number)


HIT = """links => links.map(link => {
  const box = link.getBoundingClientRect();
  const hit = document.elementFromPoint(box.x + 5, box.y + box.height / 2);
  return hit && hit.closest("a") === link;
})"""


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("path", ["dossiers/", "dossiers/2/statements/", "dossiers/2/financial/"])
def test_row_leads_where_its_own_link_leads(sign_in: SignIn, demo: Demo, path: str, width: int) -> None:
    page = sign_in("accountant", "vermeer", width=width)
    page.set_viewport_size({"width": width, "height": 12_000})
    page.goto(demo.url("vermeer") + path)
    hits = page.locator(".stretched-link").evaluate_all(HIT)

    assert len(hits) >= 3
    assert all(hits)


def test_monitoring_tells_what_is_wrong(sign_in: SignIn, demo: Demo) -> None:
    page = sign_in("accountant", "vermeer")
    page.goto(f"{demo.url('vermeer')}monitoring/codabox/")

    expect(page.locator(".attn .t").first).to_contain_text("ontbreekt een afschrift bij Garage Hoogveld NV")


def test_support_sees_offices_and_no_amounts(sign_in: SignIn) -> None:
    page = sign_in("support", "public")

    expect(page.locator("tbody tr")).to_have_count(2)
    assert not re.search(r"\d,\d\d", page.locator("main").inner_text())


def test_language_follows_the_choice(sign_in: SignIn) -> None:
    page = sign_in("sme", "lindeman")
    page.locator("summary.avatar").click()

    page.locator(".af-menu button[lang=fr]").click()

    expect(page.locator("h1")).to_have_text("Financier")
