"""Stands between us and a server, so that no server outlives us, however we die.

`python guard.py [--user NAME] [--signal TERM] [--patience SECONDS] [--keep FD]… -- PROGRAM ARGUMENT…`

The other end of the guard's standard input is ours. When it closes (we stopped, crashed or were killed), or on SIGTERM,
the guard ends the program and everything it started: first politely, after `patience` seconds for good. Should the
guard itself be killed, Linux sends the program the same polite signal. `--keep` hands an open file, a lock for one, on
to the program. Run as a file of its own: it starts quickly and needs nothing but the standard library.
"""

import argparse
import ctypes
import os
import pwd
import select
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

PR_SET_PDEATHSIG = 1
LOOK_EVERY_SECONDS = 0.1


def main(arguments: list[str]) -> int:
    options = _parse(arguments)
    polite = signal.Signals[f"SIG{options.signal}"]
    asked: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: asked.append(number))
    parent = os.getppid()
    child = subprocess.Popen(
        options.command,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        pass_fds=options.keep,
        preexec_fn=_die_with_guard(polite),
        **_as_user(options.user),
    )
    while child.poll() is None and not asked and os.getppid() == parent and not _input_closed():
        pass
    _end(child, polite, options.patience)
    return int(child.returncode)


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--user", default="")
    parser.add_argument("--signal", default="TERM")
    parser.add_argument("--patience", type=float, default=10)
    parser.add_argument("--keep", type=int, action="append", default=[])
    parser.add_argument("command", nargs="+")
    return parser.parse_args(arguments)


def _as_user(name: str) -> dict[str, Any]:
    """Another account cannot be sure to reach our working directory."""
    if not name:
        return {}
    account = pwd.getpwnam(name)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": [], "cwd": "/"}


def _die_with_guard(polite: signal.Signals) -> Callable[[], None] | None:
    """Runs in the child after it changed user, which would have cleared the setting."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)
    return lambda: libc.prctl(PR_SET_PDEATHSIG, int(polite))


def _input_closed() -> bool:
    readable, _, _ = select.select([0], [], [], LOOK_EVERY_SECONDS)
    return bool(readable) and not os.read(0, 1024)


def _end(child: "subprocess.Popen[bytes]", polite: signal.Signals, patience: float) -> None:
    if child.poll() is None:
        child.send_signal(polite)
        with suppress(subprocess.TimeoutExpired):
            child.wait(patience)
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)  # whatever it left behind, forked workers for one
    child.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
