"""The first poll, asked for like any other, and followed until every file has its fate."""

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable

from django.db.models import Count
from django_tenants.utils import tenant_context

from codabox_sync.connections.models import Connection
from codabox_sync.models import ReceivedFile
from codabox_sync.tasks import poll_office
from offices.models import Office
from portal.demo.errors import PollFailed

OPEN = {ReceivedFile.State.OFFERED, ReceivedFile.State.STORED}
WIDTH = 32


def poll_now(offices: Iterable[Office], *, expected: int, alive: Callable[[], None], deadline: float = 600) -> None:
    """Puts one poll per office on the queue and draws a bar until all are done.

    `expected` is the number of files on offer; `alive` raises when a process of the stack has died. Raises
    `PollFailed` on a fault of CodaBox or after `deadline` seconds.
    """
    before = {office.pk: _last_check(office) for office in offices}
    for pk in before:
        poll_office.delay(office_id=pk)
    end = time.monotonic() + deadline
    waiting = list(offices)
    while waiting:
        alive()
        waiting = [office for office in waiting if _last_check(office) == before[office.pk] or _has_open_files(office)]
        _draw(sum(_done(office) for office in offices), expected)
        if time.monotonic() > end:
            raise PollFailed(f"{waiting[0].name}: no end after {deadline:.0f} seconds")
        time.sleep(0.2 if waiting else 0)
    _end_of_bar()
    for office in offices:
        _raise_fault(office)


def _last_check(office: Office) -> object:
    return Connection.objects.values_list("last_check_at", flat=True).get(office=office)


def _has_open_files(office: Office) -> bool:
    return Connection.objects.filter(office=office, open_count__gt=0).exists()


def _done(office: Office) -> int:
    with tenant_context(office):
        counts = Counter(dict(ReceivedFile.objects.values_list("state").annotate(n=Count("pk")).order_by()))
    return sum(n for state, n in counts.items() if state not in OPEN)


def _raise_fault(office: Office) -> None:
    connection = Connection.objects.get(office=office)
    if connection.fault:
        raise PollFailed(f"{office.name}: {connection.fault} {connection.fault_params}")


def _draw(done: int, expected: int) -> None:
    if not sys.stderr.isatty():
        return
    share = min(1, done / expected) if expected else 1
    filled = round(share * WIDTH)
    sys.stderr.write(f"\r  {'█' * filled}{'·' * (WIDTH - filled)} {done}/{expected} files ")
    sys.stderr.flush()


def _end_of_bar() -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\n")
