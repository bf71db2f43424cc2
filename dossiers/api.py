"""The books come in over REST: dossiers, relations and ledger accounts. PUT upserts a whole list or nothing of it."""

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.db import IntegrityError, models, transaction
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import generics, serializers, status
from rest_framework.exceptions import APIException
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


class Conflict(APIException):
    """Somebody else wrote the same rows between our check and our write."""

    status_code = status.HTTP_409_CONFLICT
    default_detail = gettext_lazy("Another request changed the same rows just now. Send the list again.")
    default_code = "conflict"


class BulkSchema(AutoSchema):
    """The OpenAPI document says that a PUT takes a list of rows."""

    def get_request_serializer(self) -> Any:
        row: Any = super().get_request_serializer()
        return type(row)(many=True) if self.method == "PUT" else row


def dossier_or_404(code: str) -> Dossier:
    """The dossier of this office with that code."""
    dossier = None if "\0" in code else Dossier.objects.filter(code=code).first()
    if dossier is None:
        raise Http404
    return dossier


class BulkView(generics.ListAPIView[Any]):
    """GET lists, PUT upserts on `key`."""

    schema = BulkSchema()
    key: ClassVar[tuple[str, ...]]

    def dossier(self) -> Dossier:
        """The dossier in the address. Raises 404 for a code this office does not have."""
        return dossier_or_404(self.kwargs["code"])

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
        try:
            created = self._upsert(rows)
        except IntegrityError as error:
            raise Conflict from error
        return Response({"created": created, "updated": len(rows) - created})

    @transaction.atomic
    def _upsert(self, rows: list[Row]) -> int:
        """Writes all rows and returns how many are new."""
        before = self.get_queryset().count()
        self.write(rows)
        return self.get_queryset().count() - before

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
        known = dict(Dossier.objects.values_list("code", "enterprise_number"))
        sent = {row["code"]: row["enterprise_number"] for row in rows}
        _refuse_shared_numbers(known | sent)
        # Numbers that move are let go first: two dossiers may swap theirs in one list.
        moving = [code for code, number in sent.items() if known.get(code, number) != number]
        Dossier.objects.filter(code__in=moving).update(enterprise_number="")
        upsert(Dossier, (Dossier(**row) for row in rows), key=self.key, fields=("name", "enterprise_number"))


def _refuse_shared_numbers(numbers: dict[str, str]) -> None:
    """Files are routed by enterprise number: one number is one dossier."""
    owners: dict[str, str] = {}
    for code, number in numbers.items():
        first = owners.setdefault(number, code)
        if number and first != code:
            text = _("Dossiers %(first)s and %(second)s cannot both have enterprise number %(number)s.")
            raise serializers.ValidationError([text % {"first": first, "second": code, "number": number}])


class RelationSerializer(serializers.ModelSerializer[Relation]):
    """A customer or supplier with the bank accounts the books know. `blocked` is empty, `delivery`, `invoicing` or
    `all`: nothing is booked on a customer blocked for all, nor on a supplier blocked for anything."""

    enterprise_number = EnterpriseNumberField(allow_blank=True, default="")
    ibans = serializers.ListField(child=IbanField(), default=list)

    class Meta:
        model = Relation
        fields = ("kind", "number", "name", "enterprise_number", "blocked", "ibans")

    def to_representation(self, instance: Relation) -> Row:
        fields = ("kind", "number", "name", "enterprise_number", "blocked")
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
        upsert(Relation, relations, key=("dossier", *self.key), fields=("name", "enterprise_number", "blocked"))
        known = {(r.kind, r.number): r for r in Relation.objects.filter(dossier=dossier)}
        _replace_accounts({known[key]: found for key, found in ibans.items()})


def _replace_accounts(ibans: dict[Relation, list[str]]) -> None:
    """The books' accounts become these; what was learned here stays."""
    sent = dict.fromkeys((relation.pk, iban) for relation, found in ibans.items() for iban in found)
    books = RelationAccount.objects.filter(relation__in=ibans, source=RelationAccount.Source.BOOKS)
    gone = [a.pk for a in books if (a.relation_id, a.iban) not in sent]
    RelationAccount.objects.filter(pk__in=gone).delete()
    accounts = [RelationAccount(relation_id=relation, iban=iban) for relation, iban in sent]
    RelationAccount.objects.bulk_create(accounts, ignore_conflicts=True, batch_size=1000)


class LedgerAccountSerializer(serializers.ModelSerializer[LedgerAccount]):
    """An account of the dossier's chart of accounts. No bank line goes to a blocked one, or one without direct posting
    (as the collective account of the customers)."""

    class Meta:
        model = LedgerAccount
        fields = ("number", "name", "blocked", "direct_posting")


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
        upsert(LedgerAccount, accounts, key=("dossier", "number"), fields=("name", "blocked", "direct_posting"))
