"""Naar dagboek overbrengen: when it is refused, what it writes, how it is taken back."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from dossiers.models import Dossier, LedgerAccount, Relation
from financial import transfer
from financial.errors import Reason, TransferRefused
from financial.models import Journal, JournalLine, OpenItem, Statement, StatementLine, Transfer
from offices.models import AuditEvent, Office, User
from tests.financial.cast import TODAY, Receive
from tests.financial.paying import fresh, ledger
from tests.financial.placed import Refused, changes, choose, emptied, item, relation, settle, share, split


def move(line: StatementLine, **fields: object) -> Transfer:
    """Transfers the statement of the line."""
    given: dict[str, object] = {"actor": None, "office": None}
    return transfer.transfer(statement=line.statement, **given | fields)  # type: ignore[arg-type]


def refused(line: StatementLine) -> list[Reason]:
    """The reasons why; and nothing was written."""
    with pytest.raises(TransferRefused) as caught:
        move(line)
    assert (Transfer.objects.count(), JournalLine.objects.count()) == (0, 0)
    assert all(reason.text for reason in caught.value.reasons)
    return caught.value.reasons


def written() -> list[tuple[str, str, str]]:
    """Account type, account and amount of every journal line."""
    return [(line.account_type, line.account, str(line.amount)) for line in JournalLine.objects.order_by("number")]


def other_statement(journal: Journal, days: int, *, old: int, new: int) -> StatementLine:
    """A statement so many days from the one of `receive`, with one blank line."""
    day = TODAY + timedelta(days=days)
    statement = Statement.objects.create(
        journal=journal, year=2026, number=218 + days, old_balance=old, new_balance=new, new_balance_date=day
    )
    return StatementLine.objects.create(
        journal=journal, statement=statement, sequence=1, amount=Decimal(new - old), entry_date=day
    )


@pytest.fixture
def bank_costs(dossier: Dossier) -> LedgerAccount:
    return ledger(dossier, "657000", "Bankkosten")


def test_settled_line_closes_its_document(receive: Receive, invoice: OpenItem, accountant: User) -> None:
    line = receive(amount=Decimal("3872.00"), communication="VF2026-0418")
    settle(line, share(invoice, "3872"))

    made = move(line, actor=accountant)

    entry = JournalLine.objects.get()
    assert (made.template, made.batch, made.actor) == ("F01", "2026-11", accountant)
    assert (entry.number, entry.posting_date, entry.document_type, entry.document_number) == (
        10_000,
        TODAY,
        "payment",
        "218/1",
    )
    assert (entry.account, entry.amount, entry.currency, entry.description) == (
        "400123",
        Decimal(-3872),
        "EUR",
        "VF2026-0418",
    )
    assert entry.applies_to == [
        {
            "document": "VF2026-0418",
            "external_document": "",
            "amount": "-3872.000",
            "discount": "0.000",
            "credit_restriction": "0.000",
        }
    ]


def test_template_and_batch_are_those_of_the_journal(receive: Receive, bank_costs: LedgerAccount) -> None:
    Journal.objects.update(template="BANK", batch="CODA")
    line = receive()
    choose(line, bank_costs)

    made = move(line)

    assert (made.template, made.batch) == ("BANK", "CODA")


def test_blank_lines_hold_it_back(receive: Receive, bank_costs: LedgerAccount) -> None:
    line, blank = receive(), receive()
    choose(line, bank_costs)

    assert [(r.code, r.params, r.line) for r in refused(line)] == [("blank_lines", {"count": 1}, blank.pk)]


def test_every_blocked_account_is_named_at_once(receive: Receive, dossier: Dossier, customer: Relation) -> None:
    lines = [receive(), receive()]
    choose(lines[0], customer)
    choose(lines[1], ledger(dossier, "550000"))
    Relation.objects.update(blocked="all")
    LedgerAccount.objects.update(direct_posting=False)

    reasons = refused(lines[0])

    assert [(r.code, r.line) for r in reasons] == [
        ("account_blocked", lines[0].pk),
        ("account_not_direct", lines[1].pk),
    ]


def test_item_that_the_books_closed_is_not_paid_twice(receive: Receive, invoice: OpenItem) -> None:
    line = receive()
    settle(line, share(invoice, "100"))
    OpenItem.objects.update(closed=True)

    assert [(r.code, r.line) for r in refused(line)] == [("item_closed", line.pk)]


def test_older_statement_comes_first(receive: Receive, journal: Journal, bank_costs: LedgerAccount) -> None:
    older, line = other_statement(journal, -1, old=900, new=1000), receive()
    choose(line, bank_costs)
    assert [(r.code, r.params) for r in refused(line)] == [
        ("older_statement", {"statement": "217", "date": date(2026, 11, 19)})
    ]

    choose(older, bank_costs)
    move(older)
    move(line)

    assert Transfer.objects.count() == 2


def test_missing_statement_holds_back_what_follows(
    receive: Receive, journal: Journal, bank_costs: LedgerAccount
) -> None:
    older, line = other_statement(journal, -2, old=900, new=950), receive()
    for one in (older, line):
        choose(one, bank_costs)
    move(older)

    with pytest.raises(TransferRefused) as caught:
        move(line)
    assert [(r.code, r.params) for r in caught.value.reasons] == [("gap", {"expected": 950, "found": 1000})]


def test_what_never_came_may_be_booked_from_paper(
    receive: Receive, journal: Journal, bank_costs: LedgerAccount
) -> None:
    other_statement(journal, -2, old=900, new=950)
    line = receive()
    choose(line, bank_costs)
    Statement.objects.filter(pk=line.statement_id).update(old_balance_date=date(2026, 11, 19))
    Journal.objects.update(booked_until=date(2026, 11, 18))
    assert [reason.code for reason in refused(fresh(line))] == ["gap"]

    Journal.objects.update(booked_until=date(2026, 11, 19))

    assert move(fresh(line)).lines.count() == 1


def test_details_that_do_not_make_up_their_total_are_not_booked(receive: Receive, bank_costs: LedgerAccount) -> None:
    total = receive(amount=100, status="indirect")
    choose(receive(amount=99, parent=total, balance_part=False, detail=1), bank_costs)
    StatementLine.objects.filter(pk=total.pk).update(status="indirect")

    assert [(r.code, r.params) for r in refused(total)] == [("does_not_add_up", {"expected": 100, "found": 99})]


def test_reviewed_lines_ask_to_be_confirmed(receive: Receive, customer: Relation, accountant: User) -> None:
    line = receive(status="partly", relation=customer, account_type="customer", set_by="system", review=True)

    assert [(r.code, r.params, r.line) for r in refused(line)] == [("to_confirm", {"count": 1}, line.pk)]
    assert transfer.to_review(statement=line.statement) == [line]
    move(line, confirm_review=True, actor=accountant)

    assert (fresh(line).review, fresh(line).confirmed_at is not None, changes(line)) == (False, True, ["confirmed"])


@pytest.mark.parametrize("fields", [{"processable": False}, {"archived_at": "2026-11-20T10:00Z"}])
def test_statement_that_can_only_be_read_is_refused(
    receive: Receive, bank_costs: LedgerAccount, fields: dict[str, object]
) -> None:
    line = receive()
    choose(line, bank_costs)
    Statement.objects.update(**fields)

    assert len(refused(line)) == 1


def test_second_transfer_has_nothing_to_do(receive: Receive, bank_costs: LedgerAccount) -> None:
    line = receive()
    choose(line, bank_costs)
    move(line)

    assert [reason.code for reason in transfer.check(statement=line.statement)] == ["nothing_to_transfer"]


def test_lines_the_books_have_are_left_out(receive: Receive, journal: Journal, bank_costs: LedgerAccount) -> None:
    receive(amount=7, entry_date=date(2026, 11, 19))
    line = receive()
    choose(line, bank_costs)
    Journal.objects.update(booked_until=date(2026, 11, 19))

    move(line)

    assert written() == [("ledger", "657000", "-100.000")]


def test_details_are_booked_instead_of_their_total(receive: Receive, dossier: Dossier, customer: Relation) -> None:
    total = receive(amount=95)
    for number, amount in ((1, 100), (2, -5)):
        detail = receive(amount=amount, parent=total, balance_part=False, detail=number)
        choose(detail, customer if amount > 0 else ledger(dossier, "653000"))

    move(total)

    assert written() == [("customer", "400123", "-100.000"), ("ledger", "653000", "5.000")]
    assert fresh(total).transferred_at is not None


def test_costs_splits_and_several_relations_make_lines_of_their_own(
    receive: Receive, dossier: Dossier, customer: Relation
) -> None:
    line, other = receive(amount=200), relation(dossier)
    settle(
        line,
        share(item(customer, "150"), "150"),
        share(item(other, "40"), "40"),
        splits=(split(dossier, "749000", "5", "Verschil"),),
        costs=Decimal(6),
        cost_account=ledger(dossier, "653000"),
    )

    move(line)

    assert written() == [
        ("customer", "400123", "-161.000"),
        ("customer", "400200", "-40.000"),
        ("ledger", "749000", "-5.000"),
        ("ledger", "653000", "6.000"),
    ]
    assert sum(Decimal(amount) for _, _, amount in written()) == -200
    assert JournalLine.objects.get(account="749000").description == "Verschil"


def test_discount_and_surcharge_given_back_stand_with_the_document(receive: Receive, customer: Relation) -> None:
    lines = [receive(amount=980), receive(amount=100)]
    settle(lines[0], share(item(customer, "1000", discount=20), "980", "20"))
    settle(lines[1], share(item(customer, "102", discount=2, credit_restriction=True), "100", "2"))

    move(lines[0])

    applied = [line.applies_to[0] for line in JournalLine.objects.order_by("number")]
    assert [(a["amount"], a["discount"], a["credit_restriction"]) for a in applied] == [
        ("-980.000", "20.000", "0.000"),
        ("-100.000", "0.000", "2.000"),
    ]


def test_credit_note_and_invoice_that_cancel_out_are_both_closed(
    receive: Receive, dossier: Dossier, customer: Relation
) -> None:
    other = relation(dossier)
    line = receive(amount=50)
    settle(
        line,
        share(item(customer, "50"), "50"),
        share(item(other, "30", "VF30"), "30"),
        share(item(other, "-30", "CN30"), "-30"),
    )

    move(line)

    assert written() == [("customer", "400123", "-50.000"), ("customer", "400200", "0.000")]
    closed = [part["document"] for part in JournalLine.objects.get(account="400200").applies_to]
    assert closed == ["VF30", "CN30"]


def test_part_of_a_ledger_line_has_a_line_of_its_own(receive: Receive, dossier: Dossier) -> None:
    line = receive(amount=-100)
    settle(line, splits=(split(dossier, "610000", "-70"), split(dossier, "614000", "-30")))

    move(line)

    assert written() == [("ledger", "610000", "70.000"), ("ledger", "614000", "30.000")]


def test_line_of_nothing_is_not_written(receive: Receive, bank_costs: LedgerAccount) -> None:
    line = receive(amount=0)
    choose(line, bank_costs)

    move(line)

    assert (written(), fresh(line).transferred_at is not None) == ([], True)


def test_undone_transfer_frees_the_lines(receive: Receive, bank_costs: LedgerAccount, office: Office) -> None:
    line = receive()
    choose(line, bank_costs)
    made = move(line, office=office)

    assert transfer.undo(transfer=made, actor=None, office=office) == 1

    assert emptied(line).status == ""
    told = AuditEvent.objects.filter(target="F01 218 · Fietsatelier Wielewaal BV").order_by("pk")
    assert list(told.values_list("action", flat=True)) == ["statement.transferred", "transfer.undone"]
    with Refused("transfer_undone"):
        transfer.undo(transfer=made, actor=None, office=office)


def test_fetched_transfer_stands(receive: Receive, bank_costs: LedgerAccount, office: Office) -> None:
    line = receive()
    choose(line, bank_costs)
    made = move(line)
    first = transfer.mark_fetched(transfer=made, by="Boekhoudpakket", office=office).fetched_at

    assert transfer.mark_fetched(transfer=made, by="Boekhoudpakket", office=office).fetched_at == first
    with Refused("transfer_fetched"):
        transfer.undo(transfer=made, actor=None, office=office)
    assert fresh(line).transferred_at is not None


def test_transfers_are_taken_back_youngest_first(receive: Receive, journal: Journal, bank_costs: LedgerAccount) -> None:
    older, line = other_statement(journal, -1, old=900, new=1000), receive()
    for one in (older, line):
        choose(one, bank_costs)
    first, second = move(older), move(line)

    with Refused("later_transferred"):
        transfer.undo(transfer=first, actor=None, office=None)
    transfer.undo(transfer=second, actor=None, office=None)
    transfer.undo(transfer=first, actor=None, office=None)

    assert not StatementLine.objects.exclude(transferred_at=None).exists()


def test_queries_do_not_grow_with_the_lines(
    receive: Receive, bank_costs: LedgerAccount, django_assert_max_num_queries: object
) -> None:
    for _ in range(40):
        choose(line := receive(), bank_costs)

    with django_assert_max_num_queries(25):  # type: ignore[operator]
        move(line)
