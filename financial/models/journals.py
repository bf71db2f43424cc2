"""Financial journals: one bank account of a dossier in the books."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from stdnum import iban as iban_number

from dossiers.models import Dossier


class Journal(models.Model):
    """A financial journal (*financieel dagboek*). Its bank account is IBAN + currency.

    `booked_until` is the day up to and including which the accounting package has booked this account; younger
    CODA lines are the ones the books do not know yet. `template` and `batch` name where transferred lines go (journal
    template and batch); empty means the journal's own code, and the year and month of the statement.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="journals")
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=80)
    iban = models.CharField("IBAN", max_length=34, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    coda_enabled = models.BooleanField("CODA", default=False)
    coda_enabled_at = models.DateTimeField(null=True, blank=True, editable=False)
    booked_until = models.DateField(null=True, blank=True)
    template = models.CharField(_("journal template"), max_length=20, blank=True)
    batch = models.CharField(_("journal batch"), max_length=20, blank=True)
    last_checked_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ("code", "pk")
        constraints = (
            models.UniqueConstraint(fields=("dossier", "code"), name="journal_code_unique"),
            models.UniqueConstraint(
                fields=("iban", "currency"), condition=models.Q(coda_enabled=True), name="journal_account_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(coda_enabled=False) | ~models.Q(iban=""), name="journal_coda_needs_iban"
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def iban_is_right(self) -> bool:
        """CODA can only be switched on for an IBAN whose check digits fit."""
        return bool(iban_number.is_valid(self.iban, check_country=False))

    @property
    def bank_code(self) -> str:
        """The three digits that name a Belgian bank in the IBAN, or the country of a foreign one."""
        return self.iban[4:7] if self.iban.startswith("BE") else self.iban[:2]
