"""Global lines and their details: what is placed, what becomes indirect, what stays blank."""

import pytest

from financial.matching import CodingRule, Line, OpenItem, Result
from tests.financial.matching.books import invoice, line, match_all, paid, purchase, told

ITEMS: tuple[OpenItem, ...] = (purchase("778801", "-60.00"), purchase("778802", "-40.00"))
DEFAULT = CodingRule(type="ledger", number="499999")


def collective(kind: int = 1, second: str = "factuur 778802", **more: str) -> list[Line]:
    """A debit of 100 with two details."""
    return [
        line("-100.00", id="whole", type=kind, transaction="07", status=more.get("whole", "")),
        line("-60.00", "factuur 778801", id="one", type=5, category="001", parent="whole", status=more.get("one", "")),
        line("-40.00", second, id="two", type=5, category="001", parent="whole"),
    ]


def statuses(results: list[Result]) -> list[str]:
    return [result.status for result in results]


def rule(level: str, kind: str = "supplier", number: str = "") -> CodingRule:
    """A rule for the global line."""
    return CodingRule("", "01", "07", "000", level=level, type=kind, number=number)  # type: ignore[arg-type]


@pytest.mark.parametrize("rules", [(), (rule("detail"),)])
def test_details_are_placed_and_the_global_line_becomes_indirect(rules: tuple[CodingRule, ...]) -> None:
    results = match_all(collective(), *ITEMS, rules=rules)
    assert statuses(results) == ["indirect", "applied", "applied"]
    assert paid(results[1]) == {"AF-801": "-60.00"}
    assert told(results[0]) == ["details"]


def test_a_global_line_stays_blank_while_one_of_its_details_is() -> None:
    results = match_all(collective(second="wie weet"), ITEMS[0], rules=(rule("detail"),))
    assert statuses(results) == ["", "applied", ""]


def test_a_global_line_stays_blank_when_its_details_do_not_add_up() -> None:
    lines = collective()[:2]
    assert statuses(match_all(lines, *ITEMS, rules=(rule("detail"),))) == ["", "applied"]


def test_a_global_rule_places_the_whole_and_its_details_become_indirect() -> None:
    results = match_all(collective(), *ITEMS, rules=(rule("global", "ledger", "440100"),))
    assert statuses(results) == ["partly", "indirect", "indirect"]
    assert (results[0].account, [str(result.amount) for result in results[1:]]) == ("440100", ["0.00", "0.00"])


def test_a_single_transaction_is_placed_as_a_whole_whatever_the_rule_says() -> None:
    rules = (rule("detail", "ledger", "440100"),)
    assert statuses(match_all(collective(kind=0), *ITEMS, rules=rules)) == ["partly", "indirect", "indirect"]


def test_details_stay_blank_when_their_global_line_finds_nothing() -> None:
    assert statuses(match_all(collective(), rules=(rule("global"),))) == ["", "", ""]


def test_a_detail_rule_without_details_places_the_line_itself() -> None:
    one = line("-60.00", "778801", type=1, transaction="07")
    assert statuses(match_all([one], *ITEMS, rules=(rule("detail"),))) == ["applied"]


def test_every_detail_follows_its_own_rule() -> None:
    rules = (rule("detail"), CodingRule("", "01", "01", "001", type="ledger", number="612000"))
    results = match_all(collective(), *ITEMS, rules=rules)
    assert [result.account for result in results] == ["", "612000", "612000"]
    assert results[0].status == "indirect"


def test_without_a_rule_the_whole_is_tried_when_no_detail_can_be_placed() -> None:
    lines = [
        line("-100.00", "factuur 778803", id="whole", type=2),
        line("-99.00", id="one", type=6, parent="whole", family="80"),
        line("-1.00", id="two", type=6, parent="whole", family="80"),
    ]
    results = match_all(lines, purchase("778803", "-100.00"))
    assert statuses(results) == ["applied", "indirect", "indirect"]


def test_details_of_details_come_first() -> None:
    lines = [
        line("-100.00", id="a", type=2),
        line("-100.00", id="b", type=7, parent="a"),
        line("-60.00", "778801", id="c", type=9, parent="b"),
        line("-40.00", "778802", id="d", type=9, parent="b"),
    ]
    assert statuses(match_all(lines, *ITEMS)) == ["indirect", "indirect", "applied", "applied"]


def test_what_is_placed_already_is_not_touched() -> None:
    results = match_all(collective(one="partly"), *ITEMS)
    assert statuses(results) == ["indirect", "partly", "applied"]
    assert (results[1].account, results[1].step, results[1].allocations) == ("", "", ())


def test_blank_details_under_a_placed_global_line_become_indirect() -> None:
    assert statuses(match_all(collective(whole="partly"), *ITEMS)) == ["partly", "indirect", "indirect"]


def test_details_under_an_indirect_global_line_are_placed() -> None:
    assert statuses(match_all(collective(whole="indirect"), *ITEMS)) == ["indirect", "applied", "applied"]


def test_the_default_posting_takes_the_details_that_are_left() -> None:
    results = match_all(collective(second="?"), ITEMS[0], rules=(DEFAULT,), default_posting=True)
    assert [result.step for result in results] == ["", "invoice_number", "default"]
    assert results[0].status == "indirect"


def test_the_default_posting_takes_the_whole_when_nothing_of_it_is_placed() -> None:
    results = match_all(collective(), rules=(DEFAULT,), default_posting=True)
    assert [(result.status, result.account) for result in results] == [
        ("partly", "499999"),
        ("indirect", ""),
        ("indirect", ""),
    ]


def test_a_card_batch_is_settled_gross_and_its_costs_follow_their_rule() -> None:
    lines = [
        line("148.50", id="net", type=3, family="04", transaction="50"),
        line("150.00", "factuur 20260001", id="gross", type=8, category="100", family="04", parent="net"),
        line("-1.50", id="costs", type=8, category="013", family="04", parent="net"),
    ]
    rules = (CodingRule(category="013", type="ledger", number="656100"),)
    results = match_all(lines, invoice("20260001", "150.00"), rules=rules)
    assert statuses(results) == ["indirect", "applied", "partly"]
    assert (paid(results[1]), results[2].account) == ({"20260001": "150.00"}, "656100")


def test_the_whole_is_not_placed_over_details_of_its_details() -> None:
    lines = [
        line("-100.00", "factuur 778803", id="a", type=2),
        line("-100.00", id="b", type=7, parent="a"),
        line("-60.00", "778801", id="c", type=9, parent="b"),
        line("-40.00", family="80", id="d", type=9, parent="b"),
    ]
    assert statuses(match_all(lines, *ITEMS, purchase("778803", "-100.00"))) == ["", "", "applied", ""]


def test_of_wholes_within_wholes_the_innermost_is_tried_first() -> None:
    lines = [
        line("-100.00", "factuur 778803", id="a", type=2),
        line("-100.00", "factuur 778804", id="b", type=7, parent="a"),
        line("-100.00", family="80", id="c", type=9, parent="b"),
    ]
    items = (purchase("778803", "-100.00"), purchase("778804", "-100.00"))
    assert statuses(match_all(lines, *items)) == ["indirect", "applied", "indirect"]


def test_the_default_posting_leaves_an_indirect_global_line_as_it_was() -> None:
    results = match_all(collective(whole="indirect"), rules=(DEFAULT,), default_posting=True)
    assert [(result.status, result.account) for result in results] == [
        ("indirect", ""),
        ("partly", "499999"),
        ("partly", "499999"),
    ]
