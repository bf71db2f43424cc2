"""*Last check* inside the office follows rounds that never entered it."""

from datetime import timedelta

from django.utils import timezone

from codabox_sync import polling
from codabox_sync.checks import last_checks
from codabox_sync.connections.models import ConnectedClient
from codabox_sync.models import Feed
from codabox_sync.services import process_office_files
from dossiers.models import Dossier
from financial.models import Journal
from financial.queries.checks import with_last_checks
from offices.models import Office
from tests.codabox_sync import worlds


def _rounds(office: Office, connect: worlds.Connect) -> None:
    """One that brings a statement, and one that brings nothing."""
    with connect(worlds.world(worlds.entry(1))):
        polling.poll(office=office, by="task-1")
        process_office_files(office=office)
        result = polling.poll(office=office, by="task-2")
    assert result is not None
    assert result.entered is False


def test_round_without_news_moves_the_last_check(
    office: Office, journal: Journal, other_dossier: Dossier, connect: worlds.Connect
) -> None:
    _rounds(office, connect)
    written = Journal.objects.get().last_checked_at
    shown = Journal.objects.get()
    with_last_checks([shown])

    assert written is not None
    assert shown.last_checked_at is not None
    assert shown.last_checked_at > written
    assert list(last_checks()) == [journal.dossier_id]


def test_feed_with_a_fault_was_not_checked(office: Office, journal: Journal, connect: worlds.Connect) -> None:
    _rounds(office, connect)
    ConnectedClient.objects.update(fault="access_refused", last_check_at=timezone.now() + timedelta(hours=1))

    assert last_checks() == {}


def test_feed_that_moves_to_another_dossier_takes_its_checks_along(
    office: Office, journal: Journal, other_dossier: Dossier, connect: worlds.Connect
) -> None:
    _rounds(office, connect)
    Feed.objects.update(dossier=other_dossier)
    process_office_files(office=office)

    assert list(last_checks()) == [other_dossier.pk]
