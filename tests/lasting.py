"""For tests of what happens at the same moment: an office outside the test's transaction, and other connections."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest
from django.db import connection

from offices.models import Membership, Office, User
from offices.services import add_member, create_office

T = TypeVar("T")


def apart(work: Callable[[], T]) -> T:
    """The result of `work`, done on a connection of its own: what it writes lasts, and others see it at once."""
    with ThreadPoolExecutor(1) as worker:
        return worker.submit(_closing, work).result(timeout=20)


def together(work: Callable[[], T], *others: Callable[[], T]) -> list[T]:
    """The results of several works, each on a connection of its own, at the same time."""
    works = (work, *others)
    with ThreadPoolExecutor(len(works)) as workers:
        return list(workers.map(_closing, works))


def _closing(work: Callable[[], T]) -> T:
    try:
        return work()
    finally:
        connection.close()


@pytest.fixture
def lasting_office(db: None) -> Iterator[Office]:
    """Kantoor Wouters: what is written in it lasts until the end of the test."""
    office = apart(lambda: create_office(name="Kantoor Wouters", subdomain="wouters"))
    yield office
    apart(lambda: _remove(office))


def lasting_member(office: Office, name: str) -> User:
    """An accountant of a lasting office."""
    email = f"{name.lower()}@wouters.example"
    return apart(lambda: add_member(office=office, email=email, role=Membership.Role.ACCOUNTANT, name=name))


def _remove(office: Office) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA office_wouters CASCADE")
        cursor.execute("DELETE FROM offices_auditevent WHERE office_id = %s", [office.pk])
        cursor.execute("DELETE FROM offices_membership WHERE office_id = %s", [office.pk])
        cursor.execute("DELETE FROM offices_user WHERE email LIKE %s", ["%@wouters.example"])
        cursor.execute("DELETE FROM offices_domain WHERE tenant_id = %s", [office.pk])
        cursor.execute("DELETE FROM offices_office WHERE id = %s", [office.pk])
