"""*CodaBox usage*: for the whole office, and for one dossier."""

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from stdnum import iban as iban_number

from codabox_sync.connections.services import connection_of
from dossiers.access import get_managed_dossier_or_404
from dossiers.models import Dossier
from financial.models import Journal
from monitoring import attention, charts, queries
from offices.access import office_staff_only
from offices.http import OfficeRequest

PER_PAGE = 50


@office_staff_only
def office(request: OfficeRequest) -> HttpResponse:
    """Every journal of the office, those with a question first."""
    text = request.GET.get("q", "").replace("\0", "").strip()
    uses = queries.journal_uses(_search(text))
    if only_questions := request.GET.get("questions") == "1":
        uses = [use for use in uses if use.health in {"fault", "warn", "wait"}]
    page = Paginator(uses, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "q": text, "only_questions": only_questions}
    if request.htmx:
        return render(request, "monitoring/_journals.html", context)
    return render(request, "monitoring/office.html", context | _summary(request))


def _search(text: str) -> QuerySet[Journal]:
    journals = Journal.objects.all()
    if not text:
        return journals
    found = Q(dossier__name__icontains=text) | Q(name__icontains=text)
    if number := iban_number.compact(text):
        found |= Q(iban__contains=number)
    return journals.filter(found)


def _summary(request: OfficeRequest) -> dict[str, object]:
    connection = connection_of(request.office)
    files, invoices = queries.files_today()
    found = attention.for_office(request.office)
    return {
        "connection": connection,
        "next_check": connection.next_poll_at,
        "dossiers": Dossier.objects.count(),
        "dossiers_on": Dossier.objects.filter(journals__coda_enabled=True).distinct().count(),
        "journals_on": Journal.objects.filter(coda_enabled=True).count(),
        "files": files,
        "invoices": invoices,
        "attention": found,
        "bars": charts.weekly(queries.weeks(timezone.localdate())),
    }


def dossier(request: OfficeRequest, pk: int) -> HttpResponse:
    """The journals of one dossier."""
    found = get_managed_dossier_or_404(request, pk)
    context = {
        "dossier": found,
        "page": Paginator(queries.journal_uses(found.journals.all()), PER_PAGE).get_page(request.GET.get("page")),
        "attention": attention.for_dossier(pk),
        "connection": connection_of(request.office),
        "last_import": queries.last_import(found),
    }
    return render(request, "monitoring/dossier.html", context)
