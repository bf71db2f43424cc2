"""Proposals taken, reviewed lines confirmed, and many lines at once."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from dossiers.models import Dossier, Relation
from financial import placing
from financial.errors import LineChanged
from financial.models import OpenItem, StatementLine
from offices.models import User
from tests.financial.cast import Receive
from tests.financial.paying import fresh, ledger
from tests.financial.placed import Refused, changes, choose, item, matches, relation, said, settle, share


def candidate(of: OpenItem) -> dict[str, Any]:
    """As a run stores it."""
    named = {"relation": of.relation.number, "document": of.document, "amount": str(of.open)}
    return named | {"why": "same_amount", "open_item": of.pk}


def accept(line: StatementLine, index: int | None = None, **fields: Any) -> StatementLine:
    line = fresh(line)
    given: dict[str, Any] = {"version": line.version, "actor": None}
    return placing.accept(line=line, candidate_index=index, **given | fields)


def test_proposal_is_taken(receive: Receive, customer: Relation, accountant: User) -> None:
    first, second = item(customer, "100"), item(customer, "100")
    line = receive(candidates=[candidate(first), candidate(second)])

    taken = accept(line, 1, actor=accountant)

    assert (said(line), matches(line)) == (("applied", "400123", "100.000"), [("VF2", "100.000", "0.000")])
    assert (taken.set_by, taken.set_by_user, changes(line)) == ("hand", accountant, ["proposal_accepted"])


@pytest.mark.parametrize(
    ("amount", "match"),
    [
        (980, ("VF1", "980.000", "20.000")),
        (1000, ("VF1", "1000.000", "0.000")),
        (1200, ("VF1", "1000.000", "0.000")),
        (990, ("VF1", "990.000", "0.000")),
    ],
)
def test_proposal_settles_what_fits(
    receive: Receive, customer: Relation, amount: int, match: tuple[str, str, str]
) -> None:
    line = receive(amount=amount, candidates=[candidate(item(customer, "1000", discount=20))])

    accept(line, 0)

    assert matches(line) == [match]


def test_proposal_joins_what_is_settled_already(receive: Receive, customer: Relation) -> None:
    line = receive(amount=100)
    settle(line, share(item(customer, "60"), "60"))
    StatementLine.objects.filter(pk=line.pk).update(candidates=[candidate(item(customer, "70"))])

    accept(line, 0)

    assert matches(line) == [("VF1", "60.000", "0.000"), ("VF2", "40.000", "0.000")]


def test_proposal_replaces_what_a_full_line_settles(receive: Receive, customer: Relation) -> None:
    line = receive(amount=100, candidates=[candidate(item(customer, "100", "RIGHT"))])
    settle(line, share(item(customer, "100", "WRONG"), "100"))

    accept(line, 0)

    assert matches(line) == [("RIGHT", "100.000", "0.000")]


def test_proposal_takes_a_line_off_the_suspense_account(receive: Receive, customer: Relation) -> None:
    line = receive(candidates=[candidate(item(customer, "100"))])
    choose(line, ledger(customer.dossier, "499999"))

    accept(line, 0)

    assert said(line) == ("applied", "400123", "100.000")


@pytest.mark.parametrize("index", [-1, 1])
def test_proposal_that_is_not_there_is_refused(receive: Receive, customer: Relation, index: int) -> None:
    with Refused("no_candidate"):
        accept(receive(candidates=[candidate(item(customer, "100"))]), index)


def test_proposal_that_was_paid_is_refused(receive: Receive, customer: Relation) -> None:
    line = receive(candidates=[candidate(item(customer, "100"))])
    OpenItem.objects.update(closed=True)

    with Refused("no_candidate"):
        accept(line, 0)


def test_reviewed_line_is_confirmed_and_stays_the_runs_work(receive: Receive, customer: Relation) -> None:
    line = receive(
        status="applied", relation=customer, account_type="customer", set_by="system", review=True, step="amount"
    )

    confirmed = accept(line)

    assert (confirmed.review, confirmed.set_by, confirmed.step) == (False, "system", "amount")
    assert confirmed.confirmed_at is not None
    assert changes(line) == ["confirmed"]


def test_blank_line_cannot_be_confirmed(receive: Receive) -> None:
    with Refused("line_blank"):
        accept(receive())


def test_second_person_hears_who_was_first(receive: Receive, customer: Relation, accountant: User) -> None:
    line = receive()
    with time_machine.travel("2026-11-20 10:42:00+01:00", tick=False):
        choose(line, customer, actor=accountant)

    with pytest.raises(LineChanged) as refused:
        choose(line, relation(customer.dossier), version=1)

    assert (refused.value.code, refused.value.params) == ("line_changed", {"who": "Nele", "at": "10:42"})
    assert (refused.value.line.relation, refused.value.line.version) == (customer, 2)
    assert said(line)[1] == "400123"


def test_bulk_does_what_it_can_and_says_what_it_cannot(
    receive: Receive, dossier: Dossier, customer: Relation, accountant: User
) -> None:
    good, stale, booked = receive(), receive(version=3), receive(entry_date=date(2026, 11, 1))
    type(good.journal).objects.update(booked_until=date(2026, 11, 1))
    seen = [(good.pk, 1), (stale.pk, 2), (booked.pk, 1)]

    result = placing.bulk(
        dossier=dossier,
        lines=seen,
        action="choose_account",
        actor=accountant,
        account_type="ledger",
        ledger_account=ledger(dossier, "610000"),
    )

    assert result.done == [good]
    assert [(line, error.code) for line, error in result.refused] == [
        (stale, "line_changed"),
        (booked, "line_booked"),
    ]
    assert said(stale)[0] == said(booked)[0] == ""


def test_bulk_accepts_the_only_proposal_and_confirms_the_placed(receive: Receive, customer: Relation) -> None:
    single = receive(candidates=[candidate(item(customer, "100"))])
    tie = receive(candidates=[candidate(item(customer, "100")), candidate(item(customer, "100"))])
    placed = receive(status="partly", relation=customer, account_type="customer", review=True)
    seen = [(line.pk, 1) for line in (single, tie, placed)]

    result = placing.bulk(dossier=customer.dossier, lines=seen, action="accept", actor=None)

    assert result.done == [single, placed]
    assert [(line, error.code) for line, error in result.refused] == [(tie, "line_blank")]


def test_bulk_empties_a_total_with_its_details(receive: Receive, dossier: Dossier) -> None:
    total = receive(amount=100)
    detail = receive(amount=100, parent=total, balance_part=False, detail=1)
    choose(total, ledger(dossier, "610000"))

    result = placing.bulk(dossier=dossier, lines=[(total.pk, 2), (detail.pk, 2)], action="clear", actor=None)

    assert (result.done, result.refused) == ([total, detail], [])


def test_bulk_leaves_other_dossiers_alone(receive: Receive, other_dossier: Dossier, customer: Relation) -> None:
    line = receive()
    choose(line, customer)

    assert placing.bulk(dossier=other_dossier, lines=[(line.pk, 2)], action="clear", actor=None).done == []
    assert said(line)[0] == "partly"


def test_items_to_choose_from_are_those_of_the_relation(receive: Receive, customer: Relation) -> None:
    other = relation(customer.dossier)
    item(other, "100", "OTHER")
    used, due = item(customer, "100", "USED"), item(customer, "1000", "DUE", discount=20)
    first = receive(amount=60)
    settle(first, share(used, "60"))

    entries = placing.open_items_for(line=receive(amount=980, relation=customer))

    assert [(e.item.document, e.left, e.used, e.used_by) for e in entries] == [
        ("USED", 40, 60, (first.document_number,)),
        ("DUE", 1000, 0, ()),
    ]
    assert [(e.discount, e.proposed, e.proposed_discount) for e in entries] == [(0, 40, 0), (20, 980, 20)]
    assert due == entries[1].item


@pytest.mark.parametrize("text", ["other", "1.234,56", "1234,56 200", "202/6004/18003", "F-77"])
def test_items_of_everybody_are_found_by_text(receive: Receive, customer: Relation, text: str) -> None:
    item(customer, "100", "OWN")
    other = relation(customer.dossier, name="Other & Zoon", number="200300")
    item(other, "1234.56", "FOUND", ogm="202600418003", external_document="F-77")

    entries = placing.open_items_for(line=receive(relation=customer), everything=True, text=text)

    assert [entry.item.document for entry in entries] == ["FOUND"]


def test_what_the_line_settles_is_chosen_and_counts_as_left(receive: Receive, customer: Relation) -> None:
    line = receive(amount=100)
    item(customer, "50", "OLDER", date=date(2026, 1, 1))
    settle(line, share(item(customer, "100", "MINE"), "100"))

    entries = placing.open_items_for(line=fresh(line))

    assert [(e.item.document, e.chosen, e.left, e.amount) for e in entries] == [
        ("MINE", True, 100, 100),
        ("OLDER", False, 50, 0),
    ]
    assert entries[0].taken == Decimal(0)
