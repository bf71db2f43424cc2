"""Coding rules: what can be saved, over what, in which order, and what a rule would hit."""

from decimal import Decimal
from typing import Any

import pytest

from dossiers.models import Dossier, Relation
from financial import coding
from financial.errors import ProcessingError, RuleExists
from financial.models import CodingRule, Journal, OpenItem, StatementLine
from financial.processing import process
from offices.models import AuditEvent, Office, User
from tests.financial.imports import bring, build
from tests.financial.paying import DAY, default_rule, fresh, ledger, paid, rule


def _save(saved: CodingRule, *, overwrite: bool = False) -> CodingRule:
    return coding.save_rule(rule=saved, actor=None, office=None, overwrite=overwrite)


def _refusal(refused: CodingRule) -> str:
    with pytest.raises(ProcessingError) as error:
        _save(refused)
    return error.value.code


def test_saved_rule_stands_in_the_audit_trail(dossier: Dossier, accountant: User, office: Office) -> None:
    coding.save_rule(rule=rule(dossier), actor=accountant, office=office)

    event = AuditEvent.objects.latest("pk")
    found = (event.action, event.actor, event.office, event.target)
    assert found == ("coding_rule.saved", accountant, office, "01 50 000 · Fietsatelier Wielewaal BV")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"transaction": "00"}, "rule_half_codes"),
        ({"family": "00"}, "rule_half_codes"),
        ({"family": "00", "transaction": "00", "category": "007", "account": "BE1"}, "rule_account_without_codes"),
        ({"ledger_account": None}, "rule_without_account"),
        ({"amount_from": Decimal(2), "amount_to": Decimal(1)}, "rule_amounts_crossed"),
    ],
)
def test_rule_that_is_never_used_is_refused(dossier: Dossier, fields: dict[str, Any], code: str) -> None:
    refused = rule(dossier)
    for name, value in fields.items():
        setattr(refused, name, value)

    assert _refusal(refused) == code
    assert not CodingRule.objects.exists()


def test_default_posting_names_an_account(dossier: Dossier) -> None:
    assert _refusal(CodingRule(dossier=dossier, account_type="customer")) == "rule_without_account"


def test_second_rule_for_the_same_codes_is_asked_about(dossier: Dossier) -> None:
    first = _save(rule(dossier, "657000"))

    with pytest.raises(RuleExists) as error:
        _save(rule(dossier, "610000"))

    assert error.value.rule == first
    assert CodingRule.objects.get().ledger_account == ledger(dossier, "657000")


def test_overwriting_keeps_one_rule(dossier: Dossier) -> None:
    first = _save(rule(dossier, "657000", description="Costs"))

    now = _save(rule(dossier, "610000"), overwrite=True)

    assert now.pk == first.pk
    trail = [event.params for event in AuditEvent.objects.filter(action="coding_rule.saved").order_by("pk")]
    assert trail == [
        {"account": "ledger 657000", "before": ""},
        {"account": "ledger 610000", "before": "ledger 657000"},
    ]
    assert CodingRule.objects.values_list("ledger_account__number", "description").get() == ("610000", "")


def test_changed_rule_may_take_the_place_of_another(dossier: Dossier) -> None:
    first, second = _save(rule(dossier, "657000")), _save(rule(dossier, "610000", transaction="01"))
    second.transaction = "50"

    _save(second, overwrite=True)

    assert CodingRule.objects.values_list("pk", "transaction", "ledger_account__number").get() == (
        first.pk,
        "50",
        "610000",
    )


def test_rules_with_other_conditions_stand_beside_each_other(dossier: Dossier) -> None:
    _save(rule(dossier))
    _save(rule(dossier, text="huur"))
    _save(rule(dossier, sign="in"))
    _save(rule(dossier, amount_from=Decimal(5)))

    assert CodingRule.objects.count() == 4


def test_rule_keeps_its_place_among_its_codes(dossier: Dossier) -> None:
    first, second, third = (_save(rule(dossier, text=text)) for text in ("a", "b", "c"))
    apart = _save(rule(dossier, transaction="01"))

    coding.move_rule(rule=third, up=True)
    coding.move_rule(rule=first, up=True)

    assert list(coding.same_codes(first)) == [first, third, second]
    assert list(coding.same_codes(apart)) == [apart]


def test_first_rule_that_holds_places_the_line(journal: Journal, dossier: Dossier) -> None:
    rent, any_text = _save(rule(dossier, "610000", text="huur", position=1)), _save(rule(dossier, "657000", position=2))
    first, second = paid(journal, "10.00", text="Huur november"), paid(journal, "20.00", number=2, text="Varia")

    process(dossier=dossier)

    assert [fresh(first).ledger_account, fresh(second).ledger_account] == [rent.ledger_account, any_text.ledger_account]


def test_deleted_rule_leaves_what_it_placed(journal: Journal, dossier: Dossier) -> None:
    saved, line = _save(rule(dossier)), paid(journal, "10.00", text="x")
    process(dossier=dossier)

    coding.delete_rule(rule=saved, actor=None, office=None)

    assert (fresh(line).status, CodingRule.objects.count()) == ("partly", 0)
    assert AuditEvent.objects.latest("pk").action == "coding_rule.deleted"


def test_rule_of_a_line_has_its_codes_and_account(journal: Journal, dossier: Dossier) -> None:
    line = paid(journal, "10.00")
    account = ledger(dossier, "657000")
    line.account_type, line.ledger_account = "ledger", account

    found = coding.rule_from_line(line=line, for_all_accounts=False)

    codes = (found.account, found.family, found.transaction, found.category, found.level)
    assert codes == (journal.iban, "01", "50", "000", "global")
    assert (found.account_type, found.ledger_account) == ("ledger", account)
    assert found.pk is None
    assert coding.rule_from_line(line=line, for_all_accounts=True).account == ""


def test_rule_of_a_detail_speaks_of_details(journal: Journal, dossier: Dossier) -> None:
    bring(journal, build().movement("-3.00").detail("-1.00").detail("-2.00").statement())
    detail = StatementLine.objects.get(amount=-1)
    detail.account_type, detail.ledger_account = "ledger", ledger(dossier, "657000")

    assert coding.rule_from_line(line=detail, for_all_accounts=True).level == "detail"


def test_line_without_account_gives_no_rule(journal: Journal) -> None:
    with pytest.raises(ProcessingError) as error:
        coding.rule_from_line(line=paid(journal, "10.00"), for_all_accounts=True)

    assert error.value.code == "no_account"


def test_dry_run_tells_which_blank_lines_a_rule_would_place(journal: Journal, dossier: Dossier) -> None:
    hit = paid(journal, "10.00", text="Huur")
    paid(journal, "20.00", number=2, text="Varia")
    paid(journal, "30.00", number=3, text="Huur", transaction="51")

    found = coding.lines_hit(rule=rule(dossier, text="huur"))

    assert list(found) == [hit]
    assert not CodingRule.objects.exists()
    assert fresh(hit).processed_at is None


def test_dry_run_leaves_lines_to_the_rule_that_comes_first(journal: Journal, dossier: Dossier) -> None:
    _save(rule(dossier, "610000", account=journal.iban))
    paid(journal, "10.00", text="Huur")

    assert not coding.lines_hit(rule=rule(dossier)).exists()


def test_dry_run_counts_what_the_overwritten_rule_had(journal: Journal, dossier: Dossier) -> None:
    _save(rule(dossier, "610000"))
    line = paid(journal, "10.00", text="Huur")

    assert list(coding.lines_hit(rule=rule(dossier, "657000"))) == [line]


def test_dry_run_of_the_default_posting_takes_what_is_left(journal: Journal, dossier: Dossier) -> None:
    relation = Relation.objects.create(dossier=dossier, kind="customer", number="400100", name="Stad")
    OpenItem.objects.create(relation=relation, document="VF2026-0418", open=Decimal(10), date=DAY)
    paid(journal, "10.00", text="VF2026-0418", iban="BE68539007547034")
    left = paid(journal, "20.00", number=2, text="Varia", iban="BE68539007547034")
    posting = default_rule(dossier)

    assert list(coding.lines_hit(rule=posting)) == [left]
