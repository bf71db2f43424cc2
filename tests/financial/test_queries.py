"""The one list: what the books have, and above it what only CodaBox has brought."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from dossiers.models import Dossier
from financial.models import Journal, StatementLine
from financial.queries.filters import Direction, Filter, Status
from financial.queries.transactions import Place, Row, days_of, every_row, neighbours, page_of, totals_of
from tests.financial.cast import TODAY, Book, Receive


def rows_of(dossier: Dossier, **wanted: object) -> list[Row]:
    return page_of(dossier, Filter(**wanted), start=0, size=100)  # type: ignore[arg-type]


def names_of(dossier: Dossier, **wanted: object) -> list[str]:
    return [row.name for row in rows_of(dossier, **wanted)]


def test_newest_first_and_codabox_above_the_books_on_one_day(dossier: Dossier, book: Book, receive: Receive) -> None:
    book(entry_date=TODAY, counterparty_name="booked today")
    book(entry_date=TODAY - timedelta(days=1), counterparty_name="booked yesterday")
    receive(counterparty_name="first line")
    receive(counterparty_name="second line")
    assert names_of(dossier) == ["second line", "first line", "booked today", "booked yesterday"]


def test_what_the_books_have_is_not_shown_from_codabox(dossier: Dossier, journal: Journal, receive: Receive) -> None:
    journal.booked_until = date(2026, 11, 19)
    journal.save()
    receive(entry_date=date(2026, 11, 19), counterparty_name="in the books")
    receive(entry_date=date(2026, 11, 20), counterparty_name="younger")
    assert names_of(dossier) == ["younger"]


def test_an_unticked_journal_shows_only_the_books(
    dossier: Dossier, savings: Journal, book: Book, receive: Receive
) -> None:
    receive(journal=savings, counterparty_name="from CodaBox")
    book(journal=savings, counterparty_name="from the books")
    assert names_of(dossier) == ["from the books"]


def test_another_dossier_stays_out(dossier: Dossier, other_dossier: Dossier, book: Book, receive: Receive) -> None:
    other = Journal.objects.create(
        dossier=other_dossier, code="F01", name="KBC", iban="BE83068041883415", coda_enabled=True
    )
    book(journal=other)
    receive(journal=other)
    assert rows_of(dossier) == []
    assert totals_of(dossier, Filter()).everything == 0


def test_details_stand_under_their_movement_and_count_once(dossier: Dossier, receive: Receive) -> None:
    whole = receive(amount=Decimal(-300))
    for number, amount in ((1, -100), (2, -200)):
        receive(sequence=whole.sequence, detail=number, parent=whole, balance_part=False, amount=Decimal(amount))
    [row] = rows_of(dossier)
    assert [detail.amount for detail in row.details] == [Decimal(-100), Decimal(-200)]
    assert (row.details_total, row.details_difference) == (Decimal(-300), Decimal(0))
    assert totals_of(dossier, Filter()).count == 1


def test_details_that_do_not_add_up_say_by_how_much(dossier: Dossier, receive: Receive) -> None:
    whole = receive(amount=Decimal(-300))
    receive(sequence=whole.sequence, detail=1, parent=whole, balance_part=False, amount=Decimal(-100))
    assert rows_of(dossier)[0].details_difference == Decimal(200)


def test_status_is_the_word_of_the_books(dossier: Dossier, book: Book, receive: Receive) -> None:
    book(settled=True)
    book(settled=False)
    receive()
    assert [row.status for row in rows_of(dossier)] == [Status.NEW, Status.TODO, Status.DONE]


@pytest.mark.parametrize("status", list(Status))
def test_status_filter(dossier: Dossier, book: Book, receive: Receive, status: Status) -> None:
    book(settled=True)
    book(settled=False)
    receive()
    assert [row.status for row in rows_of(dossier, status=status)] == [status]


def test_pages_never_repeat_or_skip_a_row(dossier: Dossier, book: Book, receive: Receive) -> None:
    made = {("booked", book(entry_date=TODAY).pk) for _ in range(6)} | {("coda", receive().pk) for _ in range(5)}
    pages = [page_of(dossier, Filter(), start=start, size=4) for start in (0, 4, 8)]
    seen = [(row.kind, row.row) for page in pages for row in page]
    assert len(seen) == 11
    assert set(seen) == made


def test_the_export_reads_the_same_rows_in_the_same_order(dossier: Dossier, book: Book, receive: Receive) -> None:
    book()
    receive()
    assert [row.place for row in every_row(dossier, Filter())] == [row.place for row in rows_of(dossier)]


def test_period_direction_and_amounts(dossier: Dossier, book: Book) -> None:
    book(entry_date=date(2026, 11, 1), amount=Decimal(50), counterparty_name="in 50")
    book(entry_date=date(2026, 11, 30), amount=Decimal(-80), counterparty_name="out 80")
    book(entry_date=date(2026, 12, 1), amount=Decimal(80), counterparty_name="december")
    november = {"since": date(2026, 11, 1), "until": date(2026, 11, 30)}
    assert names_of(dossier, **november) == ["out 80", "in 50"]
    assert names_of(dossier, **november, direction=Direction.IN) == ["in 50"]
    assert names_of(dossier, minimum=Decimal(80)) == ["december", "out 80"]
    assert names_of(dossier, maximum=Decimal(79)) == ["in 50"]
    assert names_of(dossier, minimum=Decimal(60), direction=Direction.OUT) == ["out 80"]


def test_totals_count_the_whole_filter(dossier: Dossier, book: Book, receive: Receive) -> None:
    book(amount=Decimal(100))
    book(amount=Decimal("-30.50"), settled=False)
    receive(amount=Decimal(7))
    totals = totals_of(dossier, Filter())
    [euro] = totals.sums
    assert (totals.count, euro.money_in, euro.money_out) == (3, Decimal(107), Decimal("-30.50"))
    assert totals.by_status == {Status.NEW: 1, Status.TODO: 1, Status.DONE: 1}


def test_a_status_narrows_the_sums_but_not_the_counts_beside_it(dossier: Dossier, book: Book, receive: Receive) -> None:
    book(amount=Decimal(100))
    receive(amount=Decimal(7))
    totals = totals_of(dossier, Filter(status=Status.NEW))
    assert (totals.count, totals.everything) == (1, 2)
    assert [sums.money_in for sums in totals.sums] == [Decimal(7)]


def test_currencies_are_never_added_up(dossier: Dossier, savings: Journal, book: Book) -> None:
    savings.currency = "USD"
    savings.save()
    book(amount=Decimal(100))
    book(journal=savings, amount=Decimal(5))
    sums = {found.currency: found.money_in for found in totals_of(dossier, Filter()).sums}
    assert sums == {"EUR": Decimal(100), "USD": Decimal(5)}


def test_a_day_sums_both_halves(dossier: Dossier, book: Book, receive: Receive) -> None:
    book(entry_date=TODAY, amount=Decimal(-40))
    receive(amount=Decimal(100))
    [sums] = days_of(dossier, Filter(), [TODAY])[TODAY]
    assert (sums.count, sums.balance) == (2, Decimal(60))


def test_neighbours_walk_the_filtered_list(dossier: Dossier, book: Book, receive: Receive) -> None:
    line, booked = receive(), book(entry_date=TODAY)
    book(entry_date=TODAY, amount=Decimal(-1))
    older = book(entry_date=date(2026, 11, 2))
    only_in = Filter(direction=Direction.IN)
    above, below = neighbours(dossier, only_in, Place(TODAY, "booked", booked.pk))
    assert above == Place(TODAY, "coda", line.pk)
    assert below == Place(older.entry_date, "booked", older.pk)


def test_the_ends_of_the_list_have_one_neighbour(dossier: Dossier, receive: Receive) -> None:
    line: StatementLine = receive()
    assert neighbours(dossier, Filter(), Place(TODAY, "coda", line.pk)) == (None, None)
