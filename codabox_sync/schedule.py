"""When an office is asked next. Pure: no clock, no database, no dice of its own."""

import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

# Multiples of it, modulo 1, lie evenly in [0, 1) however many there are: offices never cluster in the hour.
GOLDEN = 0.6180339887498949
FIRST_PAUSE = 300.0
"""Seconds after a first failure; doubled after each one in a row."""


def slot(office_id: int, interval: float) -> float:
    """Seconds into each interval at which this office is asked: always the same."""
    return office_id * GOLDEN % 1 * interval


def next_slot(office_id: int, after: datetime, *, interval: float, rng: Callable[[], float]) -> datetime:
    """The office's next slot, at least a sixtieth of the interval away, up to another sixtieth late.

    `rng` gives a number in [0, 1): the jitter keeps offices of neighbouring slots from moving in step.
    """
    step = interval / 60
    earliest = after.timestamp() + step
    start = slot(office_id, interval)
    rounds = math.ceil((earliest - start) / interval)
    return datetime.fromtimestamp(start + rounds * interval + rng() * step, UTC)


def back_off(failures: int, *, longest: float, rng: Callable[[], float]) -> timedelta:
    """The pause after so many failures in a row (from 1): 5, 10, 20 … minutes up to `longest` seconds, shortened by at
    most a quarter by chance."""
    pause = min(longest, FIRST_PAUSE * 2.0 ** min(failures - 1, 30))
    return timedelta(seconds=pause * (1 - rng() / 4))
