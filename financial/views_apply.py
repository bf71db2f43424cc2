"""Posten vereffenen: a person chooses the open items that a line settles, and accounts for the rest."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dossiers.models import Dossier, LedgerAccount
from financial import placing
from financial.apply_screen import ZERO, ApplyRow, Typed, candidate_fact, read
from financial.errors import LineChanged, ProcessingError
from financial.line_panel import alone, line_or_404
from financial.models import OpenItem, StatementLine
from financial.statement_answers import answer, touched, version_of
from financial.views_processing import processing_dossier
from financial.wording_lines import why_of
from offices.http import OfficeRequest


@require_http_methods(["GET", "POST"])
def apply(request: OfficeRequest, pk: int, statement_pk: int, line_pk: int) -> HttpResponse:
    """The open items to choose from (for htmx a dialog, or only the items that a search finds), and OK."""
    dossier = processing_dossier(request, pk)
    line = line_or_404(dossier, statement_pk, line_pk)
    if request.method == "POST":
        return _ok(request, dossier, line)
    typed = Typed.of(request.GET) if "version" in request.GET else Typed.from_line(line)
    context = _context(dossier, line, request.GET, typed)
    if request.GET.get("seen", str(line.version)) != str(line.version):
        context["conflict"] = placing.changed(line).text
    if not request.htmx:
        return render(request, "financial/apply.html", context)
    part = "items" if request.htmx.target == "apply-items" else "dialog"
    return render(request, f"financial/_apply_{part}.html", context)


def _ok(request: OfficeRequest, dossier: Dossier, line: StatementLine) -> HttpResponse:
    typed = Typed.of(request.POST)
    context = _context(dossier, line, request.POST, typed)
    asked = read(dossier, context["rows"], typed)
    if not asked.faults:
        try:
            placing.apply_items(
                line=line,
                version=version_of(request.POST),
                items=asked.items,
                splits=asked.splits,
                costs=asked.costs,
                cost_account=asked.cost_account,
                actor=request.user,
            )
        except LineChanged as error:
            line.refresh_from_db()
            context |= {"conflict": error.text, "line": line, "kept": True}
        except ProcessingError as error:
            asked.faults.append(error.text)
        else:
            return _done(request, dossier, line)
    return _again(request, context | {"faults": asked.faults})


def _done(request: OfficeRequest, dossier: Dossier, line: StatementLine) -> HttpResponse:
    if request.htmx:
        return answer(request, dossier, line_or_404(dossier, line.statement_id, line.pk), settles=True)
    return redirect("financial:line", pk=dossier.pk, statement_pk=line.statement_id, line_pk=line.pk)


def _again(request: OfficeRequest, context: dict[str, Any]) -> HttpResponse:
    """The form with what was typed and what stood in the way; in the open dialog for htmx, and behind it the line."""
    if not request.htmx:
        return render(request, "financial/apply.html", context)
    response = render(request, "financial/_apply_body.html", context)
    if "kept" in context:
        behind = touched(request, context["dossier"], context["line"])
        response.content += render(request, "financial/_statement_behind.html", behind).content
    response["HX-Retarget"], response["HX-Reswap"] = "#apply-form", "outerHTML"
    return response


def _context(dossier: Dossier, line: StatementLine, data: QueryDict, typed: Typed) -> dict[str, Any]:
    everything = data.get("of") == "all" or line.relation is None
    text = data.get("q", "").strip()
    rows = _rows(line, typed, everything=everything, text=text)
    asked = read(dossier, rows, typed)
    chosen = sum((share.amount for share in asked.items), ZERO)
    chosen += sum((split.amount for split in asked.splits), ZERO)
    return {
        "dossier": dossier,
        "line": line,
        "rows": rows,
        "typed": typed,
        "text": text,
        "everything": everything,
        "chosen": chosen,
        "rest": line.amount + asked.costs - chosen,
        "split_open": bool(asked.splits or asked.costs),
        "ledger_accounts": LedgerAccount.objects.filter(dossier=dossier, blocked=False, direct_posting=True),
    }


def _rows(line: StatementLine, typed: Typed, *, everything: bool, text: str) -> list[ApplyRow]:
    """What was ticked stands first and stays, whatever is searched; then what a run pointed at, what has the amount of
    the line, and what goes its way."""
    found = placing.open_items_for(line=line, everything=everything, text=text)
    known = {choice.item.pk for choice in found}
    if typed.items.keys() - known:
        found = [*_ticked_elsewhere(line, typed.items.keys() - known), *found]
    said = why_of(alone(line)).text if line.allocations.all() else ""
    rows = [_row(line, typed, choice, said) for choice in found]
    return sorted(rows, key=lambda row: _distance(line, row))


def _distance(line: StatementLine, row: ApplyRow) -> tuple[bool, ...]:
    return not row.chosen, not row.fact, row.left != line.amount, (row.left > 0) != (line.amount > 0)


def _ticked_elsewhere(line: StatementLine, keys: Iterable[int]) -> Iterator[placing.OpenEntry]:
    """Ticked items that the search does not find."""
    for item in OpenItem.objects.filter(pk__in=keys, relation__dossier=line.journal.dossier_id):
        entries = placing.open_items_for(line=line, everything=True, text=item.document)
        yield from (entry for entry in entries if entry.item.pk == item.pk)


def _row(line: StatementLine, typed: Typed, choice: placing.OpenEntry, said: str) -> ApplyRow:
    """`said` is why the line settles what it settles now."""
    pk = choice.item.pk
    pointed_at = candidate_fact(line, choice.item.relation.number, choice.item.document)
    return ApplyRow(
        pk=pk,
        item=choice.item,
        left=choice.left,
        discount=choice.discount or (choice.item.discount if not choice.used else ZERO),
        late=not choice.discount,
        used_by=choice.used_by,
        fact=pointed_at or (said if choice.chosen else ""),
        chosen=pk in typed.items,
        with_discount=pk in typed.discounts,
        typed=typed.items.get(pk, ""),
    )
