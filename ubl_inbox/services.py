"""What changes the mailbox: receiving a file, and deciding on an invoice."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from dossiers.models import Dossier
from offices import audit, storage
from offices.models import Office, User
from ubl_inbox import ubl
from ubl_inbox.models import Attachment, Document

State = Document.State
POSSIBLE_DUPLICATE = "possible-duplicate"
_NAME_LENGTH = 200


class WrongCompany(Exception):
    """The file is for another company than the dossier. Nothing was stored."""

    def __init__(self, *, found: str, expected: str) -> None:
        super().__init__(found)
        self.found, self.expected = found, expected


class AlreadyDecided(Exception):
    """Somebody decided on this invoice before; `document` shows who and when."""

    def __init__(self, document: Document) -> None:
        super().__init__(document.state)
        self.document = document


@dataclass(frozen=True, slots=True)
class Received:
    """The document of a file; `created` is false when the file had been received before."""

    document: Document
    created: bool


@transaction.atomic
def receive(*, dossier: Dossier, direction: str, channel: str, xml: bytes, pdf: bytes | None = None) -> Received:
    """Reads an e-invoice into the mailbox. Raises `UblError` or `WrongCompany`; safe to repeat."""
    invoice = ubl.read(xml)
    direction = _true_direction(dossier, direction, invoice)
    ours, theirs = _parties(direction, invoice)
    if ours.enterprise_number and dossier.enterprise_number not in ("", ours.enterprise_number):
        raise WrongCompany(found=ours.enterprise_number, expected=dossier.enterprise_number)
    fields = _fields(invoice, theirs) | {"channel": channel, "flags": _flags(dossier, direction, invoice, theirs)}
    document, created = Document.objects.get_or_create(
        dossier=dossier, direction=direction, digest=hashlib.sha256(xml).hexdigest(), defaults=fields
    )
    if created:
        Attachment.objects.bulk_create(_attachments(document, invoice, xml, pdf))
    return Received(document, created)


def _true_direction(dossier: Dossier, direction: str, invoice: ubl.Invoice) -> str:
    """A self-billed invoice is made by the buyer: what comes in as a purchase may be our sale, and the reverse."""
    if not invoice.is_self_billing:
        return direction
    is_seller = invoice.supplier.enterprise_number == dossier.enterprise_number
    return Document.Direction.SALES if is_seller else Document.Direction.PURCHASE


def _parties(direction: str, invoice: ubl.Invoice) -> tuple[ubl.Party, ubl.Party]:
    """Our side and the other side."""
    if direction == Document.Direction.PURCHASE:
        return invoice.customer, invoice.supplier
    return invoice.supplier, invoice.customer


def _fields(invoice: ubl.Invoice, party: ubl.Party) -> dict[str, object]:
    totals = invoice.totals
    return {
        "kind": invoice.kind,
        "profile": invoice.profile,
        "number": invoice.number,
        "party_name": (party.name or party.legal_name)[:_NAME_LENGTH],
        "party_number": party.enterprise_number or "",
        "issue_date": invoice.issue_date,
        "due_date": invoice.due_date,
        "currency": invoice.currency,
        "net": totals.tax_exclusive,
        "tax": totals.tax_amount,
        "gross": totals.tax_inclusive,
        "payable": totals.payable,
        "iban": next(iter(invoice.payment.ibans), ""),
        "ogm": invoice.payment.ogm or "",
    }


def _flags(dossier: Dossier, direction: str, invoice: ubl.Invoice, party: ubl.Party) -> list[str]:
    flags = [str(code) for code in sorted(invoice.flag_codes)]
    if party.enterprise_number and _looks_received(dossier, direction, invoice, party.enterprise_number):
        flags.append(POSSIBLE_DUPLICATE)
    return flags


def _looks_received(dossier: Dossier, direction: str, invoice: ubl.Invoice, party_number: str) -> bool:
    """The same party sent this number in the same year already, in another file."""
    same = Document.objects.filter(
        dossier=dossier,
        direction=direction,
        kind=invoice.kind,
        party_number=party_number,
        issue_date__year=invoice.issue_date.year,
    )
    return _bare(invoice.number) in {_bare(number) for number in same.values_list("number", flat=True)}


def _bare(number: str) -> str:
    return re.sub(r"[\W_]", "", number).lstrip("0").casefold()


def _attachments(document: Document, invoice: ubl.Invoice, xml: bytes, pdf: bytes | None) -> Iterator[Attachment]:
    """The XML, the PDF (CodaBox's own, else the one inside), and what else was enclosed."""
    yield _attachment(document, Attachment.Role.XML, "invoice.xml", "application/xml", xml)
    main = invoice.main_attachment
    if pdf is not None:
        yield _attachment(document, Attachment.Role.PDF, "invoice.pdf", "application/pdf", pdf)
    for enclosed in invoice.attachments:
        role = Attachment.Role.PDF if enclosed is main and pdf is None else Attachment.Role.EXTRA
        yield _attachment(document, role, enclosed.filename, enclosed.mime, enclosed.content)


def _attachment(document: Document, role: str, name: str, mime: str, content: bytes) -> Attachment:
    kept = storage.keep(content)
    return Attachment(
        document=document,
        role=role,
        name=name[-120:],
        mime=mime[:80],
        digest=kept.digest,
        size=kept.size,
        stored_as=kept.name,
    )


def approve(*, document: Document, actor: User, office: Office, remark: str = "") -> Document:
    """Approves a purchase. Raises `AlreadyDecided`."""
    return _decide(document, State.APPROVED, actor, office, remark, action="document.approved")


def reject(*, document: Document, actor: User, office: Office, remark: str) -> Document:
    """Rejects a purchase; `remark` tells the accountant why. Raises `AlreadyDecided`."""
    return _decide(document, State.REJECTED, actor, office, remark, action="document.rejected")


@transaction.atomic
def _decide(document: Document, state: str, actor: User, office: Office, remark: str, *, action: str) -> Document:
    """One conditional update decides who was first."""
    open_ones = Document.objects.filter(pk=document.pk, direction=Document.Direction.PURCHASE, state=State.TO_APPROVE)
    if not open_ones.update(state=state, decided_by=actor, decided_at=timezone.now(), remark=remark):
        raise AlreadyDecided(Document.objects.select_related("decided_by").get(pk=document.pk))
    audit.record(action=action, actor=actor, office=office, target=_target(document))
    return Document.objects.get(pk=document.pk)


@transaction.atomic
def reopen(*, document: Document, actor: User, office: Office) -> Document:
    """Takes a decision back."""
    decided = Document.objects.filter(pk=document.pk).exclude(state=State.TO_APPROVE)
    if decided.update(state=State.TO_APPROVE, decided_by=None, decided_at=None, remark=""):
        audit.record(action="document.reopened", actor=actor, office=office, target=_target(document))
    return Document.objects.get(pk=document.pk)


def _target(document: Document) -> str:
    return f"{document.party_name} {document.number}"[:120]
