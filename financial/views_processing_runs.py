"""Runs over a statement and its transfer: looked at beforehand, carried out, followed, taken back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dossiers.models import Dossier
from financial import processing
from financial.errors import ProcessingError
from financial.models import ProcessingRun, Statement
from financial.statement_preview import preview_in_words
from financial.views_processing import processing_dossier, statement_or_404
from offices.http import OfficeRequest


@require_http_methods(["GET", "POST"])
def process(request: OfficeRequest, pk: int, statement_pk: int) -> HttpResponse:
    """CODA-afschriftregels verwerken: first what a run would do (for htmx a dialog), then the run."""
    dossier = processing_dossier(request, pk)
    found = statement_or_404(dossier, statement_pk)
    default_posting = "default_posting" in (request.POST if request.method == "POST" else request.GET)
    if request.method == "POST":
        return _start(request, dossier, found, default_posting=default_posting)
    context: dict[str, Any] = {"dossier": dossier, "statement": found, "default_posting": default_posting}
    try:
        seen = processing.preview(dossier=dossier, statement=found, default_posting=default_posting)
        context["preview"] = preview_in_words(seen)
    except ProcessingError as error:
        context["refused"] = error.text
    return dialog_or_page(request, "process", context)


def _start(request: OfficeRequest, dossier: Dossier, found: Statement, *, default_posting: bool) -> HttpResponse:
    try:
        run = processing.start(
            dossier=dossier,
            statement=found,
            actor=request.user,
            office=request.office,
            default_posting=default_posting,
        )
    except ProcessingError as error:
        messages.error(request, error.text)
        return redirect("financial:statement", pk=dossier.pk, statement_pk=found.pk)
    if run.finished_at is None:
        return redirect("financial:run", pk=dossier.pk, run_pk=run.pk)
    _tell(request, dossier, run)
    if "print" in request.POST:
        return redirect("financial:print_list", pk=dossier.pk, statement_pk=found.pk)
    return redirect("financial:statement", pk=dossier.pk, statement_pk=found.pk)


@require_GET
def run(request: OfficeRequest, pk: int, run_pk: int) -> HttpResponse:
    """How far a long run is; back to the statement once it is done."""
    dossier = processing_dossier(request, pk)
    found = get_object_or_404(ProcessingRun.objects.select_related("statement"), pk=run_pk, dossier=dossier)
    if found.finished_at is None:
        return render(request, "financial/process_run.html", {"dossier": dossier, "run": found})
    if found.fault:
        messages.error(request, _("The run stopped; nothing was changed. Try again, or ask support."))
    else:
        _tell(request, dossier, found)
    back = _home_of(dossier, found)
    if request.htmx and not request.htmx.boosted:
        return HttpResponse(headers={"HX-Redirect": back})
    return redirect(back)


@require_POST
def undo_run(request: OfficeRequest, pk: int, run_pk: int) -> HttpResponse:
    """Takes a run back; what was changed since stays."""
    dossier = processing_dossier(request, pk)
    found = get_object_or_404(ProcessingRun.objects.select_related("statement"), pk=run_pk, dossier=dossier)
    try:
        undone = processing.undo_run(run=found, actor=request.user)
    except ProcessingError as error:
        messages.error(request, error.text)
    else:
        said = ngettext("%(count)s line is blank again.", "%(count)s lines are blank again.", undone.lines)
        messages.success(request, said % {"count": undone.lines})
        if undone.left:
            said = ngettext(
                "%(count)s line was changed since and stays as it is.",
                "%(count)s lines were changed since and stay as they are.",
                undone.left,
            )
            messages.warning(request, said % {"count": undone.left})
    return redirect(_home_of(dossier, found))


def _tell(request: OfficeRequest, dossier: Dossier, found: ProcessingRun) -> None:
    said = ngettext(
        "%(placed)s of %(count)s blank line was placed.",
        "%(placed)s of %(count)s blank lines were placed.",
        found.lines,
    )
    undo = reverse("financial:run_undo", args=[dossier.pk, found.pk]) if found.placed else ""
    messages.success(request, said % {"placed": found.placed, "count": found.lines}, extra_tags=undo)


def _home_of(dossier: Dossier, found: ProcessingRun) -> str:
    if found.statement_id is None:
        return reverse("financial:statements", args=[dossier.pk])
    return reverse("financial:statement", args=[dossier.pk, found.statement_id])


def dialog_or_page(request: OfficeRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    """For htmx the dialog; without JavaScript, or when a form in it was boosted, a page of its own."""
    dialog = request.htmx and not request.htmx.boosted
    return render(request, f"financial/_{name}_dialog.html" if dialog else f"financial/{name}.html", context)
