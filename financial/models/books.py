"""What the accounting package told us: open items and transactions it has booked."""

from django.db import models

from dossiers.models import Dossier, Relation
from financial.models.journals import Journal


class OpenItem(models.Model):
    """An invoice or credit note that is not (wholly) paid in the books.

    `open` is the bank amount that would settle it: a customer invoice is positive, a supplier invoice negative.
    `discount` is a positive magnitude; `credit_restriction` says that it is a surcharge given back for paying in time
    (*kredietbeperking*), which has an account of its own. `closed` once the books say so; what is matched here but not
    yet booked stands in `Allocation`.
    """

    relation = models.ForeignKey(Relation, on_delete=models.CASCADE, related_name="open_items")
    document = models.CharField(max_length=40)
    external_document = models.CharField(max_length=60, blank=True)
    ogm = models.CharField(max_length=20, blank=True)
    rf = models.CharField(max_length=25, blank=True)
    open = models.DecimalField(max_digits=18, decimal_places=3)
    currency = models.CharField(max_length=3, default="EUR")
    date = models.DateField()
    due = models.DateField(null=True, blank=True)
    discount = models.DecimalField(max_digits=18, decimal_places=3, default=0)
    discount_until = models.DateField(null=True, blank=True)
    credit_restriction = models.BooleanField(default=False)
    closed = models.BooleanField(default=False)

    class Meta:
        ordering = ("date", "pk")
        constraints = (
            models.UniqueConstraint(fields=("relation", "document"), name="open_item_unique"),
            models.CheckConstraint(condition=models.Q(discount__gte=0), name="open_item_discount_positive"),
        )

    def __str__(self) -> str:
        return self.document

    @property
    def kind(self) -> str:
        """Customer or supplier, as its relation."""
        return self.relation.kind


class BookedTransaction(models.Model):
    """A transaction the accounting package has booked in a financial journal.

    `settled` is the package's word: true is *Processed* (green), false *To be assigned* (red).
    """

    journal = models.ForeignKey(Journal, on_delete=models.CASCADE, related_name="booked_transactions")
    external_id = models.CharField(max_length=60)
    entry_date = models.DateField()
    amount = models.DecimalField(max_digits=18, decimal_places=3)
    counterparty_name = models.CharField(max_length=70, blank=True)
    counterparty_account = models.CharField(max_length=40, blank=True)
    communication = models.TextField(blank=True)
    document_number = models.CharField(max_length=40, blank=True)
    settled = models.BooleanField(default=False)

    class Meta:
        ordering = ("-entry_date", "-pk")
        constraints = (models.UniqueConstraint(fields=("journal", "external_id"), name="booked_transaction_unique"),)
        indexes = (models.Index(fields=("journal", "-entry_date", "-id"), name="booked_transaction_newest"),)

    def __str__(self) -> str:
        return self.external_id

    @property
    def dossier(self) -> Dossier:
        return self.journal.dossier
