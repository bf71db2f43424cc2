"""The work list of statements, and one statement on the screen."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dossiers.models import Dossier, LedgerAccount
from financial.columns import COLUMNS
from financial.models import ColumnChoice, Journal, Statement, StatementLine
from offices.models import User
from tests.financial.cast import TODAY, Receive

pytestmark = pytest.mark.usefixtures("today")
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


def page_of(client: Client, line: StatementLine, **asked: str) -> str:
    url = reverse("financial:statement", args=[line.journal.dossier_id, line.statement_id])
    response = client.get(url, asked)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def rows_in(page: str) -> int:
    return page.count(' data-url="')


def test_worklist_counts_what_is_left(as_accountant: Client, dossier: Dossier, receive: Receive) -> None:
    receive()
    receive(status="applied", review=True, account_type="customer")
    page = " ".join(as_accountant.get(reverse("financial:statements", args=[dossier.pk])).content.decode().split())
    for fact in ("218", "20/11/2026", "2 lines", "1 blank", "1 to review", "1 statement to do"):
        assert fact in page


def test_worklist_warns_of_a_gap(as_accountant: Client, dossier: Dossier, receive: Receive) -> None:
    line = receive()
    Statement.objects.create(
        journal=line.journal, year=2026, number=217, old_balance=0, new_balance=990, new_balance_date="2026-11-19"
    )
    page = as_accountant.get(reverse("financial:statements", args=[dossier.pk])).content.decode()
    assert "A statement is missing before it" in page


def test_worklist_without_statements_says_so(as_accountant: Client, dossier: Dossier, journal: Journal) -> None:
    page = as_accountant.get(reverse("financial:statements", args=[dossier.pk])).content.decode()
    assert "Nothing to do" in page


@pytest.mark.parametrize("name", ["financial:statements", "financial:statement", "financial:line", "financial:apply"])
@pytest.mark.parametrize("who", ["as_sme", "as_outsider"])
def test_only_the_office_sees_statements(
    request: pytest.FixtureRequest, who: str, name: str, dossier: Dossier, receive: Receive
) -> None:
    line = receive()
    keys = [dossier.pk, line.statement_id, line.pk]
    needed = {"financial:statements": 1, "financial:statement": 2}.get(name, 3)
    assert request.getfixturevalue(who).get(reverse(name, args=keys[:needed])).status_code == 404


def test_statement_of_another_dossier_is_404(as_accountant: Client, other_dossier: Dossier, receive: Receive) -> None:
    line = receive()
    url = reverse("financial:statement", args=[other_dossier.pk, line.statement_id])
    assert as_accountant.get(url).status_code == 404


def test_header_and_footer(as_accountant: Client, receive: Receive) -> None:
    page = page_of(as_accountant, receive(amount=Decimal(100), information=[{"type": "", "text": "Terminal"}]))
    for fact in ("Statement 218", "20/11/2026", "1,000.00", "1,500.50", "1 line carries extra information",
                 "0 of 1 lines ready", "Unapplied amount", "1,100.00"):  # fmt: skip
        assert fact in page


def test_a_blank_line_is_current_before_a_placed_one(as_accountant: Client, receive: Receive) -> None:
    receive(status="applied", account_type="customer")
    blank = receive()
    page = page_of(as_accountant, blank)
    assert (
        f'<aside id="panel" class="line-panel " tabindex="-1" aria-label="About this line" data-line="{blank.pk}"'
        in page
    )


@pytest.mark.parametrize(
    ("asked", "shown"),
    [({}, 4), ({"show": "blank"}, 1), ({"show": "review"}, 1), ({"show": "partly"}, 1),
     ({"confidence": "certain"}, 1), ({"q": "goossens"}, 1), ({"q": "321,00"}, 0), ({"q": "321"}, 1)],
)  # fmt: skip
def test_filters(as_accountant: Client, receive: Receive, asked: dict[str, str], shown: int) -> None:
    receive(counterparty_name="J. Goossens")
    receive(status="applied", confidence="amount", review=True, amount=Decimal(321))
    receive(status="applied", confidence="certain")
    line = receive(status="partly")
    assert rows_in(page_of(as_accountant, line, **asked)) == shown


def test_a_window_holds_a_hundred_rows(as_accountant: Client, receive: Receive) -> None:
    lines = [receive(status="applied") for _ in range(101)]
    assert rows_in(page_of(as_accountant, lines[0])) == 100
    url = reverse("financial:statement", args=[lines[0].journal.dossier_id, lines[0].statement_id])
    second = as_accountant.get(url, {"page": "2"}, headers=HTMX).content.decode()
    assert rows_in(second) == 1
    assert f"line-{lines[100].pk}" in second


def test_the_last_lines_page_opens_on_its_window(as_accountant: Client, dossier: Dossier, receive: Receive) -> None:
    lines = [receive(status="applied") for _ in range(101)]
    url = reverse("financial:line", args=[dossier.pk, lines[0].statement_id, lines[100].pk])
    page = as_accountant.get(url).content.decode()
    assert f'id="line-{lines[100].pk}"' in page
    assert f'id="line-{lines[0].pk}"' not in page


def test_opens_in_fifteen_queries(
    as_accountant: Client, dossier: Dossier, receive: Receive, django_assert_max_num_queries: Any
) -> None:
    lines = [receive(status="applied") for _ in range(120)]
    url = reverse("financial:statement", args=[dossier.pk, lines[0].statement_id])
    as_accountant.get(url)
    with django_assert_max_num_queries(15):
        as_accountant.get(url)


def test_columns_are_remembered_per_person(
    as_accountant: Client, as_owner: Client, accountant: User, receive: Receive, dossier: Dossier
) -> None:
    line = receive(bank_reference="2026112004417")
    url = reverse("financial:statement_columns", args=[dossier.pk, line.statement_id])
    as_accountant.post(url, {"column": ["status", "account", "description", "total", "bank_reference", "no-such"]})
    assert ColumnChoice.objects.get(user=accountant).columns == [
        "status", "account", "description", "total", "bank_reference",
    ]  # fmt: skip
    assert '<col class="w-bank_reference">' in page_of(as_accountant, line)
    assert '<col class="w-bank_reference">' not in page_of(as_owner, line)


def test_standard_columns_come_back(as_accountant: Client, receive: Receive, dossier: Dossier) -> None:
    line = receive()
    url = reverse("financial:statement_columns", args=[dossier.pk, line.statement_id])
    as_accountant.post(url, {"column": ["status"]})
    as_accountant.post(url, {"column": ["status"], "standard": ""})
    page = page_of(as_accountant, line)
    shown = [column.key for column in COLUMNS if f'<col class="w-{column.key}">' in page]
    assert shown == [column.key for column in COLUMNS if column.standard]


def test_standard_columns_in_the_order_of_the_books() -> None:
    assert [column.key for column in COLUMNS if column.standard] == [
        "status", "date", "document_type", "document", "account_type", "account", "description", "amount", "total",
        "applied", "coding", "transaction", "journal",
    ]  # fmt: skip


def test_the_panel_has_details_coding_entries_and_information(
    as_accountant: Client, dossier: Dossier, receive: Receive
) -> None:
    line = receive(
        counterparty_name="Stad Lindekerke",
        counterparty_account="BE76091011472095",
        value_date=TODAY,
        information=[{"type": "", "text": "Terminal 4471"}],
    )
    url = reverse("financial:line", args=[dossier.pk, line.statement_id, line.pk])
    page = " ".join(as_accountant.get(url, headers=HTMX).content.decode().split())
    assert "<html" not in page
    for fact in ("Details of the CODA line", "BE76 0910 1147 2095", "Coding of the line", "Transfer in your favour",
                 "Ledger entries", "Choose an account to see its entries.", "Terminal 4471"):  # fmt: skip
        assert fact in page


def test_earlier_choices_are_offered(as_accountant: Client, dossier: Dossier, receive: Receive) -> None:
    fuel = LedgerAccount.objects.create(dossier=dossier, number="612300", name="Brandstof")
    for _ in range(3):
        receive(counterparty_name="Tankstation", status="partly", account_type="ledger", ledger_account=fuel)
    line = receive(counterparty_name="Tankstation")
    url = reverse("financial:line", args=[dossier.pk, line.statement_id, line.pk])
    page = " ".join(as_accountant.get(url, headers=HTMX).content.decode().split())
    assert "3 times before: <b>612300 Brandstof</b>" in page
