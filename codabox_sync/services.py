"""What happens to a stored file: read, routed, imported; once, whole, and again as often as needed.

A file is worked on in a transaction that also moves its state, so a worker killed at any moment leaves either the file
as it was or everything it became. Files that come together share one.
"""

import logging
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from codabox_sync.checks import tell_dossiers
from codabox_sync.connections.health import note_backlog
from codabox_sync.models import Feed, FileEvent, ReceivedFile
from codabox_sync.routing import (
    Unrouted,
    dossier_of_invoice,
    link_feed,
    read_coda,
    route_statements,
    set_aside,
)
from financial.importing import ImportRefused, balance_date, import_statement
from financial.models import Journal, Statement
from financial.processing import process_new_lines
from offices import audit, storage
from offices.models import Office, User
from ubl_inbox import ubl
from ubl_inbox.models import Document
from ubl_inbox.services import WrongCompany, receive

log = logging.getLogger(__name__)
State = ReceivedFile.State
# Waiting files are tried again at every poll: what they wait for (a journal, a tick) may have come.
OPEN = (State.STORED, State.WAITING)
ENDED = ("state", "reason", "reason_params", "journal_id", "dossier_id", "document_id")
BATCH = 25
"""Files worked on in one transaction: one commit, and few enough that nobody waits long for a lock."""
_Link = ReceivedFile.statements.through
UNFINISHED = (State.OFFERED, *OPEN, State.QUARANTINED)


def process_office_files(*, office: Office) -> None:
    """Works off what is stored in the office in force, matches what came in, and tells what is left to do."""
    process_open_files()
    process_new_lines()
    tell_dossiers()
    tell_backlog(office=office)


def process_open_files() -> None:
    """Works through every open file of the office in force, oldest first, some in one transaction."""
    last = 0
    while last := _process_some(after=last):
        pass


@transaction.atomic
def _process_some(*, after: int) -> int:
    """The number of the last file it tried; 0 when there are no more."""
    found = ReceivedFile.objects.filter(state__in=OPEN, pk__gt=after).order_by("pk").select_for_update(of=("self",))
    files = list(found.select_related("feed__dossier", "journal__dossier").prefetch_related("contents")[:BATCH])
    feeds: dict[int, Feed] = {}
    for file in files:  # what one file teaches about its feed, the next one must know
        file.feed = feeds.setdefault(file.feed_id, file.feed)
    _write([fate for file in files if (fate := _fate_of(file))])
    return files[-1].pk if files else 0


@transaction.atomic
def process_file(pk: int) -> ReceivedFile:
    """One file, from stored bytes to where it belongs; one that is not open stays as it is."""
    file = ReceivedFile.objects.select_for_update(of=("self",)).select_related("feed__dossier").get(pk=pk)
    if file.state in OPEN and (fate := _fate_of(file)):
        _write([fate])
    return file


def tell_backlog(*, office: Office) -> None:
    """Counts what is not finished, for the poll and for support, who do not enter the office."""
    found = ReceivedFile.objects.filter(state__in=UNFINISHED).values_list("state").annotate(n=Count("pk")).order_by()
    counts = Counter(dict(found))
    note_backlog(
        office,
        open_files=counts[State.STORED] + counts[State.OFFERED],
        waiting=counts[State.WAITING],
        quarantined=counts[State.QUARANTINED],
    )


@dataclass(slots=True)
class Fate:
    """What became of a file; written at the end of the transaction that made it so."""

    file: ReceivedFile
    state: str
    reason: str
    params: dict[str, Any] = field(default_factory=dict)
    statements: list[Statement] = field(default_factory=list)


def _fate_of(file: ReceivedFile) -> Fate | None:
    """Does what must be done for one file. A fault of ours sets it aside and is logged, never raised: the next file
    must not wait for this one. None when it cannot be read just now; it stays open.
    """
    handler = _HANDLERS.get(file.document_model)
    if handler is None:
        return Fate(file, State.QUARANTINED, "unknown_model", {"model": file.document_model})
    try:
        with transaction.atomic():
            return handler(file)
    except Unrouted as error:
        return Fate(file, error.state, error.code, error.params)
    except ImportRefused as error:
        return Fate(file, State.QUARANTINED, error.code, dict(error.params))
    except (OSError, SoftTimeLimitExceeded) as error:
        log.error("file %s cannot be read now: %s", file.pk, error)
        return None
    except Exception:
        log.exception("file %s could not be processed", file.pk)
        return Fate(file, State.QUARANTINED, "internal")


def _coda(file: ReceivedFile) -> Fate:
    statements = read_coda(_content(file, "cod"))
    routes = sorted(route_statements(file, statements), key=lambda route: balance_date(route.statement))
    alone = len(routes) == 1
    imported = [import_statement(journal=r.journal, source=r.statement, processable=alone) for r in routes]
    file.journal, file.dossier = routes[0].journal, routes[0].journal.dossier
    link_feed(file.feed, file.dossier)
    into = [one.statement for one in imported]
    if all(one.known for one in imported):
        return Fate(file, State.DUPLICATE, "known_statement", statements=into)
    if not alone and not all(statement.processable for statement in into):
        return Fate(file, State.IMPORTED, "several_statements", {"count": len(routes)}, into)
    return Fate(file, State.IMPORTED, "imported", statements=into)


def _invoice(file: ReceivedFile) -> Fate:
    xml = _content(file, "xml")
    try:
        invoice = ubl.read(xml)
        dossier = dossier_of_invoice(file, invoice)
        received = receive(
            dossier=dossier,
            direction=_DIRECTIONS[file.document_model],
            channel=Document.Channel.CODABOX,
            xml=xml,
            pdf=_optional_content(file, "pdf"),
        )
    except ubl.UblError as error:
        raise set_aside("not_invoice", template=error.template, line=error.line, **error.params) from error
    except WrongCompany as error:
        raise set_aside("company_mismatch", found=error.found, expected=error.expected) from error
    file.dossier, file.document = dossier, received.document
    link_feed(file.feed, dossier)
    if not received.created:
        return Fate(file, State.DUPLICATE, "known_document")
    return Fate(file, State.IMPORTED, "imported")


_HANDLERS: dict[str, Callable[[ReceivedFile], Fate]] = {
    "coda": _coda,
    "purchase_invoice": _invoice,
    "sales_invoice": _invoice,
}
_DIRECTIONS = {"purchase_invoice": Document.Direction.PURCHASE, "sales_invoice": Document.Direction.SALES}


def _content(file: ReceivedFile, name: str) -> bytes:
    """Raises `Unrouted` when this format was never received, or is damaged in storage."""
    content = _optional_content(file, name)
    if content is None:
        raise set_aside("no_content")
    return content


def _optional_content(file: ReceivedFile, name: str) -> bytes | None:
    """Raises `Unrouted` when what is stored is damaged or lost, `OSError` when the storage cannot be reached."""
    kept = next((content for content in file.contents.all() if content.format == name), None)
    try:
        return storage.fetch(kept.stored_as, digest=kept.digest) if kept else None
    except (FileNotFoundError, storage.ContentDamaged) as error:
        raise set_aside("content_damaged") from error


def _write(fates: list[Fate]) -> None:
    """Writes the outcomes; the life of a file gets a step only when something changed."""
    changed = [fate for fate in fates if (fate.file.state, fate.file.reason) != (fate.state, fate.reason)]
    FileEvent.objects.bulk_create(
        FileEvent(file=fate.file, step=fate.state, params={"reason": fate.reason, **fate.params}) for fate in changed
    )
    _write_files(fates)
    links = [_Link(receivedfile=f.file, statement=statement) for f in fates for statement in f.statements]
    _Link.objects.bulk_create(links, ignore_conflicts=True)
    journals = {statement.journal_id for fate in fates for statement in fate.statements}
    if journals:
        Journal.objects.filter(pk__in=journals).update(last_checked_at=timezone.now())


def _write_files(fates: list[Fate]) -> None:
    """One update for all that ended alike: as a rule the files of one journal."""
    alike: dict[str, list[ReceivedFile]] = defaultdict(list)
    for fate in fates:
        file = fate.file
        file.state, file.reason, file.reason_params = fate.state, fate.reason, fate.params
        file.processed_at = timezone.now()
        alike[repr([getattr(file, name) for name in ENDED])].append(file)
    for files in alike.values():
        end = {name: getattr(files[0], name) for name in (*ENDED, "processed_at")}
        ReceivedFile.objects.filter(pk__in=[file.pk for file in files]).update(**end)


def retry_file(*, file: ReceivedFile, actor: User | None, office: Office) -> ReceivedFile:
    """A person asks to try a waiting file, or one that was set aside, once more. New lines are matched at once."""
    aside = ReceivedFile.objects.filter(pk=file.pk, state=State.QUARANTINED)
    aside.update(state=State.STORED, reason="", reason_params={})
    tried = process_file(file.pk)
    audit.record(action="file.retried", actor=actor, office=office, target=str(file), outcome=tried.state)
    process_new_lines()
    tell_backlog(office=office)
    return tried
