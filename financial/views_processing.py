"""The accountant's pages of statements: the work list, one statement, one of its lines, the choice of columns."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from dossiers.access import get_managed_dossier_or_404
from dossiers.models import Dossier
from financial.columns import COLUMNS, choose_columns, chosen_columns, width_of
from financial.forms_statement import ScreenForm
from financial.line_panel import LinePanel, alone, first_panel_of, line_or_404, panel_of
from financial.models import Statement
from financial.queries.statements import statement_page, worklist
from financial.statement_neighbours import neighbours_of
from financial.statement_screen import WINDOW, Screen, ShownLine, empty_page
from offices.http import OfficeRequest


def processing_dossier(request: OfficeRequest, pk: int) -> Dossier:
    """The dossier, for office staff, with its menu Financial on; else 404."""
    dossier = get_managed_dossier_or_404(request, pk)
    if not dossier.financial_enabled:
        raise Http404
    return dossier


def statement_or_404(dossier: Dossier, pk: int) -> Statement:
    """A statement of this dossier."""
    statements = Statement.objects.select_related("journal__dossier")
    return get_object_or_404(statements, pk=pk, journal__dossier=dossier)


@require_GET
def statements(request: OfficeRequest, pk: int) -> HttpResponse:
    """The statements that wait, per journal; with `all=1` every statement."""
    dossier = processing_dossier(request, pk)
    everything = request.GET.get("all") == "1"
    work = worklist(dossier, everything=everything)
    context = {"dossier": dossier, "work": work, "everything": everything, "open": sum(w.open for w in work)}
    return render(request, "financial/statements.html", context)


@require_GET
def statement(request: OfficeRequest, pk: int, statement_pk: int) -> HttpResponse:
    """One statement with its rows; for htmx with `page`, one more window of rows."""
    dossier = processing_dossier(request, pk)
    found = statement_or_404(dossier, statement_pk)
    form = ScreenForm(request.GET)
    screen = screen_of(request, dossier, found, form)
    if request.htmx and not request.htmx.boosted and form.window:
        return render(request, "financial/_statement_rows.html", rows_context(screen, form.window))
    return statement_response(request, screen, form, chosen=form.line_pk)


@require_GET
def line(request: OfficeRequest, pk: int, statement_pk: int, line_pk: int) -> HttpResponse:
    """One line: for htmx the panel alone, else the statement with the panel open."""
    dossier = processing_dossier(request, pk)
    form = ScreenForm(request.GET)
    if request.htmx and not request.htmx.boosted and not request.htmx.history_restore_request:
        found = line_or_404(dossier, statement_pk, line_pk)
        screen = screen_of(request, dossier, found.statement, form, load=False)
        panel = panel_of(dossier, screen.shown([alone(found)])[0])
        return render(request, "financial/_statement_line.html", {"panel": panel, "screen": screen, "dossier": dossier})
    screen = screen_of(request, dossier, statement_or_404(dossier, statement_pk), form)
    if screen.find(line_pk) is None:
        raise Http404
    return statement_response(request, screen, form, chosen=line_pk, panel_open=True)


@require_POST
def columns(request: OfficeRequest, pk: int, statement_pk: int) -> HttpResponse:
    """Remembers which columns this person wants to see; `standard` takes the choice back."""
    dossier = processing_dossier(request, pk)
    found = statement_or_404(dossier, statement_pk)
    choose_columns(user=request.user, keys=[] if "standard" in request.POST else request.POST.getlist("column"))
    return redirect("financial:statement", pk=dossier.pk, statement_pk=found.pk)


def screen_of(
    request: OfficeRequest, dossier: Dossier, found: Statement, form: ScreenForm, *, load: bool = True
) -> Screen:
    """The screen as the address asks for it. Without `load` it knows addresses and columns, and no lines."""
    page = statement_page(found) if load else empty_page(found)
    return Screen(dossier, page, form.wanted, chosen_columns(request.user))


def _panel(screen: Screen, shown: ShownLine, *, complete: bool) -> LinePanel:
    return panel_of(screen.dossier, shown) if complete else first_panel_of(shown)


def rows_context(screen: Screen, number: int) -> dict[str, Any]:
    """What a window of rows needs."""
    return {
        "screen": screen,
        "dossier": screen.dossier,
        "rows": screen.window(number),
        "number": number,
        "next": number + 1 if number < screen.windows else None,
    }


def statement_response(
    request: OfficeRequest, screen: Screen, form: ScreenForm, *, chosen: int | None, panel_open: bool = False
) -> HttpResponse:
    """The whole page around a chosen line, or the first that needs somebody."""
    asked = screen.find(chosen) if chosen else None
    number = min(form.window or 1, screen.windows)
    current = asked or (screen.first_open() if form.window is None else None)
    if current is not None and form.window is None:
        number = screen.window_of(current.line.pk)
    elif current is None:
        current = next(iter(screen.lines[(number - 1) * WINDOW :]), None)
    shown = screen.shown([current])[0] if current else None
    context = rows_context(screen, number) | {
        "page": screen.page,
        "statement": screen.statement,
        "current": shown,
        "panel": _panel(screen, shown, complete=panel_open) if shown else None,
        "panel_open": panel_open,
        "neighbours": neighbours_of(screen.statement),
        "all_columns": COLUMNS,
        "width": width_of(screen.columns),
    }
    return render(request, "financial/statement.html", context)
