"""The trouble that comes: one at a time, in an order that follows from the seed."""

import random
import time
from collections.abc import Callable, Iterator
from typing import Any

from tests.chaos.house import House

Rule = dict[str, Any]
Trouble = Callable[[House], None]

_FAULTS: tuple[Rule, ...] = (
    {"match": "*", "share": 0.2, "fault": {"status": 500}},
    {"match": "*", "share": 0.2, "fault": {"status": 503, "html": True}},
    {"match": "*", "share": 0.1, "fault": {"status": 429, "retry_after": 1}},
    {"match": "*", "share": 0.1, "fault": {"status": 429}},
    {"match": "*", "share": 0.2, "fault": {"reset": True}},
    {"match": "*", "share": 0.2, "fault": {"lost": True}},
    {"match": "*", "share": 0.2, "fault": {"delay": 0.3}},
    {"match": "PUT *", "share": 0.3, "fault": {"lost": True}},
    {"match": "PUT *", "share": 0.3, "fault": {"status": 500}},
    {"match": "GET delivery/download/*", "share": 0.2, "fault": {"truncate": 40}},
    {"match": "GET delivery/download/*", "share": 0.2, "fault": {"html": True}},
    {"match": "GET delivery/download/*", "share": 0.2, "fault": {"status": 403}},
    {"match": "GET delivery/download/*", "share": 0.2, "fault": {"status": 404}},
    {"match": "GET delivery/download/*", "share": 0.2, "fault": {"status": 410}},
    {"match": "GET delivery/download/*", "share": 0.2, "fault": {"stall": 0.5}},
    {"match": "GET delivery/feed/*", "share": 0.2, "fault": {"status": 403}},
    {"match": "GET delivery/feed/*", "share": 0.2, "fault": {"truncate": 60}},
    {"match": "GET delivery/feed/*", "share": 0.5, "fault": {"duplicate": True}},
    {"match": "GET delivery/feed/*", "share": 0.5, "fault": {"reverse": True}},
    {"match": "GET delivery/pod-client/", "times": 1, "fault": {"status": 401}},
    {"match": "GET delivery/pod-client/", "share": 0.3, "fault": {"redeliver": 2}},
    {"match": "POST oauth2/token", "times": 2, "fault": {"status": 503}},
    {"match": "POST */document-searches", "share": 0.2, "fault": {"status": 403, "code": "consentMissing"}},
    {"match": "POST */document-searches", "share": 0.2, "fault": {"status": 404, "code": "notFound"}},
    {"match": "POST */document-searches", "share": 0.2, "fault": {"truncate": 60}},
    {"match": "POST */document-searches", "share": 0.5, "fault": {"duplicate": True}},
    {"match": "POST */document-searches", "share": 0.5, "fault": {"reverse": True}},
    {"match": "GET accounting-offices/*", "share": 0.2, "fault": {"status": 401}},
    {"match": "GET accounting-offices/*", "share": 0.2, "fault": {"status": 404}},
    {"match": "GET accounting-offices/*", "share": 0.2, "fault": {"truncate": 40}},
    {"match": "GET accounting-offices/*", "share": 0.2, "fault": {"html": True}},
    {"match": "GET accounting-offices/*", "share": 0.2, "fault": {"stall": 0.5}},
)


def faults(dice: random.Random) -> list[Rule]:
    """Some rules at once, or none: a good hour in between."""
    return dice.sample(_FAULTS, dice.randrange(0, 6))


def _kill_worker(house: House) -> None:
    house.kill_worker(whole=True)


def _kill_child(house: House) -> None:
    house.kill_worker(whole=False)


def _restart_broker(house: House) -> None:
    house.restart_broker(kill=False)


def _kill_broker(house: House) -> None:
    house.restart_broker(kill=True)


def _restart_database(house: House) -> None:
    house.restart_database()


def _fill_disk(house: House) -> None:
    house.fill_disk(full=True)
    time.sleep(3)
    house.fill_disk(full=False)


TROUBLES: dict[str, Trouble] = {
    "a worker is killed": _kill_worker,
    "a process of a worker is killed": _kill_child,
    "the broker restarts": _restart_broker,
    "the broker is killed": _kill_broker,
    "the database restarts in mid-flight": _restart_database,
    "the disk is full": _fill_disk,
}


def order(dice: random.Random) -> Iterator[str]:
    """Every trouble once, shuffled, then again in another order: also a short run meets them all."""
    while True:
        names = list(TROUBLES)
        dice.shuffle(names)
        yield from names
