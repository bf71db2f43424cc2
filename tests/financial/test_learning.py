"""Accounts learned on transfer: from whom a person chose, never from a run, never one that is somebody else's."""

import pytest

from dossiers.models import Relation, RelationAccount
from financial import learning, placing, processing, transfer
from financial.models import Journal, OpenItem, StatementLine
from financial.payment_providers import is_payment_provider
from offices.models import AuditEvent, Office, User
from tests.financial.cast import Receive
from tests.financial.paying import ZEEWINKEL, fresh
from tests.financial.placed import Refused, choose, emptied, item, relation, settle, share


def learned(line: StatementLine, office: Office | None = None) -> list[tuple[str, str]]:
    """What the transfer of the line's statement teaches: number of the relation and IBAN."""
    transfer.transfer(statement=line.statement, actor=None, office=office)
    found = RelationAccount.objects.filter(source="learned").order_by("pk")
    return [(account.relation.number, account.iban) for account in found]


def test_account_of_whom_a_person_chose_is_learned(
    receive: Receive, customer: Relation, accountant: User, office: Office
) -> None:
    line = receive(counterparty_account=ZEEWINKEL)
    choose(line, customer, actor=accountant)

    assert learned(line, office) == [("400123", ZEEWINKEL)]
    kept = RelationAccount.objects.get()
    assert (kept.learned_from, kept.learned_by) == ("218/1", accountant)
    assert AuditEvent.objects.filter(action="account.learned", office=office).count() == 1


def test_choosing_an_item_chooses_its_relation(receive: Receive, invoice: OpenItem) -> None:
    line = receive(counterparty_account=ZEEWINKEL)
    settle(line, share(invoice, "100"))

    assert learned(line) == [("400123", ZEEWINKEL)]


def test_run_teaches_nothing(receive: Receive, customer: Relation) -> None:
    line = receive(
        counterparty_account=ZEEWINKEL, status="partly", relation=customer, account_type="customer", set_by="system"
    )

    assert learned(line) == []


def test_other_items_of_the_relation_a_run_found_teach_nothing(receive: Receive, invoice: OpenItem) -> None:
    line = receive(
        counterparty_account=ZEEWINKEL,
        status="partly",
        relation=invoice.relation,
        account_type="customer",
        set_by="system",
    )
    settle(line, share(invoice, "100"))

    assert fresh(line).set_by == "hand"
    assert learned(line) == []


def test_own_account_is_never_learned(receive: Receive, customer: Relation, savings: Journal) -> None:
    line = receive(counterparty_account=savings.iban)
    choose(line, customer)

    assert learned(line) == []


def test_account_of_another_relation_is_never_learned(receive: Receive, customer: Relation) -> None:
    RelationAccount.objects.create(relation=relation(customer.dossier), iban=ZEEWINKEL)
    line = receive(counterparty_account=ZEEWINKEL)
    choose(line, customer)

    assert learned(line) == []


def test_account_that_pays_for_several_is_never_learned(receive: Receive, customer: Relation) -> None:
    line, other = receive(counterparty_account=ZEEWINKEL), receive(counterparty_account=ZEEWINKEL)
    choose(line, customer)
    choose(other, relation(customer.dossier))

    assert learned(line) == []


def test_line_that_settles_items_of_several_teaches_nothing(receive: Receive, customer: Relation) -> None:
    line = receive(counterparty_account=ZEEWINKEL)
    settle(line, share(item(customer, "60"), "60"), share(item(relation(customer.dossier), "40"), "40"))

    assert learned(line) == []


@pytest.mark.parametrize("account", ["", "BE43068999999502", "0123456789"])
def test_what_is_no_iban_is_never_learned(receive: Receive, customer: Relation, account: str) -> None:
    line = receive(counterparty_account=account)
    choose(line, customer)

    assert learned(line) == []


def test_payment_provider_is_never_learned(receive: Receive, customer: Relation) -> None:
    line = receive(counterparty_account=ZEEWINKEL, counterparty_name="WORLDLINE SA/NV")
    choose(line, customer)

    assert learned(line) == []


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("MOLLIE PAYMENTS B.V.", True),
        ("Stripe Technology Europe Ltd", True),
        ("Bol.com BV", True),
        ("Six Payment Services (Europe) S.A.", True),
        ("Bakkerij Mollien", False),
        ("Striped Horse BV", False),
        ("", False),
    ],
)
def test_payment_providers_are_known_by_whole_words(name: str, is_one: bool) -> None:
    assert is_payment_provider(name) is is_one


def test_known_account_is_learned_once(receive: Receive, customer: Relation) -> None:
    RelationAccount.objects.create(relation=customer, iban=ZEEWINKEL)
    line = receive(counterparty_account=ZEEWINKEL)
    choose(line, customer)

    assert learned(line) == []


def test_line_that_was_emptied_and_placed_by_a_run_teaches_nothing(receive: Receive, customer: Relation) -> None:
    line = receive(counterparty_account=ZEEWINKEL)
    choose(line, customer)
    emptied(line)
    StatementLine.objects.filter(pk=line.pk).update(
        status="partly", relation=customer, account_type="customer", set_by="system"
    )

    assert learned(line) == []


def test_forgotten_account_is_gone_and_that_is_kept(
    receive: Receive, customer: Relation, accountant: User, office: Office
) -> None:
    line = receive(counterparty_account=ZEEWINKEL)
    choose(line, customer)
    learned(line)

    learning.forget(account=RelationAccount.objects.get(), actor=accountant, office=office)

    assert not RelationAccount.objects.exists()
    assert AuditEvent.objects.filter(action="account.forgotten", actor=accountant).count() == 1


def test_account_of_the_books_is_not_forgotten_here(customer: Relation, office: Office) -> None:
    account = RelationAccount.objects.create(relation=customer, iban=ZEEWINKEL)

    with Refused("not_learned"):
        learning.forget(account=account, actor=None, office=office)
    assert RelationAccount.objects.exists()


def test_transfer_taken_back_forgets_what_it_taught(receive: Receive, customer: Relation) -> None:
    line = receive(counterparty_account=ZEEWINKEL)
    choose(line, customer)
    made = transfer.transfer(statement=line.statement, actor=None, office=None)

    transfer.undo(transfer=made, actor=None, office=None)

    assert not RelationAccount.objects.exists()


def test_learned_account_finds_the_relation_next_time(receive: Receive, customer: Relation) -> None:
    line = receive(counterparty_account=ZEEWINKEL)
    choose(line, customer)
    learned(line)
    later = receive(counterparty_account=ZEEWINKEL)

    processing.process(dossier=customer.dossier)

    assert (fresh(later).relation, fresh(later).step) == (customer, "iban")
    assert placing.open_items_for(line=fresh(later)) == []
