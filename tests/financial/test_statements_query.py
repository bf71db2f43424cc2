"""The worklist of statements, gaps between them, and the figures of one statement's page."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from dossiers.models import Dossier, LedgerAccount, Relation
from financial.models import Allocation, Journal, OpenItem, Statement, StatementLine
from financial.queries.statements import State, Work, gap_before, gaps, statement_page, worklist
from tests.financial.imports import MONDAY, bring, build, simple


def _works(dossier: Dossier, *, everything: bool = False) -> list[Work]:
    return [work for journal in worklist(dossier, everything=everything) for work in journal.statements]


def _place(lines: Any, status: str = "partly", **fields: Any) -> None:
    lines.update(status=status, **fields)


def _page_of(journal: Journal, source: Any) -> Statement:
    bring(journal, source)
    return Statement.objects.latest("pk")


def test_worklist_counts_what_is_left(journal: Journal) -> None:
    source = build().movement("1.00").movement("2.00").movement("3.00").movement("4.00").statement()
    bring(journal, source)
    lines = StatementLine.objects
    _place(lines.filter(amount=2))
    _place(lines.filter(amount=3), "applied", review=True)
    _place(lines.filter(amount=4), "indirect")

    (work,) = _works(journal.dossier)

    counts = (work.lines, work.blank, work.partly, work.applied, work.indirect, work.review)
    assert counts == (4, 1, 1, 1, 1, 1)
    assert (work.state, work.transferable) == (State.BLANK, False)


def test_worklist_has_every_journal_with_coda(journal: Journal, dossier: Dossier) -> None:
    Journal.objects.create(dossier=dossier, code="F02", name="Not ticked", iban="BE83068041883415")
    Journal.objects.create(dossier=dossier, code="F03", name="Ticked", iban="BE68539007547034", coda_enabled=True)
    bring(journal, simple(2, day=MONDAY), simple(1, day=MONDAY - timedelta(1)))

    found = [(work.journal.code, [str(w.statement) for w in work.statements], work.open) for work in worklist(dossier)]

    assert found == [("F01", ["002", "001"], 2), ("F03", [], 0)]


def test_only_the_oldest_open_statement_can_be_transferred(journal: Journal) -> None:
    bring(journal, simple(1), simple(2, day=MONDAY + timedelta(1), old="221.00"))
    _place(StatementLine.objects.all())

    assert [(str(work.statement), work.transferable) for work in _works(journal.dossier)] == [
        ("002", False),
        ("001", True),
    ]
    assert worklist(journal.dossier)[0].oldest == _works(journal.dossier)[1]


def test_transferred_statement_leaves_the_worklist_and_frees_the_next(journal: Journal) -> None:
    bring(journal, simple(1), simple(2, day=MONDAY + timedelta(1), old="221.00"))
    _place(StatementLine.objects.all())
    StatementLine.objects.filter(statement__number=1).update(transferred_at="2026-11-03T09:00Z")

    assert [(str(w.statement), w.transferable) for w in _works(journal.dossier)] == [("002", True)]
    assert [w.state for w in _works(journal.dossier, everything=True)] == [State.READY, State.TRANSFERRED]


def test_what_the_books_have_is_no_work(journal: Journal) -> None:
    bring(journal, simple(1), simple(2, day=MONDAY + timedelta(1), old="221.00"))
    Journal.objects.update(booked_until=MONDAY)

    assert [str(work.statement) for work in _works(journal.dossier)] == ["002"]
    assert [work.state for work in _works(journal.dossier, everything=True)] == [State.BLANK, State.BOOKED]


def test_gap_holds_a_statement_back(journal: Journal) -> None:
    bring(journal, simple(1), simple(9, day=MONDAY + timedelta(7), old="300.00"))
    _place(StatementLine.objects.filter(statement__number=9))
    StatementLine.objects.filter(statement__number=1).update(status="partly", transferred_at="2026-11-03T09:00Z")

    (work,) = _works(journal.dossier)

    assert work.gap is not None
    assert (work.gap.expected, work.gap.found, work.transferable) == (Decimal(221), Decimal(300), False)
    assert gaps([journal]) == [work.gap]
    assert gap_before(work.statement) == work.gap


def test_jump_in_numbers_is_no_gap(journal: Journal) -> None:
    bring(journal, simple(1), simple(47, day=MONDAY + timedelta(46), old="221.00"))

    assert gaps([journal]) == []


def test_year_that_begins_again_at_one_is_no_gap(journal: Journal) -> None:
    old_year = date(2025, 12, 31)
    bring(journal, simple(250, day=old_year), simple(1, day=date(2026, 1, 2), old="221.00", old_date=old_year))

    assert gaps([journal]) == []


def test_journals_have_their_own_balances(journal: Journal, dossier: Dossier) -> None:
    savings = Journal.objects.create(dossier=dossier, code="F02", name="Spaarrekening")
    bring(journal, simple(1))
    bring(savings, simple(2, old="900.00"))

    assert gaps(Journal.objects.all()) == []


def test_running_balance_counts_global_lines(journal: Journal) -> None:
    source = build().movement("10.00").movement("-30.00").detail("-10.00").detail("-20.00").movement("5.00")
    page = statement_page(_page_of(journal, source.statement()))

    found = [(str(line.line), line.level, str(line.balance)) for line in page.lines]
    assert found == [
        ("001/1", 0, "110.000"),
        ("001/2", 0, "80.000"),
        ("001/2-1", 1, "80.000"),
        ("001/2-2", 1, "80.000"),
        ("001/3", 0, "85.000"),
    ]
    assert page.total == Decimal(85)


def test_late_part_stands_in_front(journal: Journal) -> None:
    later = simple(2, paper_number=3, day=MONDAY + timedelta(3), old="221.00", amount="-21.00")
    bring(journal, later, simple(paper_number=3))

    page = statement_page(Statement.objects.get())

    assert [(line.line.amount, line.balance) for line in page.lines] == [
        (Decimal(121), Decimal(221)),
        (Decimal(-21), Decimal(200)),
    ]


@pytest.fixture
def whole(journal: Journal) -> Statement:
    """A payment of 100, and a total of -30 with details of -10 and -20."""
    source = build().movement("100.00").movement("-30.00").detail("-10.00").detail("-20.00")
    return _page_of(journal, source.statement())


def test_everything_blank_is_unapplied(whole: Statement) -> None:
    assert statement_page(whole).unapplied == Decimal(70)
    assert statement_page(whole).blank == 4


def test_ledger_account_takes_all_of_a_line(whole: Statement, dossier: Dossier) -> None:
    ledger = LedgerAccount.objects.create(dossier=dossier, number="499999", name="Suspense")
    _place(whole.lines.filter(amount=100), account_type="ledger", ledger_account=ledger, applied=100)

    page = statement_page(whole)

    assert page.unapplied == Decimal(-30)
    assert (page.lines[0].account, page.lines[0].placed, page.lines[0].unapplied) == (ledger, Decimal(100), Decimal(0))


def test_relation_without_items_is_still_unapplied(whole: Statement) -> None:
    _place(whole.lines.filter(amount=100), account_type="customer")

    assert statement_page(whole).unapplied == Decimal(70)


def test_placed_total_counts_for_its_details(whole: Statement) -> None:
    _place(whole.lines.filter(amount=-30), applied=-30)
    _place(whole.lines.filter(parent__isnull=False), "indirect")

    assert statement_page(whole).unapplied == Decimal(100)


def test_placed_detail_counts_in_place_of_its_total(whole: Statement) -> None:
    _place(whole.lines.filter(amount=-10), "applied", applied=-10)

    assert statement_page(whole).unapplied == Decimal(100) - Decimal(20)


def test_costs_are_closed_with_the_customer(whole: Statement) -> None:
    _place(whole.lines.filter(amount=100), "applied", applied="102.50", costs="2.50")

    assert statement_page(whole).unapplied == Decimal(-30)


def test_discount_and_credit_restriction_stand_apart(whole: Statement, dossier: Dossier) -> None:
    relation = Relation.objects.create(dossier=dossier, kind="customer", number="1", name="Stad")
    line = whole.lines.get(amount=100)
    for document, restricted, amount, discount in (("VF1", False, 60, 3), ("VF2", True, 40, 2)):
        item = OpenItem.objects.create(
            relation=relation, document=document, open=amount, date=MONDAY, credit_restriction=restricted
        )
        Allocation.objects.create(line=line, open_item=item, amount=amount, discount=discount)
    _place(whole.lines.filter(pk=line.pk), "applied", applied=100)

    first = statement_page(whole).lines[0]

    assert (first.discount, first.credit_restriction, first.closed) == (Decimal(3), Decimal(2), Decimal(102))


def test_queries_do_not_grow_with_the_lines(journal: Journal, django_assert_max_num_queries: Any) -> None:
    builder = build()
    for _ in range(300):
        builder = builder.movement("1.00")
    statement = _page_of(journal, builder.statement())

    with django_assert_max_num_queries(6):
        statement_page(statement)


def test_worklist_costs_a_fixed_number_of_queries(journal: Journal, django_assert_max_num_queries: Any) -> None:
    bring(journal, *(simple(n, day=MONDAY + timedelta(n), old=f"{100 + 121 * n}.00") for n in range(1, 20)))

    with django_assert_max_num_queries(3):
        assert len(_works(journal.dossier)) == 19
