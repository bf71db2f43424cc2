"""Received files: the list of the office, one file with everything that happened to it, and what a person may do."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from codabox_sync import files, queries
from codabox_sync.forms import AssignForm
from codabox_sync.models import FileContent, ReceivedFile
from codabox_sync.reasons import reason_text
from offices import audit, storage
from offices.access import office_staff_only
from offices.http import OfficeRequest

PER_PAGE = 50
State = ReceivedFile.State
# The order of the tabs: what asks for a person first.
_SHOWN_STATES = (State.WAITING, State.QUARANTINED, State.HELD, State.IMPORTED, State.DUPLICATE, State.GONE)
_TYPES = {"pdf": "application/pdf", "xml": "application/xml", "cod": "text/plain; charset=latin-1"}


@office_staff_only
def file_list(request: OfficeRequest) -> HttpResponse:
    """Every file of the office, by state and searchable."""
    text = request.GET.get("q", "").replace("\0", "").strip()
    state = request.GET.get("state", "")
    state = state if state in State.values else ""
    found = queries.files(state=state, text=text)
    context = {"page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")), "q": text, "state": state}
    if request.htmx:
        return render(request, "codabox_sync/_files.html", context)
    counts = queries.counts()
    tabs = [_tab(str(_("All")), "", counts.total(), state)]
    tabs += [_tab(str(shown.label), shown.value, counts[shown], state) for shown in _SHOWN_STATES]
    retryable = state in files.RETRYABLE and counts[state]
    return render(request, "codabox_sync/files.html", context | {"tabs": tabs, "retryable": retryable})


def _tab(label: str, state: str, count: int, current: str) -> dict[str, object]:
    url = reverse("codabox_sync:files") + (f"?state={state}" if state else "")
    return {"label": label, "url": url, "count": count, "current": state == current}


@office_staff_only
def file_page(request: OfficeRequest, file_pk: int) -> HttpResponse:
    """One file: where it came from, every step, what it holds, and what can be done."""
    return _page(request, _file(file_pk))


def _page(request: OfficeRequest, file: ReceivedFile, form: AssignForm | None = None) -> HttpResponse:
    contents = list(file.contents.all())
    assignable = files.is_assignable(file)
    context = {
        "file": file,
        "model": queries.model_name(file),
        "steps": queries.steps(file),
        "contents": contents,
        "lines": _lines(contents),
        "statements": file.statements.select_related("journal__dossier"),
        "suggestion": queries.suggestion(file) if assignable else None,
        "form": form or (AssignForm(file) if assignable else None),
        "askable": files.is_askable(file),
        "retryable": file.state in files.RETRYABLE,
    }
    return render(request, "codabox_sync/file.html", context)


def _lines(contents: list[FileContent]) -> list[queries.ShownLine]:
    """The text of the file; nothing when it cannot be read just now: the reason stands on the page already."""
    text = next((content for content in contents if content.format != "pdf"), None)
    try:
        return queries.shown_lines(text, language=(get_language() or "en")[:2]) if text else []
    except (OSError, storage.ContentDamaged):
        return []


@office_staff_only
def download(request: OfficeRequest, file_pk: int, format: str) -> HttpResponse:
    """The raw bytes of one format, byte for byte."""
    content = get_object_or_404(FileContent, file=_file(file_pk), format=format)
    try:
        raw = storage.fetch(content.stored_as, digest=content.digest)
    except (OSError, storage.ContentDamaged) as error:
        raise Http404 from error
    audit.record(action="file.opened", actor=request.user, office=request.office, target=str(content)[:120])
    response = HttpResponse(raw, content_type=_TYPES.get(format, "application/octet-stream"))
    response["Content-Disposition"] = f'attachment; filename="{file_pk}.{format}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
@office_staff_only
def assign(request: OfficeRequest, file_pk: int) -> HttpResponse:
    """Gives the file a place by hand."""
    file = _file(file_pk)
    form = AssignForm(file, request.POST)
    if not form.is_valid():
        return _page(request, file, form)
    dossier, journal = form.cleaned_data["dossier"], form.cleaned_data.get("journal")
    try:
        ended = files.assign(file=file, dossier=dossier, journal=journal, actor=request.user, office=request.office)
    except files.AssignRefused as error:
        form.add_error(None, str(error))
        return _page(request, file, form)
    _tell(request, ended)
    return redirect("codabox_sync:file", file_pk=file_pk)


@require_POST
@office_staff_only
def ask_again(request: OfficeRequest, file_pk: int) -> HttpResponse:
    """Asks for the file once more."""
    files.ask_again(file=_file(file_pk), actor=request.user, office=request.office)
    messages.success(request, _("Noted. As soon as CodaBox delivers the file again, it is fetched."))
    return redirect("codabox_sync:file", file_pk=file_pk)


@require_POST
@office_staff_only
def retry_all(request: OfficeRequest) -> HttpResponse:
    """Tries everything that waits, or was set aside, once more."""
    state = request.POST.get("state", "")
    if state not in files.RETRYABLE:
        raise Http404
    tried = files.retry_all(state=state, actor=request.user, office=request.office)
    words = ngettext(
        "%(tried)s file was tried again, %(imported)s found its place.",
        "%(tried)s files were tried again, %(imported)s found their place.",
        tried.tried,
    )
    messages.info(request, words % {"tried": tried.tried, "imported": tried.imported})
    return redirect(f"{reverse('codabox_sync:files')}?state={state}")


def _tell(request: OfficeRequest, file: ReceivedFile) -> None:
    say: Callable[..., None] = messages.success if file.state == State.IMPORTED else messages.warning
    words = {State.IMPORTED: _("The file was imported.")}
    say(request, words.get(State(file.state)) or reason_text(file.reason, file.reason_params))


def _file(pk: int) -> ReceivedFile:
    found = ReceivedFile.objects.select_related("feed__dossier", "dossier", "journal__dossier", "document__dossier")
    return get_object_or_404(found.prefetch_related("contents", "events"), pk=pk)
