"""When the bank's files were last asked for. Who asks them lives above this floor: the settings name the one to ask."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from financial.models import Journal


def with_last_checks(journals: Iterable[Journal]) -> None:
    """Brings `last_checked_at` of ticked journals up to date, in memory only: a check that finds nothing new does not
    enter the office, and so cannot write it there."""
    last_checks: Callable[[], dict[int, datetime]] = import_string(settings.LAST_CHECKS)
    checked = last_checks()
    for journal in journals:
        at = checked.get(journal.dossier_id)
        if at and journal.coda_enabled and (journal.last_checked_at is None or journal.last_checked_at < at):
            journal.last_checked_at = at
