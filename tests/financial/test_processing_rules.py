"""What decides about a line beside the open items: coding rules, the default posting, choices of the office."""

from decimal import Decimal
from typing import Any

import pytest

from dossiers.models import Dossier, Relation
from financial.errors import ProcessingError
from financial.models import Allocation, Journal, OpenItem, ProcessingSettings, StatementLine
from financial.processing import preview, process
from tests.financial.imports import bring, build
from tests.financial.paying import DAY, OGM, default_rule, fresh, ledger, paid, rule


def test_ledger_rule_takes_the_whole_line(journal: Journal, dossier: Dossier) -> None:
    rule(dossier, "657000").save()
    line = paid(journal, "-12.00", text="Kosten")

    run = process(dossier=dossier)

    line = fresh(line)
    assert (line.status, line.account_type, line.ledger_account) == ("partly", "ledger", ledger(dossier, "657000"))
    assert (line.applied, line.step, line.document_type) == (Decimal(-12), "rule", "")
    assert (line.set_by, line.run, line.version) == ("system", run, 2)


def test_rule_of_this_bank_account_goes_first(journal: Journal, dossier: Dossier) -> None:
    rule(dossier, "657000").save()
    rule(dossier, "610000", account=journal.iban).save()
    line = paid(journal, "-12.00")

    process(dossier=dossier)

    assert fresh(line).ledger_account == ledger(dossier, "610000")


def test_rule_of_another_dossier_is_not_used(journal: Journal, other_dossier: Dossier) -> None:
    rule(other_dossier).save()
    line = paid(journal, "-12.00")

    process(dossier=journal.dossier)

    assert fresh(line).status == ""


def test_line_without_a_rule_stays_blank_without_default_posting(journal: Journal, dossier: Dossier) -> None:
    default_rule(dossier)
    line = paid(journal, "-12.00", text="x")

    process(dossier=dossier)

    line = fresh(line)
    assert (line.status, line.run, line.version) == ("", None, 1)
    assert line.processed_at is not None


def test_default_posting_takes_what_is_left(journal: Journal, dossier: Dossier) -> None:
    default_rule(dossier, "499999")
    line = paid(journal, "-12.00", text="x")

    process(dossier=dossier, default_posting=True)

    line = fresh(line)
    assert (line.status, line.step, line.ledger_account) == ("partly", "default", ledger(dossier, "499999"))


def test_default_posting_without_its_rule_changes_nothing(journal: Journal, dossier: Dossier) -> None:
    rule(dossier, "657000").save()
    line = paid(journal, "-12.00")

    for attempt in (process, preview):
        with pytest.raises(ProcessingError) as error:
            attempt(dossier=dossier, statement=None, default_posting=True)
        assert error.value.code == "no_default_rule"

    assert (fresh(line).status, fresh(line).processed_at) == ("", None)


def test_rule_of_level_detail_places_the_details(journal: Journal, dossier: Dossier) -> None:
    source = build().movement("-3.00", type=1, family="01", transaction="50")
    for amount in ("-1.00", "-2.00"):
        source = source.detail(amount, type=5, family="01", transaction="50")
    bring(journal, source.statement())
    rule(dossier, "657000", level="detail").save()

    process(dossier=dossier)

    statuses = {str(line): line.status for line in StatementLine.objects.select_related("statement")}
    assert statuses == {"001/1": "indirect", "001/1-1": "partly", "001/1-2": "partly"}


def test_transfer_between_own_accounts_goes_to_its_account(journal: Journal, dossier: Dossier) -> None:
    savings = Journal.objects.create(dossier=dossier, code="551", name="Savings", iban="BE43068999999501")
    dossier.transfer_account = ledger(dossier, "580000")
    dossier.save()
    line = paid(journal, "-500.00", text="Naar spaarrekening", name="Wielewaal", iban=savings.iban)

    process(dossier=dossier)

    line = fresh(line)
    assert (line.status, line.ledger_account, line.step) == ("partly", dossier.transfer_account, "internal_transfer")


@pytest.fixture
def same_amount(dossier: Dossier) -> OpenItem:
    relation = Relation.objects.create(dossier=dossier, kind="customer", number="400100", name="Stad Zeewinkel")
    return OpenItem.objects.create(relation=relation, document="VF1", open=Decimal("77.70"), date=DAY)


def test_office_may_have_amounts_proposed(journal: Journal, same_amount: OpenItem) -> None:
    ProcessingSettings.objects.create(pk=1, propose_on_amount=True)
    line = paid(journal, "77.70", name="A. N. Other", iban="BE68539007547034", text="thanks")

    process(dossier=journal.dossier)

    assert (fresh(line).status, [c["document"] for c in fresh(line).candidates]) == ("", ["VF1"])
    assert not Allocation.objects.exists()


def test_discount_is_for_who_pays_at_once(journal: Journal, same_amount: OpenItem) -> None:
    """After a part payment the discount is gone: 47.70 of the remaining 50.00 leaves 2.30 open."""
    OpenItem.objects.update(ogm=OGM, discount=Decimal("2.30"), discount_until=DAY)
    paid(journal, "27.70", ogm=OGM)
    process(dossier=journal.dossier)

    paid(journal, "47.70", number=2, ogm=OGM)
    process(dossier=journal.dossier)

    assert list(Allocation.objects.values_list("amount", "discount")) == [
        (Decimal("27.70"), Decimal(0)),
        (Decimal("47.70"), Decimal(0)),
    ]


@pytest.mark.parametrize(
    ("said", "rule_says", "described"),
    [
        ({"text": "Huur november"}, "Rent", "Huur november"),
        ({"text": "x" * 130}, "", "x" * 100),
        ({"ogm": OGM}, "Rent", "Rental costs"),
        ({}, "Rent", "Rent"),
        ({}, "", "Rental costs"),
    ],
    ids=["message", "long-message", "structured", "rule", "account"],
)
def test_description_of_a_placed_line(
    journal: Journal, dossier: Dossier, said: dict[str, Any], rule_says: str, described: str
) -> None:
    ledger(dossier, "610000", "Rental costs")
    rule(dossier, "610000", description=rule_says).save()
    line = paid(journal, "-12.00", **said)

    process(dossier=dossier)

    assert fresh(line).description == described


def test_structured_message_is_described_by_the_relation(journal: Journal, same_amount: OpenItem) -> None:
    OpenItem.objects.update(ogm=OGM)
    line = paid(journal, "77.70", ogm=OGM)

    process(dossier=journal.dossier)

    assert fresh(line).description == "Stad Zeewinkel"
