"""The filter of the Financial tab as it stands in the address."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from financial.amounts import parse_amount
from financial.models import Journal
from financial.periods import PERIODS, days_of
from financial.queries.filters import Direction, Filter, Status

PAGE_SIZES = (50, 100, 250)


class AmountField(forms.CharField):
    """A magnitude, written the Belgian or the English way."""

    widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})

    def clean(self, value: Any) -> Any:
        """Raises a validation error in words."""
        text = super().clean(value)
        if not text:
            return None
        amount = parse_amount(text)
        if amount is None:
            raise ValidationError(_("Write an amount such as 1.204,50."), code="amount")
        return abs(amount)


class DayField(forms.DateField):
    """A day from the browser's own calendar."""

    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    input_formats = ("%Y-%m-%d", "%d/%m/%Y")


class FilterForm(forms.Form):
    """Every field is optional. What is not understood is told beside its field and asks nothing.

    Days that were typed go before a period that was clicked.
    """

    q = forms.CharField(required=False, max_length=100)
    journal = forms.ChoiceField(required=False)
    period = forms.ChoiceField(choices=[("", ""), *PERIODS.items()], required=False)
    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("Up to"), required=False)
    direction = forms.ChoiceField(choices=[("", ""), *((d.value, d.name) for d in Direction)], required=False)
    min = AmountField(label=_("Amount from"), required=False)
    max = AmountField(label=_("Amount up to"), required=False)
    status = forms.ChoiceField(choices=[("", ""), *((s.value, s.name) for s in Status)], required=False)
    size = forms.TypedChoiceField(choices=[(n, n) for n in PAGE_SIZES], required=False, coerce=int, empty_value=None)
    page = forms.IntegerField(required=False, min_value=1)

    def __init__(self, data: Any, *, journals: Iterable[Journal]) -> None:
        super().__init__(data, auto_id="filter_%s")
        journal = self.fields["journal"]
        journal.choices = [("", ""), *((str(j.pk), str(j)) for j in journals)]  # type: ignore[attr-defined]
        self.full_clean()

    @property
    def page_size(self) -> int:
        return self.cleaned_data.get("size") or PAGE_SIZES[0]

    @property
    def page_number(self) -> int:
        return self.cleaned_data.get("page") or 1

    @property
    def parameters(self) -> dict[str, str]:
        """The address in its shortest form: only what asks something, in a fixed order; not the page."""
        said = {name: value for name, value in self.cleaned_data.items() if value not in (None, "") and name != "page"}
        if "since" in said or "until" in said:
            said.pop("period", None)
        if said.get("size") == PAGE_SIZES[0]:
            said.pop("size")
        return {name: _written(value) for name, value in said.items()}

    def wanted(self) -> Filter:
        """The filter that was asked for."""
        said = {name: value for name, value in self.cleaned_data.items() if value}
        since, until = self._days()
        return Filter(
            journal=int(said["journal"]) if "journal" in said else None,
            since=since,
            until=until,
            direction=Direction(said["direction"]) if "direction" in said else None,
            minimum=said.get("min"),
            maximum=said.get("max"),
            status=Status(said["status"]) if "status" in said else None,
            text=" ".join(said.get("q", "").split()),
        )

    def _days(self) -> tuple[date | None, date | None]:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        period = self.cleaned_data.get("period")
        if period and not (since or until):
            return days_of(period, timezone.localdate())
        return since, until


def _written(value: Any) -> str:
    """As the form reads it again: ISO days, amounts with a decimal comma."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value).replace(".", ",") if isinstance(value, Decimal) else str(value)
