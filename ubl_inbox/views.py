"""Pages of the digital mailbox: two lists, one document beside them, and the decision."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dossiers.access import get_dossier_or_404
from dossiers.models import Dossier
from offices.http import OfficeRequest
from ubl_inbox import queries, services
from ubl_inbox.forms import ApproveForm, MailboxFilter, RejectForm
from ubl_inbox.models import Attachment, Document
from ubl_inbox.recognition import recognise
from ubl_inbox.shown import ListedDocument, ShownDocument

PER_PAGE = 50
Direction, State = Document.Direction, Document.State
# A file of somebody else never runs here. The browser's PDF viewer does not start in a sandbox.
_FILE_POLICY = "default-src 'none'; frame-ancestors 'self'; sandbox"
_PDF_POLICY = "frame-ancestors 'self'"


@require_safe
def purchases(request: OfficeRequest, pk: int) -> HttpResponse:
    """Aankoop: what suppliers sent, the invoices to approve first."""
    return _mailbox(request, get_dossier_or_404(request, pk), Direction.PURCHASE)


@require_safe
def sales(request: OfficeRequest, pk: int) -> HttpResponse:
    """Verkoop: what the company sent; to read, not to approve."""
    return _mailbox(request, get_dossier_or_404(request, pk), Direction.SALES)


@require_safe
def document(request: OfficeRequest, pk: int, document_pk: int) -> HttpResponse:
    """One document beside its list, on a phone alone; htmx swaps the document alone."""
    dossier = get_dossier_or_404(request, pk)
    chosen = get_object_or_404(_documents(dossier), pk=document_pk)
    if request.htmx.target != "document":
        return _mailbox(request, dossier, chosen.direction, chosen)
    return _render(request, "ubl_inbox/_document.html", {"dossier": dossier, **_shown(request, chosen, is_open=True)})


def _documents(dossier: Dossier) -> QuerySet[Document]:
    return Document.objects.select_related("dossier", "decided_by").filter(dossier=dossier)


def _mailbox(request: OfficeRequest, dossier: Dossier, direction: str, chosen: Document | None = None) -> HttpResponse:
    """The list, and beside it the chosen document, else the one that `shown` names, else the first."""
    page, context = _listing(request, dossier, direction, chosen)
    if request.htmx.target == "results":
        return _render(request, "ubl_inbox/_results.html", context)
    beside = chosen or _named(request, dossier, direction) or next(iter(page), None)
    context |= _shown(request, beside, is_open=chosen is not None)
    return _render(request, "ubl_inbox/mailbox.html", context)


def _listing(
    request: OfficeRequest, dossier: Dossier, direction: str, chosen: Document | None
) -> tuple[list[Document], dict[str, Any]]:
    form, counts = MailboxFilter(request.GET), queries.counts(dossier)
    text, state = form.asked("q"), _state(request, form, direction, counts, chosen)
    found = queries.documents(dossier, direction, text=text, state=state).select_related("dossier", "decided_by")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    facts = recognise(dossier, list(page))
    return list(page), {
        "dossier": dossier,
        "direction": direction,
        "counts": counts,
        "q": text,
        "state": state,
        "page": page,
        "rows": [ListedDocument(listed, facts[listed.pk]) for listed in page],
    }


def _state(
    request: OfficeRequest, form: MailboxFilter, direction: str, counts: queries.Counts, chosen: Document | None
) -> str:
    """The segment of the list: what was asked for, that of the open document, else what waits, if anything does."""
    if direction == Direction.SALES:
        return ""
    if "state" in request.GET:
        return form.asked("state")
    if chosen is not None:
        return str(chosen.state)
    return State.TO_APPROVE if counts.to_approve else ""


def _named(request: OfficeRequest, dossier: Dossier, direction: str) -> Document | None:
    name = request.GET.get("shown", "")
    return _documents(dossier).filter(direction=direction, pk=name).first() if name.isdecimal() else None


def _shown(request: OfficeRequest, chosen: Document | None, *, is_open: bool) -> dict[str, Any]:
    return {
        "shown": ShownDocument(chosen) if chosen else None,
        "document_open": is_open,
        "as_pdf": request.GET.get("view") == "pdf",
    }


def _render(request: OfficeRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """One address answers with a page or a part of it: caches and the Back button must not mix them up."""
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Target"])
    return response


@require_POST
def approve(request: OfficeRequest, pk: int, document_pk: int) -> HttpResponse:
    """Approves a purchase and goes to the next one."""
    return _decide(request, _purchase(request, pk, document_pk), ApproveForm(request.POST), services.approve)


@require_POST
def reject(request: OfficeRequest, pk: int, document_pk: int) -> HttpResponse:
    """Rejects a purchase, with the reason, and goes to the next one."""
    return _decide(request, _purchase(request, pk, document_pk), RejectForm(request.POST), services.reject)


@require_POST
def reopen(request: OfficeRequest, pk: int, document_pk: int) -> HttpResponse:
    """Takes the decision back."""
    chosen = _purchase(request, pk, document_pk)
    try:
        services.reopen(document=chosen, actor=request.user, office=request.office)
    except services.AlreadyDecided as error:
        _tell_who_was_first(request, error.document)
    else:
        messages.success(request, _("Invoice %(number)s waits for a decision again") % {"number": chosen.number})
    return redirect("ubl_inbox:document", pk, document_pk)


def _purchase(request: OfficeRequest, pk: int, document_pk: int) -> Document:
    dossier = get_dossier_or_404(request, pk)
    return get_object_or_404(_documents(dossier), pk=document_pk, direction=Direction.PURCHASE)


def _decide(
    request: OfficeRequest, chosen: Document, form: ApproveForm | RejectForm, decide: Callable[..., Document]
) -> HttpResponse:
    if not form.is_valid():
        messages.warning(request, " ".join(map(str, form.errors["remark"])))
        return redirect("ubl_inbox:document", chosen.dossier_id, chosen.pk)
    try:
        decided = decide(document=chosen, actor=request.user, office=request.office, **form.cleaned_data)
    except services.AlreadyDecided as error:
        _tell_who_was_first(request, error.document)
        return redirect("ubl_inbox:document", chosen.dossier_id, chosen.pk)
    _tell_what_was_done(request, decided)
    return _to_the_next(request, decided)


def _tell_who_was_first(request: OfficeRequest, decided: Document) -> None:
    who = {"who": decided.decided_by, "number": decided.number}
    messages.warning(request, _("%(who)s decided on invoice %(number)s before you") % who)


def _tell_what_was_done(request: OfficeRequest, decided: Document) -> None:
    """In the past tense, with the way back: the address in `extra_tags` becomes the Undo button of the toast."""
    approved = decided.state == State.APPROVED
    said = _("Invoice %(number)s of %(party)s approved") if approved else _("Invoice %(number)s of %(party)s rejected")
    undo = reverse("ubl_inbox:reopen", args=[decided.dossier_id, decided.pk])
    messages.success(request, said % {"party": decided.party_name, "number": decided.number}, extra_tags=undo)


def _to_the_next(request: OfficeRequest, decided: Document) -> HttpResponse:
    """The list as it stood, and beside it the next invoice that waits, or the decided one when none does."""
    form, address = MailboxFilter(request.GET), request.GET.copy()
    waits_here = form.asked("state") in ("", State.TO_APPROVE)
    following = queries.next_to_approve(decided, text=form.asked("q")) if waits_here else None
    address["shown"] = str((following or decided).pk)
    address.pop("view", None)
    return redirect(f"{reverse('ubl_inbox:purchases', args=[decided.dossier_id])}?{address.urlencode()}")


@require_safe
def attachment(request: OfficeRequest, pk: int, document_pk: int, attachment_pk: int) -> HttpResponse:
    """A stored file. Only a PDF is shown in the page; the rest is downloaded, so that nothing of it can run here."""
    dossier = get_dossier_or_404(request, pk)
    found = get_object_or_404(Attachment, pk=attachment_pk, document=document_pk, document__dossier=dossier)
    try:
        content = queries.content_of(found)
    except queries.FileUnreadable as error:
        raise Http404 from error
    is_pdf = content.startswith(b"%PDF-")
    response = HttpResponse(content, content_type="application/pdf" if is_pdf else "application/octet-stream")
    as_download = not is_pdf or "download" in request.GET
    response["Content-Disposition"] = content_disposition_header(as_download, found.name) or "attachment"
    response["Content-Security-Policy"] = _PDF_POLICY if is_pdf else _FILE_POLICY
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["X-Content-Type-Options"] = "nosniff"
    return response
