"""Two accountants on the same statement: who comes second hears who was first, sees it, and loses nothing."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dossiers.models import Dossier, LedgerAccount
from financial.models import Allocation, OpenItem, StatementLine
from tests.financial.cast import Receive

pytestmark = pytest.mark.usefixtures("today")
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def fuel(dossier: Dossier) -> LedgerAccount:
    return LedgerAccount.objects.create(dossier=dossier, number="612300", name="Brandstof")


@pytest.fixture
def phone(dossier: Dossier) -> LedgerAccount:
    return LedgerAccount.objects.create(dossier=dossier, number="616200", name="Telefonie")


@pytest.fixture
def line(receive: Receive) -> StatementLine:
    return receive(amount=Decimal(3872))


def url_of(name: str, line: StatementLine) -> str:
    return reverse(f"financial:{name}", args=[line.journal.dossier_id, line.statement_id, line.pk])


def ask(client: Client, name: str, line: StatementLine, **asked: Any) -> str:
    return " ".join(client.get(url_of(name, line), asked, headers=HTMX).content.decode().split())


def do(client: Client, name: str, line: StatementLine, **said: Any) -> str:
    return " ".join(client.post(url_of(name, line), said, headers=HTMX).content.decode().split())


@pytest.fixture
def seen(line: StatementLine, as_accountant: Client, fuel: LedgerAccount) -> int:
    """The version Olga has on her screen; meanwhile Nele has put the line on fuel."""
    version = line.version
    do(as_accountant, "line_place", line, version=version, account=f"ledger:{fuel.pk}")
    line.refresh_from_db()
    return version


def test_the_search_for_an_account_keeps_to_what_the_screen_showed(
    as_owner: Client, line: StatementLine, seen: int, phone: LedgerAccount
) -> None:
    """Opening the search after Nele's change must not make Olga's choice overwrite it unseen."""
    dialog = ask(as_owner, "line_choose", line, of="ledger", seen=seen, q="616")
    assert f'name="version" value="{seen}"' in dialog
    answer = do(as_owner, "line_place", line, version=seen, account=f"ledger:{phone.pk}")
    line.refresh_from_db()
    assert line.ledger_account is not None
    assert line.ledger_account.number == "612300"
    for part in ("Nele changed this line at", "616200 Telefonie", "Do mine after all", f'<tr id="line-{line.pk}"',
                 "Brandstof"):  # fmt: skip
        assert part in answer
    assert "data-settled" not in answer


def test_doing_it_after_all_takes_the_new_version(
    as_owner: Client, line: StatementLine, seen: int, phone: LedgerAccount
) -> None:
    do(as_owner, "line_place", line, version=seen, account=f"ledger:{phone.pk}")
    do(as_owner, "line_place", line, version=line.version, account=f"ledger:{phone.pk}")
    line.refresh_from_db()
    assert line.ledger_account == phone
    assert [change.actor.name for change in line.changes.select_related("actor") if change.actor] == ["Nele", "Olga"]


def test_posten_vereffenen_says_who_was_first_when_it_opens(
    as_owner: Client, line: StatementLine, seen: int, invoice: OpenItem
) -> None:
    dialog = ask(as_owner, "apply", line, seen=seen)
    assert "Nele changed this line at" in dialog
    assert "612300 Brandstof" in dialog
    assert "What you typed still stands here" not in dialog
    assert "Nele" not in ask(as_owner, "apply", line, seen=line.version)


def test_posten_vereffenen_keeps_what_was_ticked_and_shows_the_line_behind_it(
    as_owner: Client, line: StatementLine, seen: int, invoice: OpenItem
) -> None:
    answer = do(as_owner, "apply", line, version=seen, item=invoice.pk, **{f"amount-{invoice.pk}": "3,872.00"})
    assert not Allocation.objects.exists()
    for part in ("Nele changed this line at", "612300 Brandstof", "What you typed still stands here",
                 'value="3,872.00"', f'<tr id="line-{line.pk}"', f'name="version" value="{line.version}"'):  # fmt: skip
        assert part in answer


def test_many_lines_at_once_leave_what_somebody_else_changed(
    as_owner: Client, line: StatementLine, seen: int, receive: Receive, phone: LedgerAccount, dossier: Dossier
) -> None:
    other, indirect, more = receive(), receive(status="indirect"), receive(status="indirect")
    lines = [f"{line.pk}:{seen}", *(f"{each.pk}:{each.version}" for each in (other, indirect, more))]
    url = reverse("financial:bulk", args=[dossier.pk, line.statement_id])
    page = as_owner.post(url, {"action": "choose_account", "ledger": "616200", "line": lines}, follow=True)
    said = " ".join(page.content.decode().split())
    assert "1 line was changed." in said
    assert "3 lines stayed as they were. 218/1: Nele changed this line at" in said
    assert "Line 218/3 is settled by its related lines. Empty those first. (+1)" in said
    line.refresh_from_db()
    assert line.ledger_account != phone


@pytest.mark.parametrize(("name", "settles"), [("line_place", True), ("line_clear", False), ("line_edit", False)])
def test_only_what_settles_a_line_leads_to_the_next(
    as_owner: Client, line: StatementLine, seen: int, phone: LedgerAccount, name: str, settles: bool
) -> None:
    said = {"version": line.version, "account": f"ledger:{phone.pk}", "description": "Diesel"}
    assert ("data-settled" in do(as_owner, name, line, **said)) is settles
