"""The books come in over REST: dossiers, relations and ledger accounts. PUT upserts a whole list or nothing of it."""

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.db import models, transaction
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from stdnum import iban as iban_number
from stdnum.be import vat as enterprise_number

from dossiers.models import Dossier, LedgerAccount, Relation, RelationAccount

MAX_ROWS = 5000
OUTCOME = inline_serializer(
    "UpsertOutcome", {"created": serializers.IntegerField(), "updated": serializers.IntegerField()}
)
Row = dict[str, Any]


class IbanField(serializers.CharField):
    """An IBAN, compacted. `strict` refuses wrong check digits; else the books' word is kept as it is."""

    def __init__(self, *, strict: bool = True, **kwargs: Any) -> None:
        self.strict = strict
        super().__init__(max_length=34, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        value = iban_number.compact(super().to_internal_value(data))
        if value and self.strict and not iban_number.is_valid(value, check_country=False):
            raise serializers.ValidationError(_("The check digits of this IBAN are wrong."))
        return value


class EnterpriseNumberField(serializers.CharField):
    """Ten digits; accepts `BE0…`, dots and spaces."""

    def to_internal_value(self, data: Any) -> str:
        value = super().to_internal_value(data)
        if not value:
            return ""
        if not enterprise_number.is_valid(value):
            raise serializers.ValidationError(_("This is not a Belgian enterprise number."))
        return str(enterprise_number.compact(value))


class BulkView(generics.ListAPIView[Any]):
    """GET lists, PUT upserts on `key`."""

    key: ClassVar[tuple[str, ...]]

    def dossier(self) -> Dossier:
        """The dossier in the address. Raises 404 for a code this office does not have."""
        dossier = Dossier.objects.filter(code=self.kwargs["code"]).first()
        if dossier is None:
            raise Http404
        return dossier

    @abstractmethod
    def write(self, rows: list[Row]) -> None:
        """Upserts the valid rows, which it may change."""

    @extend_schema(responses={200: OUTCOME})
    def put(self, request: Request, **_: Any) -> Response:
        """Upserts the list. Either every row is written or, with status 400, none."""
        serializer = self.get_serializer(data=request.data, many=True, max_length=MAX_ROWS)
        serializer.is_valid(raise_exception=True)
        rows: list[Row] = serializer.validated_data
        self._refuse_repeats(rows)
        with transaction.atomic():
            before = self.get_queryset().count()
            self.write(rows)
            created = self.get_queryset().count() - before
        return Response({"created": created, "updated": len(rows) - created})

    def _refuse_repeats(self, rows: list[Row]) -> None:
        seen: dict[tuple[Any, ...], int] = {}
        for index, row in enumerate(rows):
            first = seen.setdefault(tuple(row[name] for name in self.key), index)
            if first != index:
                raise serializers.ValidationError(
                    [_("Row %(row)d repeats row %(first)d.") % {"row": index + 1, "first": first + 1}]
                )


def upsert(
    model: type[models.Model], rows: Iterable[models.Model], *, key: Sequence[str], fields: Sequence[str]
) -> None:
    """INSERT … ON CONFLICT (key) DO UPDATE, in batches."""
    model._default_manager.bulk_create(
        rows, update_conflicts=True, unique_fields=key, update_fields=fields, batch_size=1000
    )


class DossierSerializer(serializers.ModelSerializer[Dossier]):
    """A client file of the office. `code` is the office's own."""

    code = serializers.CharField(max_length=40)
    enterprise_number = EnterpriseNumberField(allow_blank=True, default="")

    class Meta:
        model = Dossier
        fields = ("code", "name", "enterprise_number")


class Dossiers(BulkView):
    """The dossiers of the office."""

    serializer_class = DossierSerializer
    queryset = Dossier.objects.all()
    key = ("code",)

    def write(self, rows: list[Row]) -> None:
        upsert(Dossier, (Dossier(**row) for row in rows), key=self.key, fields=("name", "enterprise_number"))


class RelationSerializer(serializers.ModelSerializer[Relation]):
    """A customer or supplier with the bank accounts the books know."""

    enterprise_number = EnterpriseNumberField(allow_blank=True, default="")
    ibans = serializers.ListField(child=IbanField(), default=list)

    class Meta:
        model = Relation
        fields = ("kind", "number", "name", "enterprise_number", "ibans")

    def to_representation(self, instance: Relation) -> Row:
        fields = ("kind", "number", "name", "enterprise_number")
        ibans = [account.iban for account in instance.accounts.all()]
        return {name: getattr(instance, name) for name in fields} | {"ibans": ibans}


class Relations(BulkView):
    """Customers and suppliers of a dossier."""

    serializer_class = RelationSerializer
    queryset = Relation.objects.none()
    key = ("kind", "number")

    def get_queryset(self) -> models.QuerySet[Relation]:
        return Relation.objects.filter(dossier=self.dossier()).prefetch_related("accounts").order_by("pk")

    def write(self, rows: list[Row]) -> None:
        dossier = self.dossier()
        ibans = {(row["kind"], row["number"]): row.pop("ibans") for row in rows}
        relations = (Relation(dossier=dossier, **row) for row in rows)
        upsert(Relation, relations, key=("dossier", *self.key), fields=("name", "enterprise_number"))
        known = {(r.kind, r.number): r for r in Relation.objects.filter(dossier=dossier)}
        accounts = [RelationAccount(relation=known[key], iban=iban) for key, found in ibans.items() for iban in found]
        RelationAccount.objects.bulk_create(accounts, ignore_conflicts=True, batch_size=1000)


class LedgerAccountSerializer(serializers.ModelSerializer[LedgerAccount]):
    """An account of the dossier's chart of accounts."""

    class Meta:
        model = LedgerAccount
        fields = ("number", "name")


class LedgerAccounts(BulkView):
    """The chart of accounts of a dossier."""

    serializer_class = LedgerAccountSerializer
    queryset = LedgerAccount.objects.none()
    key = ("number",)

    def get_queryset(self) -> models.QuerySet[LedgerAccount]:
        return LedgerAccount.objects.filter(dossier=self.dossier())

    def write(self, rows: list[Row]) -> None:
        dossier = self.dossier()
        accounts = (LedgerAccount(dossier=dossier, **row) for row in rows)
        upsert(LedgerAccount, accounts, key=("dossier", "number"), fields=("name",))
