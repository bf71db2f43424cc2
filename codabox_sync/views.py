"""A check at once, and another try for a file."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from codabox_sync.connections.services import connection_of
from codabox_sync.models import ReceivedFile
from codabox_sync.reasons import reason_text
from codabox_sync.services import retry_file
from codabox_sync.tasks import ask_check
from offices.access import office_staff_only
from offices.http import OfficeRequest


@require_POST
@office_staff_only
def check_now(request: OfficeRequest) -> HttpResponse:
    """Puts a poll of this office on the queue."""
    if not connection_of(request.office).is_connected:
        messages.warning(request, _("The office is not connected with CodaBox."))
        return redirect("codabox_sync:connection")
    if ask_check(request.office):
        messages.success(request, _("CodaBox is being checked; new files appear by themselves."))
    else:
        messages.info(request, _("CodaBox was checked a moment ago, or asked us to wait. Try again later."))
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
