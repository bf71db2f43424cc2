"""Bars of files per week: places and sizes a template can draw."""

from datetime import date, timedelta

import pytest

from monitoring.charts import BASE, weekly
from monitoring.queries import Week


def weeks(*counts: tuple[int, int]) -> list[Week]:
    return [Week(date(2026, 8, 31) + timedelta(weeks=n), *pair) for n, pair in enumerate(counts)]


@pytest.mark.parametrize(("most", "top"), [(0, 2), (2, 2), (3, 4), (5, 10), (11, 20), (41, 100), (1001, 2000)])
def test_axis_ends_on_a_round_even_number(most: int, top: int) -> None:
    chart = weekly(weeks((most, 0)))

    assert (chart.top, chart.half) == (top, top // 2)


def test_invoices_stand_on_the_statements() -> None:
    [bar] = weekly(weeks((5, 5))).bars

    assert bar.statements_y + bar.statements_height == BASE
    assert bar.invoices_y + bar.invoices_height == bar.statements_y
    assert bar.statements_height == bar.invoices_height == (BASE - 10) / 2


def test_last_week_is_still_running() -> None:
    chart = weekly(weeks((1, 0), (2, 1)))

    assert [bar.is_running for bar in chart.bars] == [False, True]
    assert [bar.label for bar in chart.bars] == [36, 37]
    assert chart.total == 4


def test_empty_weeks_draw_no_height() -> None:
    [bar] = weekly(weeks((0, 0))).bars

    assert (bar.statements_height, bar.invoices_height, bar.statements_y) == (0, 0, BASE)


def test_bars_stay_inside_the_picture() -> None:
    bars = weekly(weeks(*[(1, 0)] * 12)).bars

    assert bars[0].x >= 36
    assert bars[-1].x + 22 <= 420
