"""Settings of the office: how it wants its statements processed."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from financial import office_settings
from offices.http import OfficeRequest


@require_http_methods(["GET", "POST"])
def processing_settings(request: OfficeRequest) -> HttpResponse:
    """The three choices; `choice` names the one that was switched, `on` where it stands now."""
    if request.membership is None or not request.membership.is_office_staff:
        raise Http404
    if request.method == "GET":
        return render(request, "financial/office_settings.html", {"choices": office_settings.get()})
    choice = request.POST.get("choice", "")
    if choice not in office_settings.CHOICES:
        raise Http404
    on = request.POST.get("on") == "on"
    office_settings.change(actor=request.user, office=request.office, **{choice: on})
    messages.success(request, _("Saved for the whole office."))
    return redirect("financial:office_settings")
