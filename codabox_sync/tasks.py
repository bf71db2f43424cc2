"""The hourly job: beat → one task per office → intake → route → import → match → visible."""

from typing import Any

from celery import shared_task

from codabox_sync import polling
from codabox_sync.connections.services import offices_to_poll
from offices.models import Office
from offices.tasks import OfficeTask


@shared_task
def poll_every_office() -> None:
    """Called by beat: one small task per office, the one that waited longest first."""
    for office_id in offices_to_poll():
        poll_office.delay(office_id=office_id)


@shared_task(base=OfficeTask, bind=True)
def poll_office(self: Any, *, office: Office) -> None:
    """One round for one office. Delivered twice, it does its work once."""
    polling.poll(office=office, by=str(self.request.id))
