"""The filter of the Financial tab, and what it asks of the rows it is laid over."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.db.models import Q


class Status(StrEnum):
    """What the books make of a transaction; shown in white, red and green."""

    NEW = "new"
    TODO = "todo"
    DONE = "done"


class Direction(StrEnum):
    """Money in or money out."""

    IN = "in"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class Filter:
    """Days are included at both ends; `minimum` and `maximum` are magnitudes. None and "" ask nothing."""

    journal: int | None = None
    since: date | None = None
    until: date | None = None
    direction: Direction | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    status: Status | None = None
    text: str = ""

    @property
    def is_empty(self) -> bool:
        return self == Filter()


def conditions(wanted: Filter) -> Q:
    """All of the filter that every row can answer the same way: not status, not text."""
    found = Q()
    if wanted.journal is not None:
        found &= Q(journal=wanted.journal)
    if wanted.since is not None:
        found &= Q(entry_date__gte=wanted.since)
    if wanted.until is not None:
        found &= Q(entry_date__lte=wanted.until)
    if wanted.direction is not None:
        found &= Q(amount__gt=0) if wanted.direction is Direction.IN else Q(amount__lt=0)
    if wanted.minimum is not None:
        found &= Q(amount__gte=wanted.minimum) | Q(amount__lte=-wanted.minimum)
    if wanted.maximum is not None:
        found &= Q(amount__gte=-wanted.maximum, amount__lte=wanted.maximum)
    return found
