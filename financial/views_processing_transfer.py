"""Naar dagboek overbrengen: what stands in the way or asks for a yes, the transfer, and taking it back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from financial import transfer
from financial.errors import ProcessingError, TransferRefused
from financial.models import Transfer
from financial.views_processing import processing_dossier, statement_or_404
from financial.views_processing_runs import dialog_or_page
from offices.http import OfficeRequest


@require_http_methods(["GET", "POST"])
def transfer_statement(request: OfficeRequest, pk: int, statement_pk: int) -> HttpResponse:
    """Naar dagboek overbrengen: what stands in the way or asks for a yes, then the transfer."""
    dossier = processing_dossier(request, pk)
    found = statement_or_404(dossier, statement_pk)
    context: dict[str, Any] = {"dossier": dossier, "statement": found}
    context["done"] = Transfer.objects.filter(statement=found, undone_at=None).first()
    if request.method == "POST":
        try:
            transfer.transfer(
                statement=found,
                actor=request.user,
                office=request.office,
                confirm_review="confirm_review" in request.POST,
            )
        except TransferRefused as error:
            context["refusals"] = error.reasons
        except ProcessingError as error:
            messages.error(request, error.text)
            return redirect("financial:statement", pk=dossier.pk, statement_pk=found.pk)
        else:
            messages.success(request, _("Statement %(number)s was transferred to the journal.") % {"number": found})
            return redirect("financial:statement", pk=dossier.pk, statement_pk=found.pk)
    elif context["done"] is None:
        context["refusals"] = transfer.check(statement=found)
    context["review"] = len(transfer.to_review(statement=found)) if context["done"] is None else 0
    return dialog_or_page(request, "transfer", context)


@require_POST
def undo_transfer(request: OfficeRequest, pk: int, transfer_pk: int) -> HttpResponse:
    """Takes a transfer back, as long as the accounting package has not fetched it."""
    dossier = processing_dossier(request, pk)
    made = get_object_or_404(
        Transfer.objects.select_related("statement", "journal__dossier"), pk=transfer_pk, journal__dossier=dossier
    )
    try:
        transfer.undo(transfer=made, actor=request.user, office=request.office)
    except ProcessingError as error:
        messages.error(request, error.text)
    else:
        messages.success(
            request, _("The transfer of statement %(number)s was taken back.") % {"number": made.statement}
        )
    return redirect("financial:statement", pk=dossier.pk, statement_pk=made.statement.pk)
