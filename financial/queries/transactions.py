"""The Financial tab's one list: what the books have, and above it what only CodaBox has brought so far.

Two tables, one order. What the books have already (`journal.booked_until`) is shown from the books, so nothing stands
there twice. All sums count the whole filter, never the page.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import BooleanField, Case, CharField, Count, F, IntegerField, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from dossiers.models import Dossier
from financial.models import BookedTransaction, StatementLine
from financial.queries.filters import Filter, Status, conditions
from financial.queries.search import booked_with, lines_with

BOOKED, CODA = "booked", "coda"
# Newest first. On one day CodaBox stands above the books: "coda" sorts after "booked".
ORDER = ("-entry_date", "-kind", "-row")
ONLY_AT_CODABOX = Q(journal__coda_enabled=True) & (
    Q(journal__booked_until=None) | Q(entry_date__gt=F("journal__booked_until"))
)
"""Statement lines of ticked journals that the books do not have yet."""
_ZERO = Decimal(0)
_EXPORT_CHUNK = 2000


class Place(NamedTuple):
    """Where a row stands in the list; with `ORDER` descending, a larger place stands higher."""

    day: date
    kind: str
    row: int


@dataclass(frozen=True, slots=True)
class Row:
    """One transaction of the list. `details` are the lines a globalised movement consists of."""

    kind: str
    row: int
    entry_date: date
    amount: Decimal
    name: str
    account: str
    text: str
    is_settled: bool
    booked_document: str
    statement_number: int
    statement_line: int
    movement_family: str
    journal_id: int
    journal_name: str
    journal_iban: str
    currency: str
    details: tuple[StatementLine, ...] = ()

    @property
    def status(self) -> Status:
        if self.kind == CODA:
            return Status.NEW
        return Status.DONE if self.is_settled else Status.TODO

    @property
    def document(self) -> str:
        """The document of the books, or statement and line: `218/1`."""
        return f"{self.statement_number:03d}/{self.statement_line}" if self.kind == CODA else self.booked_document

    @property
    def place(self) -> Place:
        return Place(self.entry_date, self.kind, self.row)

    @property
    def details_total(self) -> Decimal:
        return sum((detail.amount for detail in self.details), _ZERO)

    @property
    def details_difference(self) -> Decimal:
        """What the details are off by; zero when they add up."""
        return self.details_total - self.amount


@dataclass(slots=True)
class Sums:
    """How many, and how much came in and went out, in one currency."""

    currency: str
    count: int = 0
    money_in: Decimal = _ZERO
    money_out: Decimal = _ZERO

    @property
    def balance(self) -> Decimal:
        return self.money_in + self.money_out


@dataclass(slots=True)
class Totals:
    """Of the whole filter. `by_status` disregards the status asked for, so that it can say what the others hold."""

    count: int = 0
    everything: int = 0
    by_status: dict[Status, int] = field(default_factory=lambda: dict.fromkeys(Status, 0))
    sums: list[Sums] = field(default_factory=list)


def booked_of(dossier: Dossier, wanted: Filter) -> QuerySet[BookedTransaction]:
    """Transactions of the books that fit the filter, in any status."""
    rows = BookedTransaction.objects.filter(conditions(wanted), journal__dossier=dossier)
    return rows.filter(booked_with(wanted.text)) if wanted.text else rows


def lines_of(dossier: Dossier, wanted: Filter) -> QuerySet[StatementLine]:
    """Movements the books do not have yet, of journals that are ticked for CODA."""
    rows = StatementLine.objects.filter(
        conditions(wanted), ONLY_AT_CODABOX, journal__dossier=dossier, balance_part=True
    )
    return rows.filter(lines_with(wanted.text)) if wanted.text else rows


def page_of(dossier: Dossier, wanted: Filter, *, start: int, size: int) -> list[Row]:
    """`size` rows from `start` on, newest first, with the details of globalised movements."""
    rows = [Row(**found) for found in _union(dossier, wanted).order_by(*ORDER)[start : start + size]]
    return _with_details(rows)


def every_row(dossier: Dossier, wanted: Filter) -> Iterator[Row]:
    """All rows of the filter, read in chunks."""
    for found in _union(dossier, wanted).order_by(*ORDER).iterator(chunk_size=_EXPORT_CHUNK):
        yield Row(**found)


def neighbours(dossier: Dossier, wanted: Filter, place: Place) -> tuple[Place | None, Place | None]:
    """The rows just above and just below `place` in the filtered list."""
    return _nearest(dossier, wanted, place, above=True), _nearest(dossier, wanted, place, above=False)


def totals_of(dossier: Dossier, wanted: Filter) -> Totals:
    """Counts per status and, for the status asked for, sums per currency."""
    totals, sums = Totals(), dict[str, Sums]()
    for status, counted in _counted(dossier, wanted):
        totals.by_status[status] += counted.count
        totals.everything += counted.count
        if wanted.status in {None, status}:
            totals.count += counted.count
            _add(sums, counted)
    totals.sums = [sums[currency] for currency in sorted(sums)]
    return totals


def days_of(dossier: Dossier, wanted: Filter, days: Iterable[date]) -> dict[date, list[Sums]]:
    """The sums of whole days, also of a day that the page cuts in two; one per currency."""
    wanted_days = set(days)
    found: dict[date, dict[str, Sums]] = defaultdict(dict)
    for rows in _sides(dossier, wanted):
        per_day = rows.filter(entry_date__in=wanted_days).order_by().values_list("entry_date", "journal__currency")
        for day, *sums in per_day.annotate(**_SUMS):
            _add(found[day], Sums(*sums))
    return {day: [sums[currency] for currency in sorted(sums)] for day, sums in found.items()}


_SUMS: dict[str, Any] = {
    "count": Count("pk"),
    "money_in": Coalesce(Sum("amount", filter=Q(amount__gt=0)), _ZERO),
    "money_out": Coalesce(Sum("amount", filter=Q(amount__lt=0)), _ZERO),
}


def _add(sums: dict[str, Sums], more: Sums) -> None:
    known = sums.setdefault(more.currency, Sums(more.currency))
    known.count += more.count
    known.money_in += more.money_in
    known.money_out += more.money_out


def _counted(dossier: Dossier, wanted: Filter) -> Iterator[tuple[Status, Sums]]:
    booked = booked_of(dossier, wanted).order_by().values_list("settled", "journal__currency")
    for settled, *sums in booked.annotate(**_SUMS):
        yield Status.DONE if settled else Status.TODO, Sums(*sums)
    lines = lines_of(dossier, wanted).order_by().values_list("journal__currency")
    for found in lines.annotate(**_SUMS):
        yield Status.NEW, Sums(*found)


def _sides(dossier: Dossier, wanted: Filter) -> tuple[QuerySet[BookedTransaction], QuerySet[StatementLine]]:
    """Both halves of the list, in the status asked for."""
    booked, lines = booked_of(dossier, wanted), lines_of(dossier, wanted)
    if wanted.status is Status.NEW:
        return booked.none(), lines
    if wanted.status is not None:
        return booked.filter(settled=wanted.status is Status.DONE), lines.none()
    return booked, lines


def _union(dossier: Dossier, wanted: Filter, within: dict[str, Q] | None = None) -> QuerySet[Any, dict[str, Any]]:
    """SELECT … UNION ALL SELECT …, the columns of `Row`. `within` narrows each half."""
    booked, lines = _sides(dossier, wanted)
    within = within or {BOOKED: Q(), CODA: Q()}
    columns = _booked_columns(booked.filter(within[BOOKED])), _line_columns(lines.filter(within[CODA]))
    return columns[0].union(columns[1], all=True)


def _booked_columns(rows: QuerySet[BookedTransaction]) -> QuerySet[Any, dict[str, Any]]:
    return _columns(
        rows,
        kind=Value(BOOKED, CharField()),
        text=F("communication"),
        is_settled=F("settled"),
        booked_document=F("document_number"),
        statement_number=Value(0, IntegerField()),
        statement_line=Value(0, IntegerField()),
        movement_family=Value("", CharField()),
    )


def _line_columns(rows: QuerySet[StatementLine]) -> QuerySet[Any, dict[str, Any]]:
    return _columns(
        rows,
        kind=Value(CODA, CharField()),
        text=Case(When(readable="", then=F("communication")), default=F("readable")),
        is_settled=Value(False, BooleanField()),
        booked_document=Value("", CharField()),
        statement_number=F("statement__number"),
        statement_line=F("sequence"),
        movement_family=F("family"),
    )


def _columns(rows: QuerySet[Any], **own: Any) -> QuerySet[Any, dict[str, Any]]:
    """The columns of `Row`, in one order for both halves: UNION goes by place, not by name."""
    return rows.order_by().values(
        "entry_date",
        "amount",
        "journal_id",
        row=F("pk"),
        name=F("counterparty_name"),
        account=F("counterparty_account"),
        journal_name=F("journal__name"),
        journal_iban=F("journal__iban"),
        currency=F("journal__currency"),
        **own,
    )


def _with_details(rows: list[Row]) -> list[Row]:
    parents = [row.row for row in rows if row.kind == CODA]
    details: dict[int, list[StatementLine]] = defaultdict(list)
    for line in (
        StatementLine.objects.filter(parent__in=parents)
        .select_related("statement")
        .order_by("part", "sequence", "detail")
    ):
        details[line.parent_id or 0].append(line)
    return [replace(row, details=tuple(details[row.row])) if row.kind == CODA else row for row in rows]


def _nearest(dossier: Dossier, wanted: Filter, place: Place, *, above: bool) -> Place | None:
    side = "gt" if above else "lt"
    beyond = {kind: _beyond(place, kind, side) for kind in (BOOKED, CODA)}
    order = [name.removeprefix("-") for name in ORDER] if above else ORDER
    found = _union(dossier, wanted, beyond).order_by(*order).first()
    return Place(found["entry_date"], found["kind"], found["row"]) if found else None


def _beyond(place: Place, kind: str, side: str) -> Q:
    another_day = Q(**{f"entry_date__{side}": place.day})
    if kind == place.kind:
        return another_day | Q(entry_date=place.day, **{f"pk__{side}": place.row})
    same_day_is_beyond = (kind > place.kind) == (side == "gt")
    return another_day | Q(entry_date=place.day) if same_day_is_beyond else another_day
