"""A background task runs inside its office, or not at all."""

import pytest
from celery import shared_task
from django.db import connection
from django.utils import timezone

from offices.models import Office
from offices.tasks import OfficeTask, OfficeUnavailable

seen: list[str] = []


@shared_task(base=OfficeTask, name="tests.where_am_i")
def where_am_i(*, office: Office) -> None:
    seen.append(f"{office.name}: {connection.schema_name}")  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _nothing_seen() -> None:
    seen.clear()


def test_task_runs_in_the_schema_of_its_office(peeters: Office) -> None:
    where_am_i(office_id=peeters.pk)

    assert seen == ["Kantoor Peeters: office_peeters"]


def test_task_leaves_the_schema_it_came_from(peeters: Office) -> None:
    where_am_i(office_id=peeters.pk)

    assert connection.schema_name == "public"  # type: ignore[attr-defined]


def test_missing_office_raises_and_runs_nothing(db: None) -> None:
    with pytest.raises(OfficeUnavailable):
        where_am_i(office_id=999_999)

    assert seen == []


def test_suspended_office_raises_and_runs_nothing(peeters: Office) -> None:
    Office.objects.filter(pk=peeters.pk).update(suspended_at=timezone.now())

    with pytest.raises(OfficeUnavailable):
        where_am_i(office_id=peeters.pk)

    assert seen == []


def test_task_without_office_id_is_a_mistake(db: None) -> None:
    with pytest.raises(TypeError, match="office_id"):
        where_am_i()

    assert seen == []
