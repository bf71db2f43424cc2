"""Pages of the Financial tab, and the settings of its journals."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_tenants.utils import tenant_context

from dossiers.access import get_dossier_or_404, get_managed_dossier_or_404
from dossiers.models import Dossier
from financial import services
from financial.eligibility import Obstacle
from financial.export import csv_lines
from financial.filterbar import PANEL_CLOSED, FilterBar
from financial.forms import FilterForm
from financial.listing import Listing, listing_of
from financial.models import Journal
from financial.panel import Panel, panel_of
from financial.queries.accounts import Account, State, accounts_of, freshness_of
from financial.queries.filters import Filter, Status
from financial.queries.transactions import BOOKED, CODA, every_row
from financial.wording import obstacle_in_words
from offices.http import OfficeRequest
from offices.models import Office


@require_GET
def transactions(request: OfficeRequest, pk: int) -> HttpResponse:
    """The list with the accounts above it; for htmx only what a filter changes."""
    dossier = get_dossier_or_404(request, pk)
    if not dossier.financial_enabled:
        return _switched_off(request, dossier)
    return _list_page(request, dossier, chosen=None)


@require_GET
def transaction(request: OfficeRequest, pk: int, kind: str, transaction_pk: int) -> HttpResponse:
    """One transaction: for htmx the panel alone, else the list with the panel open."""
    dossier = get_dossier_or_404(request, pk)
    if not dossier.financial_enabled or kind not in {BOOKED, CODA}:
        raise Http404
    chosen = (kind, transaction_pk)
    if not _wants_fragment(request):
        return _list_page(request, dossier, chosen=chosen)
    bar = _bar(request, dossier, list(Journal.objects.filter(dossier=dossier)))
    panel = _panel(request, dossier, bar, chosen)
    return render(request, "financial/_panel.html", {"panel": panel, "bar": bar, "panel_open": True})


@require_GET
def export(request: OfficeRequest, pk: int) -> StreamingHttpResponse:
    """The whole filter as CSV, streamed."""
    dossier = get_dossier_or_404(request, pk)
    if not dossier.financial_enabled:
        raise Http404
    bar = _bar(request, dossier, list(Journal.objects.filter(dossier=dossier)))
    lines = _in_office(request.office, dossier, bar.wanted)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    name = f"{dossier.code}-{timezone.localdate():%Y%m%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_GET
def journal_settings(request: OfficeRequest, pk: int) -> HttpResponse:
    """The journals with their CODA switches. Before the menu Financial is on there is nothing to switch."""
    dossier = get_managed_dossier_or_404(request, pk)
    if not dossier.financial_enabled:
        return redirect("dossiers:general", pk=dossier.pk)
    return render(request, "financial/journals.html", _journal_context(dossier))


@require_POST
def switch_coda(request: OfficeRequest, pk: int, journal_pk: int) -> HttpResponse:
    """Ticks (`coda=on`) or unticks CODA for one journal."""
    dossier = get_managed_dossier_or_404(request, pk)
    if not dossier.financial_enabled:
        raise Http404
    journal = get_object_or_404(Journal.objects.select_related("dossier"), pk=journal_pk, dossier=dossier)
    on = request.POST.get("coda") == "on"
    try:
        services.switch_coda(journal=journal, on=on, actor=request.user, office=request.office)
    except services.CodaNotPossible as refused:
        messages.error(request, f"{journal.name}: {obstacle_in_words(refused.obstacle)['text']}")
    else:
        done = (
            _("CODA was switched on for %(journal)s; its files come within minutes.")
            if on
            else _("CODA was switched off for %(journal)s.")
        )
        messages.success(request, done % {"journal": journal.name})
    return redirect("financial:journals", pk=dossier.pk)


def _switched_off(request: OfficeRequest, dossier: Dossier) -> HttpResponse:
    """Staff learn where to switch the menu on; to the client the page is not there."""
    if not request.membership.is_office_staff:
        raise Http404
    return render(request, "financial/switched_off.html", {"dossier": dossier})


def _list_page(request: OfficeRequest, dossier: Dossier, *, chosen: tuple[str, int] | None) -> HttpResponse:
    accounts = accounts_of(dossier)
    bar = _bar(request, dossier, [account.journal for account in accounts])
    listing = listing_of(dossier, bar)
    shown = chosen or _first_row(request, listing)
    context = {
        "dossier": dossier,
        "accounts": accounts,
        "freshness": freshness_of(accounts),
        "bar": bar,
        "statuses": bar.statuses(listing.totals),
        "listing": listing,
        "selected": "{}-{}".format(*shown) if shown else "",
        "panel": _panel(request, dossier, bar, shown) if shown else None,
        "panel_open": chosen is not None,
        "empty": "" if listing.rows else _empty(bar.wanted, accounts, listing),
        "is_staff": request.membership.is_office_staff,
    }
    if not _wants_fragment(request):
        return render(request, "financial/transactions.html", context)
    return _changed(request, bar, context)


def _changed(request: OfficeRequest, bar: FilterBar, context: dict[str, Any]) -> HttpResponse:
    """Only what the filter changes, under the shortest address. While somebody types, the history gets one entry."""
    typing = not request.htmx.boosted
    response = render(request, "financial/_changed.html", context | {"typing": typing})
    response["HX-Replace-Url" if typing else "HX-Push-Url"] = bar.list_url
    return response


def _first_row(request: OfficeRequest, listing: Listing) -> tuple[str, int] | None:
    if not listing.rows or request.GET.get("panel") == PANEL_CLOSED:
        return None
    row = listing.rows[0].row
    return row.kind, row.row


def _empty(wanted: Filter, accounts: list[Account], listing: Listing) -> str:
    """Which of the four empty states this is: `none found`, `nothing new`, `awaited` or `blocked`."""
    if wanted == Filter(status=Status.NEW) and listing.totals.everything:
        return "nothing-new"
    if not wanted.is_empty:
        return "none-found"
    return "awaited" if any(account.state is State.AWAITED for account in accounts) else "blocked"


def _bar(request: OfficeRequest, dossier: Dossier, journals: list[Journal]) -> FilterBar:
    form = FilterForm(request.GET, journals=journals)
    return FilterBar(form, dossier_pk=dossier.pk, journals=journals)


def _panel(request: OfficeRequest, dossier: Dossier, bar: FilterBar, chosen: tuple[str, int]) -> Panel:
    kind, row = chosen
    panel = panel_of(dossier, bar, request.office, kind=kind, row=row)
    if panel is None:
        raise Http404
    return panel


def _wants_fragment(request: OfficeRequest) -> bool:
    """htmx asks for a part of the page, unless it rebuilds the page after the browser's Back."""
    return bool(request.htmx) and not request.htmx.history_restore_request


def _in_office(office: Office, dossier: Dossier, wanted: Filter) -> Iterator[str]:
    """The lines are made while the response is sent, when the request's office may no longer be in force."""
    with tenant_context(office):
        yield from csv_lines(every_row(dossier, wanted))


def _journal_context(dossier: Dossier) -> dict[str, Any]:
    accounts = accounts_of(dossier)
    return {
        "dossier": dossier,
        "journals": [(account, _in_words(account.obstacle)) for account in accounts],
        "ticked": sum(account.journal.coda_enabled for account in accounts),
    }


def _in_words(obstacle: Obstacle | None) -> dict[str, Any]:
    return obstacle_in_words(obstacle) if obstacle else {}
