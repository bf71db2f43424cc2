"""The account of a line by hand: chosen, changed, emptied; what follows, and what is refused."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from dossiers.models import Dossier, LedgerAccount, Relation
from financial import placing
from financial.models import Journal, LineChange, OpenItem
from offices.models import User
from tests.financial.cast import Receive
from tests.financial.paying import fresh, ledger
from tests.financial.placed import (
    Refused,
    changes,
    choose,
    emptied,
    item,
    matches,
    relation,
    said,
    settle,
    share,
    split,
    splits_of,
)


def test_relation_without_items_is_partly_applied(receive: Receive, customer: Relation, accountant: User) -> None:
    line = receive(communication="Voorschot")

    placed = choose(line, customer, actor=accountant)

    assert said(line) == ("partly", "400123", "0.000")
    assert (placed.document_type, placed.description, placed.set_by, placed.set_by_user) == (
        "payment",
        "Voorschot",
        "hand",
        accountant,
    )


def test_ledger_account_takes_the_whole_line(receive: Receive, dossier: Dossier) -> None:
    line = receive()

    placed = choose(line, ledger(dossier, "657000", "Bankkosten"))

    assert said(line) == ("partly", "657000", "100.000")
    assert (placed.document_type, placed.description) == ("", "Bankkosten")


@pytest.mark.parametrize(
    ("kind", "amount", "document_type"),
    [
        ("customer", 10, "payment"),
        ("customer", -10, "refund"),
        ("supplier", -10, "payment"),
        ("supplier", 10, "refund"),
    ],
)
def test_document_type_follows_the_money(
    receive: Receive, dossier: Dossier, kind: str, amount: int, document_type: str
) -> None:
    assert choose(receive(amount=amount), relation(dossier, kind=kind)).document_type == document_type


def test_another_account_frees_what_the_old_one_settled(receive: Receive, customer: Relation) -> None:
    line, other = receive(amount=80), relation(customer.dossier)
    settle(line, share(item(customer, "100"), "85"), splits=(split(customer.dossier, "657000", "-5"),))

    choose(line, other)

    assert (said(line), matches(line), splits_of(line)) == (("partly", "400200", "0.000"), [], [])


def test_same_account_again_keeps_what_it_settles(receive: Receive, customer: Relation, invoice: OpenItem) -> None:
    line = receive()
    settle(line, share(invoice, "100"))

    choose(line, customer)

    assert said(line) == ("applied", "400123", "100.000")


def test_description_follows_the_account_only_while_it_is_its_name(receive: Receive, dossier: Dossier) -> None:
    first, second = ledger(dossier, "657000", "Bankkosten"), ledger(dossier, "650000", "Rente")
    followed, typed = receive(), receive()
    choose(followed, first)
    choose(typed, first)
    placing.set_description(line=fresh(typed), version=2, description=" Kosten Q4 ", actor=None)

    assert choose(followed, second).description == "Rente"
    assert choose(typed, second).description == "Kosten Q4"


def test_emptied_line_is_blank_and_says_who_did_it(
    receive: Receive, customer: Relation, invoice: OpenItem, accountant: User
) -> None:
    line = receive(candidates=[{"relation": "400123", "document": invoice.document, "why": "open"}])
    settle(line, share(invoice, "100"))

    blank = emptied(line, actor=accountant)

    assert (said(line), matches(line)) == (("", "", "0.000"), [])
    assert (blank.description, blank.document_type, blank.set_by_user) == ("", "", accountant)
    assert len(blank.candidates) == 1


def test_emptying_a_blank_line_leaves_no_trace(receive: Receive) -> None:
    line = receive()

    assert emptied(line).version == 1
    assert changes(line) == []


def test_every_change_is_kept_with_before_and_after(
    receive: Receive, customer: Relation, invoice: OpenItem, accountant: User
) -> None:
    line = receive()
    choose(line, customer)
    settle(line, share(invoice, "60"), actor=accountant)

    change = LineChange.objects.filter(line=line).latest("pk")
    assert (change.action, change.actor, fresh(line).version) == ("items_applied", accountant, 3)
    assert (change.before["allocations"], change.before["account"]) == ([], "400123")
    assert change.after["allocations"] == [{"document": "VF2026-0418", "amount": "60.000", "discount": "0.000"}]


@pytest.mark.parametrize(
    ("kind", "blocked", "code"),
    [
        ("customer", "all", "account_blocked"),
        ("supplier", "delivery", "account_blocked"),
        ("supplier", "all", "account_blocked"),
    ],
)
def test_blocked_relation_is_refused(receive: Receive, dossier: Dossier, kind: str, blocked: str, code: str) -> None:
    line, owner = receive(), relation(dossier, kind=kind, blocked=blocked)

    with Refused(code):
        choose(line, owner)
    assert (said(line), changes(line)) == (("", "", "0.000"), [])


def test_customer_blocked_for_delivery_can_still_pay(receive: Receive, dossier: Dossier) -> None:
    line = receive()

    choose(line, relation(dossier, blocked="delivery"))

    assert said(line)[0] == "partly"


@pytest.mark.parametrize(
    ("fields", "code"), [({"blocked": True}, "account_blocked"), ({"direct_posting": False}, "account_not_direct")]
)
def test_ledger_account_that_takes_nothing_is_refused(
    receive: Receive, dossier: Dossier, fields: dict[str, Any], code: str
) -> None:
    account = LedgerAccount.objects.create(dossier=dossier, number="400000", name="Klanten", **fields)

    with Refused(code):
        choose(receive(), account)


def test_account_of_another_dossier_is_refused(receive: Receive, other_dossier: Dossier) -> None:
    with Refused("wrong_account"):
        choose(receive(), relation(other_dossier))


def test_type_must_be_that_of_the_account(receive: Receive, customer: Relation) -> None:
    line = receive()

    with Refused("no_account"):
        choose(line, customer, account_type="supplier")
    with Refused("no_account"):
        placing.choose_account(line=line, version=1, account_type="ledger", actor=None)


def test_transferred_line_cannot_be_changed(receive: Receive, customer: Relation) -> None:
    line = receive(status="partly", relation=customer, account_type="customer", transferred_at=timezone.now())

    with Refused("line_transferred"):
        emptied(line)
    with Refused("line_transferred"):
        settle(line)
    assert said(line)[0] == "partly"


def test_line_the_books_have_cannot_be_changed(receive: Receive, journal: Journal, customer: Relation) -> None:
    journal.booked_until = date(2026, 11, 20)
    journal.save()

    with Refused("line_booked"):
        choose(receive(), customer)


@pytest.mark.parametrize(
    ("fields", "code"), [({"processable": False}, "several_sets"), ({"archived_at": timezone.now()}, "archived")]
)
def test_statement_that_can_only_be_read_is_left_alone(
    receive: Receive, customer: Relation, fields: dict[str, Any], code: str
) -> None:
    line = receive()
    type(line.statement).objects.filter(pk=line.statement_id).update(**fields)

    with Refused(code):
        choose(line, customer)


def test_document_type_is_changed_and_kept(receive: Receive, customer: Relation) -> None:
    line = receive()
    version = choose(line, customer).version

    assert placing.set_document_type(line=line, version=version, document_type="refund", actor=None).version == 3
    assert fresh(line).document_type == "refund"


def test_blank_line_has_no_description(receive: Receive) -> None:
    with Refused("line_blank"):
        placing.set_description(line=receive(), version=1, description="Later", actor=None)
