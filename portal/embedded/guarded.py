"""A process of ours under guard: it ends when we do."""

import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from portal.embedded.errors import ServerFailed

GUARD = Path(__file__).with_name("guard.py")
READY_SECONDS = 30


class Guarded:
    """A running program with its log. `patience` seconds pass between asking it to stop and killing it.

    `user` is the account it runs as, when that is not ours. `keep` are open files the program gets too.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        log: Path,
        env: Mapping[str, str] | None = None,
        user: str = "",
        polite_signal: str = "TERM",
        patience: float = 10,
        keep: Sequence[int] = (),
    ) -> None:
        self.name, self.log, self._patience = name, log, patience
        log.parent.mkdir(parents=True, exist_ok=True)
        guard = [sys.executable, "-I", str(GUARD), "--user", user, "--signal", polite_signal]
        kept = [f"--keep={number}" for number in keep]
        with log.open("ab") as output:
            self._guard = subprocess.Popen(
                [*guard, "--patience", str(patience), *kept, "--", *command],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                env=dict(env) if env is not None else None,
                pass_fds=keep,
                start_new_session=True,  # Ctrl-C and a closing terminal are ours to handle, not the guard's
            )

    @property
    def alive(self) -> bool:
        return self._guard.poll() is None

    @property
    def pid(self) -> int:
        """The number of the guard; the program is its child."""
        return self._guard.pid

    def check(self) -> None:
        """Raises `ServerFailed` with the end of the log when the program has ended."""
        if not self.alive:
            raise ServerFailed(self.name, self.log)

    def wait_until_ready(self, ask: Callable[[], object], not_yet: type[Exception]) -> None:
        """Asks until no `not_yet` comes. Raises `ServerFailed` when the program ends first or takes too long."""
        end = time.monotonic() + READY_SECONDS
        while True:
            try:
                ask()
            except not_yet as error:
                self.check()
                if time.monotonic() > end:
                    raise ServerFailed(self.name, self.log) from error
                time.sleep(0.05)
            else:
                return

    def finish(self) -> None:
        """Waits for a program that ends by itself. Raises `ServerFailed` when it did not succeed."""
        failed = self._guard.wait() != 0
        self.stop()
        if failed:
            raise ServerFailed(self.name, self.log)

    def stop(self) -> None:
        """Ends the program and everything it started. Safe to call again."""
        if self._guard.stdin:
            self._guard.stdin.close()
        try:
            self._guard.wait(self._patience + 5)
        except subprocess.TimeoutExpired:
            self._guard.kill()
            self._guard.wait()
