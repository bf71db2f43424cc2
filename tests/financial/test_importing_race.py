"""Two workers bring the same statement at the same moment."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest
from django.db import connection
from django_tenants.utils import tenant_context

from dossiers.models import Dossier
from financial.models import Journal
from offices.models import Office
from offices.services import create_office
from tests.financial.imports import IBAN, bring, lines, simple

T = TypeVar("T")


def apart(work: Callable[[], T]) -> T:
    """The result of `work`, done on a connection of its own: what it writes lasts, and others see it at once."""

    def closing() -> T:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as worker:
        return worker.submit(closing).result(timeout=20)


def _remove_office(office: Office) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA office_wouters CASCADE")
        cursor.execute("DELETE FROM offices_auditevent WHERE office_id = %s", [office.pk])
        cursor.execute("DELETE FROM offices_domain WHERE tenant_id = %s", [office.pk])
        cursor.execute("DELETE FROM offices_office WHERE id = %s", [office.pk])


@pytest.fixture
def lasting_office(db: None) -> Iterator[Office]:
    """An office outside the transaction of the test."""
    office = apart(lambda: create_office(name="Kantoor Wouters", subdomain="wouters"))
    yield office
    apart(lambda: _remove_office(office))


def test_two_workers_with_one_statement_end_with_one(lasting_office: Office) -> None:
    start = threading.Barrier(2, timeout=10)

    def prepare() -> Journal:
        with tenant_context(lasting_office):
            dossier = Dossier.objects.create(code="WIEL", name="Fietsatelier Wielewaal BV")
            return Journal.objects.create(dossier=dossier, code="F01", name="KBC", iban=IBAN)

    def work() -> list[tuple[int, bool]]:
        with tenant_context(lasting_office):
            start.wait()
            return bring(journal, simple())

    def read() -> list[tuple[int, int, int, str]]:
        with tenant_context(lasting_office):
            return lines()

    journal = apart(prepare)
    with ThreadPoolExecutor(2) as workers:
        outcomes = list(workers.map(lambda _: apart(work), range(2)))

    assert sorted(outcomes) == [[(0, True)], [(1, False)]]
    assert apart(read) == [(1, 1, 0, "121.000")]
