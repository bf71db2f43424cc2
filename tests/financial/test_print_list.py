"""The printed list: which lines, what is said about them, totals and warnings; the learned accounts' page."""

from typing import Any

import pytest
from django.test import Client

from dossiers.models import Dossier, Relation, RelationAccount
from financial.models import Journal, Statement
from financial.queries.print_list import print_list
from tests.financial.cast import TODAY, Receive
from tests.financial.paying import ZEEWINKEL, rule
from tests.financial.placed import choose, item, settle, share


@pytest.fixture(autouse=True)
def _english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


def test_settled_lines_without_remark_are_left_out(receive: Receive, customer: Relation) -> None:
    settled, partly, blank = receive(), receive(), receive()
    settle(settled, share(item(customer, "100"), "100"))
    choose(partly, customer)

    found = print_list(settled.statement, everything=False)

    assert ([printed.line for printed in found.lines], found.left_out) == ([partly, blank], 1)
    assert [printed.line for printed in print_list(settled.statement, everything=True).lines] == [
        settled,
        partly,
        blank,
    ]


def test_remarks_say_what_to_look_at(receive: Receive, customer: Relation) -> None:
    rule(customer.dossier).save()
    coded, uncoded = receive(), receive(family="13")
    partly, doubtful = receive(amount=150), receive(status="applied", review=True)
    settle(partly, share(item(customer, "100"), "100"))
    wrong = receive(communication_type="101", communication="202600418004", status="applied")
    right = receive(communication_type="101", communication="202600418003", status="applied")

    found = print_list(coded.statement, everything=True)

    assert {printed.line: printed.remarks for printed in found.lines} == {
        coded: [],
        uncoded: ["No coding rule for 13 50 000"],
        partly: ["50.00 not applied"],
        doubtful: ["To be reviewed"],
        wrong: ["Structured message with wrong check digits"],
        right: [],
    }


def test_lines_the_books_have_need_nobody(receive: Receive) -> None:
    line = receive()
    Journal.objects.update(booked_until=TODAY)

    found = print_list(Statement.objects.get(pk=line.statement_id), everything=False)

    assert (found.lines, found.left_out) == ([], 1)


def test_totals_are_of_global_lines(receive: Receive) -> None:
    total = receive(amount=300)
    receive(amount=300, parent=total, balance_part=False, detail=1)
    receive(amount=-40)

    found = print_list(total.statement, everything=False)

    assert (found.incoming, found.outgoing) == (300, -40)


def test_warnings_are_about_the_statement_as_a_whole(receive: Receive, journal: Journal) -> None:
    line = receive(amount=500)
    Statement.objects.create(
        journal=journal, year=2026, number=217, old_balance=0, new_balance=900, new_balance_date=TODAY
    )
    Journal.objects.update(coda_enabled=False)

    found = print_list(Statement.objects.get(pk=line.statement_id), everything=True)

    assert found.warnings == [
        "CODA is switched off for journal F01 KBC Zichtrekening.",
        "The lines lead to a balance of 1,500.00, the statement says 1,500.50.",
        "A statement lacks before this one: it begins with 1,000.00, the last ended on 900.00.",
    ]


def test_statement_that_is_right_has_no_warnings(receive: Receive) -> None:
    line = receive(amount="500.50")

    assert print_list(Statement.objects.get(pk=line.statement_id), everything=True).warnings == []


def address(dossier: Dossier, statement: Statement) -> str:
    return f"/dossiers/{dossier.pk}/statements/{statement.pk}/print/"


def test_page_shows_lines_and_totals(as_accountant: Client, receive: Receive, dossier: Dossier) -> None:
    line = receive(readable="Huur november", information=[{"type": "", "text": "Zie contract 12"}])

    page = as_accountant.get(address(dossier, line.statement)).content.decode()

    for text in ("Huur november", "Zie contract 12", "218/1", "1,500.50"):
        assert text in page


def test_queries_do_not_grow_with_the_lines(
    as_accountant: Client, receive: Receive, dossier: Dossier, django_assert_max_num_queries: Any
) -> None:
    for _ in range(30):
        line = receive()

    with django_assert_max_num_queries(20):
        as_accountant.get(address(dossier, line.statement))


def test_only_the_office_prints(as_sme: Client, as_outsider: Client, receive: Receive, dossier: Dossier) -> None:
    statement = receive().statement

    assert as_sme.get(address(dossier, statement)).status_code == 404
    assert as_outsider.get(address(dossier, statement)).status_code == 404


def test_statement_of_another_dossier_is_404(as_accountant: Client, receive: Receive, other_dossier: Dossier) -> None:
    assert as_accountant.get(address(other_dossier, receive().statement)).status_code == 404


@pytest.fixture
def account(customer: Relation) -> RelationAccount:
    return RelationAccount.objects.create(
        relation=customer, iban=ZEEWINKEL, source=RelationAccount.Source.LEARNED, learned_from="218/1"
    )


def test_learned_accounts_are_shown_and_forgotten(
    as_accountant: Client, dossier: Dossier, account: RelationAccount
) -> None:
    page = as_accountant.get(f"/dossiers/{dossier.pk}/settings/learned/").content.decode()
    assert "BE43 0689 9999 9501" in page
    assert "Line 218/1" in page

    as_accountant.post(f"/dossiers/{dossier.pk}/settings/learned/{account.pk}/forget/")

    assert not RelationAccount.objects.exists()


def test_account_of_the_books_has_no_button(as_accountant: Client, dossier: Dossier, customer: Relation) -> None:
    books = RelationAccount.objects.create(relation=customer, iban=ZEEWINKEL)

    answer = as_accountant.post(f"/dossiers/{dossier.pk}/settings/learned/{books.pk}/forget/")

    assert (answer.status_code, RelationAccount.objects.count()) == (404, 1)


def test_only_the_office_sees_what_was_learned(
    as_sme: Client, as_outsider: Client, dossier: Dossier, account: RelationAccount
) -> None:
    for client in (as_sme, as_outsider):
        assert client.get(f"/dossiers/{dossier.pk}/settings/learned/").status_code == 404
        assert client.post(f"/dossiers/{dossier.pk}/settings/learned/{account.pk}/forget/").status_code == 404
    assert RelationAccount.objects.exists()
