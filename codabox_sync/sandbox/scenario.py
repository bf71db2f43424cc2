"""Faults on purpose: rules that say which requests go wrong, when and how.

A scenario is JSON: `{"seed": 1, "rules": [{"match": "GET delivery/feed/*", "times": 3, "fault": {"status": 503}}]}`.
The first rule that strikes decides. See `Rule` and `Fault` for the fields.
"""

import fnmatch
import json
import random
from collections.abc import Callable, Mapping, Set
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

from codabox_sync.sandbox.wire import Response, detail

HTML = b"<!DOCTYPE html><html><body><h1>We will be back soon</h1></body></html>"


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong.

    `status`, `html` and `reset`: the request is not carried out. `lost`: it is, but the connection breaks before the
    answer. The others change a true answer: `delay` and `stall` (seconds, before it and halfway its body), `truncate`
    (bytes of the body that arrive), `duplicate` and `reverse` (the entries of a feed).
    """

    status: int | None = None
    retry_after: int | str | None = None
    html: bool = False
    reset: bool = False
    lost: bool = False
    delay: float = 0.0
    stall: float = 0.0
    truncate: int | None = None
    duplicate: bool = False
    reverse: bool = False

    def answer(self, honest: Callable[[], Response]) -> Response:
        """The faulty answer; `honest` carries the request out and gives the true one."""
        response = self._refusal() or self._bent(honest())
        response.delay += self.delay
        return response

    def _refusal(self) -> Response | None:
        if self.html:
            return Response(self.status or 200, HTML, {"Content-Type": "text/html; charset=utf-8"})
        if self.reset:
            return Response(reset=True)
        if self.status is None:
            return None
        refusal = detail(self.status, "A fault of the scenario.")
        if self.retry_after is not None:
            refusal.headers["Retry-After"] = str(self.retry_after)
        return refusal

    def _bent(self, response: Response) -> Response:
        response.reset, response.stall, response.cut = self.lost, self.stall, self.truncate
        if (self.duplicate or self.reverse) and response.status == 200:
            feed = json.loads(response.body)
            entries = feed.get("feed_entries", [])[:: -1 if self.reverse else 1]
            feed["feed_entries"] = [entry for entry in entries for _time in range(2 if self.duplicate else 1)]
            response.body = json.dumps(feed).encode()
        return response


@dataclass(slots=True)
class Rule:
    """Which requests go wrong.

    `match` is "METHOD path" under the API prefix, with * and ?; `office` a username or name. The rule strikes after
    `after` fitting requests, `times` times (None: for ever), each time with chance `share`.
    """

    match: str
    fault: Fault
    office: str | None = None
    after: int = 0
    times: int | None = None
    share: float = 1.0
    seen: int = field(default=0, init=False)
    struck: int = field(default=0, init=False)

    def strikes(self, request: str, office: Set[str], dice: random.Random) -> bool:
        """Whether this request goes wrong by this rule."""
        if not fnmatch.fnmatchcase(request, self.match) or not (self.office is None or self.office in office):
            return False
        self.seen += 1
        spent = self.times is not None and self.struck >= self.times
        if self.seen <= self.after or spent or dice.random() >= self.share:
            return False
        self.struck += 1
        return True


class Scenario:
    """The rules of one run, and how often each struck."""

    def __init__(self, rules: list[Rule], seed: int = 1) -> None:
        self.rules = rules
        self._dice = random.Random(seed)  # noqa: S311 - faults must be the same in every run

    @classmethod
    def parse(cls, data: Mapping[str, Any]) -> Self:
        """From the JSON of a scenario. Raises TypeError or KeyError for a field that does not exist."""
        rules = [Rule(**{**rule, "fault": Fault(**rule["fault"])}) for rule in data.get("rules", [])]
        return cls(rules, data.get("seed", 1))

    @classmethod
    def load(cls, path: Path) -> Self:
        """From a scenario file."""
        return cls.parse(json.loads(path.read_text(encoding="utf-8")))

    def fault(self, request: str, office: Set[str]) -> Fault | None:
        """The fault that meets `request` ("GET delivery/feed/277/") of the office with these names; None: be honest."""
        for rule in self.rules:
            if rule.strikes(request, office, self._dice):
                return rule.fault
        return None

    def report(self) -> list[dict[str, Any]]:
        """Every rule with the number of requests it saw and struck."""
        return [asdict(rule) for rule in self.rules]
