"""The sandbox from outside, through its doors for tests."""

import json
import time
import urllib.error
import urllib.request
from typing import Any

READY_SECONDS = 30


class SandboxDoor:
    """Speaks to `/_sandbox/` of a running sandbox."""

    def __init__(self, base: str) -> None:
        self._base = f"{base}/_sandbox/"
        self.tokens: list[str] = []

    def wait_until_ready(self) -> None:
        """Raises `OSError` when nobody answers in time."""
        end = time.monotonic() + READY_SECONDS
        while True:
            try:
                self._ask("health")
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.1)
            else:
                return

    def add(self, feed_id: int, entry: dict[str, Any]) -> None:
        self._ask("entries", {"feed_id": feed_id, "entries": [entry]})

    def redeliver(self, external_ids: list[str]) -> None:
        self._ask("redeliver", {"feed_indexes": external_ids})

    def play(self, rules: list[dict[str, Any]], *, seed: int) -> None:
        """The faults from now on; none with an empty list."""
        self._ask("scenario", {"seed": seed, "rules": rules})

    def token(self, office: str) -> str:
        """A fresh token for an office, as CodaBox mails it."""
        self.tokens.append(str(self._ask("token", {"office": office})["token"]))
        return self.tokens[-1]

    def decide(self, office: str, status: str) -> None:
        """What the office says to its newest consent in MyCodaBox."""
        self._ask("consent", {"office": office, "status": status})

    def ledger(self) -> list[dict[str, Any]]:
        """What the sandbox saw of every document it ever had."""
        entries: list[dict[str, Any]] = self._ask("ledger")["entries"]
        return entries

    def _ask(self, what: str, body: object = None) -> dict[str, Any]:
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self._base + what, data, {"Content-Type": "application/json"})  # noqa: S310
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - our own process on this machine
            told: dict[str, Any] = json.load(answer)
        return told
