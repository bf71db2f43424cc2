"""Files as CodaBox offered them: where they came from, every step, and where they went. Tenant schema."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dossiers.models import Dossier
from financial.models import Journal, Statement
from ubl_inbox.models import Document


class Feed(models.Model):
    """One client of the office at CodaBox. `dossier` is set once we know whose it is.

    `key` is the provider's: the feed number (classic) or the enterprise number (Connect). The row is made when the
    first document comes; how the last check of the client went stands in `connections.ConnectedClient`.
    """

    key = models.CharField(max_length=40, unique=True)
    client_id = models.CharField(max_length=40, blank=True)
    client_name = models.CharField(max_length=200, blank=True)
    client_code = models.CharField(max_length=80, blank=True)
    enterprise_number = models.CharField(max_length=10, blank=True)
    dossier = models.ForeignKey(Dossier, null=True, blank=True, on_delete=models.SET_NULL, related_name="feeds")
    fault = models.CharField(max_length=40, blank=True)
    fault_params = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return self.client_name or self.key


class ReceivedFile(models.Model):
    """One document as CodaBox offered it. `external_id` is CodaBox's identity of it and ours: it stands here at most
    once. `asked_again_at`: somebody asked CodaBox to deliver it again; when it comes, it is fetched anew.

    `reason` is a code of `codabox_sync.reasons` with `reason_params`: why the file waits, is set aside or was skipped.
    """

    class State(models.TextChoices):
        OFFERED = "offered", _("Offered, not fetched yet")
        HELD = "held", _("Known, not fetched")  # the journal is not ticked: metadata only
        STORED = "stored", _("Stored")
        IMPORTED = "imported", _("Imported")
        WAITING = "waiting", _("Waiting")
        QUARANTINED = "quarantined", _("Set aside")
        DUPLICATE = "duplicate", _("Received before")
        GONE = "gone", _("Gone at CodaBox")

    feed = models.ForeignKey(Feed, on_delete=models.PROTECT, related_name="files")
    external_id = models.CharField(max_length=120, unique=True)
    document_model = models.CharField(max_length=40)
    metadata = models.JSONField(default=dict)
    iban = models.CharField(max_length=34, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    redelivered = models.BooleanField(default=False)
    state = models.CharField(max_length=11, choices=State, default=State.OFFERED)
    reason = models.CharField(max_length=40, blank=True)
    reason_params = models.JSONField(default=dict, blank=True)
    received_at = models.DateTimeField(default=timezone.now, editable=False)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    asked_again_at = models.DateTimeField(null=True, blank=True)
    processed_at = models.DateTimeField(null=True, blank=True)
    dossier = models.ForeignKey(Dossier, null=True, blank=True, on_delete=models.SET_NULL, related_name="files")
    journal = models.ForeignKey(Journal, null=True, blank=True, on_delete=models.SET_NULL, related_name="files")
    statements = models.ManyToManyField(Statement, related_name="files", blank=True)
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.SET_NULL, related_name="files")

    class Meta:
        ordering = ("-received_at", "-pk")
        indexes = (
            models.Index(fields=("state",), name="file_state"),
            models.Index(fields=("journal", "-received_at"), name="file_journal_newest"),
        )

    def __str__(self) -> str:
        return self.external_id

    @property
    def balance_date(self) -> str:
        """The day of the newest statement inside, ISO, as CodaBox announced it; '' when it did not."""
        return str(self.metadata.get("new_balance_date") or "")


class FileContent(models.Model):
    """Raw bytes of one format (`cod`, `pdf`, `xml`) of a file, kept before anything was acknowledged."""

    file = models.ForeignKey(ReceivedFile, on_delete=models.PROTECT, related_name="contents")
    format = models.CharField(max_length=8)
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    stored_as = models.CharField(max_length=200)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("file", "format"), name="file_content_unique"),)

    def __str__(self) -> str:
        return f"{self.file} ({self.format})"


class FileEvent(models.Model):
    """One step in the life of a file; `step` is a code, `params` what the sentence needs."""

    file = models.ForeignKey(ReceivedFile, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(default=timezone.now, editable=False)
    step = models.CharField(max_length=40)
    params = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.step}"
