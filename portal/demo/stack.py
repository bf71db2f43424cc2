"""The processes of the demo: sandbox, worker, beat and web, each under guard; a worker that dies is started anew."""

import os
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

from portal.embedded import Guarded, ServerFailed, free_port

WEB_PORT, SANDBOX_PORT = 8000, 8100
READY_SECONDS = 60


class Stack:
    """Started processes by name, stopped in reverse order. `env` is what every process gets."""

    def __init__(self, logs: Path, *, port: int = WEB_PORT) -> None:
        self._logs = logs
        self._running: dict[str, Guarded] = {}
        self._commands: dict[str, list[str]] = {}
        self.web_port = free_port(port)
        self.sandbox_port = free_port(SANDBOX_PORT)

    @property
    def web(self) -> str:
        """The web server by IP address; offices are told apart by the Host header."""
        return f"http://127.0.0.1:{self.web_port}"

    @property
    def codabox(self) -> str:
        return f"http://127.0.0.1:{self.sandbox_port}"

    def start_sandbox(self, world: Path, state: Path) -> None:
        command = ["-m", "codabox_sync.sandbox", "--world", str(world), "--state", str(state)]
        self._start("sandbox", [*command, "--port", str(self.sandbox_port)])
        self._wait_for("sandbox", f"{self.codabox}/_sandbox/health")

    def start_web(self) -> None:
        gunicorn = ["-m", "gunicorn", "portal.wsgi", "--bind", f"127.0.0.1:{self.web_port}", "--workers", "2"]
        self._start("web", [*gunicorn, "--threads", "4", "--access-logfile", "-"])
        self._wait_for("web", f"{self.web}/livez")

    def start_worker(self) -> None:
        celery = ["-m", "celery", "-A", "portal.celery_app"]
        self._start("worker", [*celery, "worker", "-Q", "poll,process,afpunt", "-c", "2", "--loglevel", "INFO"])

    def start_beat(self) -> None:
        schedule = self._logs.parent / "beat-schedule"
        self._start("beat", ["-m", "celery", "-A", "portal.celery_app", "beat", "--schedule", str(schedule)])

    def check(self) -> None:
        """Starts a dead worker or beat again: its work is waiting. Raises `ServerFailed` for any other death."""
        for name, process in list(self._running.items()):
            if process.alive:
                continue
            if name not in {"worker", "beat"}:
                raise ServerFailed(name, process.log)
            self._start(name, self._commands[name])

    def stop(self) -> None:
        for process in reversed(list(self._running.values())):
            process.stop()

    def _start(self, name: str, arguments: list[str]) -> None:
        self._commands[name] = arguments
        command = [sys.executable, *arguments]
        self._running[name] = Guarded(name, command, log=self._logs / f"{name}.log", env=dict(os.environ))

    def _wait_for(self, name: str, url: str) -> None:
        end = time.monotonic() + READY_SECONDS
        while time.monotonic() < end:
            self._running[name].check()
            with suppress(OSError):  # refused, reset or too slow: not ready yet
                urllib.request.urlopen(url, timeout=2).close()  # noqa: S310 - our own process on this machine
                return
            time.sleep(0.1)
        raise ServerFailed(name, self._running[name].log)
