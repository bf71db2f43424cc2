"""Pages of dossiers: the way in, the list, and the general settings."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from dossiers import queries, services
from dossiers.access import dossiers_of, get_dossier_or_404, get_managed_dossier_or_404
from dossiers.models import Dossier
from offices.http import OfficeRequest

PER_PAGE = 50


@require_GET
def home(request: OfficeRequest) -> HttpResponse:
    """A client with one dossier goes straight to it; everybody else chooses."""
    if not request.membership.is_office_staff:
        own = list(dossiers_of(request)[:2])
        if len(own) == 1:
            return _to_first_page(request, own[0])
    return redirect("dossiers:list")


@require_GET
def dossier_list(request: OfficeRequest) -> HttpResponse:
    """Every dossier this user may open, searched by name, code and enterprise number."""
    text = request.GET.get("q", "").strip()
    page = Paginator(queries.search(dossiers_of(request), text), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "q": text, "is_staff": request.membership.is_office_staff}
    fragment = request.htmx and not request.htmx.history_restore_request
    return render(request, "dossiers/_results.html" if fragment else "dossiers/list.html", context)


@require_GET
def open_dossier(request: OfficeRequest, pk: int) -> HttpResponse:
    """The page of the dossier this user works on first."""
    return _to_first_page(request, get_dossier_or_404(request, pk))


@require_http_methods(["GET", "POST"])
def general_settings(request: OfficeRequest, pk: int) -> HttpResponse:
    """Name and number, and the switch of the menu Financial (`financial=on`)."""
    dossier = get_managed_dossier_or_404(request, pk)
    if request.method == "GET":
        return render(request, "dossiers/general.html", {"dossier": dossier})
    on = request.POST.get("financial") == "on"
    services.switch_financial(dossier=dossier, on=on, actor=request.user, office=request.office)
    messages.success(request, _("Menu Financial was switched on.") if on else _("Menu Financial was switched off."))
    return redirect("dossiers:general", pk=dossier.pk)


def _to_first_page(request: OfficeRequest, dossier: Dossier) -> HttpResponse:
    if dossier.financial_enabled:
        return redirect("financial:transactions", pk=dossier.pk)
    first = "dossiers:general" if request.membership.is_office_staff else "ubl_inbox:purchases"
    return redirect(first, pk=dossier.pk)
