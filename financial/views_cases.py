"""The matching input of a dossier as a file, for a report of what the engine did."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dossiers.access import get_managed_dossier_or_404
from financial import cases
from financial.errors import ProcessingError
from financial.models import Statement
from offices.http import OfficeRequest


@require_GET
def export_case(request: OfficeRequest, pk: int, statement_pk: int | None = None) -> HttpResponse:
    """Downloads the case of a statement, or of the dossier. `anew`: as if nothing was placed by a run yet;
    `default_posting`: with the default posting."""
    dossier = get_managed_dossier_or_404(request, pk)
    statement = get_object_or_404(Statement, pk=statement_pk, journal__dossier=dossier) if statement_pk else None
    try:
        exported = cases.export(
            dossier=dossier,
            statement=statement,
            default_posting="default_posting" in request.GET,
            anew="anew" in request.GET,
        )
    except ProcessingError as error:
        messages.error(request, _(error.message) % error.params)
        return redirect("financial:journals", pk=dossier.pk)
    response = JsonResponse(exported, json_dumps_params={"ensure_ascii": False, "indent": 2})
    name = "-".join(part for part in (dossier.code, str(statement or ""), "case") if part)
    response["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return response
