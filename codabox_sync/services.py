"""What happens to a stored file: read, routed, imported; once, whole, and again as often as needed.

A file is worked on in one transaction that also moves its state, so a worker killed at any moment leaves either the
file as it was or everything it became.
"""

import logging
from collections import Counter
from collections.abc import Callable

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from codabox_sync.connections.health import note_backlog
from codabox_sync.models import FileEvent, ReceivedFile
from codabox_sync.routing import (
    Unrouted,
    dossier_of_invoice,
    link_feed,
    read_coda,
    route_statements,
    set_aside,
)
from financial.importing import ImportRefused, balance_date, import_statement
from financial.models import Journal
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
UNFINISHED = (State.OFFERED, *OPEN, State.QUARANTINED)


def process_office_files(*, office: Office) -> None:
    """Works off what is stored in the office in force, matches what came in, and tells what is left to do."""
    process_open_files()
    process_new_lines()
    tell_backlog(office=office)


def process_open_files() -> None:
    """Works through every open file of the office in force, oldest first."""
    for pk in ReceivedFile.objects.filter(state__in=OPEN).order_by("received_at", "pk").values_list("pk", flat=True):
        process_file(pk)


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


def process_file(pk: int) -> ReceivedFile:
    """One file, from stored bytes to where it belongs. A fault of ours sets it aside and is logged, never raised: the
    next file must not wait for this one."""
    try:
        with transaction.atomic():
            file = ReceivedFile.objects.select_for_update().get(pk=pk)
            return _process(file) if file.state in OPEN else file
    except Exception:
        log.exception("file %s could not be processed", pk)
        with transaction.atomic():
            return _settle(ReceivedFile.objects.select_for_update().get(pk=pk), State.QUARANTINED, "internal")


def _process(file: ReceivedFile) -> ReceivedFile:
    handler = _HANDLERS.get(file.document_model)
    try:
        if handler is None:
            raise set_aside("unknown_model", model=file.document_model)
        with transaction.atomic():
            return handler(file)
    except (Unrouted, ImportRefused) as error:
        state = error.state if isinstance(error, Unrouted) else State.QUARANTINED
        return _settle(file, state, error.code, dict(error.params))


def _coda(file: ReceivedFile) -> ReceivedFile:
    statements = read_coda(_content(file, "cod"))
    routes = sorted(route_statements(file, statements), key=lambda route: balance_date(route.statement))
    alone = len(routes) == 1
    imported = [import_statement(journal=r.journal, source=r.statement, processable=alone) for r in routes]
    file.statements.set({i.statement for i in imported})
    file.journal, file.dossier = routes[0].journal, routes[0].journal.dossier
    link_feed(file.feed, file.dossier)
    Journal.objects.filter(pk__in={r.journal.pk for r in routes}).update(last_checked_at=timezone.now())
    if all(i.known for i in imported):
        return _settle(file, State.DUPLICATE, "known_statement")
    if not alone and not all(i.statement.processable for i in imported):
        return _settle(file, State.IMPORTED, "several_statements", {"count": len(routes)})
    return _settle(file, State.IMPORTED, "imported")


def _invoice(file: ReceivedFile) -> ReceivedFile:
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
        return _settle(file, State.DUPLICATE, "known_document")
    return _settle(file, State.IMPORTED, "imported")


_HANDLERS: dict[str, Callable[[ReceivedFile], ReceivedFile]] = {
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
    kept = file.contents.filter(format=name).first()
    try:
        return storage.fetch(kept.stored_as, digest=kept.digest) if kept else None
    except (OSError, storage.ContentDamaged) as error:
        raise set_aside("content_damaged") from error


def _settle(file: ReceivedFile, state: str, reason: str, params: dict[str, object] | None = None) -> ReceivedFile:
    """Writes the outcome; the life of the file gets a step only when something changed."""
    changed = (file.state, file.reason) != (state, reason)
    file.state, file.reason, file.reason_params = state, reason, params or {}
    file.processed_at = timezone.now()
    file.save()
    if changed:
        FileEvent.objects.create(file=file, step=state, params={"reason": reason, **(params or {})})
    return file


def retry_file(*, file: ReceivedFile, actor: User | None, office: Office) -> ReceivedFile:
    """A person asks to try a waiting file, or one that was set aside, once more. New lines are matched at once."""
    aside = ReceivedFile.objects.filter(pk=file.pk, state=State.QUARANTINED)
    aside.update(state=State.STORED, reason="", reason_params={})
    tried = process_file(file.pk)
    audit.record(action="file.retried", actor=actor, office=office, target=str(file), outcome=tried.state)
    process_new_lines()
    tell_backlog(office=office)
    return tried
