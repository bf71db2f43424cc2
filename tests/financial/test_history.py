"""What happened to a line, in sentences."""

from datetime import date
from typing import Any

import pytest
import time_machine

from dossiers.models import Dossier, Relation
from financial import placing, processing, transfer
from financial.models import Journal, OpenItem, StatementLine
from financial.queries.history import history
from offices.models import User
from tests.financial.cast import Receive
from tests.financial.paying import default_rule, fresh, ledger, paid
from tests.financial.placed import choose, emptied, item, settle, share, split

MOMENT = "2026-11-20 10:42:00+01:00"


@pytest.fixture(autouse=True)
def _english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.fixture(autouse=True)
def _at_one_moment() -> Any:
    with time_machine.travel(MOMENT, tick=True):
        yield


def told(line: StatementLine) -> list[str]:
    """The sentences, oldest first, without their moments."""
    return [sentence.partition(" · ")[2] for sentence in history(fresh(line))][::-1]


def test_received_line_has_one_sentence(receive: Receive) -> None:
    assert history(receive()) == ["today at 10:42 · Received from the bank"]


def test_first_run_then_a_person(journal: Journal, dossier: Dossier, accountant: User) -> None:
    default_rule(dossier)
    line = paid(journal, "10.00", day=date(2026, 11, 20))
    processing.process(dossier=dossier, default_posting=True, actor=accountant)
    assert told(line)[1:] == ["A run by Nele placed it on 499999 499999"]

    choose(line, ledger(dossier, "657000", "Bankkosten"), actor=accountant)

    assert told(line)[1:] == [
        "A run placed it on 499999 499999",
        "Nele put it on 657000 Bankkosten instead of 499999 499999",
    ]


def test_items_splits_and_matches_taken_back(receive: Receive, customer: Relation, accountant: User) -> None:
    line = receive(amount=105)
    held = settle(
        line,
        share(item(customer, "60"), "60"),
        share(item(customer, "40"), "40"),
        splits=(split(customer.dossier, "749000", "5"),),
        actor=accountant,
    )
    placing.undo_match(allocation=line.allocations.earliest("pk"), version=held.version, actor=accountant)

    assert told(line)[1:] == [
        "Nele settled VF1 (60.00), VF2 (40.00) and gave 749000 (5.00)",
        "Nele took back the match with VF1 (60.00)",
    ]


def test_words_and_emptying(receive: Receive, customer: Relation, accountant: User) -> None:
    line = receive(communication="Voorschot")
    choose(line, customer, actor=accountant)
    placing.set_description(line=line, version=2, description="Waarborg", actor=accountant)
    placing.set_document_type(line=line, version=3, document_type="refund", actor=accountant)
    emptied(line, actor=accountant)

    assert told(line)[1:] == [
        "Nele put it on 400123 Stad Lindekerke",
        "Nele changed the description from “Voorschot” to “Waarborg”",
        "Nele changed the document type to Refund",
        "Nele emptied it, it was on 400123 Stad Lindekerke",
    ]


def test_proposal_and_confirmation(receive: Receive, invoice: OpenItem, accountant: User) -> None:
    candidate = {"relation": "400123", "document": "VF2026-0418", "amount": "100", "why": "open"}
    line = receive(candidates=[candidate | {"open_item": invoice.pk}])
    placing.accept(line=line, version=1, candidate_index=0, actor=accountant)
    placing.accept(line=line, version=2, actor=accountant)

    assert told(line)[1:] == ["Nele took the proposal VF2026-0418 (100.00)", "Nele confirmed it"]


def test_details_say_that_they_follow(receive: Receive, dossier: Dossier, accountant: User) -> None:
    total = receive(amount=100)
    detail = receive(amount=100, parent=total, balance_part=False, detail=1)
    choose(total, ledger(dossier, "610000"), actor=accountant)
    emptied(total, actor=accountant)

    assert told(detail)[1:] == ["Settled by its related lines", "Open again with its related lines"]


def test_transfer_is_told_and_taken_back(receive: Receive, customer: Relation, accountant: User) -> None:
    line = receive()
    choose(line, customer)
    made = transfer.transfer(statement=line.statement, actor=accountant, office=None)
    transfer.undo(transfer=made, actor=accountant, office=None)

    assert told(line)[1:] == [
        "The system put it on 400123 Stad Lindekerke",
        "Nele transferred it to journal F01, 2026-11",
        "The transfer was taken back",
    ]


def test_run_taken_back_is_told(journal: Journal, dossier: Dossier, accountant: User) -> None:
    default_rule(dossier)
    line = paid(journal, "10.00", day=date(2026, 11, 20))
    run = processing.process(dossier=dossier, default_posting=True)
    processing.undo_run(run=run, actor=accountant)
    processing.process(dossier=dossier, default_posting=True)

    assert told(line)[1:] == [
        "A run placed it on 499999 499999",
        "Nele took the run back, it was on 499999 499999",
        "A run placed it on 499999 499999",
    ]
