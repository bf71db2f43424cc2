"""What the mailbox lists: its documents, how many wait, which look alike, and the file behind one of them."""

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Max, Q, QuerySet
from stdnum import iban as iban_number

from dossiers.models import Dossier
from offices import storage
from ubl_inbox import ubl
from ubl_inbox.models import Attachment, Document

Direction, State = Document.Direction, Document.State
_AMOUNT = re.compile(r"[+\-−]?[\d.\s]*\d(,\d{1,2})?")
_TOO_LARGE = Decimal(10) ** 15  # for the columns


@dataclass(frozen=True, slots=True)
class Counts:
    """How many documents there are: per side, and the purchases per state. `last_received` of either side."""

    purchases: int
    sales: int
    to_approve: int
    approved: int
    rejected: int
    last_received: datetime | None


class FileUnreadable(Exception):
    """The original file of a document is gone or damaged in storage."""


def count_to_approve(dossier: Dossier) -> int:
    """Purchases that wait for a decision."""
    return _waiting(dossier).count()


def counts(dossier: Dossier) -> Counts:
    """Everything the head of the mailbox counts, in one query."""
    purchase = Q(direction=Direction.PURCHASE)
    return Counts(
        **Document.objects.filter(dossier=dossier).aggregate(
            purchases=Count("pk", filter=purchase),
            sales=Count("pk", filter=Q(direction=Direction.SALES)),
            to_approve=Count("pk", filter=purchase & Q(state=State.TO_APPROVE)),
            approved=Count("pk", filter=purchase & Q(state=State.APPROVED)),
            rejected=Count("pk", filter=purchase & Q(state=State.REJECTED)),
            last_received=Max("received_at"),
        )
    )


def documents(dossier: Dossier, direction: str, *, text: str = "", state: str = "") -> QuerySet[Document]:
    """Documents of one side, newest first; `text` is a name, number, account or amount in Belgian or plain writing."""
    found = Document.objects.filter(dossier=dossier, direction=direction)
    if state:
        found = found.filter(state=state)
    if text:
        found = found.filter(_named(text))
    return found.order_by("-issue_date", "-pk")


def next_to_approve(document: Document, *, text: str = "") -> Document | None:
    """The purchase that waits below this one in the list, else the first that waits."""
    waiting = documents(document.dossier, Direction.PURCHASE, text=text, state=State.TO_APPROVE).exclude(pk=document.pk)
    below = Q(issue_date__lt=document.issue_date) | Q(issue_date=document.issue_date, pk__lt=document.pk)
    return waiting.filter(below).first() or waiting.first()


def same_number(
    *, dossier: Dossier, direction: str, kind: str, party_number: str, number: str, year: int
) -> list[Document]:
    """Documents of this party with this number (blanks, dashes, leading zeros aside) in this year, oldest first."""
    if not party_number:
        return []
    of_party = Document.objects.filter(dossier=dossier, direction=direction, kind=kind, party_number=party_number)
    bare = _bare(number)
    return [doc for doc in of_party.filter(issue_date__year=year).order_by("pk") if _bare(doc.number) == bare]


def earlier_twin(document: Document) -> Document | None:
    """The document that this one seems to repeat."""
    alike = same_number(
        dossier=document.dossier,
        direction=document.direction,
        kind=document.kind,
        party_number=document.party_number,
        number=document.number,
        year=document.issue_date.year,
    )
    return next((other for other in alike if other.pk < document.pk), None)


def invoice_of(document: Document) -> ubl.Invoice:
    """The invoice as its file has it, with lines and addresses. Raises `FileUnreadable`."""
    xml = document.attachments.get(role=Attachment.Role.XML)
    try:
        return ubl.read(content_of(xml))
    except ubl.UblError as error:
        raise FileUnreadable(xml.stored_as) from error


def content_of(attachment: Attachment) -> bytes:
    """The bytes as they were received. Raises `FileUnreadable`."""
    try:
        return storage.fetch(attachment.stored_as, digest=attachment.digest)
    except (OSError, storage.ContentDamaged) as error:
        raise FileUnreadable(attachment.stored_as) from error


def _waiting(dossier: Dossier) -> QuerySet[Document]:
    return Document.objects.filter(dossier=dossier, direction=Direction.PURCHASE, state=State.TO_APPROVE)


def _named(text: str) -> Q:
    named = Q(party_name__icontains=text) | Q(number__icontains=text)
    compact = iban_number.compact(text)
    if compact.isalnum():
        named |= Q(iban__contains=compact)
    amount = _as_amount(text)
    return named if amount is None else named | Q(gross=amount) | Q(payable=amount)


def _as_amount(text: str) -> Decimal | None:
    """An amount as people type it: `2.418,79`, `2 418,79`, `2418.79`, `121`."""
    plain = re.sub(r"\s", "", text).replace("−", "-")
    if not re.fullmatch(r"[+-]?\d+\.\d{1,2}", plain):
        if not _AMOUNT.fullmatch(text):
            return None
        plain = plain.replace(".", "").replace(",", ".")
    amount = abs(Decimal(plain))
    return amount if amount < _TOO_LARGE else None


def _bare(number: str) -> str:
    return re.sub(r"[\W_]", "", number).lstrip("0").casefold() or number
