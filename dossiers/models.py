"""Client files of an office: what they are, who may see them, and with whom they trade."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Dossier(models.Model):
    """One company whose books the office keeps.

    `transfer_account` takes the transfers between its own bank accounts (580000 in most charts); without one they stay
    blank.
    """

    code = models.CharField(_("code"), max_length=40, unique=True, help_text="The office's own code for this client.")
    name = models.CharField(_("name"), max_length=120)
    enterprise_number = models.CharField(_("enterprise number"), max_length=10, blank=True, help_text="10 digits")
    financial_enabled = models.BooleanField(_("menu Financial"), default=False)
    transfer_account = models.ForeignKey(
        "LedgerAccount", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("name", "pk")
        constraints = (
            # Two dossiers with one number would make routing by number a guess.
            models.UniqueConstraint(
                fields=("enterprise_number",), condition=~models.Q(enterprise_number=""), name="dossier_number_unique"
            ),
        )

    def __str__(self) -> str:
        return self.name


class DossierAccess(models.Model):
    """An SME user may see this dossier. Office staff need no row: they see every dossier of the office."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="access")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("dossier", "user"), name="dossier_access_unique"),)

    def __str__(self) -> str:
        return f"{self.user} · {self.dossier}"


class Relation(models.Model):
    """A customer or supplier of a dossier, as the accounting package knows it.

    `blocked` for all means that nothing may be booked on it; a customer blocked for delivery can still pay.
    """

    class Kind(models.TextChoices):
        CUSTOMER = "customer", _("Customer")
        SUPPLIER = "supplier", _("Supplier")

    class Blocked(models.TextChoices):
        NO = "", _("not blocked")
        DELIVERY = "delivery", _("blocked for delivery")
        INVOICING = "invoicing", _("blocked for invoicing")
        ALL = "all", _("blocked for all")

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="relations")
    kind = models.CharField(max_length=8, choices=Kind)
    number = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    enterprise_number = models.CharField(max_length=10, blank=True)
    blocked = models.CharField(max_length=9, choices=Blocked, blank=True)

    class Meta:
        ordering = ("name", "pk")
        constraints = (models.UniqueConstraint(fields=("dossier", "kind", "number"), name="relation_unique"),)

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class RelationAccount(models.Model):
    """A bank account of a relation. `source` says how we know it; of a learned one `learned_from` names the statement
    line (`025/1`) and `learned_by` the person whose choice it was."""

    class Source(models.TextChoices):
        BOOKS = "books", _("from the books")
        LEARNED = "learned", _("learned from a hand-made choice")

    relation = models.ForeignKey(Relation, on_delete=models.CASCADE, related_name="accounts")
    iban = models.CharField(max_length=34)
    source = models.CharField(max_length=8, choices=Source, default=Source.BOOKS)
    learned_from = models.CharField(max_length=60, blank=True)
    learned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    known_since = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("relation", "iban"), name="relation_account_unique"),)
        indexes = (models.Index(fields=("iban",), name="relation_account_iban"),)

    def __str__(self) -> str:
        return self.iban


class LedgerAccount(models.Model):
    """An account of the dossier's chart of accounts. A blocked one, or one without direct posting, takes no line."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="ledger_accounts")
    number = models.CharField(max_length=10)
    name = models.CharField(max_length=120)
    blocked = models.BooleanField(default=False)
    direct_posting = models.BooleanField(default=True)

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("dossier", "number"), name="ledger_account_unique"),)

    def __str__(self) -> str:
        return f"{self.number} {self.name}"
