"""One page of the list as it is shown: days with their sums, rows with their words and icons."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from dossiers.models import Dossier
from financial.filterbar import STATUS_WORDS, FilterBar
from financial.queries.filters import Status
from financial.queries.transactions import Row, Sums, Totals, days_of, page_of, totals_of
from financial.wording import movement
from offices.templatetags.afpunt import iban

TONES = {Status.NEW: "", Status.TODO: "red", Status.DONE: "green"}


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row in words. `icon` tells the kind of movement, or else which way the money went."""

    row: Row
    url: str
    icon: str
    label: str | Promise
    status: str | Promise
    status_icon: str
    under_name: str
    under_text: str

    @property
    def css(self) -> str:
        return str(self.row.status)

    @property
    def key(self) -> str:
        return f"{self.row.kind}-{self.row.row}"

    @property
    def name(self) -> str:
        return self.row.name or str(self.label) or _("Without a name")

    @property
    def tone(self) -> str:
        return TONES[self.row.status]


@dataclass(frozen=True, slots=True)
class Day:
    """The rows of one day on this page, with the sums of the whole day."""

    day: date
    sums: list[Sums]
    rows: list[ShownRow]

    @property
    def count(self) -> int:
        return sum(sums.count for sums in self.sums)


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of the list. `first` and `last` count from 1; `pages` is at least 1."""

    days: list[Day]
    totals: Totals
    page: int
    pages: int
    first: int
    last: int

    @property
    def rows(self) -> list[ShownRow]:
        return [row for day in self.days for row in day.rows]


def listing_of(dossier: Dossier, bar: FilterBar) -> Listing:
    """The page the address asks for; beyond the end, the last one."""
    wanted = bar.wanted
    totals, size = totals_of(dossier, wanted), bar.form.page_size
    pages = max(1, -(-totals.count // size))
    page = min(bar.form.page_number, pages)
    start = (page - 1) * size
    rows = page_of(dossier, wanted, start=start, size=size)
    sums = days_of(dossier, wanted, (row.entry_date for row in rows))
    shown = [_shown(row, bar) for row in rows]
    days = [Day(day, sums.get(day, []), list(group)) for day, group in groupby(shown, key=lambda s: s.row.entry_date)]
    return Listing(days, totals, page, pages, start + 1 if rows else 0, start + len(rows))


def icon_of(row: Row) -> str:
    """The sprite's icon for a row."""
    return movement(row.movement_family, collective=bool(row.details)).icon or ("in" if row.amount > 0 else "out")


def _shown(row: Row, bar: FilterBar) -> ShownRow:
    label = movement(row.movement_family, collective=bool(row.details)).label
    word, status_icon = STATUS_WORDS[row.status]
    journal = row.journal_name if len(bar.journals) > 1 and bar.wanted.journal is None else ""
    under_name = iban(row.account) or (str(label) if row.name and row.text else "")
    under_text = " · ".join(part for part in (str(label) if row.account and row.text else "", journal) if part)
    return ShownRow(row, bar.row_url(row), icon_of(row), label, word, status_icon, under_name, under_text)
