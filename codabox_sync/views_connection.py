"""The office's connection with CodaBox: which way, how far, what went wrong and who can mend it."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from codabox_sync.connections import consent
from codabox_sync.connections.models import Connection
from codabox_sync.connections.services import connect, connection_of
from codabox_sync.errors import CodaboxError
from codabox_sync.forms import ConsentForm, TokenForm
from codabox_sync.reasons import reason_text
from codabox_sync.remedies import remedy
from dossiers.models import Dossier
from financial.models import Journal
from offices import audit
from offices.access import office_staff_only
from offices.http import OfficeRequest
from offices.models import AuditEvent
from offices.templatetags.afpunt import moment

State = Connection.State
Provider = Connection.Provider
HISTORY = 8
WAYS: dict[str, Promise | str] = {
    Provider.CLASSIC: gettext_lazy("With a token"),
    Provider.CONNECT: gettext_lazy("With a consent"),
}


@dataclass(frozen=True, slots=True)
class Way:
    """One of the two APIs to choose from."""

    label: Promise | str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One event in the life of the connection, as `components/steps.html` shows it."""

    text: str
    detail: str
    state: str


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
    way = Provider.CLASSIC if request.method == "POST" else _way(request)
    return _page(request, way, form=form)


@require_POST
@office_staff_only
def ask_consent(request: OfficeRequest) -> HttpResponse:
    """Asks CodaBox for the office's consent, and shows where the office can give it."""
    form = ConsentForm(request.POST)
    if form.is_valid():
        back = request.build_absolute_uri(reverse("codabox_sync:consent_back"))
        number = form.cleaned_data["number"]
        try:
            consent.ask_consent(office=request.office, number=number, redirect_uri=back, actor=request.user)
        except CodaboxError as error:
            form.add_error("number", f"{reason_text(error.code, error.params)} {remedy(error.code)}")
        else:
            return redirect(f"{reverse('codabox_sync:connection')}?way=connect")
    return _page(request, Provider.CONNECT, consent_form=form)


@require_GET
@office_staff_only
def consent_back(request: OfficeRequest) -> HttpResponse:
    """Where MyCodaBox sends the browser. Nothing in the address is believed: the consent is read at CodaBox."""
    return _read_again(request)


@require_POST
@office_staff_only
def check_consent(request: OfficeRequest) -> HttpResponse:
    """Reads the consent again at once."""
    return _read_again(request)


def _read_again(request: OfficeRequest) -> HttpResponse:
    try:
        found = consent.refresh_consent(connection_of(request.office), actor=request.user)
    except CodaboxError as error:
        messages.warning(request, f"{reason_text(error.code, error.params)} {remedy(error.code)}")
    else:
        _tell(request, found)
    return redirect(f"{reverse('codabox_sync:connection')}?way=connect")


def _tell(request: OfficeRequest, found: Connection) -> None:
    if found.provider == Provider.CONNECT and found.state == State.ACTIVE:
        messages.success(request, _("The office is connected with CodaBox."))
    elif found.fault:
        messages.warning(request, reason_text(found.fault, found.fault_params))
    else:
        messages.info(request, _("The consent was not given yet."))


def _way(request: OfficeRequest) -> str:
    asked = request.GET.get("way", "")
    known = connection_of(request.office)
    if asked in Provider.values:
        return asked
    return known.provider if known.state != State.ABSENT else str(settings.CODABOX_PROVIDER)


def _page(
    request: OfficeRequest, way: str, *, form: TokenForm | None = None, consent_form: ConsentForm | None = None
) -> HttpResponse:
    found = connection_of(request.office)
    url = reverse("codabox_sync:connection")
    context = {
        "connection": found,
        "way": way,
        "ways": [Way(label, f"{url}?way={name}", name == way) for name, label in WAYS.items()],
        "connected": found.is_connected and found.provider == way,
        "asked": bool(found.consent_id) and not (found.is_connected and found.provider == Provider.CONNECT),
        "connect_ready": bool(settings.IBANITY_CLIENT_ID),
        "form": form or TokenForm(),
        "consent_form": consent_form or ConsentForm(initial={"number": _dotted(request.office.enterprise_number)}),
        "fault": reason_text(found.fault, found.fault_params),
        "remedy": remedy(found.fault),
        "history": _history(request),
        "financial_on": Dossier.objects.filter(financial_enabled=True).exists(),
        "coda_on": Journal.objects.filter(coda_enabled=True).exists(),
    }
    return render(request, "codabox_sync/connection.html", context)


def _dotted(number: str) -> str:
    return f"{number[:4]}.{number[4:7]}.{number[7:]}" if number else ""


def _history(request: OfficeRequest) -> list[Step]:
    """What happened to the connection, the newest first."""
    events = AuditEvent.objects.filter(office=request.office, action__startswith="codabox.").select_related("actor")
    return [_step(event) for event in events.order_by("-pk")[:HISTORY]]


def _step(event: AuditEvent) -> Step:
    good = event.action in {"codabox.connected", "codabox.consent_given"}
    asked = event.action == "codabox.consent_asked"
    who = f"{event.actor.name}, " if event.actor else ""
    return Step(audit.sentence(event), f"{who}{moment(event.at)}", "y" if good else "a" if asked else "r")
