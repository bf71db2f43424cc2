"""A statement comes in exactly once: what is the same, what is new, and what continues it."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import coda
from dossiers.models import Dossier
from financial.models import Journal, Statement, StatementLine, StatementPart
from tests.financial.imports import MONDAY, balances, bring, build, lines, refusal, reread, simple


def test_same_statement_again_changes_nothing(journal: Journal) -> None:
    bring(journal, simple())
    before = [list(model.objects.values()) for model in (Statement, StatementPart, StatementLine)]

    assert bring(journal, simple()) == [(0, True)]
    assert [list(model.objects.values()) for model in (Statement, StatementPart, StatementLine)] == before


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: raw.replace(b"\r\n", b"\n"),
        lambda raw: raw.replace(b"\r\n", b""),
        lambda raw: raw.decode("windows-1252").encode("utf-8"),
        lambda raw: raw.decode("windows-1252").encode("utf-16"),
        lambda raw: raw + b"\x1a",
    ],
    ids=["line-feeds", "no-line-ends", "utf-8", "utf-16", "dos-end-of-file"],
)
def test_delivery_in_another_form_is_recognised(journal: Journal, change: Callable[[bytes], bytes]) -> None:
    source = reread(simple(text="Café Zoë"), lambda raw: raw)
    bring(journal, source)

    assert bring(journal, reread(source, change)) == [(0, True)]


def test_delivery_marked_as_duplicate_is_recognised(journal: Journal) -> None:
    assert bring(journal, simple(), simple(duplicate=True)) == [(1, False), (0, True)]


def test_delivery_in_other_words_is_recognised(journal: Journal) -> None:
    assert bring(journal, simple(text="Factuur 17"), simple(text="FACTUUR 17")) == [(1, False), (0, True)]
    assert StatementLine.objects.get().communication == "Factuur 17"


def test_number_comes_back_next_year(journal: Journal) -> None:
    bring(journal, simple(1, day=date(2025, 11, 3)), simple(1, day=MONDAY))

    assert list(Statement.objects.order_by("year").values_list("year", "number")) == [(2025, 1), (2026, 1)]
    assert StatementLine.objects.count() == 2


def test_year_is_that_of_the_new_balance(journal: Journal) -> None:
    bring(journal, simple(1, day=date(2026, 1, 2), old_date=date(2025, 12, 31)))

    assert Statement.objects.get().year == 2026


def test_journals_do_not_share_numbers(journal: Journal, dossier: Dossier) -> None:
    savings = Journal.objects.create(dossier=dossier, code="F02", name="Spaarrekening")

    assert bring(journal, simple()) + bring(savings, simple()) == [(1, False), (1, False)]


def test_part_that_continues_is_added(journal: Journal) -> None:
    later = date(2026, 11, 5)
    bring(journal, simple(paper_number=3), simple(2, paper_number=3, day=later, old="221.00", amount="-21.00"))

    assert balances() == [("003", "100.000", "200.000")]
    assert Statement.objects.get().new_balance_date == later
    assert lines() == [(1, 1, 0, "121.000"), (2, 1, 0, "-21.000")]


def test_part_that_comes_late_is_put_in_front(journal: Journal) -> None:
    later = date(2026, 11, 5)
    bring(journal, simple(2, paper_number=3, day=later, old="221.00", amount="-21.00"), simple(paper_number=3))

    assert balances() == [("003", "100.000", "200.000")]
    statement = Statement.objects.get()
    assert (statement.old_balance_date, statement.new_balance_date) == (MONDAY, later)


def test_part_that_leaves_a_gap_is_refused(journal: Journal) -> None:
    bring(journal, simple(paper_number=3))

    found = refusal(journal, simple(2, paper_number=3, old="999.00"))

    assert found == ("balance_gap", {"number": "003", "found": "999.000", "expected": "221.000"})
    assert balances() == [("003", "100.000", "221.000")]
    assert StatementPart.objects.count() == 1


def test_part_that_comes_out_at_zero_is_no_repetition(journal: Journal) -> None:
    """Same number, same balances, other movements: both happened."""
    first = build().movement("50.00").movement("-50.00").statement()
    second = build().movement("30.00").movement("-30.00").statement()

    assert bring(journal, first, second, second) == [(2, False), (2, False), (0, True)]
    assert balances() == [("001", "100.000", "100.000")]


def test_each_part_is_recognised_when_it_comes_again(journal: Journal) -> None:
    parts = [simple(paper_number=3), simple(2, paper_number=3, old="221.00")]

    assert bring(journal, *parts, *parts) == [(1, False), (1, False), (0, True), (0, True)]


@st.composite
def month(draw: st.DrawFn) -> list[coda.Statement]:
    """Statements that follow each other; some numbers come in more than one part, some move nothing."""
    made, number, balance = [], 1, Decimal(draw(st.integers(-500, 500)))
    for day in range(1, draw(st.integers(2, 5))):
        amounts = draw(st.lists(st.integers(-99, 99).filter(bool), max_size=3))
        builder = build(day, day=date(2026, 11, day), old=f"{balance}", paper_number=number)
        for amount in amounts:
            builder.movement(f"{amount}.00", text=draw(st.sampled_from(["Huur", "Loon", ""])))
        made.append(builder.statement())
        balance, number = balance + sum(amounts), number + draw(st.integers(0, 1))
    return made


@given(statements=month(), repeats=st.lists(st.integers(0, 3), max_size=4))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_importing_twice_equals_importing_once(
    journal: Journal, statements: list[coda.Statement], repeats: list[int]
) -> None:
    again = [statements[place % len(statements)] for place in repeats]
    StatementLine.objects.all().delete()
    Statement.objects.all().delete()
    bring(journal, *statements)
    once = (balances(), lines())

    assert bring(journal, *again, *statements) == [(0, True)] * (len(again) + len(statements))
    assert (balances(), lines()) == once
