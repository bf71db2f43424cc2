"""The tasks: each office handed out once, the work on files only where there is some, nothing for a missing office."""

from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from codabox_sync import tasks
from codabox_sync.connections.models import Connection
from codabox_sync.models import ReceivedFile
from financial.models import Journal
from offices.models import Office
from offices.tasks import OfficeUnavailable
from portal.celery_app import app
from tests.codabox_sync import worlds


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    """What goes on the queue, in place of a broker."""
    sent: list[tuple[str, dict[str, Any]]] = []
    for task in (tasks.poll_office, tasks.process_office):
        monkeypatch.setattr(task, "apply_async", lambda *a, name=task.name, **o: sent.append((name, o | {"args": a})))
        monkeypatch.setattr(task, "delay", lambda name=task.name, **o: sent.append((name, o)))
    return sent


def test_beat_hands_out_what_is_due_and_lets_it_lapse(
    office: Office, queued: list[tuple[str, dict[str, Any]]], settings: Any
) -> None:
    settings.CODABOX_QUEUE_SECONDS = 900
    Connection.objects.create(office=office, state="active")

    tasks.hand_out_polls()
    tasks.hand_out_polls()

    [(name, options)] = queued
    assert name == "codabox_sync.tasks.poll_office"
    assert (options["kwargs"], options["expires"]) == ({"office_id": office.pk}, 900)


def test_files_that_came_are_work_for_another_queue(
    office: Office, journal: Journal, connect: worlds.Connect, queued: list[tuple[str, dict[str, Any]]]
) -> None:
    with connect(worlds.world(worlds.entry(1))):
        tasks.poll_office(office_id=office.pk)

    assert queued == [("codabox_sync.tasks.process_office", {"office_id": office.pk})]
    assert ReceivedFile.objects.get().state == ReceivedFile.State.STORED
    tasks.process_office(office_id=office.pk)
    assert ReceivedFile.objects.get().state == ReceivedFile.State.IMPORTED


def test_office_with_nothing_new_makes_no_more_work(
    office: Office, connect: worlds.Connect, queued: list[tuple[str, dict[str, Any]]]
) -> None:
    with connect(worlds.world()):
        tasks.poll_office(office_id=office.pk)
        tasks.process_office(office_id=office.pk)
        queued.clear()
        tasks.poll_office(office_id=office.pk)

    assert queued == []


def test_poll_of_a_missing_office_is_refused(db: None) -> None:
    with pytest.raises(OfficeUnavailable):
        tasks.poll_office(office_id=0)


def test_poll_stands_at_the_door(office: Office, connect: worlds.Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    monkeypatch.setattr(tasks.polling, "poll", lambda **_: seen.append(connection.schema_name))  # type: ignore[attr-defined]
    connection.set_schema_to_public()

    tasks.poll_office(office_id=office.pk)

    assert seen == ["public"]


@pytest.mark.parametrize(
    ("task", "queue"), [("poll_office", "poll"), ("process_office", "process"), ("hand_out_polls", "poll")]
)
def test_every_kind_of_work_has_its_queue(task: str, queue: str) -> None:
    name = f"codabox_sync.tasks.{task}"
    scheduled = app.conf.beat_schedule["poll-codabox"]
    options = scheduled["options"] if scheduled["task"] == name else app.amqp.router.route({}, name)

    assert getattr(options["queue"], "name", options["queue"]) == queue


def test_work_survives_its_worker() -> None:
    conf = app.conf

    assert (conf.task_acks_late, conf.task_reject_on_worker_lost, conf.worker_prefetch_multiplier) == (True, True, 1)
    assert conf.accept_content == ["json"]
    assert conf.task_soft_time_limit < conf.task_time_limit < conf.broker_transport_options["visibility_timeout"]


def test_check_by_hand_is_queued_once(office: Office, queued: list[tuple[str, dict[str, Any]]], settings: Any) -> None:
    Connection.objects.create(office=office, state="active")

    assert tasks.ask_check(office) is True
    Connection.objects.update(last_check_at=timezone.now())
    assert tasks.ask_check(office) is False
    assert [options["kwargs"] for _name, options in queued] == [{"office_id": office.pk}]
