"""Work on statements that a page does not wait for."""

from celery import shared_task

from financial.processing import background
from offices.models import Office
from offices.tasks import OfficeTask


@shared_task(base=OfficeTask)
def process_statement(*, office: Office, run_pk: int) -> None:
    """Carries out a long run. Delivered twice, it does its work once."""
    background.work_off(run_pk=run_pk)
