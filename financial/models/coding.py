"""How an office wants its statements processed: coding rules per dossier, choices of the office, columns of a user."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from dossiers.models import Dossier, LedgerAccount, Relation


class CodingRule(models.Model):
    """What a kind of transaction is booked on (*Codering van CODA-berichtgeving*).

    Wildcards: account `""` is every bank account, family and transaction `00`, category `000`; the rule with nothing
    but wildcards is the default posting and names the suspense account. `text`, `sign` and the amounts (magnitudes,
    bounds included) are conditions; rules of the same codes are tried by `position`.
    """

    class Level(models.TextChoices):
        GLOBAL = "global", _("Global")
        DETAIL = "detail", _("Detail")

    class AccountType(models.TextChoices):
        NONE = "", _("Customer or supplier")
        LEDGER = "ledger", _("Ledger account")
        CUSTOMER = "customer", _("Customer")
        SUPPLIER = "supplier", _("Supplier")

    class Sign(models.TextChoices):
        ANY = "", _("In and out")
        IN = "in", _("Money in")
        OUT = "out", _("Money out")

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="coding_rules")
    account = models.CharField(max_length=34, blank=True)
    family = models.CharField(max_length=2, default="00")
    transaction = models.CharField(max_length=2, default="00")
    category = models.CharField(max_length=3, default="000")
    level = models.CharField(max_length=6, choices=Level, default=Level.GLOBAL)
    account_type = models.CharField(max_length=8, choices=AccountType, blank=True)
    ledger_account = models.ForeignKey(
        LedgerAccount, null=True, blank=True, on_delete=models.CASCADE, related_name="coding_rules"
    )
    relation = models.ForeignKey(Relation, null=True, blank=True, on_delete=models.CASCADE, related_name="coding_rules")
    description = models.CharField(max_length=100, blank=True)
    text = models.CharField(max_length=60, blank=True)
    sign = models.CharField(max_length=3, choices=Sign, blank=True)
    amount_from = models.DecimalField(max_digits=18, decimal_places=3, null=True, blank=True)
    amount_to = models.DecimalField(max_digits=18, decimal_places=3, null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("account", "family", "transaction", "category", "position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=(
                    "dossier",
                    "account",
                    "family",
                    "transaction",
                    "category",
                    "text",
                    "sign",
                    "amount_from",
                    "amount_to",
                ),
                nulls_distinct=False,
                name="coding_rule_unique",
            ),
            models.CheckConstraint(
                condition=(models.Q(account_type="ledger") & models.Q(ledger_account__isnull=False))
                | (~models.Q(account_type="ledger") & models.Q(ledger_account=None)),
                name="coding_rule_ledger_account",
            ),
            models.CheckConstraint(
                condition=models.Q(relation=None) | models.Q(account_type__in=["customer", "supplier"]),
                name="coding_rule_relation",
            ),
        )

    def __str__(self) -> str:
        return f"{self.family} {self.transaction} {self.category}"


class ProcessingSettings(models.Model):
    """The choices of an office, one row (design decisions A1, A4 and A5). The defaults are the careful ones.

    `overwrite_other_year`: a statement with the number of an older year's, never processed one archives that one.
    `propose_on_amount`: a match that rests on an amount alone is proposed, not applied. `split_sets`: the sets of a
    file with several become processable one by one, in date order.
    """

    overwrite_other_year = models.BooleanField(default=False)
    propose_on_amount = models.BooleanField(default=False)
    split_sets = models.BooleanField(default=False)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(pk=1), name="processing_settings_one_row"),)

    def __str__(self) -> str:
        return "processing settings"


class ColumnChoice(models.Model):
    """Which columns of a screen a user wants to see, in the screen's own order."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    screen = models.CharField(max_length=20)
    columns = models.JSONField(default=list)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "screen"), name="column_choice_unique"),)

    def __str__(self) -> str:
        return f"{self.user} · {self.screen}"
