"""A statement of a thousand lines on hundreds of relations: few queries, and no N+1 hidden by a small one."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dossiers.models import Dossier, LedgerAccount, Relation
from financial.columns import COLUMNS
from financial.models import Allocation, CodingRule, Journal, OpenItem, ProcessingRun, Statement, StatementLine
from offices.models import User
from tests.financial.cast import TODAY

pytestmark = pytest.mark.usefixtures("today")
LINES, RELATIONS, LEDGERS = 1000, 300, 200
MOST_QUERIES = 15
HTMX = {"HX-Request": "true"}


@pytest.fixture
def statement(dossier: Dossier, journal: Journal, accountant: User) -> Statement:
    """Six hundred lines settled on items, three hundred on ledger accounts by a run, a hundred blank."""
    made = Statement.objects.create(
        journal=journal, year=2026, number=218, old_balance=0, new_balance=LINES, new_balance_date=TODAY
    )
    relations = Relation.objects.bulk_create(
        Relation(dossier=dossier, kind="customer", number=f"K{n:04d}", name=f"Klant {n:04d}") for n in range(RELATIONS)
    )
    ledgers = LedgerAccount.objects.bulk_create(
        LedgerAccount(dossier=dossier, number=str(600000 + n), name=f"Kosten {n}") for n in range(LEDGERS)
    )
    CodingRule.objects.create(dossier=dossier, account_type="ledger", ledger_account=ledgers[0])
    run = ProcessingRun.objects.create(dossier=dossier, statement=made, actor=accountant)
    lines = StatementLine.objects.bulk_create(
        StatementLine(
            journal=journal,
            statement=made,
            sequence=n + 1,
            amount=Decimal(1),
            entry_date=TODAY,
            family="01",
            transaction="50",
            category="000",
            run=run if n < LINES * 9 // 10 else None,
            **_placed(n, relations, ledgers),
        )
        for n in range(LINES)
    )
    items = OpenItem.objects.bulk_create(
        OpenItem(relation=line.relation, document=f"VF{n:04d}", open=1, date=TODAY)
        for n, line in enumerate(lines)
        if line.relation
    )
    Allocation.objects.bulk_create(
        Allocation(line=line, open_item=item, amount=1) for line, item in zip(lines, items, strict=False)
    )
    return made


def _placed(n: int, relations: list[Relation], ledgers: list[LedgerAccount]) -> dict[str, Any]:
    if n < LINES * 6 // 10:
        customer = relations[n % RELATIONS]
        return {"status": "applied", "account_type": "customer", "relation": customer, "applied": 1, "step": "amount"}
    if n < LINES * 9 // 10:
        return {"status": "partly", "account_type": "ledger", "ledger_account": ledgers[n % LEDGERS], "step": "rule"}
    return {}


def test_opens_in_fifteen_queries(
    as_accountant: Client, dossier: Dossier, statement: Statement, django_assert_max_num_queries: Any
) -> None:
    url = reverse("financial:statement", args=[dossier.pk, statement.pk])
    as_accountant.get(url)
    with django_assert_max_num_queries(MOST_QUERIES):
        page = as_accountant.get(url).content.decode()
    assert len(re.findall(r'<tr id="line-', page)) == 100
    assert "VF0000" not in page  # it begins at the first line that needs somebody
    assert len(page) < 600_000


@pytest.mark.parametrize("asked", [{"page": "1"}, {"page": "7"}])
def test_a_window_more_takes_no_more_queries(
    as_accountant: Client,
    dossier: Dossier,
    statement: Statement,
    asked: dict[str, str],
    django_assert_max_num_queries: Any,
) -> None:
    url = reverse("financial:statement", args=[dossier.pk, statement.pk])
    as_accountant.get(url, asked, headers=HTMX)
    with django_assert_max_num_queries(MOST_QUERIES):
        rows = as_accountant.get(url, asked, headers=HTMX).content.decode()
    assert rows.count('data-line="') == 100


def test_all_columns_take_no_more_queries(
    as_accountant: Client, dossier: Dossier, statement: Statement, django_assert_max_num_queries: Any
) -> None:
    chosen = reverse("financial:statement_columns", args=[dossier.pk, statement.pk])
    as_accountant.post(chosen, {"column": [column.key for column in COLUMNS]})
    with django_assert_max_num_queries(MOST_QUERIES):
        as_accountant.get(reverse("financial:statement", args=[dossier.pk, statement.pk]))
