"""Files from CodaBox's feeds to lines in Financieel: fetched, stored, acknowledged, read, imported and matched.

    python benchmarks/intake.py [--files 10000] [--lines 20] [--offices 10] [--clients 10]

Every file is one day of one bank account, as CODA and as PDF, with its own dossier, relations and open items behind it.
First one office is taken in within this process, to see where the time goes; then all of them through the queue and
its workers, as in production. Everything runs on this machine, the sandbox, PostgreSQL (with fsync) and the disk too.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import coda
from benchmarks.codabox_house import House, house, make_offices, usage, wait_until
from codabox_sync.sandbox.folder import coda_entry
from codabox_sync.sandbox.model import Office as SandboxOffice
from codabox_sync.sandbox.model import World, stable_enterprise_number

GOAL = 60.0
FIRST_DAY = date(2026, 1, 1)
PDF = b"%PDF-1.4\n" + b"a page of the statement for people to read\n" * 50
OGM_EVERY = 4


def iban_of(number: int) -> str:
    account = f"7350{number:06d}"
    bban = f"{account}{int(account) % 97 or 97:02d}"
    return f"BE{98 - int(f'{bban}111400') % 97:02d}{bban}"


def ogm_of(number: int) -> str:
    digits = f"{number:010d}"
    whole = f"{digits}{int(digits) % 97 or 97:02d}"
    return f"+++{whole[:3]}/{whole[3:7]}/{whole[7:]}+++"


def statement(account: str, company: str, number: int, lines: int) -> bytes:
    """One day of one account: every fourth payment names the invoice it pays."""
    day = FIRST_DAY + timedelta(days=number)
    builder = coda.build(account, date=day, old_balance=1000 * number, number=number % 350 + 1, company_id=company)
    for line in range(lines):
        said = {"ogm": ogm_of(number * lines + line)} if line % OGM_EVERY == 0 else {"text": f"Payment {number}-{line}"}
        builder.movement("50.00", name=f"Customer {line}", iban=iban_of(900_000 + line), **said)
    return coda.write([builder.statement()])


def make_world(options: argparse.Namespace) -> World:
    world = World()
    per_client = options.files // (options.offices * options.clients)
    for number in range(options.offices):
        office = SandboxOffice.named(f"Kantoor {number}")
        for at in range(options.clients):
            company = stable_enterprise_number(office.name, str(at))
            client = office.add_client(f"Client {at}", enterprise_number=company)
            account = iban_of(number * options.clients + at)
            for day in range(1, per_client + 1):
                entry = coda_entry(f"{number}-{at}-{day}.cod", statement(account, company, day, options.lines))
                entry.contents["pdf"] = PDF + entry.name.encode()
                client.entries.append(entry)
        world.offices.append(office)
    return world


def make_books(world: World, lines: int) -> None:
    """A dossier with its journal, ticked, and an open invoice for every payment that names one."""
    from django_tenants.utils import tenant_context

    from dossiers.models import Dossier, Relation
    from financial.models import Journal, OpenItem

    offices = make_offices(world)
    for number, (office, source) in enumerate(zip(offices, world.offices, strict=True)):
        with tenant_context(office):
            for at, client in enumerate(source.clients):
                iban = iban_of(number * len(source.clients) + at)
                dossier = Dossier.objects.create(
                    code=f"D{at}", name=client.name, enterprise_number=client.enterprise_number, financial_enabled=True
                )
                Journal.objects.create(dossier=dossier, code="F01", name="Bank", iban=iban, coda_enabled=True)
                customers = Relation.objects.bulk_create(
                    Relation(dossier=dossier, kind="customer", number=str(400_000 + c), name=f"Customer {c}")
                    for c in range(lines)
                )
                OpenItem.objects.bulk_create(
                    OpenItem(
                        relation=customers[line],
                        document=f"VF{day}-{line}",
                        ogm=ogm_of(day * lines + line),
                        open=50,
                        date=FIRST_DAY,
                    )
                    for day in range(1, len(client.entries) + 1)
                    for line in range(0, lines, OGM_EVERY)
                )


class Clock:
    """Seconds per step; what one step does inside another counts for the inner one only."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self._running: list[str] = []
        self._since = time.perf_counter()

    def around(self, step: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any, **options: Any) -> Any:
            self._turn(step)
            try:
                return work(*args, **options)
            finally:
                self._turn("")

        return timed

    def _turn(self, step: str) -> None:
        now = time.perf_counter()
        if self._running:
            self.seconds[self._running[-1]] += now - self._since
        self._since = now
        if step:
            self._running.append(step)
        else:
            self._running.pop()


@contextmanager
def watched(clock: Clock) -> Iterator[None]:
    from codabox_sync import intake_batch, services
    from codabox_sync.classic import ClassicClient
    from offices import storage

    steps: list[tuple[str, Any, str]] = [
        ("list", ClassicClient, "pod_client"),
        ("list", ClassicClient, "feed"),
        ("list", ClassicClient, "redownload_feed"),
        ("list", ClassicClient, "client"),
        ("download", ClassicClient, "download"),
        ("store + fsync", storage, "keep"),
        ("commit", intake_batch, "items_of"),
        ("commit", intake_batch, "_commit"),
        ("acknowledge", ClassicClient, "acknowledge"),
        ("acknowledge", intake_batch, "_note_confirmed"),
        ("read + route", services, "read_coda"),
        ("read + route", services, "route_statements"),
        ("read + route", storage, "fetch"),
        ("import", services, "import_statement"),
        ("settle", services, "_write"),
        ("match", services, "process_new_lines"),
    ]
    patches = [patch.object(owner, name, clock.around(step, getattr(owner, name))) for step, owner, name in steps]
    for one in patches:
        one.start()
    try:
        yield
    finally:
        for one in patches:
            one.stop()


def one_office(stage: House) -> None:
    """Where the time goes, in one process, one call after the other."""
    from django_tenants.utils import tenant_context

    from codabox_sync import polling
    from codabox_sync.services import process_office_files
    from offices.models import Office

    office, clock = Office.objects.get(name=stage.world.offices[0].name), Clock()
    files = sum(len(client.entries) for client in stage.world.offices[0].clients)

    def all_of_it() -> None:
        polling.poll(office=office, by="benchmark")
        with tenant_context(office):
            process_office_files(office=office)

    began, cpu = time.perf_counter(), time.process_time()
    with watched(clock):
        clock.around("rest", all_of_it)()
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    print(
        f"\none process, one office, {files} files: {files / seconds:.0f} files/s, {1000 * cpu / files:.1f} ms CPU each"
    )
    for step, spent in clock.seconds.most_common():
        print(f"  {step:14} {1000 * spent / files:6.2f} ms  {spent / seconds:5.0%}")


def through_the_queue(stage: House, files: int) -> float:
    """Files per second, from handing out the polls until the last line is matched."""
    from codabox_sync.connections.models import Connection
    from codabox_sync.tasks import hand_out_polls

    Connection.objects.update(next_poll_at=None)
    stage.start_worker("poller", "-Q", "poll", "-P", "threads", "-c", "2")
    stage.start_worker("processor", "-Q", "process", "-c", "2")
    wait_until(lambda: all(one.alive for one in stage.processes.values()), 10)
    time.sleep(4)
    before, began = usage(stage), time.monotonic()
    hand_out_polls()
    wait_until(lambda: not Connection.objects.exclude(last_check_at__isnull=False, open_count=0).exists(), 3600)
    seconds, after = time.monotonic() - began, usage(stage)
    print(f"\nthrough the queue, {files} files: {seconds:.1f} s, {files / seconds:.0f} files/s (goal {GOAL:.0f})")
    for name in sorted(after):
        print(f"  {name:14} {1000 * (after[name].seconds - before[name].seconds) / files:6.2f} ms CPU per file")
    return files / seconds


def visible_lines() -> tuple[int, int]:
    """Lines that users can see, and how many of them were matched."""
    from django.db import connection
    from django_tenants.utils import tenant_context

    from financial.models import StatementLine
    from offices.models import Office

    lines = matched = 0
    for office in Office.objects.all():
        with tenant_context(office):
            lines += StatementLine.objects.count()
            matched += StatementLine.objects.filter(allocations__isnull=False).distinct().count()
    connection.set_schema_to_public()
    return lines, matched


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--lines", type=int, default=20)
    parser.add_argument("--offices", type=int, default=10)
    parser.add_argument("--clients", type=int, default=10)
    parser.add_argument("--profile", action="store_true", help="one office only")
    options = parser.parse_args()
    settings = {"CODABOX_REQUESTS_PER_SECOND": "0", "CODABOX_CONCURRENCY": "2"}
    with house(make_world(options), latency=0, **settings) as stage:
        make_books(stage.world, options.lines)
        one_office(stage)
        rest = sum(len(client.entries) for office in stage.world.offices[1:] for client in office.clients)
        rate = through_the_queue(stage, rest) if rest and not options.profile else GOAL
        lines, matched = visible_lines()
        print(f"{lines} lines in Financieel, {matched} of them matched")
        return 0 if rate >= GOAL else 1


if __name__ == "__main__":
    raise SystemExit(main())
