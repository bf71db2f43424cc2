"""One round for one office: everything between a claim on the office and lines that users can see."""

import logging
from collections import Counter

from django.db.models import Count
from django.utils import timezone

from codabox_sync import intake
from codabox_sync.connections import services as connections
from codabox_sync.connections.models import Connection
from codabox_sync.errors import CodaboxError
from codabox_sync.models import Feed, ReceivedFile
from codabox_sync.services import process_open_files
from financial.models import Journal
from financial.processing import process_new_lines
from offices.models import Office

log = logging.getLogger(__name__)
State = ReceivedFile.State


def poll(*, office: Office, by: str) -> bool:
    """Polls the office in force; False when another poll has it, or when it is not connected.

    What an earlier round stored but did not finish is worked off as well, also when CodaBox cannot be reached now.
    """
    connection = connections.claim(office=office, by=by)
    if connection is None:
        return False
    try:
        reached = _take_in(connection)
        process_open_files()
        process_new_lines()
        if reached:
            _note_check(connection)
    finally:
        connections.release(connection)
    return True


def _take_in(connection: Connection) -> bool:
    try:
        with connections.open_client(connection) as client:
            report = intake.take_in(client)
            intake.fetch_held(client)
    except CodaboxError as error:
        connections.note_fault(connection, error)
        log.warning("poll of %s failed: %s", connection.office.schema_name, error.code)
        return False
    log.info("poll of %s: %s", connection.office.schema_name, report)
    return True


def _note_check(connection: Connection) -> None:
    counts = Counter(dict(ReceivedFile.objects.values_list("state").annotate(n=Count("pk")).order_by()))
    connections.note_check(connection, waiting=counts[State.WAITING], quarantined=counts[State.QUARANTINED])
    linked = Feed.objects.filter(fault="", dossier__isnull=False).values("dossier")
    Journal.objects.filter(coda_enabled=True, dossier__in=linked).update(last_checked_at=timezone.now())
