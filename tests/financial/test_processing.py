"""Matching in the dossier: what a run stores, what it leaves alone, and that no open item is used twice."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

import coda
from dossiers.models import Dossier, Relation, RelationAccount
from financial.importing import import_statement
from financial.models import Allocation, Journal, OpenItem, StatementLine
from financial.processing import process, process_new_lines
from tests.financial.imports import bring, build
from tests.financial.paying import DAY, OGM, ZEEWINKEL, fresh, paid


@pytest.fixture
def zeewinkel(dossier: Dossier) -> Relation:
    relation = Relation.objects.create(dossier=dossier, kind="customer", number="400100", name="Stad Zeewinkel")
    RelationAccount.objects.create(relation=relation, iban=ZEEWINKEL)
    return relation


@pytest.fixture
def invoice(zeewinkel: Relation) -> OpenItem:
    """An open invoice of 121.00 with an OGM."""
    return OpenItem.objects.create(
        relation=zeewinkel, document="VF2026-0418", ogm=OGM, open=Decimal("121.00"), date=date(2026, 10, 1)
    )


def test_ogm_settles_the_invoice(journal: Journal, invoice: OpenItem) -> None:
    line = paid(journal, "121.00", ogm=OGM)

    process_new_lines()

    line = fresh(line)
    assert (line.status, line.step, line.confidence, line.review) == ("applied", "ogm", "certain", False)
    assert (line.relation, line.document_type, line.applied) == (invoice.relation, "payment", Decimal(121))
    allocation = Allocation.objects.get()
    assert (allocation.line, allocation.open_item, allocation.amount) == (line, invoice, Decimal(121))


def test_match_carries_its_evidence(journal: Journal, invoice: OpenItem) -> None:
    line = paid(journal, "121.00", ogm=OGM)

    process_new_lines()

    why = fresh(line).why
    assert why is not None
    assert (why["what"], why["found"], why["where"]) == ("ogm", OGM, "communication")


def test_second_run_changes_nothing(journal: Journal, invoice: OpenItem) -> None:
    paid(journal, "121.00", ogm=OGM)
    process_new_lines()
    before = (list(StatementLine.objects.values()), list(Allocation.objects.values()))

    process_new_lines()
    process(dossier=journal.dossier)

    assert (list(StatementLine.objects.values()), list(Allocation.objects.values())) == before


def test_invoice_settled_yesterday_is_not_settled_again(journal: Journal, invoice: OpenItem) -> None:
    paid(journal, "121.00", ogm=OGM)
    process_new_lines()

    again = paid(journal, "121.00", number=2, day=date(2026, 11, 3), ogm=OGM)
    process_new_lines()

    assert fresh(again).status != "applied"
    assert Allocation.objects.count() == 1


def test_two_payments_share_an_invoice(journal: Journal, invoice: OpenItem) -> None:
    paid(journal, "100.00", ogm=OGM)
    process_new_lines()
    paid(journal, "21.00", number=2, day=date(2026, 11, 3), ogm=OGM)
    process_new_lines()

    assert [allocation.amount for allocation in Allocation.objects.order_by("pk")] == [Decimal(100), Decimal(21)]


def test_amount_alone_is_marked_for_review(journal: Journal, zeewinkel: Relation) -> None:
    OpenItem.objects.create(relation=zeewinkel, document="VF1", open=Decimal("77.70"), date=date(2026, 10, 1))
    line = paid(journal, "77.70", name="A. N. Other", iban="BE68539007547034", text="thanks")

    process_new_lines()

    assert (fresh(line).step, fresh(line).review) == ("amount", True)


def test_tie_is_left_to_a_person(journal: Journal, zeewinkel: Relation) -> None:
    for document in ("VF1", "VF2"):
        OpenItem.objects.create(relation=zeewinkel, document=document, open=Decimal(50), date=date(2026, 10, 1))
    line = paid(journal, "50.00", text="thanks")

    process_new_lines()

    assert not Allocation.objects.exists()
    assert {candidate["document"] for candidate in fresh(line).candidates} == {"VF1", "VF2"}


def test_closed_item_is_not_matched(journal: Journal, invoice: OpenItem) -> None:
    OpenItem.objects.update(closed=True)
    paid(journal, "121.00", ogm=OGM)

    process_new_lines()

    assert not Allocation.objects.exists()


def test_what_the_books_have_is_left_alone(journal: Journal, invoice: OpenItem) -> None:
    Journal.objects.update(booked_until=DAY)
    line = paid(journal, "121.00", ogm=OGM)

    assert process_new_lines() == 0
    assert fresh(line).processed_at is None


def test_books_may_end_in_the_middle_of_a_statement(journal: Journal, invoice: OpenItem) -> None:
    source = build().movement("121.00", ogm=OGM, entry_date=DAY).movement("5.00", entry_date=DAY + timedelta(days=1))
    bring(journal, source.statement())
    Journal.objects.update(booked_until=DAY)

    assert process(dossier=journal.dossier).lines == 1
    assert list(StatementLine.objects.filter(processed_at=None).values_list("amount", flat=True)) == [Decimal(121)]
    assert not Allocation.objects.exists()


def test_item_of_another_dossier_is_never_used(journal: Journal, other_dossier: Dossier) -> None:
    relation = Relation.objects.create(dossier=other_dossier, kind="customer", number="1", name="Ander")
    OpenItem.objects.create(relation=relation, document="X", ogm=OGM, open=Decimal(121), date=DAY)
    line = paid(journal, "121.00", ogm=OGM)

    process_new_lines()

    assert not Allocation.objects.exists()
    assert fresh(line).candidates == []


def test_supplier_ispaid(journal: Journal, dossier: Dossier) -> None:
    supplier = Relation.objects.create(dossier=dossier, kind="supplier", number="440100", name="Energie Noordzee")
    item = OpenItem.objects.create(
        relation=supplier, document="AF1", external_document="2026-17788", open=Decimal("-40.00"), date=DAY
    )
    line = paid(journal, "-40.00", name="Energie Noordzee", iban="BE68539007547034", text="Factuur 2026-17788")

    process_new_lines()

    assert (fresh(line).step, fresh(line).account_type) == ("invoice_number", "supplier")
    assert Allocation.objects.get().open_item == item


def test_queries_do_not_grow_with_the_lines(
    journal: Journal, invoice: OpenItem, django_assert_max_num_queries: object
) -> None:
    builder = coda.build(journal.iban, date=DAY, old_balance=0, number=1)
    for n in range(200):
        builder = builder.movement(f"{n + 1}.00", text=f"line {n}")
    import_statement(journal=journal, source=builder.statement())

    with django_assert_max_num_queries(20):  # type: ignore[operator]
        process(dossier=journal.dossier)
