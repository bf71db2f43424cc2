"""Two workers bring the same statement at the same moment."""

import threading

from django_tenants.utils import tenant_context

from dossiers.models import Dossier
from financial.models import Journal
from offices.models import Office
from tests.financial.imports import IBAN, bring, lines, simple
from tests.lasting import apart, together


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
    outcomes = together(work, work)

    assert sorted(outcomes) == [[(0, True)], [(1, False)]]
    assert apart(read) == [(1, 1, 0, "121.000")]
