"""Two people at the same moment: no item is settled twice over, nobody's choice is lost unseen."""

import threading
from datetime import date
from decimal import Decimal

from django_tenants.utils import tenant_context

from dossiers.models import Dossier
from financial import placing
from financial.errors import ProcessingError
from financial.models import Allocation, Journal, Statement, StatementLine
from offices.models import Office
from tests.financial.placed import item, relation, share
from tests.lasting import apart, together

DAY = date(2026, 11, 20)


def _prepare(office: Office) -> None:
    """An item of 100, and two lines of 100."""
    with tenant_context(office):
        dossier = Dossier.objects.create(code="WIEL", name="Fietsatelier Wielewaal BV")
        journal = Journal.objects.create(dossier=dossier, code="F01", name="KBC", iban="BE07735041882766")
        statement = Statement.objects.create(
            journal=journal, year=2026, number=1, old_balance=0, new_balance=200, new_balance_date=DAY
        )
        for sequence in (1, 2):
            StatementLine.objects.create(
                journal=journal, statement=statement, sequence=sequence, amount=Decimal(100), entry_date=DAY
            )
        item(relation(dossier), "100", "VF1")


def _outcomes(office: Office, keys: tuple[int, int]) -> list[str]:
    """What two people hear who settle the item with these lines (by sequence) at the same moment."""
    start = threading.Barrier(2, timeout=10)

    def settle(sequence: int) -> str:
        with tenant_context(office):
            line = StatementLine.objects.select_related("journal__dossier").get(sequence=sequence)
            due = line.journal.dossier.relations.get().open_items.get()
            start.wait()
            try:
                placing.apply_items(line=line, version=1, items=[share(due, "100")], actor=None)
            except ProcessingError as error:
                return error.code
            return "settled"

    apart(lambda: _prepare(office))
    return sorted(together(lambda: settle(keys[0]), lambda: settle(keys[1])))


def _allocated(office: Office) -> list[Decimal]:
    with tenant_context(office):
        return list(Allocation.objects.values_list("amount", flat=True))


def test_one_item_is_not_settled_by_two_lines(lasting_office: Office) -> None:
    assert _outcomes(lasting_office, (1, 2)) == ["item_over", "settled"]
    assert apart(lambda: _allocated(lasting_office)) == [Decimal(100)]


def test_one_line_is_not_changed_by_two_people(lasting_office: Office) -> None:
    assert _outcomes(lasting_office, (1, 1)) == ["line_changed", "settled"]
    assert apart(lambda: _allocated(lasting_office)) == [Decimal(100)]
