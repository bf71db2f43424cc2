"""Runs of *CODA-afschriftregels verwerken*, so that one can be looked back on and undone as a whole."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from dossiers.models import Dossier


class ProcessingRun(models.Model):
    """One run over the blank lines of a dossier, or over those of one `statement`.

    `lines` were looked at, `placed` got an account, `done` counts on while it runs. `actor` is empty for the
    hourly job.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="processing_runs")
    statement = models.ForeignKey(
        "financial.Statement", null=True, blank=True, on_delete=models.CASCADE, related_name="runs"
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    default_posting = models.BooleanField(default=False)
    lines = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    placed = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M} {self.placed}/{self.lines}"
