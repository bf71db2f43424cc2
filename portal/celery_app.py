"""The Celery application: `celery -A portal.celery_app worker`."""

import os

from celery import Celery
from celery.signals import worker_process_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("afpunt")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_process_init.connect
def _leave_the_parents_connections(**_: object) -> None:
    """A forked worker must not share sockets with its parent: two processes would read each other's answers."""
    from django.db import connection

    connection.close_pool()  # type: ignore[attr-defined]
