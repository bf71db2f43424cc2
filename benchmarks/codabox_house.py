"""For the benchmarks of the poll and the intake: servers, the sandbox and workers as processes of their own, and what
each of them costs in processor time and memory, read from /proc."""

from __future__ import annotations

import http.client
import os
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from codabox_sync.sandbox.model import World
from portal.embedded import Guarded, clear_away, free_port, servers

if TYPE_CHECKING:
    from offices.models import Office

TICK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
MIB = 1024 * 1024


@dataclass
class House:
    """Everything one run needs, in one folder; `env` is what every process gets."""

    folder: Path
    world: World
    latency: float
    processes: dict[str, Guarded] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return os.environ["CODABOX_BASE_URL"]

    def start(self, name: str, *arguments: str) -> None:
        command = [sys.executable, *arguments]
        self.processes[name] = Guarded(name, command, log=self.folder / f"{name}.log", env=dict(os.environ))

    def start_worker(self, name: str, *options: str) -> None:
        worker = ("-m", "celery", "-A", "portal.celery_app", "worker", "--loglevel", "WARNING", "-n", f"{name}@bench")
        self.start(name, *worker, *options)

    def start_sandbox(self, port: int) -> None:
        self.world.save(self.folder / "world")
        place = ["--world", str(self.folder / "world"), "--port", str(port), "--latency", str(self.latency * 1000)]
        self.start("sandbox", "-m", "codabox_sync.sandbox", *place)
        health = f"http://127.0.0.1:{port}/_sandbox/health"
        wait_until(lambda: _answers(health), 120)

    def stop(self) -> None:
        for process in reversed(self.processes.values()):
            process.stop()


@contextmanager
def house(world: World, *, latency: float, durable: bool = True, **settings: str) -> Iterator[House]:
    """Servers and the sandbox, with Django set up on them; `settings` are environment variables."""
    with ExitStack() as running:
        folder = Path(tempfile.mkdtemp(prefix="afpunt-bench-"))
        running.callback(clear_away, folder)
        urls = running.enter_context(servers(folder, durable=durable))
        port = free_port()
        os.environ |= {"DEBUG": "True", "DATABASE_URL": urls.database, "REDIS_URL": urls.redis}
        os.environ |= {"CODABOX_BASE_URL": f"http://127.0.0.1:{port}/v2/", "MEDIA_ROOT": str(folder / "files")}
        os.environ |= {"CODABOX_SOFTWARE_COMPANY": world.software_company, **settings}
        made = House(folder, world, latency)
        running.callback(made.stop)
        made.start_sandbox(port)
        _set_up()
        yield made


def _set_up() -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    django.setup()
    from django.core.management import call_command

    call_command("migrate_schemas", shared=True, verbosity=0, interactive=False)


def make_offices(world: World) -> list[Office]:
    """An office with a schema of its own for every office of the world, connected, its clients known."""
    from django.utils import timezone

    from codabox_sync.connections.models import ConnectedClient, Connection
    from offices.services import create_office

    made = []
    for number, one in enumerate(world.offices):
        office = create_office(name=one.name, subdomain=f"o{number}")
        connection = Connection.objects.create(
            office=office, state="active", username=one.username, password=one.password, entered_at=timezone.now()
        )
        ConnectedClient.objects.bulk_create(
            ConnectedClient(
                connection=connection,
                key=str(client.feed_id),
                client_id=client.client_id,
                name=client.name,
                enterprise_number=client.enterprise_number or "",
            )
            for client in one.clients
        )
        made.append(office)
    return made


def wait_until(done: object, seconds: float, pause: float = 0.1) -> None:
    """Raises `TimeoutError` when it is not `done()` in time."""
    end = time.monotonic() + seconds
    while not done():  # type: ignore[operator]
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(pause)


def _answers(url: str) -> bool:
    with suppress(OSError):
        urllib.request.urlopen(url, timeout=2).close()  # noqa: S310 - our own process on this machine
        return True
    return False


def ceiling(house: House, calls: int, threads: int = 8) -> float:
    """Answers per second that the sandbox gives to bare connections that do nothing else."""
    office = house.world.offices[0]
    target, headers = urlsplit(house.url), _headers(house.world, office.username, office.password)
    path = f"{target.path}delivery/feed/{office.clients[0].feed_id}/"

    def knock() -> None:
        connection = http.client.HTTPConnection(target.hostname or "", target.port)
        for _ in range(calls // threads):
            connection.request("GET", path, headers=headers)
            connection.getresponse().read()

    began = time.perf_counter()
    working = [threading.Thread(target=knock) for _ in range(threads)]
    for thread in working:
        thread.start()
    for thread in working:
        thread.join()
    return calls / (time.perf_counter() - began)


def _headers(world: World, username: str, password: str) -> dict[str, str]:
    import base64

    basic = base64.b64encode(f"{username}:{password}".encode()).decode()
    return {"Authorization": f"Basic {basic}", "X-Software-Company": world.software_company}


@dataclass(frozen=True, slots=True)
class Usage:
    """Processor seconds so far, and memory of its own (MiB), of one kind of process."""

    seconds: float
    memory: float


def usage(house: House) -> dict[str, Usage]:
    """By process of the house, and `postgres` and `valkey` together as they are."""
    parents, names = _processes()
    roots = {name: process.pid for name, process in house.processes.items()}
    found: dict[str, Usage] = {}
    for name, root in roots.items():
        found[name] = _sum(_family(root, parents)[1:])  # without the guard
    for server in ("postgres", "valkey-server"):
        found[server] = _sum([pid for pid, other in names.items() if other == server and _is_ours(pid, house.folder)])
    return found


def _is_ours(pid: int, folder: Path) -> bool:
    """Servers of this run: their own command line names its folder, or that of the process that started them does."""
    places = (str(folder), str((folder / "postgres").resolve()))
    with suppress(OSError):
        parent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1]
        lines = [Path(f"/proc/{one}/cmdline").read_bytes().decode("utf-8", "replace") for one in (pid, parent)]
        return any(place in line for place in places for line in lines)
    return False


def _processes() -> tuple[dict[int, list[int]], dict[int, str]]:
    children: dict[int, list[int]] = {}
    names: dict[int, str] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            head, _, tail = stat.read_text().rpartition(")")
            pid = int(stat.parent.name)
            names[pid] = head.partition("(")[2]
            children.setdefault(int(tail.split()[1]), []).append(pid)
    return children, names


def _family(pid: int, children: dict[int, list[int]]) -> list[int]:
    found = [pid]
    for known in found:
        found += children.get(known, [])
    return found


def _sum(pids: list[int]) -> Usage:
    seconds = memory = 0.0
    for pid in pids:
        with suppress(OSError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            seconds += sum(map(int, fields[11:15])) / TICK  # its own and those of children that ended
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
            memory += sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Private_")) / 1024
    return Usage(seconds, memory)
