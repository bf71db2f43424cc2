"""Everything about one transaction, and what it is likely for."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from dossiers.models import Dossier
from financial.models import Allocation, BookedTransaction, OpenItem, StatementLine
from financial.queries.transactions import ONLY_AT_CODABOX


@dataclass(frozen=True, slots=True)
class Likely:
    """An open item that a line settles, or may settle. `fact` is what says so: a piece of evidence of the matching."""

    item: OpenItem
    certain: bool
    fact: dict[str, Any]


def booked_transaction(dossier: Dossier, pk: int) -> BookedTransaction | None:
    """A transaction of the dossier's books."""
    return BookedTransaction.objects.filter(pk=pk, journal__dossier=dossier).select_related("journal").first()


def statement_line(dossier: Dossier, pk: int) -> StatementLine | None:
    """A line of the dossier, main movement or detail, as long as the list shows it from CodaBox."""
    lines = StatementLine.objects.filter(ONLY_AT_CODABOX, pk=pk, journal__dossier=dossier)
    return lines.select_related("journal", "statement", "relation", "parent").first()


def details_of(line: StatementLine) -> list[StatementLine]:
    """The lines a globalised movement consists of, in the bank's order."""
    return list(line.details.order_by("part", "sequence", "detail"))


def likely_for(line: StatementLine) -> list[Likely]:
    """The items the line was matched with, or else the ones that were found but not chosen."""
    fact = line.why or {}
    matched = Allocation.objects.filter(line=line).select_related("open_item__relation")
    found = [Likely(allocation.open_item, True, fact) for allocation in matched]
    return found or _candidates(line.candidates)


def _candidates(candidates: Iterable[dict[str, Any]]) -> list[Likely]:
    facts = {candidate["open_item"]: candidate for candidate in candidates if "open_item" in candidate}
    items = OpenItem.objects.filter(pk__in=facts).select_related("relation")
    return [Likely(item, False, facts[item.pk]) for item in items]
