"""Addresses inside the Financial tab: each keeps the filter that is in force."""

from django import template

from financial.filterbar import FilterBar
from financial.models import Journal, StatementLine
from financial.queries.transactions import CODA, Place

register = template.Library()


@register.simple_tag
def journal_url(bar: FilterBar, journal: Journal) -> str:
    """Only this account, or all accounts again when it was chosen."""
    return bar.journal_url(journal)


@register.simple_tag
def detail_url(bar: FilterBar, line: StatementLine) -> str:
    """The panel of a detail of a globalised movement."""
    return bar.row_url(Place(line.entry_date, CODA, line.pk))


@register.simple_tag
def page_url(bar: FilterBar, page: int, step: int) -> str:
    """The page `step` further on."""
    return bar.page_url(page + step)
