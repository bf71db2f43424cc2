"""The connection of an office with CodaBox: state, credentials, and what support may know. Public schema."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from offices.models import Office
from offices.secrets import EncryptedTextField


class Connection(models.Model):
    """One office's way into CodaBox.

    `claimed_by` and `claimed_until` make polls of one office exclusive; a poll that dies lets go by itself.
    `fault` is an error code of `codabox_sync.errors` with `fault_params`; empty when the last check went well.
    The counts are those after the last poll, so that support sees a backlog without entering the office.
    """

    class State(models.TextChoices):
        ABSENT = "absent", _("Not requested")
        ACTIVE = "active", _("Active")
        REFUSED = "refused", _("Refused by CodaBox")
        PROBLEM = "problem", _("Problem")

    office = models.OneToOneField(Office, on_delete=models.CASCADE, related_name="codabox")
    state = models.CharField(max_length=8, choices=State, default=State.ABSENT)
    username = EncryptedTextField(blank=True, default="", editable=False)
    password = EncryptedTextField(blank=True, default="", editable=False)
    connected_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_check_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_success_at = models.DateTimeField(null=True, blank=True, editable=False)
    fault = models.CharField(max_length=40, blank=True, editable=False)
    fault_params = models.JSONField(default=dict, blank=True, editable=False)
    claimed_by = models.CharField(max_length=64, blank=True, editable=False)
    claimed_until = models.DateTimeField(null=True, blank=True, editable=False)
    waiting_count = models.PositiveIntegerField(default=0, editable=False)
    quarantined_count = models.PositiveIntegerField(default=0, editable=False)

    def __str__(self) -> str:
        return f"{self.office} · {self.state}"

    @property
    def is_connected(self) -> bool:
        return bool(self.username and self.password)
