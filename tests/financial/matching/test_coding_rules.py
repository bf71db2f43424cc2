"""Coding rules: their look-up order, what each type does, their conditions, and the default posting."""

from decimal import Decimal

import pytest

from financial.matching import CodingRule, Line
from tests.financial.matching.books import (
    ENGIE,
    OGM,
    OWN,
    PEETERS,
    PEETERS_IBAN,
    SAVINGS,
    invoice,
    line,
    match_all,
    match_one,
    paid,
    purchase,
    structured,
    told,
)

DEFAULT = CodingRule(type="ledger", number="499999")


def ledger(number: str, **more: object) -> CodingRule:
    """A rule for transfers in, on a ledger account."""
    fields = {"family": "01", "transaction": "50", "category": "000", **more}
    return CodingRule(type="ledger", number=number, **fields)  # type: ignore[arg-type]


def costs(**more: object) -> Line:
    """Bank costs of 12.10."""
    return line("-12.10", "beheerskosten", family="35", transaction="37", category="006", **more)


def test_a_ledger_rule_places_the_whole_line() -> None:
    result = match_one(costs(), rules=(CodingRule("", "35", "37", "006", type="ledger", number="656000"),))
    assert (result.status, result.account_type, result.account) == ("partly", "ledger", "656000")
    assert (result.step, result.document_type, result.review) == ("rule", "", False)
    assert (str(result.amount), str(result.applied)) == ("-12.10", "-12.10")


@pytest.mark.parametrize(
    ("rules", "account"),
    [
        ((ledger("4", account=OWN), ledger("3"), ledger("2", family="00", transaction="00", category="000")), "4"),
        ((ledger("4", account=SAVINGS), ledger("3")), "3"),
        ((ledger("3", account="BE68 5390 0754 7034"),), "3"),
        ((ledger("3"), CodingRule(category="006", type="ledger", number="2")), "3"),
        ((CodingRule(family="35", transaction="37", category="006", type="ledger", number="9"),), ""),
    ],
)
def test_the_first_rule_of_account_then_codes_then_category_holds(rules: tuple[CodingRule, ...], account: str) -> None:
    assert match_one(line("50.00"), rules=rules).account == account


def test_a_rule_of_the_category_alone_holds_for_every_family() -> None:
    assert match_one(costs(), rules=(CodingRule(category="006", type="ledger", number="2"),)).account == "2"


def test_a_ledger_rule_decides_even_when_an_ogm_fits() -> None:
    result = match_one(structured("100.00", OGM), invoice("1", "100.00", ogm=OGM), rules=(ledger("700000"),))
    assert (result.account_type, result.allocations) == ("ledger", ())


def test_a_customer_rule_searches_customers_only() -> None:
    rule = CodingRule(family="01", transaction="50", category="000", type="customer")
    assert match_one(line("30.00"), purchase("900", "30.00"), rules=(rule,)).status == ""
    assert match_one(line("30.00"), invoice("1", "30.00"), rules=(rule,)).step == "amount"


def test_a_rule_with_a_fixed_relation_searches_within_it_first() -> None:
    rule = CodingRule(family="05", transaction="01", category="000", type="supplier", number=ENGIE.number)
    one = line("-80.00", family="05")
    fitting = match_one(one, purchase("778899", "-80.00"), rules=(rule,))
    assert (fitting.status, fitting.step, paid(fitting)) == ("applied", "rule", {"AF-899": "-80.00"})
    lone = match_one(one, purchase("778899", "-81.00"), rules=(rule,))
    assert (lone.status, lone.account, lone.document_type, lone.allocations) == ("partly", ENGIE.number, "payment", ())


def test_a_fixed_relation_keeps_a_better_match_of_its_own() -> None:
    rule = CodingRule(family="01", transaction="50", category="000", type="customer", number=PEETERS.number)
    result = match_one(structured("100.00", OGM), invoice("1", "100.00", ogm=OGM), rules=(rule,))
    assert (result.step, paid(result)) == ("ogm", {"1": "100.00"})


def test_an_untyped_rule_leaves_both_kinds_to_the_search() -> None:
    rule = CodingRule(family="01", transaction="50", category="000")
    assert match_one(line("30.00"), purchase("900", "30.00"), rules=(rule,)).account_type == "supplier"


@pytest.mark.parametrize(
    ("more", "account"),
    [
        ({"text": "Huur"}, "2"),
        ({"text": "loon"}, ""),
        ({"sign": "in"}, "2"),
        ({"sign": "out"}, ""),
        ({"amount_from": Decimal(50), "amount_to": Decimal(50)}, "2"),
        ({"amount_from": Decimal("50.01")}, ""),
        ({"amount_to": Decimal("49.99")}, ""),
    ],
)
def test_a_rule_holds_only_under_its_conditions(more: dict[str, object], account: str) -> None:
    assert match_one(line("50.00", "HUUR januari"), rules=(ledger("2", **more),)).account == account


def test_rules_with_the_same_codes_are_tried_by_position() -> None:
    rules = (ledger("2", position=2), ledger("1", position=1, text="huur"))
    assert match_one(line("50.00", "huur"), rules=rules).account == "1"
    assert match_one(line("50.00", "loon"), rules=rules).account == "2"


def test_without_the_tick_a_line_without_coding_stays_blank() -> None:
    assert match_one(line("50.00"), rules=(DEFAULT,)).status == ""


def test_the_default_rule_does_not_come_in_by_the_category_or_by_uncoded_lines() -> None:
    one = line("50.00", family="00", transaction="00", category="000")
    assert match_one(one, rules=(DEFAULT,)).status == ""


def test_with_the_tick_what_is_still_blank_goes_to_the_suspense_account() -> None:
    result = match_one(line("50.00"), rules=(DEFAULT,), default_posting=True)
    assert (result.status, result.account_type, result.account) == ("partly", "ledger", "499999")
    assert (result.step, str(result.applied)) == ("default", "50.00")


def test_a_coded_line_without_relation_goes_there_too() -> None:
    rule = CodingRule(family="01", transaction="50", category="000", type="customer")
    assert match_one(line("50.00"), rules=(rule, DEFAULT), default_posting=True).step == "default"


def test_the_tick_leaves_what_was_found() -> None:
    first, second = match_all(
        [structured("100.00", OGM, id="a"), line("7.00", id="b", counterparty_account=PEETERS_IBAN)],
        invoice("1", "100.00", ogm=OGM),
        rules=(DEFAULT,),
        default_posting=True,
    )
    assert (first.step, second.step) == ("ogm", "iban")


def test_a_missing_default_rule_leaves_lines_blank() -> None:
    assert match_one(line("50.00"), default_posting=True).status == ""


def test_a_transfer_between_own_accounts_is_never_laid_on_an_invoice() -> None:
    one = line("100.00", "20260001", counterparty_account="BE43 0689 9999 9501")
    result = match_one(one, invoice("20260001", "100.00"))
    assert (result.status, result.step, result.allocations, told(result)) == (
        "",
        "internal_transfer",
        (),
        ["own_account"],
    )


def test_a_transfer_between_own_accounts_goes_to_the_account_of_the_settings() -> None:
    one = line("100.00", counterparty_account=SAVINGS)
    result = match_one(one, internal_transfer_account="580000")
    assert (result.status, result.account, result.step) == ("partly", "580000", "internal_transfer")


def test_a_ledger_rule_goes_before_a_transfer_between_own_accounts() -> None:
    one = line("50.00", counterparty_account=SAVINGS)
    assert match_one(one, rules=(ledger("550099"),)).account == "550099"
