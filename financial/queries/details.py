"""Everything about one transaction, and what it is likely for."""

from dataclasses import dataclass

from dossiers.models import Dossier
from financial.models import Allocation, BookedTransaction, OpenItem, StatementLine
from financial.queries.transactions import ONLY_AT_CODABOX


@dataclass(frozen=True, slots=True)
class Likely:
    """An open item that a line settles, or may settle.

    `why` is the matching's code for a candidate; what speaks for a settled one is the line's own step.
    """

    item: OpenItem
    why: str = ""


def booked_transaction(dossier: Dossier, pk: int) -> BookedTransaction | None:
    """A transaction of the dossier's books."""
    return BookedTransaction.objects.filter(pk=pk, journal__dossier=dossier).select_related("journal").first()


def statement_line(dossier: Dossier, pk: int) -> StatementLine | None:
    """A line of the dossier, main movement or detail, as long as the list shows it from CodaBox."""
    lines = StatementLine.objects.filter(ONLY_AT_CODABOX, pk=pk, journal__dossier=dossier)
    return lines.select_related("journal", "statement", "relation", "parent").first()


def details_of(line: StatementLine) -> list[StatementLine]:
    """The lines a globalised movement consists of, in the bank's order."""
    return list(line.details.select_related("statement").order_by("part", "sequence", "detail"))


def likely_for(line: StatementLine) -> list[Likely]:
    """The items the line was matched with, or else the ones that were found but not chosen."""
    matched = Allocation.objects.filter(line=line).select_related("open_item__relation")
    found = [Likely(allocation.open_item) for allocation in matched]
    return found or _candidates(line)


def _candidates(line: StatementLine) -> list[Likely]:
    """The matching names them by the number of their relation and their document."""
    why = {(found["relation"], found["document"]): str(found["why"]) for found in line.candidates}
    documents = {document for _relation, document in why}
    items = OpenItem.objects.filter(relation__dossier=line.journal.dossier_id, document__in=documents, closed=False)
    named = ((item, (item.relation.number, item.document)) for item in items.select_related("relation"))
    return [Likely(item, why[name]) for item, name in named if name in why]
