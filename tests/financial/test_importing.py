"""A statement of a file comes into its journal complete or not at all."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from financial.models import Journal, Statement, StatementLine
from tests.financial.imports import MONDAY, balances, bring, build, lines, refusal, renumbered, reread, simple


def test_statement_becomes_rows(journal: Journal) -> None:
    bring(journal, simple(25, holder="Fietsatelier Wielewaal", old_date=date(2026, 10, 30)))

    statement = Statement.objects.get()
    assert (statement.journal, statement.year, statement.number, statement.addition) == (journal, 2026, 25, 0)
    assert (statement.old_balance, statement.new_balance) == (Decimal(100), Decimal(221))
    assert (statement.old_balance_date, statement.new_balance_date) == (date(2026, 10, 30), MONDAY)
    assert (statement.holder, statement.processable) == ("Fietsatelier Wielewaal", True)


def test_movement_becomes_a_line(journal: Journal) -> None:
    movement = {"value_date": date(2026, 11, 3), "customer_reference": "END-17", "bank_reference": "REF1"}
    source = build(25).movement(
        "-40.00", name="Telenova", iban="BE68539007547034", bic="GKCCBEBB", text="Fact 9", **movement
    )
    bring(journal, source.statement())

    line = StatementLine.objects.get()
    assert (str(line), line.journal, line.amount, line.balance_part) == ("025/1", journal, Decimal(-40), True)
    assert (line.entry_date, line.value_date) == (MONDAY, date(2026, 11, 3))
    assert (line.type, line.family, line.transaction, line.category) == (0, "01", "01", "000")
    assert (line.bank_reference, line.customer_reference) == ("REF1", "END-17")
    assert (line.communication_type, line.communication, line.readable, line.ogm) == ("", "Fact 9", "Fact 9", "")
    assert (line.counterparty_name, line.counterparty_account, line.counterparty_bic) == (
        "Telenova",
        "BE68539007547034",
        "GKCCBEBB",
    )
    assert (line.status, line.processed_at) == ("", None)


def test_structured_communication_reads_as_on_the_invoice(journal: Journal) -> None:
    bring(journal, build().movement("121.00", ogm="+++202/6004/18003+++").statement())

    line = StatementLine.objects.get()
    assert (line.communication_type, line.communication) == ("101", "202600418003")
    assert (line.ogm, line.readable) == ("+++202/6004/18003+++", "+++202/6004/18003+++")


def test_information_speaks_where_the_movement_is_silent(journal: Journal) -> None:
    bring(journal, build().movement("121.00").information("Betaling   factuur 17").statement())

    line = StatementLine.objects.get()
    assert line.information == [{"type": "", "text": "Betaling   factuur 17"}]
    assert line.readable == "Betaling factuur 17"


def test_details_hang_on_their_totals_over_several_levels(journal: Journal) -> None:
    builder = build().movement("-300.00", type=2).detail("-100.00").detail("-200.00", type=7)
    bring(journal, builder.detail("-50.00", type=9).detail("-150.00", type=9).movement("10.00").statement())

    tree = [
        (str(line), str(line.parent or ""), line.balance_part)
        for line in StatementLine.objects.select_related("parent").order_by("sequence", "detail")
    ]
    assert tree == [
        ("001/1", "", True),
        ("001/1-1", "001/1", False),
        ("001/1-2", "001/1", False),
        ("001/1-3", "001/1-2", False),
        ("001/1-4", "001/1-2", False),
        ("001/2", "", True),
    ]


def test_sum_of_balance_lines_is_what_the_bank_booked(journal: Journal) -> None:
    bring(journal, build().movement("-300.00").detail("-100.00").detail("-200.00").movement("10.00").statement())

    booked = sum(line.amount for line in StatementLine.objects.filter(balance_part=True))
    statement = Statement.objects.get()
    assert booked == statement.new_balance - statement.old_balance == Decimal("-290")


def test_identical_real_payments_are_both_kept(journal: Journal) -> None:
    twice = build().movement("10.00", name="Parking", text="Ticket").movement("10.00", name="Parking", text="Ticket")
    bring(journal, twice.statement())

    assert lines() == [(1, 1, 0, "10.000"), (1, 2, 0, "10.000")]


def test_statement_without_movements_has_no_record_8_and_is_kept(journal: Journal) -> None:
    source = build(7).statement()
    assert source.new_balance is None

    assert bring(journal, source) == [(0, False)]
    assert balances() == [("007", "100.000", "100.000")]
    assert Statement.objects.get().new_balance_date == MONDAY


def test_bank_that_numbers_no_paper_statements_is_known_by_its_coda_number(journal: Journal) -> None:
    bring(journal, simple(31, paper_number=0))

    assert Statement.objects.get().number == 31


def test_statement_without_any_date_is_refused(journal: Journal) -> None:
    source = build().statement()
    undated = replace(source, creation_date=None, old_balance=replace(source.old_balance, date=None))

    assert refusal(journal, undated) == ("no_date", {})
    assert not Statement.objects.exists()


def test_line_numbers_of_the_file_may_roll_over(journal: Journal) -> None:
    source = build()
    for _ in range(4):
        source = source.movement("1.00", text="Factuur 17")
    numbers = {(1, 0): (9998, 0), (2, 0): (9999, 0), (3, 0): (0, 0), (4, 0): (1, 0)}
    bring(journal, reread(source.statement(), lambda raw: renumbered(raw, numbers)))

    assert [sequence for _, sequence, _, _ in lines()] == [9998, 9999, 10000, 10001]


def test_detail_numbers_of_the_file_may_roll_over(journal: Journal) -> None:
    source = build().movement("-3.00", text="Lonen").detail("-1.00").detail("-1.00").detail("-1.00")
    numbers = {(1, 1): (1, 9999), (1, 2): (1, 0), (1, 3): (1, 1)}
    bring(journal, reread(source.statement(), lambda raw: renumbered(raw, numbers)))

    assert [detail for _, _, detail, _ in lines()] == [0, 9999, 10000, 10001]


def test_two_lines_with_one_number_are_refused(journal: Journal) -> None:
    source = simple(3)
    moved = source.movements[0]

    doubled = replace(source, movements=(moved, replace(moved, line=9)))

    assert refusal(journal, doubled) == ("repeated_line", {"number": "003"})
    assert not Statement.objects.exists()


def test_nul_that_a_bank_pads_with_is_a_blank(journal: Journal) -> None:
    padded = reread(simple(text="Factuur AB"), lambda raw: raw.replace(b"Factuur AB", b"Factuur\0AB"))
    bring(journal, padded)

    assert StatementLine.objects.get().communication == "Factuur AB"
