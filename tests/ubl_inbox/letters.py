"""E-invoices for the tests of the mailbox, made with our own writer."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from dossiers.models import Dossier
from ubl_inbox.models import Document
from ubl_inbox.services import receive
from ubl_inbox.ubl import DraftLine, DraftParty, InvoiceDraft, write

US = DraftParty("Fietsatelier Wielewaal BV", "0781234535", "Wielewaalstraat 7", "9000", "Gent")
SUPPLIER = DraftParty("Veloparts Benelux NV", "0633018832", "Havenlaan 118", "9000", "Gent")
LINE = DraftLine("Cassette 11-speed", Decimal(2), Decimal("50.00"), Decimal(21))
DRAFT = InvoiceDraft(
    number="2026-44718",
    issue_date=date(2026, 11, 6),
    due_date=date(2026, 12, 6),
    supplier=SUPPLIER,
    customer=US,
    lines=(LINE,),
    ogm="+++441/0072/65553+++",
    iban="BE68539007547034",
)


def letter(**changes: object) -> bytes:
    """The XML of a purchase invoice of 121.00 euro; `changes` are fields of the draft."""
    return write(replace(DRAFT, **changes))  # type: ignore[arg-type]


def received(dossier: Dossier, **changes: object) -> Document:
    """A purchase invoice in the mailbox."""
    return receive(dossier=dossier, direction="purchase", channel="codabox", xml=letter(**changes)).document
