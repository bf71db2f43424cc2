"""The support desk on the public host: every office's connection, never an amount of a dossier."""

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Case, IntegerField, Q, Sum, Value, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django_tenants.utils import tenant_context
from stdnum.be import vat as enterprise_number

from codabox_sync import queries as received
from codabox_sync.connections.models import Connection
from codabox_sync.connections.services import connect, connection_of
from codabox_sync.errors import CodaboxError
from codabox_sync.forms import TokenForm
from codabox_sync.models import ReceivedFile
from codabox_sync.reasons import reason_text
from codabox_sync.services import retry_file
from codabox_sync.tasks import ask_check
from offices import audit
from offices.access import support_only
from offices.http import SupportRequest
from offices.models import Office

State = Connection.State
_TROUBLE = (ReceivedFile.State.QUARANTINED, ReceivedFile.State.WAITING, ReceivedFile.State.GONE)
_FILES_SHOWN = 200
_FAILING = Q(codabox__state__in=[State.REFUSED, State.PROBLEM]) | Q(codabox__fault__gt="")
_TROUBLE_FIRST = Case(
    When(codabox__state=State.REFUSED, then=0),
    When(codabox__state=State.PROBLEM, then=1),
    When(codabox__fault__gt="", then=2),
    When(codabox__quarantined_count__gt=0, then=3),
    default=Value(4),
    output_field=IntegerField(),
)
# What can be asked for with `?show=`: the label, and which offices it is.
_GROUPS: dict[str, tuple[Promise | str, Q]] = {
    "": (gettext_lazy("All"), Q()),
    "questions": (gettext_lazy("With questions"), _FAILING | Q(codabox__quarantined_count__gt=0)),
    "absent": (gettext_lazy("Not connected"), Q(codabox=None) | Q(codabox__state=State.ABSENT)),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One segment above the list."""

    label: str
    url: str
    count: int
    current: bool
    icon: str = ""
    key: str = ""


@support_only
def offices(request: SupportRequest) -> HttpResponse:
    """All offices, those in trouble first."""
    text = request.GET.get("q", "").replace("\0", "").strip()
    show = request.GET.get("show", "")
    show = show if show in _GROUPS else ""
    counts = {name: Office.objects.filter(group).count() for name, (_label, group) in _GROUPS.items()}
    found = Office.objects.select_related("codabox").filter(_GROUPS[show][1] & _search(text))
    context = {
        "offices": found.order_by(_TROUBLE_FIRST, "name"),
        "q": text,
        "show": show,
        "choices": [
            Choice(str(label), f"?show={name}", counts[name], name == show) for name, (label, _group) in _GROUPS.items()
        ],
        "questions": counts["questions"],
    }
    if request.htmx:
        return render(request, "monitoring/_offices.html", context)
    return render(request, "monitoring/offices.html", context | _totals())


def _search(text: str) -> Q:
    named = Q(name__icontains=text)
    number = enterprise_number.compact(text)
    return named | Q(enterprise_number__contains=number) if number.isdigit() else named


def _totals() -> dict[str, int]:
    sums = Connection.objects.aggregate(waiting=Sum("waiting_count"), aside=Sum("quarantined_count"))
    return {
        "connected": Connection.objects.filter(state__in=[State.TOKEN_ENTERED, State.ACTIVE]).count(),
        "total": Office.objects.count(),
        "waiting": sums["waiting"] or 0,
        "aside": sums["aside"] or 0,
    }


@require_POST
@support_only
def check_now(request: SupportRequest, office_pk: int) -> HttpResponse:
    """Puts a poll of this office on the queue."""
    office = get_object_or_404(Office, pk=office_pk)
    if ask_check(office):
        messages.success(request, _("CodaBox is being checked; new files appear by themselves."))
    else:
        messages.info(request, _("CodaBox was checked a moment ago, or asked us to wait. Try again later."))
    return redirect("support:connection", office_pk=office.pk)


@support_only
def connection(request: SupportRequest, office_pk: int) -> HttpResponse:
    """One office's connection; support can type the token in for it."""
    office = get_object_or_404(Office, pk=office_pk)
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            connect(office=office, token=form.cleaned_data["token"], actor=request.user)
        except CodaboxError as error:
            form.add_error("token", reason_text(error.code, error.params))
        else:
            messages.success(request, _("%(office)s is connected with CodaBox.") % {"office": office})
            return redirect("support:connection", office_pk=office.pk)
    found = connection_of(office)
    context = {
        "office": office,
        "connection": found,
        "form": form,
        "fault": reason_text(found.fault, found.fault_params),
    }
    return render(request, "monitoring/office_connection.html", context)


@support_only
def files(request: SupportRequest, office_pk: int) -> HttpResponse:
    """The files of one office that need somebody: kind, client and reason, never what stands inside. Looking is kept
    in the audit trail of the office."""
    office = get_object_or_404(Office, pk=office_pk)
    audit.record(action="support.files", actor=request.user, office=office, target=str(office))
    with tenant_context(office):
        found = list(received.files().filter(state__in=_TROUBLE)[:_FILES_SHOWN])
        rows = [(file, received.model_name(file), str(file.feed)) for file in found]
    return render(request, "monitoring/office_files.html", {"office": office, "rows": rows})


@require_POST
@support_only
def retry(request: SupportRequest, office_pk: int, file_pk: int) -> HttpResponse:
    """Tries one file of an office once more."""
    office = get_object_or_404(Office, pk=office_pk)
    with tenant_context(office):
        file = retry_file(file=get_object_or_404(ReceivedFile, pk=file_pk), actor=request.user, office=office)
    if file.state == ReceivedFile.State.IMPORTED:
        messages.success(request, _("The file was imported."))
    else:
        messages.warning(request, reason_text(file.reason, file.reason_params))
    return redirect("support:files", office_pk=office.pk)
