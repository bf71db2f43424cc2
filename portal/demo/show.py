"""The demo from an empty database to a page worth looking at, told step by step."""

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import django

from codabox_sync.sandbox.folder import Skipped, build_world
from codabox_sync.sandbox.model import World
from portal.demo.cast import OFFICES, SUPPORT, OfficeCast, Person
from portal.demo.home import ROOT, Home
from portal.demo.stack import Stack

FEED_OFFICE = "feed"


class Show:
    """One run. `feed` is the folder given by the user, or None for the two offices of the cast."""

    def __init__(self, home: Home, stack: Stack, *, feed: Path | None) -> None:
        self.home, self.stack, self.feed = home, stack, feed
        self.skipped: list[Skipped] = []
        self._began = time.monotonic()
        self.world = self._world()
        self.casts = OFFICES if feed is None else (_feed_cast(),)

    @property
    def seconds(self) -> float:
        return round(time.monotonic() - self._began, 1)

    def prepare(self) -> None:
        """Database, processes, offices, books, token and the first poll."""
        os.environ["CODABOX_BASE_URL"] = f"{self.stack.codabox}/v2/"
        os.environ["CODABOX_SOFTWARE_COMPANY"] = self.world.software_company
        os.environ["CODABOX_REQUESTS_PER_SECOND"] = "0"
        os.environ["IBANITY_URL"] = f"{self.stack.codabox}/codabox-connect"
        os.environ["IBANITY_CLIENT_ID"], os.environ["IBANITY_CLIENT_SECRET"] = self.world.connect_application
        django.setup()
        from django.core.management import call_command

        _say("database")
        call_command("migrate_schemas", verbosity=0, interactive=False)
        _say("sandbox, worker, beat and web")
        self.stack.start_sandbox(self.home.world, self.home.folder / "sandbox-state.json")
        self.stack.start_worker()
        self.stack.start_web()
        self._stage()
        self._first_poll()
        self.stack.start_beat()

    def _world(self) -> World:
        if self.feed is None:
            from portal.demo.world import load_or_build

            return load_or_build(self.home.world, _yesterday())
        world, self.skipped = build_world(self.feed, office=_feed_cast().name)
        world.offices[0].enterprise_number = _feed_cast().enterprise_number
        world.save(self.home.world)
        return world

    def _stage(self) -> None:
        from portal.demo import stage

        _say("offices, people and books")
        stage.stage_support()
        for cast in self.casts:
            staged = stage.stage_office(cast)
            self._send_books(cast, staged.api_token)
            unticked = frozenset(a.code for c in cast.companies for a in c.accounts if not a.coda)
            stage.open_dossiers(staged.office, cast.people, unticked)
            stage.connect(staged.office, self.world.office(cast.name).token)

    def _send_books(self, cast: OfficeCast, token: str) -> None:
        """Over the REST API, as an accounting package would."""
        from portal.demo.books import Package, send_company
        from portal.demo.feedbooks import find_dossiers, send_dossiers
        from portal.demo.year import live

        package = Package(self.stack.web, f"{cast.subdomain}.localhost", token)
        if self.feed is not None:
            send_dossiers(package, find_dossiers(self.world))
        for company in cast.companies:
            send_company(package, live(company, self._until()))

    def _until(self) -> date:
        """The last day of the world; a later run keeps to the year of the first one."""
        file = self.home.folder / "until"
        if not file.exists():
            file.write_text(_yesterday().isoformat())
        return date.fromisoformat(file.read_text())

    def _first_poll(self) -> None:
        from offices.models import Office
        from portal.demo.progress import poll_now

        offices = list(Office.objects.filter(name__in=[cast.name for cast in self.casts]))
        expected = sum(1 for _ in self.world.entries())
        _say(f"first poll of CodaBox: {expected} files on offer")
        poll_now(offices, expected=expected, alive=self.stack.check)

    @contextmanager
    def announced(self) -> Iterator[None]:
        """Says where to go and who to sign in as; `.afpunt/demo.json` says the same for as long as the block lasts."""
        told = self._told()
        ROOT.mkdir(exist_ok=True)
        place = ROOT / "demo.json"
        place.write_text(json.dumps(told, indent=2, ensure_ascii=False))
        self._greet(told)
        try:
            yield
        finally:
            place.unlink(missing_ok=True)

    def _greet(self, told: dict[str, Any]) -> None:
        print(f"\nAfpunt is ready ({self.seconds} s).\n")
        for account in told["accounts"]:
            print(f"  {account['url']:<34} {account['role']:<11} {account['email']:<26} {account['password']}")
        print("\nCtrl-C stops it.")

    def _told(self) -> dict[str, Any]:
        public = f"http://localhost:{self.stack.web_port}/"
        urls = {cast.subdomain: f"http://{cast.subdomain}.localhost:{self.stack.web_port}/" for cast in self.casts}
        accounts = [_account(person, cast.name, urls[cast.subdomain]) for cast in self.casts for person in cast.people]
        return {
            "urls": {"public": public, "offices": urls, "codabox_sandbox": f"{self.stack.codabox}/v2/"},
            "accounts": [*accounts, _account(SUPPORT, None, public)],
        }

    def report(self) -> int:
        """Reads the result back through the pages and the database; the last line printed is JSON."""
        from portal.demo.check import Check

        result = Check(self).run()
        print(json.dumps(result, ensure_ascii=False))
        return 0 if result["ok"] else 1


def _feed_cast() -> OfficeCast:
    people = (
        Person("owner", "Owner of the feed", "owner@feed.example"),
        Person("accountant", "Accountant of the feed", "accountant@feed.example"),
        Person("sme", "Client of the feed", "client@feed.example", dossiers=None),
    )
    return OfficeCast("Kantoor Feed", FEED_OFFICE, "", (), people)


def _account(person: Person, office: str | None, url: str) -> dict[str, str | None]:
    from portal.demo.stage import PASSWORD

    return {"role": person.role, "email": person.email, "password": PASSWORD, "office": office, "url": url}


def _yesterday() -> date:
    return date.today() - timedelta(days=1)  # noqa: DTZ011 - a bank date


def _say(step: str) -> None:
    print(f"· {step}", flush=True)
