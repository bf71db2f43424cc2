"""The whole machinery on one folder: every part can be killed, and started again where it stood."""

import os
import resource
import signal
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import redis

from codabox_sync.sandbox.model import World
from portal.demo.home import Home
from portal.embedded import Guarded, free_port
from portal.embedded.locks import sole_use
from portal.embedded.places import postgres_home
from portal.embedded.postgres import postgres
from portal.embedded.valkey import valkey
from tests.chaos.sandbox import SandboxDoor

QUEUES = "poll,process,afpunt"
WORKERS = 2
# A task of a killed worker comes back after this many seconds, and so does a claim on an office.
PATIENCE_SECONDS = 10


class Server:
    """A server that comes back on its old port."""

    def __init__(self, make: Callable[[int], AbstractContextManager[str]]) -> None:
        self._make, self._port = make, free_port()
        self._open = ExitStack()

    def start(self) -> str:
        return self._open.enter_context(self._make(self._port))

    def stop(self) -> None:
        self._open.close()


class House:
    """PostgreSQL, Valkey, the sandbox, workers and beat. Use it in a `with`; the environment is set on the way in."""

    def __init__(self, folder: Path, world: World) -> None:
        self.folder, self._world = folder, world
        self._stack = ExitStack()
        self._workers: list[Guarded] = []
        self._started = 0

    def __enter__(self) -> "House":
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = self._stack.enter_context(sole_use(self.folder))
        self._database = Server(lambda port: postgres(self.folder, durable=True, lock=lock, port=port))
        self._broker = Server(lambda port: valkey(self.folder, lock=lock, port=port))
        self._stack.callback(self._database.stop)
        self._stack.callback(self._broker.stop)
        self._stack.callback(self._stop_processes)
        self.broker_url = self._broker.start()
        os.environ.update(self._environment(self._database.start(), self.broker_url))
        self.sandbox = self._start_sandbox()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _environment(self, database: str, broker: str) -> dict[str, str]:
        self._sandbox_port = free_port()
        return {
            **Home(self.folder, passing=False).secrets(),
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "DEBUG": "False",
            "HTTPS": "False",
            "BASE_DOMAIN": "localhost",
            "DATABASE_URL": database,
            "REDIS_URL": broker,
            "MEDIA_ROOT": str(self.folder / "files"),
            "CELERY_VISIBILITY_SECONDS": str(PATIENCE_SECONDS),
            "CODABOX_BASE_URL": f"http://127.0.0.1:{self._sandbox_port}/v2/",
            "CODABOX_SOFTWARE_COMPANY": self._world.software_company,
            "IBANITY_URL": f"http://127.0.0.1:{self._sandbox_port}/codabox-connect",
            "IBANITY_CLIENT_ID": self._world.connect_application[0],
            "IBANITY_CLIENT_SECRET": self._world.connect_application[1],
            "CODABOX_CLAIM_SECONDS": str(PATIENCE_SECONDS),
            "CODABOX_QUEUE_SECONDS": str(PATIENCE_SECONDS),
            "CODABOX_REDELIVERY_EVERY": "1",
            "CODABOX_GONE_SECONDS": "86400",
            "CODABOX_FORMATS": '{"purchase_invoice": ["xml"]}',
            "CODABOX_REQUESTS_PER_SECOND": "0",
        }

    def _start_sandbox(self) -> SandboxDoor:
        self._world.save(self.folder / "world")
        places = ["--world", str(self.folder / "world"), "--state", str(self.folder / "sandbox.jsonl")]
        self._guard("sandbox", ["-m", "codabox_sync.sandbox", *places, "--port", str(self._sandbox_port)])
        door = SandboxDoor(f"http://127.0.0.1:{self._sandbox_port}")
        door.wait_until_ready()
        return door

    def secrets(self) -> dict[str, str]:
        """What must not stand in any log, by what it is."""
        keys = Home(self.folder, passing=False).secrets()
        passwords = {f"password of {office.name}": office.password for office in self._world.offices}
        tokens = {f"token {number + 1}": token for number, token in enumerate(self.sandbox.tokens)}
        ours = {"software key": self._world.software_company, "Connect secret": self._world.connect_application[1]}
        return {**ours, **keys, **passwords, **tokens}

    def logs(self) -> list[Path]:
        return sorted((self.folder / "logs").iterdir())

    def start_workers(self) -> None:
        """Two workers, which are two to race for every office."""
        for _ in range(WORKERS - sum(worker.alive for worker in self._workers)):
            self._started += 1
            name = f"worker-{self._started}"
            command = ["-m", "celery", "-A", "portal.celery_app", "worker", "-Q", QUEUES, "-c", "2", "-n", name]
            self._workers.append(self._guard(name, [*command, "--loglevel", "DEBUG"]))

    def kill_worker(self, *, whole: bool) -> None:
        """SIGKILL, without a word: a whole worker, or one of the processes it works with."""
        alive = [worker for worker in self._workers if worker.alive]
        if not alive:
            return
        family = _family(alive[0].pid)[1:]  # without the guard itself
        victims = family if whole else family[-1:]
        for pid in victims:
            _kill(pid)

    def restart_broker(self, *, kill: bool) -> None:
        """Valkey goes and comes back, with what it had written to disk."""
        if kill:
            with redis.Redis.from_url(self.broker_url) as client:
                _kill(int(client.info("server")["process_id"]))
        self._broker.stop()
        time.sleep(1)
        self._broker.start()

    def restart_database(self) -> None:
        """PostgreSQL stops in the middle of everything, and recovers from its log."""
        pid = int((postgres_home(self.folder) / "data" / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGQUIT)
        self._database.stop()
        time.sleep(1)
        self._database.start()

    def fill_disk(self, *, full: bool) -> None:
        """No worker can write a byte to a file, as on a full disk; and again it can."""
        for worker in self._workers:
            for pid in _family(worker.pid)[1:] if worker.alive else []:
                _limit_files(pid, 0 if full else resource.RLIM_INFINITY)

    def _guard(self, name: str, arguments: list[str]) -> Guarded:
        process = Guarded(name, [sys.executable, *arguments], log=self.folder / "logs" / f"{name}.log")
        self._stack.callback(process.stop)
        return process

    def _stop_processes(self) -> None:
        for worker in self._workers:
            worker.stop()


def _family(pid: int) -> list[int]:
    """A process and all it started, itself first."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it ended while we looked
        parents.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found = [pid]
    for known in found:
        found += parents.get(known, [])
    return found


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _limit_files(pid: int, size: int) -> None:
    try:
        _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, hard))
    except ProcessLookupError:
        return
