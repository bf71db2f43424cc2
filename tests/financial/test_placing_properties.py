"""Whatever is chosen: a line never gives more than it has, no item gets more than is open, the journal gets exactly the
line, emptying restores all."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dossiers.models import Relation
from financial import placing
from financial.errors import NotAllowed
from financial.models import Allocation, OpenItem, StatementLine
from financial.placing import ItemShare, Split
from financial.placing.sums import Left, check_share, check_total, gives, proposed
from financial.queries.statements import statement_page
from financial.snapshots import snapshot
from financial.transfer_lines import journal_lines
from tests.financial.cast import Receive
from tests.financial.paying import fresh, ledger
from tests.financial.placed import DAY, emptied, item, relation

AMOUNTS = st.decimals(min_value=-500, max_value=500, places=2, allow_nan=False)
MAGNITUDES = st.decimals(min_value=0, max_value=500, places=2, allow_nan=False)
LEFTS = st.builds(Left, document=st.just("VF1"), open=AMOUNTS, discount=MAGNITUDES, until=st.sampled_from([None, DAY]))
_RESTORING = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(LEFTS, AMOUNTS, MAGNITUDES, st.booleans())
def test_allowed_share_never_settles_more_than_is_left(
    left: Left, amount: Decimal, discount: Decimal, late: bool
) -> None:
    try:
        check_share(left, amount=amount, discount=discount, day=DAY, late=late)
    except NotAllowed:
        return
    assert abs(amount) + discount <= abs(left.open)
    assert amount * left.open > 0


@given(LEFTS, AMOUNTS.filter(bool))
def test_what_is_proposed_is_always_allowed(left: Left, rest: Decimal) -> None:
    amount, discount = proposed(left, rest=rest, day=DAY)
    if not left.open:
        return
    check_share(left, amount=amount, discount=discount, day=DAY, late=False)
    check_total([abs(amount)], gives=abs(rest))


@given(st.lists(AMOUNTS, max_size=6), AMOUNTS, MAGNITUDES)
def test_allowed_total_stays_within_the_line_and_its_costs(
    parts: list[Decimal], amount: Decimal, costs: Decimal
) -> None:
    try:
        whole = gives(amount, costs)
        total = check_total(parts, gives=whole)
    except NotAllowed:
        return
    assert abs(total) <= abs(amount + costs)
    assert total * amount >= 0


@pytest.fixture
def choices(receive: Receive, customer: Relation) -> dict[str, Any]:
    other = relation(customer.dossier)
    return {
        "line": receive(amount=200, communication="Betaling"),
        "items": [item(customer, "150", discount=3), item(customer, "-40"), item(other, "90")],
        "account": ledger(customer.dossier, "657000"),
    }


@_RESTORING
@given(
    parts=st.lists(st.decimals(min_value=-40, max_value=150, places=2), min_size=3, max_size=3),
    discount=st.sampled_from([Decimal(0), Decimal(3)]),
    rest=st.sampled_from([Decimal(0), Decimal(7), Decimal("-0.02")]),
    costs=st.sampled_from([Decimal(0), Decimal("4.50")]),
)
def test_emptying_restores_the_line_and_its_items(
    choices: dict[str, Any], parts: list[Decimal], discount: Decimal, rest: Decimal, costs: Decimal
) -> None:
    with transaction.atomic():
        _apply_and_empty(choices, parts, discount, rest, costs)
        transaction.set_rollback(True)


def _apply_and_empty(
    choices: dict[str, Any], parts: list[Decimal], discount: Decimal, rest: Decimal, costs: Decimal
) -> None:
    line, account = choices["line"], choices["account"]
    before, left = _state(line), _left(line)
    pairs = zip(choices["items"], parts, [discount, Decimal(0), Decimal(0)], strict=True)
    shares = [ItemShare(one.pk, part, taken) for one, part, taken in pairs if part]
    splits = [Split(account.pk, rest)] if rest else []
    try:
        placing.apply_items(
            line=line, version=1, items=shares, splits=splits, costs=costs, cost_account=account, actor=None
        )
    except NotAllowed:
        assert _state(line) == before
        return
    _check_invariants(line)
    emptied(line)
    assert (_state(line), _left(line)) == (before | {"set_by": "hand"}, left)


def _check_invariants(line: StatementLine) -> None:
    now = fresh(line)
    assert abs(now.applied) <= abs(now.amount + now.costs)
    assert statement_page(now.statement).unapplied == now.amount + now.costs - now.applied
    assert sum(part.amount for part in journal_lines(now)) == -now.amount
    for of in OpenItem.objects.all():
        settled = sum(abs(a.amount) + a.discount for a in Allocation.objects.filter(open_item=of))
        assert settled <= abs(of.open)


def _state(line: StatementLine) -> dict[str, Any]:
    now = fresh(line)
    kept = {"relation": now.relation_id, "type": now.account_type, "candidates": now.candidates, "step": now.step}
    return snapshot(now) | kept


def _left(line: StatementLine) -> list[tuple[str, Decimal]]:
    return [(entry.item.document, entry.left) for entry in placing.open_items_for(line=fresh(line), everything=True)]
