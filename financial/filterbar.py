"""What stands around the list: periods, directions, statuses and chips, each a link that changes one thing."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.forms import BoundField
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from financial.forms import PAGE_SIZES, FilterForm
from financial.models import Journal
from financial.periods import PERIODS
from financial.queries.filters import Direction, Status
from financial.queries.transactions import Place, Row, Totals
from offices.templatetags.afpunt import amount

STATUS_WORDS = {
    Status.NEW: (gettext_lazy("Not yet processed"), "cloud-in"),
    Status.TODO: (gettext_lazy("To be assigned"), "alert"),
    Status.DONE: (gettext_lazy("Processed"), "check-circle"),
}
DIRECTION_WORDS = {
    Direction.IN: (gettext_lazy("In"), gettext_lazy("Money in"), "in"),
    Direction.OUT: (gettext_lazy("Out"), gettext_lazy("Money out"), "out"),
}
_FOLDED = ("since", "until", "min", "max")
# In the address once somebody has closed the panel; without it the first row stands open on a wide screen.
PANEL_CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Choice:
    """One link of a segmented control; `key` is its id, by which it keeps the focus when the list changes."""

    key: str
    label: str | Promise
    url: str
    current: bool
    icon: str = ""
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Chip:
    """One active filter; `url` is the list without it."""

    label: str
    url: str


class FilterBar:
    """The addresses of the list around a present filter. `name` of a parameter set to "" drops it."""

    def __init__(self, form: FilterForm, *, dossier_pk: int, journals: Iterable[Journal]) -> None:
        self.form = form
        self.dossier_pk = dossier_pk
        self.journals = {str(journal.pk): journal for journal in journals}
        self.wanted = form.wanted()

    @property
    def list_url(self) -> str:
        """This page of the list."""
        return self.page_url(self.form.page_number)

    @property
    def closed_url(self) -> str:
        """This page of the list without the panel."""
        page = {"page": str(self.form.page_number)} if self.form.page_number > 1 else {}
        return self.url(**page, panel=PANEL_CLOSED)

    @property
    def clear_url(self) -> str:
        return reverse("financial:transactions", args=[self.dossier_pk])

    @property
    def export_url(self) -> str:
        return _address(reverse("financial:export", args=[self.dossier_pk]), self.form.parameters)

    @property
    def everywhere_url(self) -> str:
        """Only the text stays: the same search in all years and accounts."""
        return _address(self.clear_url, {"q": self.form.parameters.get("q", "")})

    def url(self, **changes: str) -> str:
        return _address(self.clear_url, self.form.parameters | changes)

    def row_url(self, place: Place | Row) -> str:
        """The detail of a row, beside this page of this list."""
        page = {"page": str(self.form.page_number)} if self.form.page_number > 1 else {}
        path = reverse("financial:transaction", args=[self.dossier_pk, place.kind, place.row])
        return _address(path, self.form.parameters | page)

    def page_url(self, page: int) -> str:
        return self.url(page=str(page) if page > 1 else "")

    def journal_url(self, journal: Journal) -> str:
        """Only this account; when that is already so, all accounts again."""
        pk = str(journal.pk)
        return self.url(journal="" if self.form.parameters.get("journal") == pk else pk)

    def periods(self) -> list[Choice]:
        chosen = self.form.parameters.get("period")
        return [
            Choice(
                f"period-{period}",
                label,
                self.url(period="" if period == chosen else period, since="", until=""),
                period == chosen,
            )
            for period, label in PERIODS.items()
        ]

    def directions(self) -> list[Choice]:
        chosen = self.form.parameters.get("direction", "")
        every = Choice("direction-all", _("All"), self.url(direction=""), not chosen)
        return [every] + [
            Choice(f"direction-{direction}", short, self.url(direction=direction), direction == chosen, icon)
            for direction, (short, _long, icon) in DIRECTION_WORDS.items()
        ]

    def statuses(self, totals: Totals) -> list[Choice]:
        chosen = self.form.parameters.get("status", "")
        every = Choice("status-all", _("All"), self.url(status=""), not chosen, count=totals.everything)
        return [every] + [
            Choice(f"status-{status}", label, self.url(status=status), status == chosen, icon, totals.by_status[status])
            for status, (label, icon) in STATUS_WORDS.items()
        ]

    def sizes(self) -> list[Choice]:
        return [
            Choice(f"size-{size}", str(size), self.url(size=str(size)), size == self.form.page_size)
            for size in PAGE_SIZES
        ]

    def chips(self) -> list[Chip]:
        return [Chip(self._chip_label(name, value), self.url(**{name: ""})) for name, value in self._chosen()]

    def hidden(self) -> list[tuple[str, str]]:
        """What the search form carries along besides its own fields."""
        carried = ("journal", "period", "direction", "status", "size")
        return [(name, value) for name, value in self.form.parameters.items() if name in carried]

    def fields(self) -> list[BoundField]:
        """The fields under *More filters*."""
        return [self.form[name] for name in _FOLDED]

    def folded_away(self) -> int:
        """How many filters stand under *More filters*."""
        return sum(name in _FOLDED for name in self.form.parameters)

    def _chosen(self) -> list[tuple[str, str]]:
        return [(name, value) for name, value in self.form.parameters.items() if name not in {"size", "status"}]

    def _chip_label(self, name: str, value: str) -> str:
        said: dict[str, Any] = self.form.cleaned_data
        if name == "q":
            return f"“{value}”"
        if name == "journal":
            return self.journals[value].name
        if name == "period":
            return str(PERIODS[value])
        if name == "direction":
            return str(DIRECTION_WORDS[Direction(value)][1])
        if name in {"since", "until"}:
            word = _("From %(day)s") if name == "since" else _("Up to %(day)s")
            return word % {"day": date_format(said[name], "d/m/Y")}
        word = _("Amount ≥ %(amount)s") if name == "min" else _("Amount ≤ %(amount)s")
        return word % {"amount": amount(said[name])}


def _address(path: str, parameters: dict[str, str]) -> str:
    asked = {name: value for name, value in parameters.items() if value}
    return f"{path}?{urlencode(asked)}" if asked else path
