"""The office's connection with CodaBox, a check at once, and another try for a file."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from codabox_sync.connections.services import connect, connection_of
from codabox_sync.errors import CodaboxError
from codabox_sync.forms import TokenForm
from codabox_sync.models import ReceivedFile
from codabox_sync.reasons import reason_text
from codabox_sync.services import retry_file
from codabox_sync.tasks import poll_office
from dossiers.models import Dossier
from financial.models import Journal
from offices.access import office_staff_only
from offices.http import OfficeRequest


@office_staff_only
def connection(request: OfficeRequest) -> HttpResponse:
    """Where the office stands with CodaBox, step by step; the token is typed in here."""
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            connect(office=request.office, token=form.cleaned_data["token"], actor=request.user)
        except CodaboxError as error:
            form.add_error("token", reason_text(error.code, error.params))
        else:
            messages.success(request, _("The office is connected with CodaBox."))
            return redirect("codabox_sync:connection")
    found = connection_of(request.office)
    context = {
        "connection": found,
        "form": form,
        "fault": reason_text(found.fault, found.fault_params),
        "financial_on": Dossier.objects.filter(financial_enabled=True).exists(),
        "coda_on": Journal.objects.filter(coda_enabled=True).exists(),
    }
    return render(request, "codabox_sync/connection.html", context)


@require_POST
@office_staff_only
def check_now(request: OfficeRequest) -> HttpResponse:
    """Puts a poll of this office on the queue."""
    if not connection_of(request.office).is_connected:
        messages.warning(request, _("The office is not connected with CodaBox."))
        return redirect("codabox_sync:connection")
    poll_office.apply_async(kwargs={"office_id": request.office.pk}, task_id=str(uuid4()))
    messages.success(request, _("CodaBox is being checked; new files appear by themselves."))
    return redirect(_back(request))


@require_POST
@office_staff_only
def retry(request: OfficeRequest, file_pk: int) -> HttpResponse:
    """Tries one waiting file, or one that was set aside, once more."""
    found = get_object_or_404(ReceivedFile, pk=file_pk)
    file = retry_file(file=found, actor=request.user, office=request.office)
    if file.state == ReceivedFile.State.IMPORTED:
        messages.success(request, _("The file was imported."))
    else:
        messages.warning(request, reason_text(file.reason, file.reason_params))
    return redirect(_back(request))


def _back(request: OfficeRequest) -> str:
    """The page the button stood on, if it is one of ours."""
    url = request.headers.get("Referer", "")
    return url if url_has_allowed_host_and_scheme(url, {request.get_host()}) else "/"
