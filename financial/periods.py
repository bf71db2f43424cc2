"""Periods people ask for, seen from a day."""

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

PERIODS = {
    "this-month": _("This month"),
    "last-month": _("Last month"),
    "quarter": _("This quarter"),
    "year": _("This year"),
}


def days_of(period: str, today: date) -> tuple[date, date]:
    """The first and the last day. Raises `KeyError` for a period that is not one of `PERIODS`."""
    month = today.replace(day=1)
    starts = {
        "this-month": (month, 1),
        "last-month": (_months_later(month, -1), 1),
        "quarter": (month.replace(month=3 * ((today.month - 1) // 3) + 1), 3),
        "year": (month.replace(month=1), 12),
    }
    start, months = starts[period]
    return start, _months_later(start, months) - timedelta(days=1)


def _months_later(month: date, months: int) -> date:
    years, index = divmod(month.month - 1 + months, 12)
    return date(month.year + years, index + 1, 1)
