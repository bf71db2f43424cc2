"""What a person does to lines on the screen, and what comes back."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dossiers.models import Dossier, LedgerAccount, Relation
from financial.models import Allocation, CodingRule, OpenItem, ProcessingRun, StatementLine
from offices.models import User
from tests.financial.cast import Receive

pytestmark = pytest.mark.usefixtures("today")
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def fuel(dossier: Dossier) -> LedgerAccount:
    return LedgerAccount.objects.create(dossier=dossier, number="612300", name="Brandstof")


def url_of(name: str, line: StatementLine) -> str:
    return reverse(f"financial:{name}", args=[line.journal.dossier_id, line.statement_id, line.pk])


def post(client: Client, name: str, line: StatementLine, *, version: int | None = None, **said: Any) -> str:
    data = {"version": version or line.version, **said}
    response = client.post(url_of(name, line), data, headers=HTMX)
    assert response.status_code == 200
    line.refresh_from_db()
    return " ".join(response.content.decode().split())


def test_an_account_is_chosen(as_accountant: Client, receive: Receive, fuel: LedgerAccount) -> None:
    line = receive(amount=Decimal("-61.40"))
    answer = post(as_accountant, "line_place", line, account=f"ledger:{fuel.pk}")
    assert (line.status, line.ledger_account) == ("partly", fuel)
    for part in ('<aside id="panel"', f'<tr id="line-{line.pk}"', 'id="progress" hx-swap-oob="true"', 'id="foot"'):
        assert part in answer
    assert "<html" not in answer


def test_without_htmx_the_page_comes_back(as_accountant: Client, receive: Receive, fuel: LedgerAccount) -> None:
    line = receive()
    response = as_accountant.post(url_of("line_place", line), {"version": line.version, "account": f"ledger:{fuel.pk}"})
    assert (response.status_code, response["Location"]) == (302, url_of("line", line))


def test_an_account_of_another_dossier_is_404(as_accountant: Client, other_dossier: Dossier, receive: Receive) -> None:
    foreign = LedgerAccount.objects.create(dossier=other_dossier, number="612300", name="Brandstof")
    line = receive()
    said = {"version": line.version, "account": f"ledger:{foreign.pk}"}
    assert as_accountant.post(url_of("line_place", line), said).status_code == 404


def test_who_comes_second_keeps_what_was_typed(
    as_accountant: Client, as_owner: Client, receive: Receive, fuel: LedgerAccount, accountant: User
) -> None:
    line = receive()
    seen = line.version
    post(as_accountant, "line_place", line, account=f"ledger:{fuel.pk}")
    answer = post(as_owner, "line_edit", line, version=seen, description="Diesel", document_type="")
    assert line.description != "Diesel"
    assert "Nele" in answer
    assert '<input type="hidden" name="description" value="Diesel">' in answer
    assert f'<input type="hidden" name="version" value="{line.version}">' in answer


def test_a_proposal_is_accepted(as_accountant: Client, receive: Receive, invoice: OpenItem) -> None:
    candidate = {"relation": "400123", "document": "VF2026-0418", "amount": "3872.00", "why": "same_amount"}
    line = receive(amount=Decimal(3872), candidates=[candidate | {"open_item": invoice.pk}])
    post(as_accountant, "line_accept", line, candidate="0")
    assert (line.status, Allocation.objects.get().open_item) == ("applied", invoice)


def test_one_match_is_undone(as_accountant: Client, receive: Receive, invoice: OpenItem, customer: Relation) -> None:
    line = receive(amount=Decimal(3872), status="applied", account_type="customer", relation=customer, applied=3872)
    made = Allocation.objects.create(line=line, open_item=invoice, amount=3872)
    post(as_accountant, "line_undo", line, allocation=made.pk)
    assert (line.status, line.relation, line.allocations.count()) == ("partly", customer, 0)


def test_a_line_is_emptied(as_accountant: Client, receive: Receive, fuel: LedgerAccount) -> None:
    line = receive(status="partly", account_type="ledger", ledger_account=fuel)
    post(as_accountant, "line_clear", line)
    assert (line.status, line.ledger_account) == ("", None)


def test_a_refusal_is_told_in_words(as_accountant: Client, receive: Receive) -> None:
    line = receive(status="indirect")
    assert "Empty those first" in post(as_accountant, "line_clear", line)


def test_search_as_you_type(as_accountant: Client, receive: Receive, fuel: LedgerAccount, customer: Relation) -> None:
    line = receive()
    found = as_accountant.get(url_of("line_choose", line), {"of": "ledger", "q": "brand"}, headers=HTMX)
    assert f'value="ledger:{fuel.pk}"' in found.content.decode()
    found = as_accountant.get(url_of("line_choose", line), {"of": "relation", "q": "linde"}, headers=HTMX)
    assert f'value="relation:{customer.pk}"' in found.content.decode()


def test_many_lines_at_once(as_accountant: Client, receive: Receive, fuel: LedgerAccount, dossier: Dossier) -> None:
    lines = [receive(), receive(status="indirect")]
    data = {"action": "choose_account", "ledger": "612300", "line": [f"{line.pk}:{line.version}" for line in lines]}
    url = reverse("financial:bulk", args=[dossier.pk, lines[0].statement_id])
    page = as_accountant.post(url, data, follow=True).content.decode()
    lines[0].refresh_from_db()
    assert lines[0].ledger_account == fuel
    assert "1 line was changed." in page
    assert "Empty those first" in page


def test_preview_writes_nothing_and_the_run_can_be_undone(
    as_accountant: Client, receive: Receive, dossier: Dossier, invoice: OpenItem
) -> None:
    line = receive(amount=Decimal(3872), communication_type="101", communication="202600418003")
    url = reverse("financial:process", args=[dossier.pk, line.statement_id])
    assert "Place 1 line" in " ".join(as_accountant.get(url, headers=HTMX).content.decode().split())
    assert not ProcessingRun.objects.exists()
    page = as_accountant.post(url, follow=True).content.decode()
    line.refresh_from_db()
    assert line.status == "applied"
    run = ProcessingRun.objects.get()
    assert f'action="{reverse("financial:run_undo", args=[dossier.pk, run.pk])}"' in page
    as_accountant.post(reverse("financial:run_undo", args=[dossier.pk, run.pk]))
    line.refresh_from_db()
    assert line.status == ""


def test_a_run_that_would_place_nothing_has_no_button(
    as_accountant: Client, receive: Receive, dossier: Dossier
) -> None:
    line = receive()
    url = reverse("financial:process", args=[dossier.pk, line.statement_id])
    dialog = " ".join(as_accountant.get(url, headers=HTMX).content.decode().split())
    assert "A run would place nothing" in dialog
    assert "Place 0" not in dialog
    StatementLine.objects.update(status="applied")
    assert "Every line of this statement has its place." in as_accountant.get(url, headers=HTMX).content.decode()


def test_undoing_a_run_leaves_what_was_changed_since_and_says_so(
    as_accountant: Client, receive: Receive, dossier: Dossier, fuel: LedgerAccount
) -> None:
    CodingRule.objects.create(dossier=dossier, account_type="ledger", ledger_account=fuel)
    changed, left = receive(), receive()
    as_accountant.post(reverse("financial:process", args=[dossier.pk, changed.statement_id]), {"default_posting": "on"})
    changed.refresh_from_db()
    post(as_accountant, "line_accept", changed)
    undo = reverse("financial:run_undo", args=[dossier.pk, ProcessingRun.objects.get().pk])
    page = as_accountant.post(undo, follow=True).content.decode()
    assert "1 line is blank again." in page
    assert "1 line was changed since and stays as it is." in page
    left.refresh_from_db()
    assert (left.status, changed.status) == ("", "partly")


def test_default_posting_without_its_rule_is_refused(as_accountant: Client, receive: Receive, dossier: Dossier) -> None:
    line = receive()
    url = reverse("financial:process", args=[dossier.pk, line.statement_id])
    assert "There is no default posting" in as_accountant.get(url, {"default_posting": "on"}).content.decode()


def test_default_posting(as_accountant: Client, receive: Receive, dossier: Dossier, fuel: LedgerAccount) -> None:
    CodingRule.objects.create(dossier=dossier, account_type="ledger", ledger_account=fuel)
    line = receive()
    url = reverse("financial:process", args=[dossier.pk, line.statement_id])
    as_accountant.post(url, {"default_posting": "on"})
    line.refresh_from_db()
    assert (line.status, line.ledger_account) == ("partly", fuel)


def test_transfer_says_why_not(as_accountant: Client, receive: Receive, dossier: Dossier) -> None:
    line = receive()
    url = reverse("financial:transfer", args=[dossier.pk, line.statement_id])
    page = as_accountant.get(url, headers=HTMX).content.decode()
    assert "Nothing was written" in page
    assert "disabled" in page


@pytest.mark.parametrize("name", ["line_place", "line_accept", "line_clear", "line_undo", "line_edit"])
@pytest.mark.parametrize("who", ["as_sme", "as_outsider"])
def test_only_the_office_changes_lines(request: pytest.FixtureRequest, who: str, name: str, receive: Receive) -> None:
    line = receive()
    said = {"version": line.version, "account": "ledger:1"}
    assert request.getfixturevalue(who).post(url_of(name, line), said).status_code == 404
