"""Transferred statements go out over REST: the accounting package fetches their journal lines and says so."""

from typing import Any, cast

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers, status
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from dossiers.api import dossier_or_404
from dossiers.models import RelationAccount
from financial import learning, transfer
from financial.errors import ProcessingError
from financial.models import JournalLine, Transfer
from offices.models import ApiToken

_AMOUNT: dict[str, Any] = {"max_digits": 18, "decimal_places": 3, "read_only": True}


class NotPossible(APIException):
    """What was asked came too late; `detail` says why."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "conflict"


class TransferSerializer(serializers.ModelSerializer[Transfer]):
    """One statement that was transferred. The amounts of its `lines` together are minus what the bank moved, if the
    books had none of its lines yet."""

    journal = serializers.CharField(source="journal.code", read_only=True)
    iban = serializers.CharField(source="journal.iban", read_only=True)
    currency = serializers.CharField(source="journal.currency", read_only=True)
    statement = serializers.CharField(read_only=True)
    year = serializers.IntegerField(source="statement.year", read_only=True)
    date = serializers.DateField(source="statement.new_balance_date", read_only=True)
    old_balance = serializers.DecimalField(source="statement.old_balance", **_AMOUNT)
    new_balance = serializers.DecimalField(source="statement.new_balance", **_AMOUNT)
    lines = serializers.IntegerField(source="line_count", read_only=True)

    class Meta:
        model = Transfer
        fields = (
            "id",
            "journal",
            "iban",
            "currency",
            "template",
            "batch",
            "statement",
            "year",
            "date",
            "old_balance",
            "new_balance",
            "lines",
            "made_at",
            "fetched_at",
        )


class AppliedSerializer(serializers.Serializer[Any]):
    """A document that a journal line closes: `amount` is signed as the line. The books post `discount` and
    `credit_restriction` (positive) on the accounts of the relation's posting group, beside the line."""

    document = serializers.CharField()
    external_document = serializers.CharField(allow_blank=True)
    amount = serializers.DecimalField(max_digits=18, decimal_places=3)
    discount = serializers.DecimalField(max_digits=18, decimal_places=3)
    credit_restriction = serializers.DecimalField(max_digits=18, decimal_places=3)


class JournalLineSerializer(serializers.ModelSerializer[JournalLine]):
    """A journal line. `amount` is minus what the bank says, for the bank is the balancing account; `account` is a
    number of the ledger, or of a customer or supplier."""

    applies_to = AppliedSerializer(many=True, read_only=True)
    amount = serializers.DecimalField(**_AMOUNT)
    account_type = serializers.ChoiceField(choices=["ledger", "customer", "supplier"], read_only=True)
    document_type = serializers.ChoiceField(choices=["", "payment", "refund"], read_only=True)

    class Meta:
        model = JournalLine
        fields = (
            "number",
            "posting_date",
            "document_type",
            "document_number",
            "description",
            "account_type",
            "account",
            "amount",
            "currency",
            "applies_to",
        )


class LearnedAccountSerializer(serializers.ModelSerializer[RelationAccount]):
    """A bank account that people's choices taught; `learned_from` is the document number of the statement line."""

    kind = serializers.CharField(source="relation.kind", read_only=True)
    relation = serializers.CharField(source="relation.number", read_only=True)

    class Meta:
        model = RelationAccount
        fields = ("kind", "relation", "iban", "learned_from", "known_since")
        read_only_fields = fields


class Transfers(generics.ListAPIView[Transfer]):
    """The transferred statements of a dossier, oldest first; those that were taken back are left out."""

    serializer_class = TransferSerializer
    queryset = Transfer.objects.none()

    def get_queryset(self) -> QuerySet[Transfer]:
        standing = _transfers(self.kwargs["code"]).filter(undone_at=None)
        wanted = self.request.query_params.get("fetched", "")
        if wanted not in _FETCHED:
            raise serializers.ValidationError({"fetched": [_("Say true or false.")]})
        return standing.filter(**_FETCHED[wanted])

    @extend_schema(parameters=[OpenApiParameter("fetched", bool, description="Only those (not) fetched before.")])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


_FETCHED: dict[str, dict[str, bool]] = {
    "": {},
    "true": {"fetched_at__isnull": False},
    "false": {"fetched_at__isnull": True},
}


class JournalLines(generics.ListAPIView[JournalLine]):
    """The journal lines of one transfer, in order."""

    serializer_class = JournalLineSerializer
    queryset = JournalLine.objects.none()

    def get_queryset(self) -> QuerySet[JournalLine]:
        standing = _transfers(self.kwargs["code"]).filter(undone_at=None)
        found = generics.get_object_or_404(standing, pk=self.kwargs["transfer_id"])
        return found.lines.order_by("number")


class Fetched(APIView):
    """The package has the lines: from now on the transfer cannot be taken back here."""

    @extend_schema(request=None, responses={200: TransferSerializer})
    def post(self, request: Request, code: str, transfer_id: int) -> Response:
        """Says that the package has the lines of this transfer. Said again, nothing changes; with status 409 it was
        taken back before, and the package must not book it."""
        token = cast(ApiToken, request.auth)
        found = generics.get_object_or_404(_transfers(code), pk=transfer_id)
        try:
            transfer.mark_fetched(transfer=found, by=token.name, office=token.office)
        except ProcessingError as error:
            raise NotPossible(error.text) from error
        return Response(TransferSerializer(_transfers(code).get(pk=transfer_id)).data)


class LearnedAccounts(generics.ListAPIView[RelationAccount]):
    """The bank accounts that were learned in a dossier, the newest first."""

    serializer_class = LearnedAccountSerializer
    queryset = RelationAccount.objects.none()

    def get_queryset(self) -> QuerySet[RelationAccount]:
        return learning.learned_accounts(dossier_or_404(self.kwargs["code"]))


def _transfers(code: str) -> QuerySet[Transfer]:
    found = Transfer.objects.filter(journal__dossier=dossier_or_404(code)).select_related("journal", "statement")
    return found.annotate(line_count=Count("lines")).order_by("pk")
