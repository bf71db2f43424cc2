"""What changes the mailbox: receiving a file, and deciding on an invoice."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from dossiers.models import Dossier
from offices import audit, storage
from offices.models import Office, User
from ubl_inbox import queries, ubl
from ubl_inbox.models import POSSIBLE_DUPLICATE, Attachment, Document

State, Direction, Role = Document.State, Document.Direction, Attachment.Role
_NAME_LENGTH = 200  # of the column; the sheet shows the whole name
_PDF_MISSING = ubl.FlagCode.PDF_MISSING


class MailboxError(Exception):
    """The mailbox refuses; nothing was changed."""


class WrongCompany(MailboxError):
    """The file is for another company than the dossier. Nothing was stored."""

    def __init__(self, *, found: str, expected: str) -> None:
        super().__init__(found)
        self.found, self.expected = found, expected


class AlreadyDecided(MailboxError):
    """There is nothing (more) to decide on this invoice; `document` shows who did and when."""

    def __init__(self, document: Document) -> None:
        super().__init__(document.state)
        self.document = document


class ReasonMissing(MailboxError):
    """A rejection says why."""


@dataclass(frozen=True, slots=True)
class Received:
    """The document of a file; `created` is false when the file had been received before."""

    document: Document
    created: bool


@transaction.atomic
def receive(*, dossier: Dossier, direction: str, channel: str, xml: bytes, pdf: bytes | None = None) -> Received:
    """Reads an e-invoice into the mailbox. Safe to repeat and to run twice at once: one file is one document.

    `pdf` is the image that came beside the file. Raises `UblError`, `WrongCompany`, or `OSError` on a full disk.
    """
    invoice = ubl.read(xml)
    direction = _true_direction(dossier, direction, invoice)
    ours, theirs = _parties(direction, invoice)
    if ours.enterprise_number and dossier.enterprise_number not in ("", ours.enterprise_number):
        raise WrongCompany(found=ours.enterprise_number, expected=dossier.enterprise_number)
    files = list(_files(invoice, xml, pdf))
    fields = _fields(invoice, theirs) | {"channel": channel}
    fields["flags"] = _flags(dossier, direction, invoice, theirs, has_pdf=any(file.role == Role.PDF for file in files))
    document, created = Document.objects.get_or_create(
        dossier=dossier, direction=direction, digest=hashlib.sha256(xml).hexdigest(), defaults=fields
    )
    if created:
        Attachment.objects.bulk_create(_belonging(document, files))
    return Received(document, created)


def _true_direction(dossier: Dossier, direction: str, invoice: ubl.Invoice) -> str:
    """A self-billed invoice is made by the buyer: what comes in as a purchase may be our sale, and the reverse."""
    if not invoice.is_self_billing or not dossier.enterprise_number:
        return direction
    if invoice.supplier.enterprise_number == dossier.enterprise_number:
        return Direction.SALES
    return Direction.PURCHASE if invoice.customer.enterprise_number == dossier.enterprise_number else direction


def _parties(direction: str, invoice: ubl.Invoice) -> tuple[ubl.Party, ubl.Party]:
    """Our side and the other side."""
    if direction == Direction.PURCHASE:
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


def _flags(dossier: Dossier, direction: str, invoice: ubl.Invoice, party: ubl.Party, *, has_pdf: bool) -> list[str]:
    """What the reader noticed, and what only the mailbox can know."""
    known = invoice.flag_codes - {_PDF_MISSING} if has_pdf else invoice.flag_codes
    same = queries.same_number(
        dossier=dossier,
        direction=direction,
        kind=invoice.kind,
        party_number=party.enterprise_number or "",
        number=invoice.number,
        year=invoice.issue_date.year,
    )
    return [*sorted(map(str, known)), *([POSSIBLE_DUPLICATE] if same else [])]


@dataclass(frozen=True, slots=True)
class _File:
    role: str
    name: str
    mime: str
    content: bytes


def _files(invoice: ubl.Invoice, xml: bytes, pdf: bytes | None) -> Iterator[_File]:
    """The XML, the PDF (the one beside it, else the one inside), and what else was enclosed."""
    yield _File(Role.XML, "invoice.xml", "application/xml", xml)
    beside = pdf if pdf and pdf.startswith(b"%PDF-") else None
    if beside is not None:
        yield _File(Role.PDF, "invoice.pdf", "application/pdf", beside)
    elif pdf:
        yield _File(Role.EXTRA, "invoice.bin", "application/octet-stream", pdf)
    for enclosed in invoice.attachments:
        if enclosed.content != beside:
            role = Role.PDF if enclosed.is_main and beside is None else Role.EXTRA
            yield _File(role, enclosed.filename, enclosed.mime, enclosed.content)


def _belonging(document: Document, files: list[_File]) -> Iterator[Attachment]:
    for file in files:
        kept = storage.keep(file.content)
        yield Attachment(
            document=document,
            role=file.role,
            name=file.name[-120:],
            mime=file.mime[:80],
            digest=kept.digest,
            size=kept.size,
            stored_as=kept.name,
        )


def approve(*, document: Document, actor: User, office: Office, remark: str = "") -> Document:
    """Approves a purchase; `remark` is for the accountant. Raises `AlreadyDecided`."""
    return _decide(document, State.APPROVED, actor, office, remark, action="document.approved")


def reject(*, document: Document, actor: User, office: Office, remark: str) -> Document:
    """Rejects a purchase; `remark` tells the accountant why. Raises `AlreadyDecided` and `ReasonMissing`."""
    if not remark.strip():
        raise ReasonMissing
    return _decide(document, State.REJECTED, actor, office, remark, action="document.rejected")


@transaction.atomic
def _decide(document: Document, state: str, actor: User, office: Office, remark: str, *, action: str) -> Document:
    """One conditional update decides who was first."""
    waiting = Document.objects.filter(pk=document.pk, direction=Direction.PURCHASE, state=State.TO_APPROVE)
    if not waiting.update(state=state, decided_by=actor, decided_at=timezone.now(), remark=remark.strip()):
        raise AlreadyDecided(_fresh(document))
    audit.record(action=action, actor=actor, office=office, target=_target(document), remark=remark.strip())
    return _fresh(document)


@transaction.atomic
def reopen(*, document: Document, actor: User, office: Office) -> Document:
    """Takes back the decision that `document` shows; safe to repeat. Raises `AlreadyDecided` on a newer one."""
    decided = Document.objects.filter(pk=document.pk, decided_at=document.decided_at).exclude(state=State.TO_APPROVE)
    if decided.update(state=State.TO_APPROVE, decided_by=None, decided_at=None, remark=""):
        audit.record(action="document.reopened", actor=actor, office=office, target=_target(document))
    now = _fresh(document)
    if now.state != State.TO_APPROVE:
        raise AlreadyDecided(now)
    return now


def _fresh(document: Document) -> Document:
    return Document.objects.select_related("decided_by").get(pk=document.pk)


def _target(document: Document) -> str:
    return f"{document.party_name} {document.number}"[-120:]
