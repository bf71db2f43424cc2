"""The digital mailbox: e-invoices of a dossier, waiting for approval or decided upon."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dossiers.models import Dossier

POSSIBLE_DUPLICATE = "possible-duplicate"  # the one flag of the mailbox itself; the others are of `ubl_inbox.ubl`


class Document(models.Model):
    """An invoice or credit note, received or sent. Amounts are those of the file, positive also for a credit note.

    `party_*` is the other side: the supplier of a purchase, the customer of a sale. `digest` is the SHA-256 of the
    XML: one file is one document. `flags` are codes of `ubl_inbox.ubl` that a person should know about.
    """

    class Direction(models.TextChoices):
        PURCHASE = "purchase", _("Purchase")
        SALES = "sales", _("Sales")

    class Kind(models.TextChoices):
        INVOICE = "invoice", _("Invoice")
        CREDIT_NOTE = "credit_note", _("Credit note")

    class Channel(models.TextChoices):
        CODABOX = "codabox", "CodaBox"

    class State(models.TextChoices):
        TO_APPROVE = "to_approve", _("To approve")
        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Rejected")

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="documents")
    direction = models.CharField(max_length=8, choices=Direction)
    channel = models.CharField(max_length=10, choices=Channel)
    kind = models.CharField(max_length=11, choices=Kind)
    profile = models.CharField(max_length=20)
    number = models.CharField(max_length=80)
    party_name = models.CharField(max_length=200)
    party_number = models.CharField(max_length=10, blank=True)
    issue_date = models.DateField()
    due_date = models.DateField(null=True, blank=True)
    currency = models.CharField(max_length=3)
    net = models.DecimalField(max_digits=18, decimal_places=3)
    tax = models.DecimalField(max_digits=18, decimal_places=3)
    gross = models.DecimalField(max_digits=18, decimal_places=3)
    payable = models.DecimalField(max_digits=18, decimal_places=3)
    iban = models.CharField(max_length=34, blank=True)
    ogm = models.CharField(max_length=20, blank=True)
    flags = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.TO_APPROVE)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    remark = models.TextField(blank=True)
    digest = models.CharField(max_length=64)
    received_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("-issue_date", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("dossier", "direction", "digest"), name="document_content_once"),
            models.CheckConstraint(
                condition=models.Q(state="to_approve", decided_at=None)
                | ~models.Q(state="to_approve") & models.Q(decided_at__isnull=False),
                name="document_decision_has_time",
            ),
        )
        indexes = (models.Index(fields=("dossier", "direction", "state"), name="document_mailbox"),)

    def __str__(self) -> str:
        return self.number


class Attachment(models.Model):
    """A stored file of a document: its XML, the PDF that goes with it, or something the sender enclosed."""

    class Role(models.TextChoices):
        XML = "xml", "XML"
        PDF = "pdf", "PDF"
        EXTRA = "extra", _("Enclosure")

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="attachments")
    role = models.CharField(max_length=5, choices=Role)
    name = models.CharField(max_length=120)
    mime = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    stored_as = models.CharField(max_length=200)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name
