"""The connection of an office with CodaBox: state, credentials, and what support may know. Public schema."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from offices.models import Office
from offices.secrets import EncryptedTextField


class Connection(models.Model):
    """One office's way into CodaBox, by one of its two APIs (`provider`).

    `claimed_by` and `claimed_until` make polls of one office exclusive; a poll that dies lets go by itself.
    `fault` is an error code of `codabox_sync.errors` with `fault_params`; empty when the last check went well.
    `failures` in a row push `next_poll_at` back. `not_before` is CodaBox's own *Retry-After*: nobody asks before it.
    `fetch_delay` is what CodaBox advises, in seconds. `rounds` counts polls that reached CodaBox. `entered_at` is when
    a poll last had reason to enter the office's schema, `redelivery_asked_at` when somebody last asked CodaBox to
    deliver a file again. A consent (Connect) is asked, confirmed by the office at `confirmation_uri`, perhaps
    withdrawn.
    The counts are those after the last poll, so that support sees a backlog without entering the office.
    """

    class State(models.TextChoices):
        ABSENT = "absent", _("Not requested")
        TOKEN_ENTERED = "token", _("Token entered")
        CONSENT_ASKED = "consent", _("Consent asked")
        ACTIVE = "active", _("Active")
        REFUSED = "refused", _("Refused by CodaBox")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        PROBLEM = "problem", _("Problem")

    class Provider(models.TextChoices):
        CLASSIC = "classic", _("CodaBox with a token")
        CONNECT = "connect", _("CodaBox Connect")

    office = models.OneToOneField(Office, on_delete=models.CASCADE, related_name="codabox")
    provider = models.CharField(max_length=7, choices=Provider, default=Provider.CLASSIC)
    state = models.CharField(max_length=9, choices=State, default=State.ABSENT)
    username = EncryptedTextField(blank=True, default="", editable=False)
    password = EncryptedTextField(blank=True, default="", editable=False)
    consent_id = models.CharField(max_length=64, blank=True, editable=False)
    accounting_office_id = models.CharField(max_length=64, blank=True, editable=False)
    confirmation_uri = models.URLField(max_length=500, blank=True, editable=False)
    consent_checked_at = models.DateTimeField(null=True, blank=True, editable=False)
    connected_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_check_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_success_at = models.DateTimeField(null=True, blank=True, editable=False)
    fault = models.CharField(max_length=40, blank=True, editable=False)
    fault_params = models.JSONField(default=dict, blank=True, editable=False)
    failures = models.PositiveSmallIntegerField(default=0, editable=False)
    next_poll_at = models.DateTimeField(null=True, blank=True, db_index=True, editable=False)
    not_before = models.DateTimeField(null=True, blank=True, editable=False)
    rounds = models.PositiveIntegerField(default=0, editable=False)
    entered_at = models.DateTimeField(null=True, blank=True, editable=False)
    redelivery_asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    fetch_delay = models.PositiveIntegerField(null=True, blank=True, editable=False)
    claimed_by = models.CharField(max_length=64, blank=True, editable=False)
    claimed_until = models.DateTimeField(null=True, blank=True, editable=False)
    open_count = models.PositiveIntegerField(default=0, editable=False)
    waiting_count = models.PositiveIntegerField(default=0, editable=False)
    quarantined_count = models.PositiveIntegerField(default=0, editable=False)

    def __str__(self) -> str:
        return f"{self.office} · {self.state}"

    @property
    def is_connected(self) -> bool:
        """Whether we hold what opens CodaBox: credentials, or a consent that was given."""
        if self.provider == self.Provider.CONNECT:
            return bool(self.accounting_office_id)
        return bool(self.username and self.password)

    @property
    def is_paused(self) -> bool:
        """So many rounds failed in a row that only one call is tried now and then, until CodaBox answers again."""
        return self.failures >= settings.CODABOX_BREAKER_FAILURES


class ConnectedClient(models.Model):
    """One client of an office at CodaBox, as far as a poll must know it without entering the office.

    `key` is the feed number (classic) or the enterprise number (Connect); `cursor` what the provider remembers.
    A client that is no longer `listed` is not asked for documents. `dossier_pk` is the dossier it was linked to.
    """

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="clients")
    key = models.CharField(max_length=40)
    client_id = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=200, blank=True)
    code = models.CharField(max_length=80, blank=True)
    enterprise_number = models.CharField(max_length=10, blank=True)
    listed = models.BooleanField(default=True)
    dossier_pk = models.BigIntegerField(null=True, blank=True)
    cursor = models.JSONField(default=dict, blank=True)
    last_check_at = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(max_length=40, blank=True)
    fault_params = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("connection", "key"), name="connected_client_unique"),)

    def __str__(self) -> str:
        return self.name or self.key
