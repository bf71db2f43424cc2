"""Pages of the digital mailbox: two lists, one document beside them, and the decision."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dossiers.access import get_dossier_or_404
from dossiers.models import Dossier
from offices import storage
from offices.http import OfficeRequest
from ubl_inbox import queries, services
from ubl_inbox.forms import ApproveForm, RejectForm
from ubl_inbox.models import Attachment, Document
from ubl_inbox.shown import ShownDocument

PER_PAGE = 50
Direction, State = Document.Direction, Document.State


def purchases(request: OfficeRequest, pk: int) -> HttpResponse:
    """Aankoop: what suppliers sent, the invoices to approve first."""
    return _mailbox(request, get_dossier_or_404(request, pk), Direction.PURCHASE)


def sales(request: OfficeRequest, pk: int) -> HttpResponse:
    """Verkoop: what the company sent; to read, not to approve."""
    return _mailbox(request, get_dossier_or_404(request, pk), Direction.SALES)


def document(request: OfficeRequest, pk: int, document_pk: int) -> HttpResponse:
    """One document, beside its list; htmx swaps the document alone."""
    dossier = get_dossier_or_404(request, pk)
    chosen = get_object_or_404(Document, dossier=dossier, pk=document_pk)
    if request.htmx.target == "document":
        context = {"dossier": dossier, "shown": ShownDocument(chosen), "document_open": True}
        return render(request, "ubl_inbox/_document.html", context)
    return _mailbox(request, dossier, chosen.direction, chosen)


def _mailbox(request: OfficeRequest, dossier: Dossier, direction: str, chosen: Document | None = None) -> HttpResponse:
    text, counts = request.GET.get("q", "").strip(), queries.counts(dossier)
    state = _state(request, direction, counts, chosen)
    found = queries.documents(dossier, direction, text=text, state=state)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    opened = chosen or next(iter(page), None)
    context = {
        "dossier": dossier,
        "direction": direction,
        "page": page,
        "q": text,
        "state": state,
        "counts": counts,
        "shown": ShownDocument(opened) if opened else None,
        "document_open": chosen is not None,
    }
    template = "ubl_inbox/_list.html" if request.htmx.target == "documents" else "ubl_inbox/mailbox.html"
    return render(request, template, context)


def _state(request: OfficeRequest, direction: str, counts: dict[str, int], chosen: Document | None) -> str:
    """The segment of the list: what was asked for, that of the open document, else what waits, if anything does."""
    if direction == Direction.SALES:
        return ""
    if (asked := request.GET.get("state")) is not None:
        return asked if asked in State.values else ""
    if chosen is not None:
        return str(chosen.state)
    return State.TO_APPROVE if counts.get(State.TO_APPROVE) else ""


@require_POST
def approve(request: OfficeRequest, pk: int, document_pk: int) -> HttpResponse:
    """Approves a purchase and goes to the next one."""
    chosen, form = _purchase(request, pk, document_pk), ApproveForm(request.POST)
    if not form.is_valid():
        return _refused(request, chosen, form)
    decide = services.approve
    return _decided(
        request, chosen, lambda: decide(document=chosen, actor=request.user, office=request.office, **form.cleaned_data)
    )


@require_POST
def reject(request: OfficeRequest, pk: int, document_pk: int) -> HttpResponse:
    """Rejects a purchase, with the reason."""
    chosen, form = _purchase(request, pk, document_pk), RejectForm(request.POST)
    if not form.is_valid():
        return _refused(request, chosen, form)
    decide = services.reject
    return _decided(
        request, chosen, lambda: decide(document=chosen, actor=request.user, office=request.office, **form.cleaned_data)
    )


@require_POST
def reopen(request: OfficeRequest, pk: int, document_pk: int) -> HttpResponse:
    """Takes the decision back."""
    chosen = _purchase(request, pk, document_pk)
    services.reopen(document=chosen, actor=request.user, office=request.office)
    messages.success(request, _("Invoice %(number)s is to approve again") % {"number": chosen.number})
    return redirect("ubl_inbox:document", pk, document_pk)


def _purchase(request: OfficeRequest, pk: int, document_pk: int) -> Document:
    dossier = get_dossier_or_404(request, pk)
    return get_object_or_404(Document, dossier=dossier, pk=document_pk, direction=Direction.PURCHASE)


def _decided(request: OfficeRequest, chosen: Document, decide: Callable[[], Document]) -> HttpResponse:
    try:
        done = decide()
    except services.AlreadyDecided as error:
        who = {"who": error.document.decided_by, "number": chosen.number}
        messages.warning(request, _("%(who)s decided on invoice %(number)s before you") % who)
    else:
        said = _("Invoice %(number)s approved") if done.state == State.APPROVED else _("Invoice %(number)s rejected")
        messages.success(request, said % {"number": chosen.number})
    return redirect("ubl_inbox:document", chosen.dossier_id, chosen.pk)


def _refused(request: OfficeRequest, chosen: Document, form: ApproveForm) -> HttpResponse:
    messages.warning(request, " ".join(str(error) for error in form.errors.get("remark", [])))
    return redirect("ubl_inbox:document", chosen.dossier_id, chosen.pk)


def attachment(request: OfficeRequest, pk: int, document_pk: int, attachment_pk: int) -> HttpResponse:
    """A stored file. Only a PDF is shown in the page; the rest is downloaded, so that nothing of it can run here."""
    dossier = get_dossier_or_404(request, pk)
    found = get_object_or_404(Attachment, pk=attachment_pk, document=document_pk, document__dossier=dossier)
    content = storage.fetch(found.stored_as, digest=found.digest)
    is_pdf = content.startswith(b"%PDF-")
    disposition = "inline" if is_pdf and "download" not in request.GET else "attachment"
    response = HttpResponse(content, content_type="application/pdf" if is_pdf else "application/octet-stream")
    response["Content-Disposition"] = f'{disposition}; filename="{_safe(found.name)}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _safe(name: str) -> str:
    return "".join(c if c.isalnum() or c in "-_. " else "_" for c in name if c.isascii()) or "file"
