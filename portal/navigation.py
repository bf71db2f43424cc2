"""What the shell around every page shows: the office, the dossier, and the tabs this user may open."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from dossiers.models import Dossier
from offices.models import Office
from ubl_inbox.queries import count_to_approve


@dataclass(frozen=True, slots=True)
class Tab:
    """One entry of the navigation."""

    label: str
    url: str
    icon: str
    current: bool
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Navigation:
    """`dossier` is None outside a dossier; `office` is None on the public host."""

    office: Office | None
    dossier: Dossier | None
    tabs: list[Tab]
    home_url: str = "/"
    dossiers_url: str = ""


def nav(request: HttpRequest) -> dict[str, Any]:
    """The context processor."""
    office = getattr(request, "office", None)
    dossier = getattr(request, "dossier", None)
    membership = getattr(request, "membership", None)
    if office is None:
        support = request.user.is_authenticated if hasattr(request, "user") else False
        return {"nav": Navigation(None, None, _support_tabs(request) if support else [])}
    if membership is None:
        return {"nav": Navigation(office, None, [])}
    tabs = _dossier_tabs(request, dossier) if dossier else _office_tabs(request)
    return {"nav": Navigation(office, dossier, tabs, dossiers_url=reverse("dossiers:list"))}


def _dossier_tabs(request: HttpRequest, dossier: Dossier) -> list[Tab]:
    tabs = []
    if dossier.financial_enabled:
        tabs.append(_tab(request, _("Financial"), "bank", "financial:transactions", "financial", dossier.pk))
    waiting = count_to_approve(dossier) or None
    tabs.append(_tab(request, _("Digital mailbox"), "inbox", "ubl_inbox:purchases", "ubl_inbox", dossier.pk, waiting))
    if request.membership.is_office_staff:  # type: ignore[attr-defined]
        tabs.append(_tab(request, _("CodaBox usage"), "chart", "monitoring:dossier", "monitoring", dossier.pk))
        tabs.append(_tab(request, _("Dossier settings"), "settings", "dossiers:general", "settings", dossier.pk))
    return tabs


def _office_tabs(request: HttpRequest) -> list[Tab]:
    tabs = [_tab(request, _("Dossiers"), "layers", "dossiers:list", "dossiers")]
    if request.membership.is_office_staff:  # type: ignore[attr-defined]
        tabs.append(_tab(request, _("Monitoring"), "chart", "monitoring:office", "monitoring"))
        tabs.append(_tab(request, _("Office settings"), "settings", "codabox_sync:connection", "codabox_sync"))
    return tabs


def _support_tabs(request: HttpRequest) -> list[Tab]:
    return [_tab(request, _("CodaBox monitoring"), "chart", "support:offices", "support")]


def _tab(
    request: HttpRequest,
    label: str,
    icon: str,
    view: str,
    section: str,
    pk: int | None = None,
    count: int | None = None,
) -> Tab:
    return Tab(label, reverse(view, args=[pk] if pk else []), icon, _section(request) == section, count)


def _section(request: HttpRequest) -> str:
    """The part of the product this page belongs to: settings pages of every app share one tab."""
    match = request.resolver_match
    if match is None:
        return ""
    if match.url_name in {"general", "journals"}:
        return "settings"
    return match.namespace
