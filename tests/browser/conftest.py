"""The real demo in a real Chromium: one stack of processes for all browser tests, in a folder of its own."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
READY_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Demo:
    """A running demo: addresses and accounts as `demo.json` tells them."""

    told: dict[str, Any]
    folder: Path

    def url(self, office: str) -> str:
        return str(self.told["urls"]["public"] if office == "public" else self.told["urls"]["offices"][office])

    def account(self, role: str, office: str) -> tuple[str, str]:
        """E-mail and password of whoever has this role there."""
        address = self.url(office)
        found = next(a for a in self.told["accounts"] if a["role"] == role and a["url"] == address)
        return found["email"], found["password"]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    home = tmp_path_factory.mktemp("demo")
    env = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL", "DATABASE_POOL_SIZE"}}
    with (home / "output").open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "portal.demo", "--port", "8600"],
            env=env | {"AFPUNT_HOME": str(home)},
            stdout=output,
            stderr=output,
        )
    try:
        yield Demo(_told(home, process), home / "demo")
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def _told(home: Path, process: "subprocess.Popen[bytes]") -> dict[str, Any]:
    end = time.monotonic() + READY_SECONDS
    while not (home / "demo.json").exists():
        if process.poll() is not None or time.monotonic() > end:
            pytest.fail(f"the demo did not start:\n{(home / 'output').read_text()}")
        time.sleep(0.2)
    told: dict[str, Any] = json.loads((home / "demo.json").read_text())
    return told


@pytest.fixture(scope="session")
def busy_day(demo: Demo) -> str:
    """The address of a statement with a hundred lines of every kind, processed once; see `tests.browser.busy_day`."""
    command = [sys.executable, "-m", "tests.browser.busy_day", "lindeman", "GROENWERK"]
    made = subprocess.run(command, env=_database_of(demo), stdout=subprocess.PIPE, text=True, check=True)
    return demo.url("lindeman") + made.stdout


def _database_of(demo: Demo) -> dict[str, str]:
    """The environment of a program that works in the demo's database; its port is the fourth line of its pid file."""
    port = (demo.folder / "postgres/data/postmaster.pid").read_text().splitlines()[3]
    password = (demo.folder / "postgres-password").read_text().strip()
    own = {"DATABASE_URL": f"postgresql://afpunt:{password}@127.0.0.1:{port}/afpunt"}
    settings = {"DJANGO_SETTINGS_MODULE": "portal.settings", "DEBUG": "True", "BASE_DOMAIN": "localhost"}
    return dict(os.environ) | json.loads((demo.folder / "secrets.json").read_text()) | settings | own


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Debian's or Google's browser; a machine without one is told so."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        pytest.fail("The browser tests need Chromium or Chrome: install it (Debian: apt-get install chromium).")
    return {"executable_path": program, "args": FLAGS}


SignIn = Callable[..., Page]


@pytest.fixture
def sign_in(browser: Browser, demo: Demo) -> Iterator[SignIn]:
    """`sign_in("sme", "vermeer", width=360, javascript=False)` gives the page after signing in."""
    contexts = []

    def signed_in(role: str, office: str, *, width: int = 1280, javascript: bool = True, dark: bool = False) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            java_script_enabled=javascript,
            color_scheme="dark" if dark else "light",
            locale="nl-BE",
        )
        contexts.append(context)
        page = context.new_page()
        email, password = demo.account(role, office)
        page.goto(f"{demo.url(office)}accounts/login/")
        page.fill("input[name=login]", email)
        page.fill("input[name=password]", password)
        page.click("button[type=submit]:has-text('Aanmelden')")
        page.wait_for_load_state("networkidle")
        return page

    yield signed_in
    for context in contexts:
        context.close()
