"""The printed list of a statement (*Lijst*)."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from dossiers.access import get_managed_dossier_or_404
from financial.models import Statement
from financial.queries.print_list import print_list as list_of
from offices.http import OfficeRequest


@require_GET
def print_list(request: OfficeRequest, pk: int, statement_pk: int) -> HttpResponse:
    """A page to print. Settled lines without remark are left out unless `all=1`."""
    dossier = get_managed_dossier_or_404(request, pk)
    statements = Statement.objects.select_related("journal__dossier")
    statement = get_object_or_404(statements, pk=statement_pk, journal__dossier=dossier)
    everything = request.GET.get("all") == "1"
    found = list_of(statement, everything=everything)
    context = {"dossier": dossier, "statement": statement, "list": found, "everything": everything}
    return render(request, "financial/print_list.html", context)
