"""A transfer at the same moment as another one, or as a change of one of its lines."""

import threading
from datetime import date
from decimal import Decimal

from django_tenants.utils import tenant_context

from dossiers.models import Dossier
from financial import placing, transfer
from financial.errors import ProcessingError
from financial.models import Journal, JournalLine, Statement, StatementLine
from offices.models import Office
from tests.financial.paying import ledger
from tests.lasting import apart, together

DAY = date(2026, 11, 20)


def _prepare(office: Office) -> None:
    with tenant_context(office):
        dossier = Dossier.objects.create(code="WIEL", name="Fietsatelier Wielewaal BV")
        journal = Journal.objects.create(dossier=dossier, code="F01", name="KBC", iban="BE07735041882766")
        statement = Statement.objects.create(
            journal=journal, year=2026, number=1, old_balance=0, new_balance=100, new_balance_date=DAY
        )
        line = StatementLine.objects.create(
            journal=journal, statement=statement, sequence=1, amount=Decimal(100), entry_date=DAY
        )
        account = ledger(dossier, "657000")
        placing.choose_account(line=line, version=1, account_type="ledger", ledger_account=account, actor=None)


def _line() -> StatementLine:
    return StatementLine.objects.select_related("journal__dossier", "statement__journal__dossier").get()


def _transfer(line: StatementLine) -> None:
    transfer.transfer(statement=line.statement, actor=None, office=None)


def _empty(line: StatementLine) -> None:
    placing.clear(line=line, version=2, actor=None)


def _state(office: Office) -> tuple[str, bool, int]:
    with tenant_context(office):
        line = _line()
        return line.status, line.transferred_at is not None, JournalLine.objects.count()


def test_statement_is_transferred_once(lasting_office: Office) -> None:
    outcomes = _at_once(lasting_office, "transfer", "transfer")

    assert sorted(outcomes) == ["done", "transfer_refused"]
    assert apart(lambda: _state(lasting_office)) == ("partly", True, 1)


def test_line_is_transferred_or_emptied_never_both(lasting_office: Office) -> None:
    outcomes = _at_once(lasting_office, "transfer", "empty")

    state = apart(lambda: _state(lasting_office))
    assert (outcomes, state) in (
        (["done", "line_changed"], ("partly", True, 1)),
        (["transfer_refused", "done"], ("", False, 0)),
    )


def _at_once(office: Office, *works: str) -> list[str]:
    """What each hears who does one of these at the same moment."""
    start = threading.Barrier(len(works), timeout=10)

    def do(work: str) -> str:
        with tenant_context(office):
            line = _line()
            start.wait()
            try:
                _empty(line) if work == "empty" else _transfer(line)
            except ProcessingError as error:
                return error.code
            return "done"

    apart(lambda: _prepare(office))
    return together(*(lambda work=work: do(work) for work in works))
