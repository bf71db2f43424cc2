"""What the shell around every page shows: the office, the dossier, and the tabs this user may open."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from dossiers.models import Dossier
from financial.queries.line_panel import count_with_blank_lines
from offices.models import Office
from ubl_inbox.queries import count_to_approve

_STATEMENT_PAGES = frozenset(
    {"statements", "statement", "line", "line_choose", "apply", "process", "run", "transfer", "print_list"}
)


@dataclass(frozen=True, slots=True)
class Tab:
    """One entry of the navigation; `short` is its name under the thumb, where that differs."""

    label: str
    url: str
    icon: str
    current: bool
    count: int | None = None
    short: str = ""


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
    tab = partial(_tab, request, pk=dossier.pk)
    tabs = []
    if dossier.financial_enabled:
        tabs.append(tab("financial", "financial:transactions", "bank", _("Financial")))
        if request.membership.is_office_staff:  # type: ignore[attr-defined]
            to_do = count_with_blank_lines(dossier) or None
            tabs.append(
                tab("statements", "financial:statements", "layers", _("CODA statements"), _("Statements"), count=to_do)
            )
    waiting = count_to_approve(dossier) or None
    tabs.append(tab("ubl_inbox", "ubl_inbox:purchases", "inbox", _("Digital mailbox"), _("Mailbox"), count=waiting))
    if request.membership.is_office_staff:  # type: ignore[attr-defined]
        tabs.append(tab("monitoring", "monitoring:dossier", "pulse", _("CodaBox usage"), "CodaBox"))
        tabs.append(tab("settings", "dossiers:general", "settings", _("Dossier settings"), _("Settings")))
    return tabs


def _office_tabs(request: HttpRequest) -> list[Tab]:
    tab = partial(_tab, request)
    tabs = [tab("dossiers", "dossiers:list", "layers", _("Dossiers"))]
    if request.membership.is_office_staff:  # type: ignore[attr-defined]
        tabs.append(tab("monitoring", "monitoring:office", "pulse", _("Monitoring")))
        tabs.append(tab("codabox_sync", "codabox_sync:connection", "settings", _("Office settings"), _("Office")))
    return tabs


def _support_tabs(request: HttpRequest) -> list[Tab]:
    return [_tab(request, "support", "support:offices", "pulse", _("CodaBox monitoring"), "CodaBox")]


def _tab(
    request: HttpRequest,
    section: str,
    view: str,
    icon: str,
    label: str,
    short: str = "",
    *,
    pk: int | None = None,
    count: int | None = None,
) -> Tab:
    url = reverse(view, args=[pk] if pk else [])
    return Tab(label, url, icon, _section(request) == section, count, short)


def _section(request: HttpRequest) -> str:
    """The part of the product this page belongs to: settings pages of every app share one tab, of a dossier and of the
    office."""
    match = request.resolver_match
    if match is None:
        return ""
    if match.url_name in {"general", "journals", "learned"} or (match.url_name or "").startswith("coding"):
        return "settings"
    if match.url_name in _STATEMENT_PAGES:
        return "statements"
    if match.url_name == "office_settings":
        return "codabox_sync"
    return match.namespace
