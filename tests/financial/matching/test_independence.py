"""What must not matter to a result: the order of the books, an earlier run, and what has nothing to do with a line."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from financial.matching import Line, Matcher, OpenItem, Relation, Result
from tests.financial.matching.books import (
    ENGIE_IBAN,
    MAES,
    MAES_IBAN,
    OGM,
    OTHER_OGM,
    PEETERS_IBAN,
    RELATIONS,
    invoice,
    line,
    purchase,
)

ITEMS = (
    invoice("20260001", "100.00", ogm=OGM, discount=Decimal("2.00"), discount_until=date(2026, 1, 31)),
    invoice("20260002", "50.00"),
    invoice("20260003", "50.00", MAES, ogm=OTHER_OGM),
    invoice("20260004", "50.00"),
    invoice("20260005", "-20.00"),
    purchase("20260001", "-80.00"),
    purchase("778802", "-50.00", RELATIONS[3]),
    purchase("778803", "30.00"),
)
ELSEWHERE = Relation("customer", "X77", "Zwembad Ver Weg", ("BE61310126985517",))
FOREIGN = invoice("ZZ-990017", "7777.77", ELSEWHERE)
TEXTS = (
    "",
    "20260001",
    "20260001 20260002",
    "factuur 20260002 t.e.m. 20260004",
    "facturen 20260001, 2 en 4",
    "+++123/4567/89002+++",
    "123/4567/89012",
    "klant K10001",
    "778802 en 778803",
    "fact 0004",
)
ACCOUNTS = ("", PEETERS_IBAN, MAES_IBAN, ENGIE_IBAN, "BE91967206345676")
NAMES = ("", "PEETERS BAKKERIJ", "MAES ZONEN", "GARAGE WOUTERS")

runs = st.lists(
    st.builds(
        lambda cents, text, account, name, days: line(
            f"{Decimal(cents) / 100:.2f}",
            text,
            counterparty_account=account,
            counterparty_name=name,
            date=date(2026, 1, 1) + timedelta(days),
        ),
        st.sampled_from((-13000, -8000, -5000, -2000, 100, 3000, 5000, 9800, 10000, 15000, 20000)),
        st.sampled_from(TEXTS),
        st.sampled_from(ACCOUNTS),
        st.sampled_from(NAMES),
        st.integers(0, 60),
    ),
    max_size=10,
).map(lambda lines: [replace(one, id=place) for place, one in enumerate(lines)])


def match(lines: list[Line], items: tuple[OpenItem, ...], relations: tuple[Relation, ...] = RELATIONS) -> list[Result]:
    """The results of one run."""
    return Matcher(relations=relations, open_items=items).match(lines)


def shown(results: list[Result]) -> list[Any]:
    """The results without the places of the items in the input."""
    return [
        result._replace(
            allocations=tuple(allocation[:-1] for allocation in result.allocations),
            candidates=tuple(candidate[:-1] for candidate in result.candidates),
        )
        for result in results
    ]


@settings(max_examples=150, deadline=None)
@given(runs, st.permutations(ITEMS), st.permutations(RELATIONS))
def test_the_order_of_items_and_relations_does_not_matter(
    lines: list[Line], items: list[OpenItem], relations: list[Relation]
) -> None:
    assert shown(match(lines, tuple(items), tuple(relations))) == shown(match(lines, ITEMS))


@settings(max_examples=150, deadline=None)
@given(runs)
def test_a_second_run_changes_nothing_that_was_placed(lines: list[Line]) -> None:
    first = match(lines, ITEMS)
    open_after = tuple(
        replace(item, open=item.open - sum(taken(result, place) for result in first))
        for place, item in enumerate(ITEMS)
    )
    again = [replace(one, status=result.status) for one, result in zip(lines, first, strict=True)]
    for before, after in zip(first, match(again, open_after), strict=True):
        if before.status:
            assert (after.status, after.step, after.allocations) == (before.status, "", ())


def taken(result: Result, place: int) -> Decimal:
    """What a result takes from an item, discount included."""
    sign = 1 if ITEMS[place].open > 0 else -1
    return sum((a.amount + sign * a.discount for a in result.allocations if a.item == place), Decimal(0))


@settings(max_examples=100, deadline=None)
@given(runs)
def test_a_relation_and_an_item_that_nothing_speaks_of_do_not_matter(lines: list[Line]) -> None:
    assert match(lines, (*ITEMS, FOREIGN), (*RELATIONS, ELSEWHERE)) == match(lines, ITEMS)


@settings(max_examples=100, deadline=None)
@given(runs)
def test_lines_are_settled_within_what_they_are(lines: list[Line]) -> None:
    for one, result in zip(lines, match(lines, ITEMS), strict=True):
        placed = sum((allocation.amount for allocation in result.allocations), Decimal(0))
        assert placed == result.applied
        assert abs(placed) <= abs(one.amount)
        assert placed == 0 or (placed > 0) == (one.amount > 0)
