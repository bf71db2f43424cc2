"""The hourly job: beat → what is due → one small task per office; then, where files came, the work on them."""

from typing import Any
from uuid import uuid4

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from codabox_sync import polling
from codabox_sync.connections.health import hand_out
from codabox_sync.connections.services import may_check_now
from codabox_sync.services import process_office_files
from offices.models import Office
from offices.tasks import DoorstepTask, OfficeTask


@shared_task
def hand_out_polls() -> None:
    """Called by beat every minute: the offices that are due, the one that waited longest first."""
    for office_id in hand_out(timezone.now()):
        poll_office.apply_async(kwargs={"office_id": office_id}, expires=settings.CODABOX_QUEUE_SECONDS)


def ask_check(office: Office) -> bool:
    """Puts a check by hand on the queue; False when it would find the office taken, or CodaBox asked us to wait."""
    if not may_check_now(office):
        return False
    poll_office.apply_async(kwargs={"office_id": office.pk}, expires=settings.CODABOX_QUEUE_SECONDS)
    return True


@shared_task(base=DoorstepTask, bind=True)
def poll_office(self: Any, *, office: Office) -> None:
    """One round for one office. Delivered twice, the second finds the office taken."""
    result = polling.poll(office=office, by=str(self.request.id or uuid4()))
    if result and result.work:
        process_office.delay(office_id=office.pk)


@shared_task(base=OfficeTask)
def process_office(*, office: Office) -> None:
    """Reads, routes, imports and matches what is stored and not finished."""
    process_office_files(office=office)
