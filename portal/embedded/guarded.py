"""A process of ours under guard: it ends when we do."""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from portal.embedded.errors import ServerFailed

GUARD = Path(__file__).with_name("guard.py")


class Guarded:
    """A running program with its log. `patience` seconds pass between asking it to stop and killing it."""

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
    ) -> None:
        self.name, self.log, self._patience = name, log, patience
        log.parent.mkdir(parents=True, exist_ok=True)
        guard = [sys.executable, "-I", str(GUARD), "--user", user, "--signal", polite_signal]
        with log.open("ab") as output:
            self._guard = subprocess.Popen(
                [*guard, "--patience", str(patience), "--", *command],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                env=dict(env) if env is not None else None,
            )

    @property
    def alive(self) -> bool:
        return self._guard.poll() is None

    def check(self) -> None:
        """Raises `ServerFailed` with the end of the log when the program has ended."""
        if not self.alive:
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
