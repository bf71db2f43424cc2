"""Offices lie evenly in the hour, each in a slot of its own, and come back later after every failure."""

from datetime import UTC, datetime, timedelta

import pytest

from codabox_sync.schedule import back_off, next_slot, slot

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("first", [1, 5000])
@pytest.mark.parametrize("offices", [60, 1000])
def test_offices_lie_evenly_in_the_hour(first: int, offices: int) -> None:
    minutes = [0] * 60
    for office_id in range(first, first + offices):
        minutes[int(slot(office_id, 3600) // 60)] += 1

    assert max(minutes) <= offices / 60 * 1.2 + 2
    assert min(minutes) >= offices / 60 * 0.8 - 2


def test_every_second_office_lies_evenly_too() -> None:
    minutes = [0] * 60
    for office_id in range(2, 2002, 2):
        minutes[int(slot(office_id, 3600) // 60)] += 1

    assert max(minutes) <= 20


def test_next_slot_is_the_office_s_own_in_every_hour() -> None:
    first = next_slot(7, NOON, interval=3600, rng=lambda: 0.0)
    second = next_slot(7, first, interval=3600, rng=lambda: 0.0)

    assert second - first == timedelta(hours=1)
    assert first.timestamp() % 3600 == pytest.approx(slot(7, 3600))


def test_slot_that_is_too_near_is_left_for_the_next_one() -> None:
    at_slot = next_slot(7, NOON, interval=3600, rng=lambda: 0.0)

    assert next_slot(7, at_slot - timedelta(seconds=30), interval=3600, rng=lambda: 0.0) == at_slot + timedelta(hours=1)
    assert next_slot(7, at_slot - timedelta(seconds=90), interval=3600, rng=lambda: 0.0) == at_slot


def test_jitter_is_at_most_a_minute_of_the_hour() -> None:
    plain = next_slot(7, NOON, interval=3600, rng=lambda: 0.0)

    assert next_slot(7, NOON, interval=3600, rng=lambda: 0.999) - plain < timedelta(minutes=1)


@pytest.mark.parametrize(("failures", "minutes"), [(1, 5), (2, 10), (3, 20), (4, 40), (5, 60), (400, 60)])
def test_pause_doubles_up_to_the_longest(failures: int, minutes: int) -> None:
    assert back_off(failures, longest=3600, rng=lambda: 0.0) == timedelta(minutes=minutes)


def test_chance_shortens_a_pause_by_a_quarter_at_most() -> None:
    assert back_off(1, longest=3600, rng=lambda: 1.0) == timedelta(seconds=225)
