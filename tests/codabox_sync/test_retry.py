"""When a call is tried again, and how long is waited first."""

from datetime import UTC, datetime

import pytest

from codabox_sync.retry import delay, parse_retry_after, should_retry

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("status", [None, 408, 425, 429, 500, 502, 503, 504])
def test_passing_troubles_are_tried_again(status: int | None) -> None:
    assert should_retry(status, 1)


@pytest.mark.parametrize("status", [200, 301, 400, 401, 403, 404, 410, 415, 501])
def test_what_a_second_try_cannot_mend_is_not_tried_again(status: int) -> None:
    assert not should_retry(status, 1)


@pytest.mark.parametrize(("attempt", "again"), [(1, True), (3, True), (4, False)])
def test_attempts_end(attempt: int, again: bool) -> None:
    assert should_retry(503, attempt, attempts=4) is again


@pytest.mark.parametrize(("retry_after", "again"), [(None, True), (30.0, True), (30.1, False)])
def test_a_long_wait_is_left_to_the_next_run(retry_after: float | None, again: bool) -> None:
    assert should_retry(429, 1, retry_after=retry_after) is again


@pytest.mark.parametrize(
    ("attempt", "dice", "seconds"), [(1, 0.0, 0.5), (1, 1.0, 1.0), (3, 0.0, 2.0), (3, 0.5, 3.0), (20, 1.0, 30.0)]
)
def test_the_wait_doubles_with_jitter_up_to_a_cap(attempt: int, dice: float, seconds: float) -> None:
    assert delay(attempt, None, lambda: dice) == seconds


def test_the_wait_is_never_shorter_than_asked() -> None:
    assert delay(1, 7.0, lambda: 0.0) == 7.0


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0.0),
        (" 120 ", 120.0),
        ("Mon, 05 Jan 2026 09:00:45 GMT", 45.0),
        ("Mon, 05 Jan 2026 10:00:45 +0100", 45.0),
        ("Mon, 05 Jan 2026 08:00:00 GMT", 0.0),
        (None, None),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("²", None),
    ],
)
def test_retry_after_in_both_spellings(header: str | None, seconds: float | None) -> None:
    assert parse_retry_after(header, NOW) == seconds
