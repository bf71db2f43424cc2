"""Charts: what they draw from the figures, and what they say to somebody who cannot see them."""

import re
from decimal import Decimal

from offices.templatetags.charts import meter, ribbon, sparkline


def test_sparkline_runs_from_the_oldest_value_to_the_newest() -> None:
    drawn = sparkline([Decimal(0), Decimal(50), Decimal(100)], "Balance of three days")
    assert 'class="ch-line" d="M3.0 27.0 L48.0 15.0 L93.0 3.0"' in drawn
    assert 'aria-label="Balance of three days"' in drawn


def test_sparkline_of_a_still_account_is_a_level_line() -> None:
    assert 'd="M3.0 15.0 L93.0 15.0"' in sparkline([Decimal(7), Decimal(7)], "Still")


def test_one_value_makes_no_line() -> None:
    assert sparkline([Decimal(7)], "One day") == ""


def test_ribbon_draws_a_thin_mark_for_a_day_without_movement() -> None:
    marks = re.findall(
        r'<rect class="ch-(\w+)" x="(\d+)" y="(\d+)" width="4" height="(\d+)"', ribbon(["ok", "none", "gap"], "")
    )
    assert marks == [("ok", "0", "0", "18"), ("none", "6", "7", "4"), ("gap", "12", "0", "18")]


def test_meter_puts_the_parts_one_after_the_other() -> None:
    parts = re.findall(r'<rect class="(\w)" x="(\d+)" y="0" width="(\d+)"', meter("8 of 14", g=8, k=0, r=6))
    assert parts == [("g", "0", "8"), ("r", "8", "6")]


def test_labels_are_escaped() -> None:
    assert "<b>" not in ribbon(["ok"], "<b>")
