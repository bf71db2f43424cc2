"""The support desk on the public host: every office's connection, never an amount of a dossier."""

from django.contrib import messages
from django.db.models import Case, IntegerField, Q, Sum, Value, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from stdnum.be import vat as enterprise_number

from codabox_sync.connections.models import Connection
from codabox_sync.connections.services import connect, connection_of
from codabox_sync.errors import CodaboxError
from codabox_sync.forms import TokenForm
from codabox_sync.reasons import reason_text
from offices.access import support_only
from offices.http import SupportRequest
from offices.models import Office

State = Connection.State
_TROUBLE_FIRST = Case(
    When(codabox__state=State.REFUSED, then=0),
    When(codabox__state=State.PROBLEM, then=1),
    When(codabox__fault__gt="", then=2),
    When(codabox__quarantined_count__gt=0, then=3),
    default=Value(4),
    output_field=IntegerField(),
)


@support_only
def offices(request: SupportRequest) -> HttpResponse:
    """All offices, those in trouble first."""
    text = request.GET.get("q", "").replace("\0", "").strip()
    found = Office.objects.select_related("codabox").prefetch_related("domains").order_by(_TROUBLE_FIRST, "name")
    if text:
        named = Q(name__icontains=text)
        number = enterprise_number.compact(text)
        found = found.filter(named | Q(enterprise_number__contains=number) if number.isdigit() else named)
    totals = Connection.objects.aggregate(waiting=Sum("waiting_count"), aside=Sum("quarantined_count"))
    context = {
        "offices": found,
        "q": text,
        "connected": Connection.objects.filter(state=State.ACTIVE).count(),
        "total": Office.objects.count(),
        "waiting": totals["waiting"] or 0,
        "aside": totals["aside"] or 0,
    }
    return render(request, "monitoring/_offices.html" if request.htmx else "monitoring/offices.html", context)


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
    context = {"office": office, "connection": connection_of(office), "form": form}
    return render(request, "monitoring/office_connection.html", context)
