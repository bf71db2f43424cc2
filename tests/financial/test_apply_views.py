"""Posten vereffenen on the screen."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dossiers.models import Dossier, LedgerAccount, Relation
from financial.models import Allocation, OpenItem, SplitPosting, StatementLine
from tests.financial.cast import Receive

pytestmark = pytest.mark.usefixtures("today")
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def line(receive: Receive, customer: Relation) -> StatementLine:
    """980 euro of Stad Lindekerke."""
    return receive(amount=Decimal(980), status="partly", account_type="customer", relation=customer)


@pytest.fixture
def discounted(customer: Relation) -> OpenItem:
    """1.000 euro, 20 off until 22 November."""
    return OpenItem.objects.create(
        relation=customer, document="VF2026-0500", open=1000, date=date(2026, 11, 2), discount=20,
        discount_until=date(2026, 11, 22),
    )  # fmt: skip


def url_of(line: StatementLine) -> str:
    return reverse("financial:apply", args=[line.journal.dossier_id, line.statement_id, line.pk])


def test_open_items_of_the_relation(as_accountant: Client, line: StatementLine, invoice: OpenItem) -> None:
    page = as_accountant.get(url_of(line)).content.decode()
    assert "VF2026-0418" in page
    assert "<html" in page
    assert "<dialog" in as_accountant.get(url_of(line), headers=HTMX).content.decode()


def test_a_part_is_applied(as_accountant: Client, line: StatementLine, invoice: OpenItem) -> None:
    data = {"version": line.version, "item": invoice.pk, f"amount-{invoice.pk}": "980,00"}
    assert as_accountant.post(url_of(line), data).status_code == 302
    line.refresh_from_db()
    assert (line.status, Allocation.objects.get().amount) == ("applied", Decimal(980))


def test_discount_in_time(as_accountant: Client, line: StatementLine, discounted: OpenItem) -> None:
    said = {"item": discounted.pk, f"amount-{discounted.pk}": "", "discount": discounted.pk}
    as_accountant.post(url_of(line), {"version": line.version, **said})
    made = Allocation.objects.get()
    assert (made.amount, made.discount) == (980, 20)


def test_late_discount_is_marked(as_accountant: Client, line: StatementLine, discounted: OpenItem) -> None:
    OpenItem.objects.update(discount_until=date(2026, 11, 1))
    assert "late:" in as_accountant.get(url_of(line)).content.decode()


def test_the_rest_goes_to_a_ledger_account(
    as_accountant: Client, line: StatementLine, dossier: Dossier, customer: Relation
) -> None:
    item = OpenItem.objects.create(relation=customer, document="VF1", open=970, date=date(2026, 11, 2))
    LedgerAccount.objects.create(dossier=dossier, number="754000", name="Betalingsverschillen")
    said = {"item": item.pk, "split-account-1": "754000", "split-amount-1": "10,00", "split-text-1": "Te veel"}
    as_accountant.post(url_of(line), {"version": line.version, **said})
    line.refresh_from_db()
    assert line.status == "applied"
    assert SplitPosting.objects.get().amount == 10


def test_card_costs(as_accountant: Client, line: StatementLine, dossier: Dossier, customer: Relation) -> None:
    item = OpenItem.objects.create(relation=customer, document="VF1", open=1000, date=date(2026, 11, 2))
    LedgerAccount.objects.create(dossier=dossier, number="656100", name="Kaartkosten")
    said = {"item": item.pk, "costs": "20,00", "cost_account": "656100"}
    as_accountant.post(url_of(line), {"version": line.version, **said})
    line.refresh_from_db()
    assert (line.status, line.costs, line.applied) == ("applied", 20, 1000)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"amount": "abc"}, "write an amount such as 1.204,50"),
        ({"amount": "5000,00"}, "of VF2026-0418 is open still"),
        ({"split-account-1": "999", "split-amount-1": "1,00"}, "no ledger account “999”"),
    ],
)
def test_a_refusal_keeps_what_was_typed(
    as_accountant: Client, line: StatementLine, invoice: OpenItem, said: dict[str, str], told: str
) -> None:
    amount = said.pop("amount", "980,00")
    data = {"version": line.version, "item": invoice.pk, f"amount-{invoice.pk}": amount, **said}
    response = as_accountant.post(url_of(line), data, headers=HTMX)
    assert response["HX-Retarget"] == "#apply-form"
    page = response.content.decode()
    assert told in page
    assert f'value="{amount}"' in page
    assert not Allocation.objects.exists()


def test_who_comes_second_keeps_what_was_typed(as_accountant: Client, line: StatementLine, invoice: OpenItem) -> None:
    seen = line.version
    StatementLine.objects.update(version=seen + 1)
    data = {"version": seen, "item": invoice.pk, f"amount-{invoice.pk}": "500,00"}
    page = as_accountant.post(url_of(line), data, headers=HTMX).content.decode()
    assert "What you typed still stands here" in page
    assert 'value="500,00"' in page
    assert f'name="version" value="{seen + 1}"' in " ".join(page.split())


def test_ticked_items_stay_whatever_is_searched(
    as_accountant: Client, line: StatementLine, invoice: OpenItem, discounted: OpenItem
) -> None:
    asked = {"version": line.version, "item": invoice.pk, f"amount-{invoice.pk}": "1,00", "q": "0500", "of": "all"}
    page = as_accountant.get(url_of(line), asked, headers=HTMX | {"HX-Target": "apply-items"}).content.decode()
    assert page.index("VF2026-0418") < page.index("VF2026-0500")
    assert "<dialog" not in page


def test_what_fits_stands_first(as_accountant: Client, receive: Receive, customer: Relation, invoice: OpenItem) -> None:
    """Without a relation: first the amount of the line, then what goes its way, then the rest; each by date."""
    rest = [("VF2026-0400", 120), ("CN2026-0002", -50), ("VF2026-0450", 980)]
    for document, amount in rest:
        OpenItem.objects.create(relation=customer, document=document, open=amount, date=date(2026, 10, 1))
    page = as_accountant.get(url_of(receive(amount=Decimal(980)))).content.decode()
    order = ["VF2026-0450", "VF2026-0400", "VF2026-0418", "CN2026-0002"]
    assert re.findall(r'data-document="([^"]+)"', page) == order


def test_what_a_run_settled_says_why(as_accountant: Client, line: StatementLine, invoice: OpenItem) -> None:
    StatementLine.objects.filter(pk=line.pk).update(status="applied", step="ogm", applied=980)
    Allocation.objects.create(line=line, open_item=invoice, amount=980)
    assert "Structured message → VF2026-0418" in as_accountant.get(url_of(line)).content.decode()
