"""What a line becomes in the books: split postings, every change of a line, and the journal lines of a transfer."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from dossiers.models import LedgerAccount
from financial.models.journals import Journal
from financial.models.runs import ProcessingRun
from financial.models.statements import Statement, StatementLine


class SplitPosting(models.Model):
    """A part of a line that goes to a ledger account beside what its allocations settle. Signed as the line."""

    line = models.ForeignKey(StatementLine, on_delete=models.CASCADE, related_name="splits")
    ledger_account = models.ForeignKey(LedgerAccount, on_delete=models.PROTECT, related_name="+")
    amount = models.DecimalField(max_digits=18, decimal_places=3)
    description = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("line", "ledger_account"), name="split_posting_unique"),
            models.CheckConstraint(condition=~models.Q(amount=0), name="split_posting_not_zero"),
        )

    def __str__(self) -> str:
        return f"{self.line} → {self.ledger_account}: {self.amount}"


class LineChange(models.Model):
    """One change of a line after a run first placed it: who or what, when, from what to what.

    `before` and `after` hold status, account, allocations, splits, costs and description, in words and amounts. The
    first placement by a run stands on the line itself (`run`, `processed_at`) until something else changes it.
    """

    line = models.ForeignKey(StatementLine, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    run = models.ForeignKey(ProcessingRun, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    action = models.CharField(max_length=30)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.line}: {self.action}"


class Transfer(models.Model):
    """One *Naar dagboek overbrengen* of a statement: written as a whole, or taken back as a whole."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="transfers")
    journal = models.ForeignKey(Journal, on_delete=models.PROTECT, related_name="transfers")
    template = models.CharField(max_length=20)
    batch = models.CharField(max_length=20)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    undone_at = models.DateTimeField(null=True, blank=True)
    fetched_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.statement} → {self.template} {self.batch}"


class JournalLine(models.Model):
    """One line written to the journal, as the accounting package pulls it. `amount` is minus what the bank says: the
    bank is the balancing account. `applies_to` lists the documents it closes, each with amount and discount."""

    transfer = models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="lines")
    line = models.ForeignKey(StatementLine, on_delete=models.PROTECT, related_name="journal_lines")
    number = models.PositiveIntegerField()
    posting_date = models.DateField()
    document_type = models.CharField(max_length=7, blank=True)
    document_number = models.CharField(max_length=40)
    description = models.CharField(max_length=100, blank=True)
    account_type = models.CharField(max_length=8)
    account = models.CharField(max_length=40)
    amount = models.DecimalField(max_digits=18, decimal_places=3)
    currency = models.CharField(max_length=3, default="EUR")
    applies_to = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("transfer", "number"), name="journal_line_unique"),)

    def __str__(self) -> str:
        return f"{self.document_number} {self.account}"
