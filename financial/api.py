"""The books come in over REST: financial journals, open items and booked transactions of a dossier."""

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework import serializers

from dossiers.api import BulkView, IbanField, Row, upsert
from dossiers.models import Dossier, Relation
from financial.models import BookedTransaction, Journal, OpenItem


class CurrencyField(serializers.RegexField):
    """ISO 4217, in capitals; euro when left out."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(r"^[A-Z]{3}$", default="EUR", **kwargs)


class JournalSerializer(serializers.ModelSerializer[Journal]):
    """A financial journal. The IBAN is taken as the books have it; CODA can only be switched on when it is right.

    Transferred lines go to `template` and `batch`: the code of the journal, and the year and month, when left empty.
    """

    iban = IbanField(strict=False, allow_blank=True, default="")
    currency = CurrencyField()

    class Meta:
        model = Journal
        fields = ("code", "name", "iban", "currency", "booked_until", "template", "batch")


class Journals(BulkView):
    """The financial journals of a dossier."""

    serializer_class = JournalSerializer
    queryset = Journal.objects.none()
    key = ("code",)

    def get_queryset(self) -> QuerySet[Journal]:
        return Journal.objects.filter(dossier=self.dossier())

    def write(self, rows: list[Row]) -> None:
        dossier = self.dossier()
        _refuse_moving_accounts(dossier, rows)
        journals = (Journal(dossier=dossier, **row) for row in rows)
        fields = ("name", "iban", "currency", "booked_until", "template", "batch")
        upsert(Journal, journals, key=("dossier", "code"), fields=fields)


def _refuse_moving_accounts(dossier: Dossier, rows: list[Row]) -> None:
    """A journal that receives CODA keeps its account: statements of the old one would hang on the new one."""
    ticked = {j.code: (j.iban, j.currency) for j in Journal.objects.filter(dossier=dossier, coda_enabled=True)}
    for row in rows:
        account = (row["iban"], row["currency"])
        if ticked.get(row["code"], account) != account:
            text = _("Journal %(code)s receives CODA: switch that off before its account changes.")
            raise serializers.ValidationError([text % {"code": row["code"]}])


class OpenItemSerializer(serializers.ModelSerializer[OpenItem]):
    """An open invoice or credit note. `open` is the bank amount that settles it: + comes in, - goes out.

    With `credit_restriction` the discount is a surcharge given back for paying in time.
    """

    kind = serializers.ChoiceField(choices=Relation.Kind.choices)
    relation = serializers.CharField(max_length=40)
    currency = CurrencyField()
    discount = serializers.DecimalField(max_digits=18, decimal_places=3, min_value=Decimal(0), default=Decimal(0))

    class Meta:
        model = OpenItem
        validators = ()  # `relation` is a number of the books here, not the row the unique constraint means
        fields = (
            "kind",
            "relation",
            "document",
            "external_document",
            "ogm",
            "rf",
            "open",
            "currency",
            "date",
            "due",
            "discount",
            "discount_until",
            "credit_restriction",
            "closed",
        )

    def to_representation(self, instance: OpenItem) -> Row:
        return super().to_representation(instance) | {"relation": instance.relation.number}


class OpenItems(BulkView):
    """The open items of a dossier. An item that was paid in the books is sent once more with `closed` true."""

    serializer_class = OpenItemSerializer
    queryset = OpenItem.objects.none()
    key = ("kind", "relation", "document")

    def get_queryset(self) -> QuerySet[OpenItem]:
        return OpenItem.objects.filter(relation__dossier=self.dossier()).select_related("relation").order_by("pk")

    def write(self, rows: list[Row]) -> None:
        known = {(r.kind, r.number): r for r in Relation.objects.filter(dossier=self.dossier())}
        items = [OpenItem(relation=_known(known, (row.pop("kind"), row.pop("relation"))), **row) for row in rows]
        fields = [name for name in OpenItemSerializer.Meta.fields if name not in self.key]
        upsert(OpenItem, items, key=("relation", "document"), fields=fields)


class BookedTransactionSerializer(serializers.ModelSerializer[BookedTransaction]):
    """A transaction as booked. `external_id` is the package's own; `settled` false means *to be assigned*."""

    journal = serializers.CharField(max_length=20)

    class Meta:
        model = BookedTransaction
        validators = ()  # `journal` is a code here, not the row the unique constraint means
        fields = (
            "journal",
            "external_id",
            "entry_date",
            "amount",
            "counterparty_name",
            "counterparty_account",
            "communication",
            "document_number",
            "settled",
        )

    def to_representation(self, instance: BookedTransaction) -> Row:
        return super().to_representation(instance) | {"journal": instance.journal.code}


class BookedTransactions(BulkView):
    """The transactions the accounting package has booked in the journals of a dossier."""

    serializer_class = BookedTransactionSerializer
    queryset = BookedTransaction.objects.none()
    key = ("journal", "external_id")

    def get_queryset(self) -> QuerySet[BookedTransaction]:
        booked = BookedTransaction.objects.filter(journal__dossier=self.dossier())
        return booked.select_related("journal").order_by("pk")

    def write(self, rows: list[Row]) -> None:
        known = {journal.code: journal for journal in Journal.objects.filter(dossier=self.dossier())}
        booked = [BookedTransaction(journal=_known(known, row.pop("journal")), **row) for row in rows]
        fields = [name for name in BookedTransactionSerializer.Meta.fields if name not in self.key]
        upsert(BookedTransaction, booked, key=self.key, fields=fields)


def _known(known: dict[Any, Any], key: Any) -> Any:
    """What the row refers to. Raises a validation error naming what is unknown."""
    if key not in known:
        name = " ".join(key) if isinstance(key, tuple) else key
        raise serializers.ValidationError([_("%(name)s is unknown in this dossier.") % {"name": name}])
    return known[key]
