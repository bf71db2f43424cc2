"""Received files as lists and as one page: what is there, how many wait, and where a file probably belongs."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import Count, Model, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from stdnum import iban as iban_number

import coda
from codabox_sync.models import FileContent, FileEvent, ReceivedFile
from codabox_sync.reasons import STEPS, reason_text
from codabox_sync.routing import account_of
from dossiers.models import Dossier
from financial.models import Journal
from offices import storage

State = ReceivedFile.State
MODELS: dict[str, Promise | str] = {
    "coda": _("Statement"),
    "purchase_invoice": _("Purchase invoice"),
    "sales_invoice": _("Sales invoice"),
    "soda": _("Wages"),
    "expense": _("Expense"),
    "creditCardStatement": _("Card statement"),
}
_BAD_STEPS = frozenset({"quarantined", "gone"})
_SHOWN_LINES = 600
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Step:
    """One step in the life of a file, as `components/steps.html` shows it."""

    state: str
    text: str
    detail: datetime


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One line of the raw content, with what the reader found wrong in it."""

    number: int
    text: str
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Where a waiting file probably belongs; `journal` is None for what needs only a dossier, or has no journal."""

    dossier: Dossier
    journal: Journal | None


def files(*, state: str = "", model: str = "", text: str = "") -> QuerySet[ReceivedFile]:
    """The files of the office in force, newest first."""
    found = ReceivedFile.objects.select_related("feed__dossier", "dossier", "journal__dossier", "document")
    found = found.prefetch_related("statements")
    if state:
        found = found.filter(state=state)
    if model:
        found = found.filter(document_model=model)
    return found.filter(_about(text)) if text else found


def _about(text: str) -> Q:
    about = Q(feed__client_name__icontains=text) | Q(dossier__name__icontains=text) | Q(external_id__iexact=text)
    if number := iban_number.compact(text):
        about |= Q(iban__contains=number)
    return about


def counts() -> Counter[str]:
    """How many files stand in each state."""
    return Counter(dict(ReceivedFile.objects.values_list("state").annotate(n=Count("pk")).order_by()))


def model_name(file: ReceivedFile) -> str:
    return str(MODELS.get(file.document_model, file.document_model))


def steps(file: ReceivedFile) -> list[Step]:
    """Everything that happened to the file, oldest first."""
    return [_step(event) for event in file.events.all()]


def _step(event: FileEvent) -> Step:
    state = "r" if event.step in _BAD_STEPS else "a" if event.step == "waiting" else "y"
    said = str(STEPS.get(event.step, event.step)) % event.params if event.step in STEPS else event.step
    why = reason_text(event.params.get("reason", ""), event.params) if event.step in {*_BAD_STEPS, "waiting"} else ""
    return Step(state, f"{said}: {why}" if why else said, event.at)


def shown_lines(content: FileContent, *, language: str) -> list[ShownLine]:
    """A text format line by line; in CODA each line with the findings of the reader. Empty for a PDF.

    Raises `OSError` or `storage.ContentDamaged` when the bytes cannot be had.
    """
    if content.format == "pdf":
        return []
    raw = storage.fetch(content.stored_as, digest=content.digest)
    found = _findings(raw, language) if content.format == "cod" else {}
    texts = raw.decode("utf-8" if content.format == "xml" else "cp1252", "replace").splitlines()[:_SHOWN_LINES]
    return [ShownLine(number, text, tuple(found.get(number, ()))) for number, text in enumerate(texts, 1)]


def _findings(raw: bytes, language: str) -> dict[int, list[str]]:
    by_line: dict[int, list[str]] = {}
    try:
        found = coda.read(raw).findings
    except coda.CodaError as error:
        return {error.line or 1: [str(error)]}
    for finding in found:
        by_line.setdefault(finding.line, []).append(finding.message(language))
    return by_line


def suggestion(file: ReceivedFile) -> Suggestion | None:
    """The one dossier that fits by link, enterprise number or client code, and its journal with the account or none.

    None when nothing or more than one thing fits: then a person chooses.
    """
    dossier = file.feed.dossier or _only(_dossiers(file))
    if dossier is None:
        return None
    return Suggestion(dossier, _only(journals_for(file, dossier)) if file.document_model == "coda" else None)


def _dossiers(file: ReceivedFile) -> QuerySet[Dossier]:
    numbers = {file.feed.enterprise_number, str(file.reason_params.get("number", ""))} - {""}
    if numbers:
        return Dossier.objects.filter(enterprise_number__in=numbers)
    return Dossier.objects.filter(code=file.feed.client_code).exclude(code="")


def journals_for(file: ReceivedFile, dossier: Dossier) -> QuerySet[Journal]:
    """The journals that may take the file: of its account, or without one so far."""
    same = Journal.objects.filter(dossier=dossier, iban=file.iban or iban_inside(file)).exclude(iban="")
    return same if same.exists() else Journal.objects.filter(dossier=dossier, iban="")


def assignable_journals(file: ReceivedFile) -> QuerySet[Journal]:
    """Journals of any dossier that may take the file: with its account, or without an account so far."""
    iban = file.iban or iban_inside(file)
    fits = Q(iban="") | Q(iban=iban) if iban else Q(coda_enabled=True) | Q(iban="")
    found = Journal.objects.filter(fits).select_related("dossier").order_by("dossier__name", "code")
    return found.filter(dossier=file.feed.dossier) if file.feed.dossier else found


def iban_inside(file: ReceivedFile) -> str:
    """The account the content names; '' when it names none or cannot be read."""
    content = next((c for c in file.contents.all() if c.format == "cod"), None)
    try:
        statements = coda.read(storage.fetch(content.stored_as, digest=content.digest)).statements if content else ()
    except (OSError, storage.ContentDamaged, coda.CodaError):
        return ""
    return account_of(statements[0]) if statements else ""


def _only(rows: QuerySet[Row]) -> Row | None:
    first = list(rows[:2])
    return first[0] if len(first) == 1 else None
