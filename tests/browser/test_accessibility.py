"""axe finds nothing on the pages people work on; nothing is wider than the screen; the console stays quiet."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import Demo, SignIn

pytestmark = pytest.mark.browser
PAGES = (
    "dossiers/",
    "dossiers/1/financial/",
    "dossiers/1/mailbox/purchases/",
    "dossiers/1/settings/general/",
    "dossiers/1/settings/journals/",
    "dossiers/1/codabox/",
    "monitoring/codabox/",
    "office/codabox/",
    "office/codabox/?way=connect",
)


def _violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in found]


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_pages_are_accessible_and_fit(sign_in: SignIn, demo: Demo, width: int, dark: bool) -> None:
    page = sign_in("accountant", "vermeer", width=width, dark=dark)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    found = {}
    for path in PAGES:
        page.goto(demo.url("vermeer") + path)
        found[path] = [*_violations(page)]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found[path].append("wider than the screen")

    assert {path: complaints for path, complaints in found.items() if complaints} == {}
    assert said == []
