"""The base of every background task that works inside an office."""

from typing import Any

from celery import Task
from django_tenants.utils import tenant_context

from offices.models import Office


class OfficeUnavailable(Exception):
    """The office of a task is missing or suspended. The task must not run on any other schema."""


class OfficeTask(Task):  # type: ignore[type-arg]
    """A task called with `office_id=`; its body runs inside that office's schema.

    Raises `OfficeUnavailable` when the office is missing or suspended and `TypeError` without `office_id`: a task
    never falls through to the public schema.
    """

    abstract = True
    typing = False  # callers give `office_id`, bodies take `office`: Celery cannot compare the two

    def __call__(self, *args: Any, office_id: int, **kwargs: Any) -> Any:
        office = _available(office_id)
        with tenant_context(office):
            return self.run(*args, office=office, **kwargs)


class DoorstepTask(OfficeTask):
    """A task about one office that stays in the public schema, and enters the office only when it finds a reason."""

    abstract = True

    def __call__(self, *args: Any, office_id: int, **kwargs: Any) -> Any:
        return self.run(*args, office=_available(office_id), **kwargs)


def _available(office_id: int) -> Office:
    office: Office | None = Office.objects.filter(pk=office_id, suspended_at=None).first()
    if office is None:
        raise OfficeUnavailable(f"office {office_id}")
    return office
