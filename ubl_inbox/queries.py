"""What the mailbox shows: its documents, how many wait, and what we recognise in one of them."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.db.models import Count, Q, QuerySet
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from stdnum import iban as iban_number

from dossiers.models import Dossier, Relation, RelationAccount
from offices import storage
from ubl_inbox import ubl
from ubl_inbox.models import Attachment, Document
from ubl_inbox.services import POSSIBLE_DUPLICATE

_AMOUNT = re.compile(r"[+\-−]?[\d.\s]*\d(,\d{1,2})?")
# What a row of the list warns about, most important first; everything else stands in the document.
_WARNINGS: dict[str, Promise | str] = {
    POSSIBLE_DUPLICATE: gettext_lazy("Possibly double"),
    "negative-credit-note": gettext_lazy("Odd signs"),
    "totals-differ": gettext_lazy("Totals do not add up"),
    "iban-invalid": gettext_lazy("IBAN is not right"),
    "ogm-invalid": gettext_lazy("Message is not right"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing recognised, or not, in a document."""

    is_right: bool
    text: str


def count_to_approve(dossier: Dossier) -> int:
    """Purchases that wait for a decision."""
    return _waiting(Document.objects.filter(dossier=dossier)).count()


def documents(dossier: Dossier, direction: str, *, text: str = "", state: str = "") -> QuerySet[Document]:
    """Documents of one side, newest first; `text` is a name, a number or an amount in Belgian or plain writing."""
    found = Document.objects.filter(dossier=dossier, direction=direction)
    if state:
        found = found.filter(state=state)
    if text:
        found = found.filter(_named(text))
    return found.order_by("-issue_date", "-pk")


def counts(dossier: Dossier) -> dict[str, int]:
    """Documents per side, and purchases per state."""
    sides = Document.objects.filter(dossier=dossier).values_list("direction").annotate(n=Count("pk")).order_by()
    purchases = Document.objects.filter(dossier=dossier, direction=Document.Direction.PURCHASE)
    states = purchases.values_list("state").annotate(n=Count("pk")).order_by()
    return dict(sides) | dict(states)


def warning(document: Document) -> str:
    """The one thing a row warns about; '' when there is none."""
    return next((str(text) for code, text in _WARNINGS.items() if code in document.flags), "")


def invoice_of(document: Document) -> ubl.Invoice:
    """The invoice as its file has it, with lines and addresses. Raises `OSError` when the file is gone."""
    xml = document.attachments.get(role=Attachment.Role.XML)
    return ubl.read(storage.fetch(xml.stored_as, digest=xml.digest))


def recognised(document: Document) -> list[Fact]:
    """What we know of the other side, the account and the amounts; for the person who approves."""
    flags = set(document.flags)
    relation = _relation(document)
    facts = [_known_party(relation)]
    if document.iban:
        facts.append(_known_account(document.iban, relation))
    if document.ogm or "ogm-invalid" in flags:
        right = "ogm-invalid" not in flags
        facts.append(Fact(right, _("Structured message is right") if right else _("Structured message is not right")))
    exact = not flags & {"totals-differ", "lines-differ", "vat-differs"}
    facts.append(Fact(exact, _("VAT and total right to the cent") if exact else _("Totals do not add up")))
    first = POSSIBLE_DUPLICATE not in flags
    return [*facts, Fact(first, _("Not received before") if first else _("Possibly received before"))]


def _relation(document: Document) -> Relation | None:
    kind = Relation.Kind.SUPPLIER if document.direction == Document.Direction.PURCHASE else Relation.Kind.CUSTOMER
    same = Relation.objects.filter(dossier=document.dossier, kind=kind, enterprise_number=document.party_number)
    return same.first() if document.party_number else None


def _known_party(relation: Relation | None) -> Fact:
    if relation is None:
        return Fact(False, _("Not known in the books"))
    return Fact(True, _("Known in the books: %(number)s") % {"number": relation.number})


def _known_account(iban: str, relation: Relation | None) -> Fact:
    account = RelationAccount.objects.filter(relation=relation, iban=iban).first() if relation else None
    if account is None:
        return Fact(False, _("IBAN not seen before"))
    return Fact(True, _("IBAN known since %(month)s") % {"month": date_format(account.known_since, "F Y")})


def _named(text: str) -> Q:
    named = Q(party_name__icontains=text) | Q(number__icontains=text)
    compact = iban_number.compact(text)
    if compact.isalnum():
        named |= Q(iban__contains=compact)
    amount = _as_amount(text)
    return named if amount is None else named | Q(gross=amount) | Q(payable=amount)


def _as_amount(text: str) -> Decimal | None:
    if not _AMOUNT.fullmatch(text):
        return None
    try:
        return abs(Decimal(re.sub(r"[.\s]", "", text).replace(",", ".").replace("−", "-")))
    except InvalidOperation:
        return None


def _waiting(found: QuerySet[Document]) -> QuerySet[Document]:
    return found.filter(direction=Document.Direction.PURCHASE, state=Document.State.TO_APPROVE)
