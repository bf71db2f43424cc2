"""How fast one credential may call."""

import httpx
import pytest

from codabox_sync.calls import Call, Limits
from codabox_sync.errors import RateLimited
from codabox_sync.http import HttpSession
from codabox_sync.pace import Pace


class Clock:
    """A clock that moves by sleeping."""

    def __init__(self) -> None:
        self.now = 100.0
        self.naps: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.now += seconds


def test_calls_are_spread_evenly() -> None:
    clock = Clock()
    pace = Pace(4, clock=clock, sleep=clock.sleep)

    for _turn in range(3):
        pace.take()

    assert clock.naps == [0.25, 0.25]


def test_whoever_comes_late_does_not_wait_nor_save_up() -> None:
    clock = Clock()
    pace = Pace(4, clock=clock, sleep=clock.sleep)
    pace.take()
    clock.now += 60

    pace.take()
    pace.take()

    assert clock.naps == [0.25]


def test_a_pause_holds_everybody() -> None:
    clock = Clock()
    pace = Pace(None, clock=clock, sleep=clock.sleep)
    pace.pause(30)

    pace.take()
    pace.take()

    assert clock.naps == [30]


def test_no_pace_is_no_wait() -> None:
    clock = Clock()
    pace = Pace(None, clock=clock, sleep=clock.sleep)

    for _turn in range(100):
        pace.take()

    assert clock.naps == []


def test_retry_after_holds_every_call_of_the_credential() -> None:
    clock = Clock()
    pace = Pace(None, clock=clock, sleep=clock.sleep)
    answers = [httpx.Response(429, headers={"Retry-After": "20"}), *[httpx.Response(200, json={})] * 2]
    transport = httpx.MockTransport(lambda request: answers.pop(0))
    limits = Limits(attempts=1)
    with HttpSession("https://codabox.test/", headers={}, pace=pace, transport=transport, limits=limits) as session:
        with pytest.raises(RateLimited):
            session.get_json(Call("GET", "delivery/pod-client/"))
        session.get_json(Call("GET", "delivery/pod-client/"))

    assert clock.naps == [20]
