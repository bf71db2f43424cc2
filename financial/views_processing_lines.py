"""What a person does with a line: place, accept, clear, undo, describe; with one or with many."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from dossiers.models import Dossier, LedgerAccount, Relation
from financial import placing
from financial.line_panel import line_or_404
from financial.models import Allocation, StatementLine
from financial.queries.line_panel import find_ledger_accounts, find_relations
from financial.statement_answers import carry_out
from financial.views_processing import processing_dossier, statement_or_404
from offices.http import OfficeRequest


@require_GET
def choose(request: OfficeRequest, pk: int, statement_pk: int, line_pk: int) -> HttpResponse:
    """Search as you type: `of=relation` customers and suppliers, `of=ledger` ledger accounts. `seen` is the version of
    the line on the screen."""
    dossier = processing_dossier(request, pk)
    line = line_or_404(dossier, statement_pk, line_pk)
    text, ledger = request.GET.get("q", "").strip(), request.GET.get("of") == "ledger"
    seen = request.GET.get("seen", str(line.version))
    context: dict[str, Any] = {"dossier": dossier, "line": line, "seen": seen, "text": text, "ledger": ledger}
    context["choices"] = (
        find_ledger_accounts(dossier, text, line=line) if ledger else find_relations(dossier, text, line=line)
    )
    if not request.htmx:
        return render(request, "financial/statement_choose.html", context)
    part = "choices" if request.htmx.target == "choices" else "choose"
    return render(request, f"financial/_statement_{part}.html", context)


@require_POST
def place(request: OfficeRequest, pk: int, statement_pk: int, line_pk: int) -> HttpResponse:
    """Chooses the account: `account` is `relation:<key>` or `ledger:<key>`."""
    dossier = processing_dossier(request, pk)
    account = _account(dossier, request.POST.get("account", ""))

    def change(line: StatementLine, version: int) -> None:
        placing.choose_account(line=line, version=version, actor=request.user, **_as_choice(account))

    on_ledger = isinstance(account, LedgerAccount)  # after a relation its items are to be chosen
    return carry_out(request, dossier, statement_pk, line_pk, change, [(_("Account"), str(account))], settles=on_ledger)


@require_POST
def accept(request: OfficeRequest, pk: int, statement_pk: int, line_pk: int) -> HttpResponse:
    """Accepts the proposal with index `candidate`, or confirms what a run placed for review."""
    dossier = processing_dossier(request, pk)
    said = request.POST.get("candidate", "")
    index = int(said) if said.isdigit() else None

    def change(line: StatementLine, version: int) -> None:
        placing.accept(line=line, version=version, candidate_index=index, actor=request.user)

    return carry_out(request, dossier, statement_pk, line_pk, change, [(_("Action"), _("Accept"))], settles=True)


@require_POST
def clear(request: OfficeRequest, pk: int, statement_pk: int, line_pk: int) -> HttpResponse:
    """Back to blank."""
    dossier = processing_dossier(request, pk)

    def change(line: StatementLine, version: int) -> None:
        placing.clear(line=line, version=version, actor=request.user)

    return carry_out(request, dossier, statement_pk, line_pk, change, [(_("Action"), _("Clear"))])


@require_POST
def undo(request: OfficeRequest, pk: int, statement_pk: int, line_pk: int) -> HttpResponse:
    """Undoes one match of the line."""
    dossier = processing_dossier(request, pk)
    said = request.POST.get("allocation", "")

    def change(line: StatementLine, version: int) -> None:
        allocation = get_object_or_404(Allocation, pk=int(said) if said.isdigit() else 0, line=line)
        placing.undo_match(allocation=allocation, version=version, actor=request.user)

    return carry_out(request, dossier, statement_pk, line_pk, change, [(_("Action"), _("Undo the match"))])


@require_POST
def edit(request: OfficeRequest, pk: int, statement_pk: int, line_pk: int) -> HttpResponse:
    """Description and document type, each only when it differs."""
    dossier = processing_dossier(request, pk)
    description, document_type = request.POST.get("description", "").strip(), request.POST.get("document_type", "")

    def change(line: StatementLine, version: int) -> None:
        if description != line.description:
            placing.set_description(line=line, version=version, description=description, actor=request.user)
            line.refresh_from_db(fields=("version",))
            version = line.version
        if document_type in {"payment", "refund"} and document_type != line.document_type:
            placing.set_document_type(line=line, version=version, document_type=document_type, actor=request.user)

    return carry_out(request, dossier, statement_pk, line_pk, change, [(_("Description"), description)])


@require_POST
def bulk(request: OfficeRequest, pk: int, statement_pk: int) -> HttpResponse:
    """One action on the ticked lines (`line` is `<key>:<version>`); what is refused is told line by line."""
    dossier = processing_dossier(request, pk)
    found = statement_or_404(dossier, statement_pk)
    action = request.POST.get("action", "")
    seen = dict(map(_seen, request.POST.getlist("line")))
    if action not in {"accept", "clear", "choose_account"}:
        raise Http404
    lines = [(key, seen[key]) for key in found.lines.filter(pk__in=seen).values_list("pk", flat=True)]
    if not lines:
        messages.warning(request, _("Tick the lines first."))
    elif action == "choose_account" and (account := _ledger_account(dossier, request.POST.get("ledger", ""))) is None:
        messages.error(request, _("The books have no such ledger account."))
    else:
        choice = _as_choice(account) if action == "choose_account" else {}
        result = placing.bulk(dossier=dossier, lines=lines, action=action, actor=request.user, **choice)
        _tell(request, result)
    return redirect(_next(request, reverse("financial:statement", args=[dossier.pk, found.pk])))


def _tell(request: OfficeRequest, result: placing.BulkResult) -> None:
    if done := len(result.done):
        said = ngettext("%(count)s line was changed.", "%(count)s lines were changed.", done)
        messages.success(request, said % {"count": done})
    if refused := len(result.refused):
        said = ngettext("%(count)s line stayed as it was.", "%(count)s lines stayed as they were.", refused)
        messages.error(request, " ".join([said % {"count": refused}, *_reasons(result)]))


def _reasons(result: placing.BulkResult) -> Iterator[str]:
    """Why lines were refused, each reason once with the first line it concerns and how many more."""
    alike: dict[str, list[str]] = {}
    for line, error in result.refused:
        alike.setdefault(error.code, []).append(error.text if "line" in error.params else f"{line}: {error.text}")
    return (f"{texts[0]} (+{len(texts) - 1})" if len(texts) > 1 else texts[0] for texts in alike.values())


def _account(dossier: Dossier, said: str) -> Relation | LedgerAccount:
    """What `relation:<key>` or `ledger:<key>` names in this dossier; else 404."""
    kind, _colon, key = said.partition(":")
    if not key.isdigit():
        raise Http404
    if kind == "ledger":
        return get_object_or_404(LedgerAccount, pk=int(key), dossier=dossier)
    return get_object_or_404(Relation, pk=int(key), dossier=dossier)


def _ledger_account(dossier: Dossier, number: str) -> LedgerAccount | None:
    return LedgerAccount.objects.filter(dossier=dossier, number=number.split(" ")[0]).first()


def _as_choice(account: Relation | LedgerAccount | None) -> dict[str, Any]:
    if isinstance(account, LedgerAccount):
        return {"account_type": "ledger", "ledger_account": account}
    return {"account_type": account.kind if account else "", "relation": account}


def _seen(said: str) -> tuple[int, int]:
    key, _colon, version = said.partition(":")
    return (int(key) if key.isdigit() else 0, int(version) if version.isdigit() else 0)


def _next(request: OfficeRequest, otherwise: str) -> str:
    asked = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if safe else otherwise
