"""What is done about connections by the clock."""

from celery import shared_task

from codabox_sync.connections import consent


@shared_task
def check_consents() -> None:
    """Called by beat every quarter of an hour: consents that are due are read again."""
    consent.check_consents()
