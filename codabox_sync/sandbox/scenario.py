"""Faults on purpose: rules that say which requests go wrong, when and how.

A scenario is JSON: `{"seed": 1, "rules": [{"match": "GET delivery/feed/*", "times": 3, "fault": {"status": 503}}]}`,
for both APIs alike. `clock_skew` beside the rules is by how many seconds CodaBox's clock is wrong. The first rule that
strikes decides. See `Rule` and `Fault` for the fields.
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


Refuse = Callable[[int, str], Response]


def refuse(status: int, code: str) -> Response:
    """A refusal in the way of the classic API, which has no codes."""
    return detail(status, "A fault of the scenario.")


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong.

    `status`, `html` and `reset`: the request is not carried out. `lost`: it is, but the connection breaks before the
    answer. The others change a true answer: `delay` and `stall` (seconds, before it and halfway its body), `truncate`
    (bytes of the body that arrive), `duplicate` and `reverse` (the entries of a feed or search). Of a download, `swap`
    gives the content of a document of another account, and `merge` the content followed by that of the account's next
    document. `redeliver` first offers so many documents again that were acknowledged. `code` is the error code of
    Connect.
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
    swap: bool = False
    merge: bool = False
    redeliver: int = 0
    code: str = "scenario"

    def answer(self, honest: Callable[[], Response], refuse: Refuse = refuse) -> Response:
        """The faulty answer; `honest` carries the request out and gives the true one, `refuse` words a refusal."""
        response = self._refusal(refuse) or self._bent(honest())
        response.delay += self.delay
        return response

    def _refusal(self, refuse: Refuse) -> Response | None:
        if self.html:
            return Response(self.status or 200, HTML, {"Content-Type": "text/html; charset=utf-8"})
        if self.reset:
            return Response(reset=True)
        if self.status is None:
            return None
        refusal = refuse(self.status, self.code)
        if self.retry_after is not None:
            refusal.headers["Retry-After"] = str(self.retry_after)
        return refusal

    def _bent(self, response: Response) -> Response:
        response.reset, response.stall, response.cut = self.lost, self.stall, self.truncate
        if (self.duplicate or self.reverse) and response.status == 200:
            answer = json.loads(response.body)
            entries = _listed(answer)
            entries[:] = [
                e for e in entries[:: -1 if self.reverse else 1] for _time in range(2 if self.duplicate else 1)
            ]
            response.body = json.dumps(answer).encode()
        return response


def _listed(answer: dict[str, Any]) -> list[Any]:
    """The documents in a feed of the classic API, or in a search of Connect."""
    listed: list[Any] = answer.get("feed_entries") or answer.get("included", {}).get("documents", [])
    return listed


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

    def __init__(self, rules: list[Rule], seed: int = 1, clock_skew: float = 0) -> None:
        self.rules = rules
        self.clock_skew = clock_skew
        self._dice = random.Random(seed)  # noqa: S311 - faults must be the same in every run

    @classmethod
    def parse(cls, data: Mapping[str, Any]) -> Self:
        """From the JSON of a scenario. Raises TypeError or KeyError for a field that does not exist."""
        rules = [Rule(**{**rule, "fault": Fault(**rule["fault"])}) for rule in data.get("rules", [])]
        return cls(rules, data.get("seed", 1), data.get("clock_skew", 0))

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
