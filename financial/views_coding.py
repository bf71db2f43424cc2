"""Pages of the coding rules of a dossier, and *CODA-codering bewaren* on a line."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dossiers.access import get_managed_dossier_or_404
from dossiers.models import Dossier, LedgerAccount
from financial import coding
from financial.coding_labels import code_in_words, rule_in_words
from financial.errors import ProcessingError, RuleExists
from financial.forms_coding import CodingForm, TransferAccountForm
from financial.models import CodingRule, StatementLine
from offices.http import OfficeRequest


@require_GET
def coding_rules(request: OfficeRequest, pk: int) -> HttpResponse:
    """The rules of a dossier: the default posting apart, then all others by their codes."""
    dossier = get_managed_dossier_or_404(request, pk)
    return _overview(request, dossier, TransferAccountForm(dossier=dossier))


@require_POST
def transfer_account(request: OfficeRequest, pk: int) -> HttpResponse:
    """Where transfers between own bank accounts are booked."""
    dossier = get_managed_dossier_or_404(request, pk)
    form = TransferAccountForm(request.POST, dossier=dossier)
    if not form.is_valid():
        return _overview(request, dossier, form)
    coding.choose_transfer_account(dossier=dossier, account=form.account, actor=request.user, office=request.office)
    messages.success(request, _("Saved. The next run books transfers between own accounts so."))
    return redirect("financial:coding", pk=dossier.pk)


def _overview(request: OfficeRequest, dossier: Dossier, form: TransferAccountForm) -> HttpResponse:
    rules = list(coding.rules_of(dossier))
    context = {
        "dossier": dossier,
        "form": form,
        "ledger_accounts": LedgerAccount.objects.filter(dossier=dossier, blocked=False),
        "defaults": [rule for rule in rules if coding.is_default(rule)],
        "rows": _rows([rule for rule in rules if not coding.is_default(rule)]),
    }
    return render(request, "financial/coding.html", context)


@require_http_methods(["GET", "POST"])
def coding_rule(request: OfficeRequest, pk: int, rule_pk: int | None = None) -> HttpResponse:
    """A new rule, or one to change. `try` says what it would place and saves nothing; `overwrite` replaces another."""
    dossier = get_managed_dossier_or_404(request, pk)
    rule = _rule(dossier, rule_pk) if rule_pk else _new_rule(dossier, default="default" in request.GET)
    form = CodingForm(request.POST if request.method == "POST" else None, rule=rule)
    context: dict[str, Any] = {"dossier": dossier, "rule": rule, "form": form}
    if form.is_valid():
        if "try" in request.POST:
            context["hits"] = coding.lines_hit(rule=rule).count()
        else:
            try:
                saved = coding.save_rule(
                    rule=rule, actor=request.user, office=request.office, overwrite="overwrite" in request.POST
                )
            except RuleExists as error:
                context["existing"] = error.rule
            else:
                messages.success(request, _("Coding rule %(rule)s was saved.") % {"rule": rule_in_words(saved)})
                return redirect("financial:coding", pk=dossier.pk)
    context["ledger_accounts"] = LedgerAccount.objects.filter(dossier=dossier, blocked=False)
    return render(request, "financial/coding_rule.html", context)


@require_POST
def delete_coding_rule(request: OfficeRequest, pk: int, rule_pk: int) -> HttpResponse:
    """Deletes a rule; what it placed stays."""
    dossier = get_managed_dossier_or_404(request, pk)
    rule = _rule(dossier, rule_pk)
    coding.delete_rule(rule=rule, actor=request.user, office=request.office)
    messages.success(request, _("Coding rule %(rule)s was deleted.") % {"rule": rule_in_words(rule)})
    return redirect("financial:coding", pk=dossier.pk)


@require_POST
def move_coding_rule(request: OfficeRequest, pk: int, rule_pk: int) -> HttpResponse:
    """Exchanges a rule with its neighbour of the same codes: `direction` up, else down."""
    dossier = get_managed_dossier_or_404(request, pk)
    coding.move_rule(rule=_rule(dossier, rule_pk), up=request.POST.get("direction") == "up")
    return redirect("financial:coding", pk=dossier.pk)


@require_http_methods(["GET", "POST"])
def save_coding(request: OfficeRequest, pk: int, line_pk: int) -> HttpResponse:
    """*CODA-codering bewaren*: asks with what it would hit and replace (for htmx a dialog), then saves.

    `scope=all` is for every bank account. `next` is where the person came from.
    """
    dossier = get_managed_dossier_or_404(request, pk)
    lines = StatementLine.objects.select_related("journal__dossier", "statement", "relation", "ledger_account")
    line = get_object_or_404(lines, pk=line_pk, journal__dossier=dossier)
    back = _next(request, dossier)
    wide = request.POST.get("scope", request.GET.get("scope")) == "all"
    try:
        rule = coding.rule_from_line(line=line, for_all_accounts=wide)
        if request.method == "POST":
            return _save_from_line(request, rule, back)
    except RuleExists:
        pass
    except ProcessingError as error:
        messages.error(request, _(error.message) % error.params)
        return redirect(back)
    context = {"dossier": dossier, "line": line, "rule": rule, "wide": wide, "next": back}
    context |= {"existing": coding.existing(rule), "hits": coding.lines_hit(rule=rule).count()}
    context["words"] = code_in_words(rule.family, rule.transaction, rule.category)
    dialog = request.htmx and not request.htmx.boosted
    return render(request, "financial/_coding_save.html" if dialog else "financial/coding_save.html", context)


def _save_from_line(request: OfficeRequest, rule: CodingRule, back: str) -> HttpResponse:
    """Raises `RuleExists` until the person has seen what is replaced."""
    overwrite = "overwrite" in request.POST
    coding.save_rule(rule=rule, actor=request.user, office=request.office, overwrite=overwrite)
    hits = coding.lines_hit(rule=rule).count()
    said = ngettext(
        "The coding was saved. %(count)s blank line will follow it when you process.",
        "The coding was saved. %(count)s blank lines will follow it when you process.",
        hits,
    )
    messages.success(request, said % {"count": hits})
    return redirect(back)


def _rule(dossier: Dossier, pk: int) -> CodingRule:
    return get_object_or_404(coding.rules_of(dossier), pk=pk)


def _new_rule(dossier: Dossier, *, default: bool) -> CodingRule:
    """An empty rule; for the default posting one that asks for its ledger account."""
    rule = CodingRule(dossier=dossier)
    if default:
        rule.account_type = CodingRule.AccountType.LEDGER
    return rule


def _rows(rules: list[CodingRule]) -> list[dict[str, Any]]:
    """Each rule with its words; `movable` when other rules of the same codes are tried before or after it."""
    groups: dict[tuple[str, ...], list[CodingRule]] = {}
    for rule in rules:
        groups.setdefault((rule.account, rule.family, rule.transaction, rule.category), []).append(rule)
    return [
        {
            "rule": rule,
            "words": code_in_words(rule.family, rule.transaction, rule.category),
            "movable": len(group) > 1,
            "first": place == 0,
            "last": place == len(group) - 1,
        }
        for group in groups.values()
        for place, rule in enumerate(group)
    ]


def _next(request: OfficeRequest, dossier: Dossier) -> str:
    asked = request.POST.get("next", request.GET.get("next", ""))
    safe = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if safe else reverse("financial:coding", args=[dossier.pk])
