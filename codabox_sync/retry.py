"""When to try a call again within one run, and how long to wait first. Pure: no clock, no network, no dice."""

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

PASSING_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504})
LONGEST_WAIT = 30.0
"""Seconds. What asks for a longer wait is left to the next run."""


def should_retry(status: int | None, attempt: int, *, attempts: int = 4, retry_after: float | None = None) -> bool:
    """Whether attempt number `attempt` (from 1), which ended in `status` (None: no whole answer), deserves another.

    >>> should_retry(503, 1), should_retry(None, 1), should_retry(503, 4), should_retry(401, 1)
    (True, True, False, False)
    """
    passing = status is None or status in PASSING_STATUSES
    return passing and attempt < attempts and (retry_after or 0.0) <= LONGEST_WAIT


def delay(attempt: int, retry_after: float | None, rng: Callable[[], float]) -> float:
    """Seconds to wait after failed attempt `attempt`: 0.5-1, 1-2, 2-4 …, never less than the server asked for.

    `rng` gives a number in [0, 1); the jitter keeps offices that failed together from coming back together.
    """
    longest = min(LONGEST_WAIT, 2.0 ** (attempt - 1))
    return max(longest * (1 + rng()) / 2, retry_after or 0.0)


def parse_retry_after(header: str | None, now: datetime) -> float | None:
    """Seconds to wait by a `Retry-After` header (RFC 9110 §10.2.3: seconds or an HTTP date); None when it says nothing.

    >>> parse_retry_after("120", datetime(2026, 1, 5, tzinfo=UTC))
    120.0
    >>> parse_retry_after("Mon, 05 Jan 2026 00:00:30 GMT", datetime(2026, 1, 5, tzinfo=UTC))
    30.0
    """
    text = (header or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())
