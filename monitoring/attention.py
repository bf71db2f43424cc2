"""What asks for a person: each thing as a title, a sentence with the cause, who can fix it, and at most one button."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from codabox_sync.connections.models import Connection
from codabox_sync.models import Feed, ReceivedFile
from codabox_sync.reasons import reason_text
from financial.models import Journal
from monitoring import queries
from offices.models import Office
from offices.templatetags.afpunt import amount, iban, money


@dataclass(frozen=True, slots=True)
class Attention:
    """One thing to look at. `tone` is red, amber or ink."""

    icon: str
    tone: str
    title: str
    text: str
    url: str = ""
    action: str = ""


def for_office(office: Office) -> list[Attention]:
    """Everything of the office, the most urgent first."""
    connection = Connection.objects.filter(office=office).first()
    found = [*_connection(connection), *_gaps(Journal.objects.all()), *_feeds(Feed.objects.all())]
    return [*found, *_files(queries.attention())]


def for_dossier(pk: int) -> list[Attention]:
    """Everything of one dossier."""
    journals, feeds = Journal.objects.filter(dossier=pk), Feed.objects.filter(dossier=pk)
    return [*_gaps(journals), *_feeds(feeds), *_files(queries.attention(pk))]


def _connection(connection: Connection | None) -> Iterator[Attention]:
    url = reverse("codabox_sync:connection")
    if connection is None or not connection.is_connected:
        title, text = _("The office is not connected with CodaBox"), _("Enter the token that CodaBox mailed you.")
        yield Attention("plug", "amber", title, text, url, _("Connect"))
    elif connection.fault:
        tone = "red" if connection.state != Connection.State.ACTIVE else "amber"
        text = reason_text(connection.fault, connection.fault_params)
        yield Attention("lock", tone, _("CodaBox cannot be checked"), text, url, _("Connection"))


def _gaps(journals: QuerySet[Journal]) -> Iterator[Attention]:
    for gap in queries.gaps(journals):
        title = _("A statement is missing at %(dossier)s") % {"dossier": gap.journal.dossier}
        text = _(
            "%(journal)s: statement %(before)s ends on %(ends)s, statement %(after)s starts from %(starts)s. "
            "%(missing)s is missing: ask CodaBox to deliver the days between again."
        ) % {
            "journal": gap.journal.name,
            "before": gap.before,
            "ends": amount(gap.before.new_balance),
            "after": gap.after,
            "starts": amount(gap.after.old_balance),
            "missing": money(gap.missing),
        }
        yield Attention("gap", "red", title, text)


def _feeds(feeds: QuerySet[Feed]) -> Iterator[Attention]:
    for feed in feeds.exclude(fault=""):
        title = _("CodaBox gives no files of %(client)s") % {"client": feed}
        yield Attention("lock", "red", title, reason_text(feed.fault, feed.fault_params))


def _files(files: QuerySet[ReceivedFile]) -> Iterator[Attention]:
    for file in files[:50]:
        aside = file.state == ReceivedFile.State.QUARANTINED
        whose = file.dossier or file.feed.dossier or file.feed
        title = _("File set aside at %(whose)s") if aside else _("File waits for a place at %(whose)s")
        text = f"{_describe(file)}: {reason_text(file.reason, file.reason_params)}"
        url = reverse("codabox_sync:file", args=[file.pk])
        icon, tone = ("file", "red") if aside else ("clock", "amber")
        yield Attention(icon, tone, title % {"whose": whose}, text, url, _("Look"))


def _describe(file: ReceivedFile) -> str:
    kind = {"coda": _("Statement"), "purchase_invoice": _("Purchase invoice"), "sales_invoice": _("Sales invoice")}
    parts = [kind.get(file.document_model, file.document_model), iban(file.iban)]
    return " ".join(filter(None, [*parts, date_format(file.received_at, "d/m/Y")]))
