"""What goes back after a person changed a line: the panel, the rows it touched, totals; or what was in the way."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render

from dossiers.models import Dossier
from financial.columns import chosen_columns
from financial.errors import LineChanged, ProcessingError
from financial.forms_statement import ScreenForm
from financial.line_panel import line_or_404, panel_of
from financial.models import StatementLine
from financial.queries.statements import PageLine, StatementPage, statement_page
from financial.statement_screen import Screen
from offices.http import OfficeRequest

_MOST_ROWS = 60
Change = Callable[[StatementLine, int], object]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody changed the line first. `rows` tell the reader what they typed, `fields` send it again to `url`."""

    message: str
    url: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    rows: list[tuple[str, str]] = field(default_factory=list)


def carry_out(
    request: OfficeRequest,
    dossier: Dossier,
    statement_pk: int,
    line_pk: int,
    change: Change,
    rows: Iterable[tuple[str, str]] = (),
    *,
    settles: bool = False,
) -> HttpResponse:
    """Makes one change of a line and shows what came of it. `rows` are what the reader typed, in words; after a change
    that `settles` a line the screen goes on to the next one."""
    line = line_or_404(dossier, statement_pk, line_pk)
    conflict, refused = None, ""
    try:
        change(line, version_of(request.POST))
    except LineChanged as error:
        conflict = Conflict(error.text, request.path, typed_fields(request.POST), list(rows))
    except ProcessingError as error:
        refused = error.text
    if request.htmx and not request.htmx.boosted:
        return answer(request, dossier, line, conflict=conflict, refused=refused, settles=settles)
    if conflict or refused:
        messages.error(request, conflict.message if conflict else refused)
    return redirect("financial:line", pk=dossier.pk, statement_pk=statement_pk, line_pk=line_pk)


def answer(
    request: OfficeRequest,
    dossier: Dossier,
    line: StatementLine,
    *,
    conflict: Conflict | None = None,
    refused: str = "",
    settles: bool = False,
) -> HttpResponse:
    """The panel of the line, and out of band what else the change touched."""
    context = touched(request, dossier, line) | {"conflict": conflict, "refused": refused}
    context["settled"] = settles and not conflict and not refused and not context["current"].is_open
    return render(request, "financial/_statement_answer.html", context)


def touched(request: OfficeRequest, dossier: Dossier, line: StatementLine) -> dict[str, Any]:
    """What a change of the line may have touched, as it is now: its panel, its rows, counts and totals."""
    page = statement_page(line.statement)
    screen = Screen(dossier, page, screen_form(request).wanted, chosen_columns(request.user))
    current = screen.shown([next(p for p in page.lines if p.line.pk == line.pk)])[0]
    return {
        "dossier": dossier,
        "statement": line.statement,
        "screen": screen,
        "page": page,
        "current": current,
        "panel": panel_of(dossier, current),
        "panel_open": True,
        "rows": screen.shown(_family(page, current.page_line)),
    }


def screen_form(request: OfficeRequest) -> ScreenForm:
    """The filter in force on the page from which htmx asks."""
    return ScreenForm(QueryDict(urlsplit(request.htmx.current_url or "").query))


def version_of(data: QueryDict) -> int:
    """The version the reader saw; 0, which no line has, when none was sent."""
    said = data.get("version", "")
    return int(said) if said.isdigit() else 0


def typed_fields(data: QueryDict) -> list[tuple[str, str]]:
    """Everything that was sent but what belongs to the sending."""
    own = {"version", "csrfmiddlewaretoken"}
    return [(name, value) for name, values in data.lists() if name not in own for value in map(str, values)]


def _family(page: StatementPage, changed: PageLine) -> list[PageLine]:
    """The line with all that belongs to the same movement: parents and details follow each other."""
    root: dict[int, int] = {}
    for page_line in page.lines:
        line = page_line.line
        root[line.pk] = root.get(line.parent_id, line.pk) if line.parent_id else line.pk
    family = [p for p in page.lines if root[p.line.pk] == root[changed.line.pk]]
    return family if len(family) <= _MOST_ROWS else [p for p in family if p is changed or p is family[0]]
