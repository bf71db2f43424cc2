"""What holds for every run, whatever is in it."""

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from time import process_time

from hypothesis import given, settings
from hypothesis import strategies as st

from financial.matching import Line, Matcher, OpenItem, Result
from tests.financial.matching.books import (
    ENGIE_IBAN,
    MAES_IBAN,
    OGM,
    OTHER_OGM,
    PEETERS_IBAN,
    RELATIONS,
    SAVINGS,
    invoice,
    line,
    match_all,
    purchase,
)

ITEMS = (
    invoice("20260001", "100.00", ogm=OGM, discount=Decimal("2.00"), discount_until=date(2026, 1, 31)),
    invoice("20260002", "50.00"),
    invoice("20260003", "50.00", RELATIONS[1], ogm=OTHER_OGM),
    invoice("20260004", "-20.00"),
    purchase("20260001", "-80.00"),
    purchase("778802", "-50.00", RELATIONS[3]),
    purchase("778803", "30.00"),
)
TEXTS = (
    "",
    "20260001",
    "20260001 20260002",
    "+++123/4567/89002+++",
    "K10001",
    "778802 en 778803",
    "2026",
    "terugboeking",
)
ACCOUNTS = ("", PEETERS_IBAN, MAES_IBAN, ENGIE_IBAN, SAVINGS, "BE91967206345676")

lines_of_a_run = st.lists(
    st.builds(
        lambda cents, text, account, days: line(
            f"{Decimal(cents) / 100:.2f}", text, counterparty_account=account, date=date(2026, 1, 1) + timedelta(days)
        ),
        st.sampled_from((-13000, -8000, -5000, -2000, 100, 3000, 5000, 9800, 10000, 15000, 17000)),
        st.sampled_from(TEXTS),
        st.sampled_from(ACCOUNTS),
        st.integers(0, 60),
    ),
    max_size=12,
)


def numbered(lines: list[Line]) -> list[Line]:
    """The same lines, each with an id of its own."""
    return [replace(one, id=place) for place, one in enumerate(lines)]


@settings(max_examples=150, deadline=None)
@given(lines_of_a_run)
def test_nothing_is_given_away_twice(lines: list[Line]) -> None:
    results = match_all(numbered(lines), *ITEMS)
    taken = [Decimal(0)] * len(ITEMS)
    for result in results:
        for allocation in result.allocations:
            sign = 1 if ITEMS[allocation.item].open > 0 else -1
            taken[allocation.item] += allocation.amount + sign * allocation.discount
    for item, amount in zip(ITEMS, taken, strict=True):
        assert abs(amount) <= abs(item.open)
        assert amount == 0 or (amount > 0) == (item.open > 0)


@settings(max_examples=150, deadline=None)
@given(lines_of_a_run)
def test_a_result_agrees_with_itself(lines: list[Line]) -> None:
    given_lines = numbered(lines)
    for one, result in zip(given_lines, match_all(given_lines, *ITEMS), strict=True):
        assert result.id == one.id
        if result.allocations:
            assert sum(allocation.amount for allocation in result.allocations) == result.applied
        if result.status == "applied":
            assert result.applied == result.amount == one.amount
        if result.status == "":
            assert (result.amount, result.account, result.allocations) == (0, "", ())
        else:
            assert result.evidence
        if result.step in ("amount", "sum"):
            assert result.review


@settings(max_examples=50, deadline=None)
@given(lines_of_a_run)
def test_the_same_input_gives_the_same_output(lines: list[Line]) -> None:
    given_lines = numbered(lines)
    assert match_all(given_lines, *ITEMS) == match_all(given_lines, *ITEMS)


def test_a_second_run_over_the_same_matcher_starts_afresh() -> None:
    matcher = Matcher(relations=RELATIONS, open_items=ITEMS)
    one = [line("100.00", "20260001")]
    assert matcher.match(one) == matcher.match(one)


def test_a_line_of_nothing_stays_blank() -> None:
    assert match_all([line("0.00", "20260001")], *ITEMS) == [Result("1")]


def equals(count: int) -> float:
    """Seconds for as many lines as items, all of one relation and one amount, and nothing to tell them apart."""
    rng = random.Random(count)
    items: list[OpenItem] = [invoice(f"{rng.randrange(10**9)}", "100.00") for _ in range(count)]
    lines = [line("100.00", id=place, counterparty_account=PEETERS_IBAN) for place in range(count)]
    start = process_time()
    match_all(lines, *items)
    return process_time() - start


def test_very_many_equal_items_of_one_relation_cost_no_scan_per_line() -> None:
    equals(100)
    assert equals(8000) < 8 * max(equals(2000), 0.02)
