"""Bank statements as received, and what each line settles.

Identity is the database's business: a statement is journal + year of the new balance + number + addition; a part of
it is known by the hash of its content; a line by statement + part + the bank's own sequence and detail numbers.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dossiers.models import LedgerAccount, Relation
from financial.models.books import OpenItem
from financial.models.journals import Journal
from financial.models.runs import ProcessingRun


class Statement(models.Model):
    """One CODA statement (*CODA-afschrift*) of a journal. Balances are signed, three decimals.

    `addition` is 0, or counts the parts that came after lines were already transferred (`001-2`). `processable` is
    false for a set of a file with several 0…9 sets: its balances can be consulted, its lines not processed.
    `archived_at` is set when the office lets a new year's statement replace this never processed one: it left the work
    list and stays readable.
    """

    journal = models.ForeignKey(Journal, on_delete=models.PROTECT, related_name="statements")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    addition = models.PositiveSmallIntegerField(default=0)
    old_balance = models.DecimalField(max_digits=18, decimal_places=3)
    old_balance_date = models.DateField(null=True, blank=True)
    new_balance = models.DecimalField(max_digits=18, decimal_places=3)
    new_balance_date = models.DateField()
    holder = models.CharField(max_length=40, blank=True)
    processable = models.BooleanField(default=True)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)
    imported_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("-new_balance_date", "-number", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("journal", "year", "number", "addition"), name="statement_unique"),
        )

    def __str__(self) -> str:
        return f"{self.number:03d}" + (f"-{self.addition}" if self.addition else "")


class StatementPart(models.Model):
    """One delivery of a statement: banks may send a number in several files. `digest` is the SHA-256 of its lines."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="parts")
    journal = models.ForeignKey(Journal, on_delete=models.PROTECT, related_name="+")
    part = models.PositiveSmallIntegerField(default=1)
    coda_number = models.CharField(max_length=3, blank=True)
    digest = models.CharField(max_length=64)
    old_balance = models.DecimalField(max_digits=18, decimal_places=3)
    new_balance = models.DecimalField(max_digits=18, decimal_places=3)

    class Meta:
        ordering = ("part",)
        constraints = (
            models.UniqueConstraint(fields=("statement", "part"), name="statement_part_unique"),
            models.UniqueConstraint(fields=("journal", "digest"), name="statement_content_once"),
        )

    def __str__(self) -> str:
        return f"{self.statement} ({self.part})"


class StatementLine(models.Model):
    """One movement (*CODA-afschriftregel*). `amount` is the Afschrifttotaal: signed, + is money in.

    `communication` is the text of the file, without the type of a structured one; `readable` what a person reads in it.
    `balance_part` is false for a movement that only details another one, so that sums over true ones equal the bank's.
    `version` counts the changes of the lower half: whoever changes a line says which version was seen, and is
    refused when somebody was first. `set_by` says whether a run or a person placed it; later changes are
    `LineChange`s. `costs` is a positive magnitude kept by a card company, booked on `cost_account`: amount + costs is
    closed with the customer.
    """

    class SetBy(models.TextChoices):
        NOBODY = "", "—"
        SYSTEM = "system", _("by the system")
        HAND = "hand", _("by hand")

    class Status(models.TextChoices):
        BLANK = "", _("Blank")
        PARTLY = "partly", _("Partly applied")
        APPLIED = "applied", _("Applied")
        INDIRECT = "indirect", _("Indirectly applied")

    class AccountType(models.TextChoices):
        NONE = "", "—"
        LEDGER = "ledger", _("Ledger account")
        CUSTOMER = "customer", _("Customer")
        SUPPLIER = "supplier", _("Supplier")

    class DocumentType(models.TextChoices):
        NONE = "", "—"
        PAYMENT = "payment", _("Payment")
        REFUND = "refund", _("Refund")

    class Confidence(models.TextChoices):
        NONE = "", "—"
        CERTAIN = "certain", _("certain")
        PROBABLE = "probable", _("probable")
        AMOUNT = "amount", _("on amount")

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="lines")
    journal = models.ForeignKey(Journal, on_delete=models.PROTECT, related_name="+")
    part = models.PositiveSmallIntegerField(default=1)
    sequence = models.PositiveIntegerField()
    detail = models.PositiveIntegerField(default=0)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="details")
    balance_part = models.BooleanField(default=True)

    amount = models.DecimalField(max_digits=18, decimal_places=3)
    entry_date = models.DateField()
    value_date = models.DateField(null=True, blank=True)
    type = models.PositiveSmallIntegerField(default=0)
    family = models.CharField(max_length=2)
    transaction = models.CharField(max_length=2)
    category = models.CharField(max_length=3)
    bank_reference = models.CharField(max_length=21, blank=True)
    customer_reference = models.CharField(max_length=35, blank=True)
    communication_type = models.CharField(max_length=3, blank=True)
    communication = models.TextField(blank=True)
    readable = models.TextField(blank=True)
    ogm = models.CharField(max_length=20, blank=True)
    information = models.JSONField(default=list, blank=True)
    counterparty_name = models.CharField(max_length=70, blank=True)
    counterparty_account = models.CharField(max_length=40, blank=True)
    counterparty_bic = models.CharField(max_length=11, blank=True)

    status = models.CharField(max_length=8, choices=Status, blank=True)
    account_type = models.CharField(max_length=8, choices=AccountType, blank=True)
    relation = models.ForeignKey(Relation, null=True, blank=True, on_delete=models.PROTECT, related_name="lines")
    ledger_account = models.ForeignKey(LedgerAccount, null=True, blank=True, on_delete=models.PROTECT)
    document_type = models.CharField(max_length=7, choices=DocumentType, blank=True)
    step = models.CharField(max_length=20, blank=True)
    confidence = models.CharField(max_length=8, choices=Confidence, blank=True)
    review = models.BooleanField(default=False)
    applied = models.DecimalField(max_digits=18, decimal_places=3, default=0)
    evidence = models.JSONField(default=list, blank=True)
    candidates = models.JSONField(default=list, blank=True)
    processed_at = models.DateTimeField(null=True, blank=True)
    description = models.CharField(max_length=100, blank=True)
    costs = models.DecimalField(max_digits=18, decimal_places=3, default=0)
    cost_account = models.ForeignKey(LedgerAccount, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    set_by = models.CharField(max_length=6, choices=SetBy, blank=True)
    set_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    run = models.ForeignKey(
        ProcessingRun, null=True, blank=True, on_delete=models.SET_NULL, related_name="placed_lines"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    transferred_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-entry_date", "-pk")
        constraints = (
            models.CheckConstraint(condition=models.Q(costs__gte=0), name="statement_line_costs_positive"),
            models.UniqueConstraint(fields=("statement", "part", "sequence", "detail"), name="statement_line_unique"),
            models.CheckConstraint(
                condition=models.Q(relation=None) | models.Q(ledger_account=None), name="statement_line_one_account"
            ),
        )
        indexes = (
            models.Index(fields=("journal", "-entry_date", "-id"), name="statement_line_newest"),
            models.Index(fields=("journal", "status"), name="statement_line_status"),
        )

    def __str__(self) -> str:
        return self.document_number

    @property
    def document_number(self) -> str:
        """Documentnr.: statement number and line number, `025/1`, a detail `157/1-2`."""
        return f"{self.statement}/{self.sequence}" + (f"-{self.detail}" if self.detail else "")

    @property
    def why(self) -> dict[str, Any] | None:
        """The first piece of evidence: what was found, where."""
        return self.evidence[0] if self.evidence else None


class Allocation(models.Model):
    """A match: this much of a line settles this open item. Each stands alone and can be undone alone.

    `amount` is signed as the line and net of `discount` (a positive magnitude).
    """

    class Origin(models.TextChoices):
        SYSTEM = "system", _("by the system")
        HAND = "hand", _("by hand")

    line = models.ForeignKey(StatementLine, on_delete=models.CASCADE, related_name="allocations")
    open_item = models.ForeignKey(OpenItem, on_delete=models.PROTECT, related_name="allocations")
    amount = models.DecimalField(max_digits=18, decimal_places=3)
    discount = models.DecimalField(max_digits=18, decimal_places=3, default=0)
    origin = models.CharField(max_length=6, choices=Origin, default=Origin.SYSTEM)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("line", "open_item"), name="allocation_unique"),
            models.CheckConstraint(condition=~models.Q(amount=0), name="allocation_not_zero"),
        )

    def __str__(self) -> str:
        return f"{self.line} → {self.open_item}: {self.amount}"
