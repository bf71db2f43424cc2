"""Posten vereffenen: amounts, discounts, kredietbeperking, costs, splits; the status follows."""

from datetime import date
from decimal import Decimal

import pytest

from dossiers.models import Dossier, Relation
from financial import placing
from financial.errors import NotAllowed
from financial.models import OpenItem
from financial.queries.statements import statement_page
from offices.models import User
from tests.financial.cast import Receive
from tests.financial.paying import fresh, ledger
from tests.financial.placed import (
    Refused,
    changes,
    choose,
    item,
    matches,
    relation,
    said,
    settle,
    share,
    split,
    splits_of,
)


@pytest.mark.parametrize(
    ("amount", "opens", "applied", "status"),
    [
        (100, ["100"], ["100"], "applied"),
        (100, ["60", "40"], ["60", "40"], "applied"),
        (120, ["100"], ["100"], "partly"),
        (90, ["100"], ["90"], "applied"),
        (80, ["100", "-20"], ["100", "-20"], "applied"),
    ],
    ids=["exact", "two invoices", "more than the invoice", "less than the invoice", "credit note deducted"],
)
def test_status_follows_from_the_amounts(
    receive: Receive, customer: Relation, amount: int, opens: list[str], applied: list[str], status: str
) -> None:
    line, items = receive(amount=amount), [item(customer, open_) for open_ in opens]

    settle(line, *(share(one, part) for one, part in zip(items, applied, strict=True)))

    assert said(line) == (status, "400123", str(sum(map(Decimal, applied)).quantize(Decimal("0.001"))))


def test_supplier_is_paid_with_negative_amounts(receive: Receive, dossier: Dossier) -> None:
    line, bill = receive(amount=-980), item(relation(dossier, kind="supplier"), "-1000", discount=20)

    settle(line, share(bill, "-980", "20"))

    assert (said(line)[0], matches(line)) == ("applied", [("VF1", "-980.000", "20.000")])


def test_discount_in_time_settles_the_whole_invoice(receive: Receive, customer: Relation) -> None:
    line, due = receive(amount=980), item(customer, "1000", discount=20)

    settle(line, share(due, "980", "20"))

    assert said(line) == ("applied", "400123", "980.000")
    assert [entry.item for entry in placing.open_items_for(line=receive(relation=customer))] == []


@pytest.mark.parametrize("until", [date(2026, 11, 19), None])
def test_discount_too_late_must_be_given_expressly(receive: Receive, customer: Relation, until: date | None) -> None:
    line, due = receive(amount=980), item(customer, "1000", discount=20, discount_until=until)

    with Refused("discount_late"):
        settle(line, share(due, "980", "20"))
    settle(line, share(due, "980", "20", late=True))

    assert said(line)[0] == "applied"


def test_discount_is_for_who_pays_at_once(receive: Receive, customer: Relation) -> None:
    due = item(customer, "1000", discount=20)
    settle(receive(amount=500), share(due, "500"))

    with Refused("discount_late"):
        settle(receive(amount=480), share(due, "480", "20"))


def test_discount_is_never_more_than_offered(receive: Receive, customer: Relation) -> None:
    due = item(customer, "1000", discount=20)

    with Refused("discount_over"):
        settle(receive(amount=979), share(due, "979", "21", late=True))


def test_surcharge_given_back_for_paying_in_time(receive: Receive, customer: Relation) -> None:
    """Invoice of 102 with kredietbeperking of 2, paid 100: Bedrag 100, Vereffend 102, kredietbeperking 2."""
    line = receive(amount=100)
    settle(line, share(item(customer, "102", discount=2, credit_restriction=True), "100", "2"))

    shown = statement_page(line.statement).lines[0]
    assert (shown.placed, shown.closed, shown.credit_restriction, shown.discount) == (100, 102, 2, 0)
    assert shown.line.status == "applied"


def test_card_costs_are_closed_with_the_customer(receive: Receive, dossier: Dossier, customer: Relation) -> None:
    line = receive(amount=95)

    settle(line, share(item(customer, "100"), "100"), costs=Decimal(5), cost_account=ledger(dossier, "653000"))

    assert said(line) == ("applied", "400123", "100.000")
    assert (fresh(line).costs, fresh(line).cost_account) == (5, ledger(dossier, "653000"))
    assert statement_page(line.statement).unapplied == 0


@pytest.mark.parametrize(
    ("costs", "account", "code"),
    [
        ("5", None, "cost_account_missing"),
        ("-1", "653000", "costs_negative"),
        ("0.0001", "653000", "too_many_decimals"),
    ],
)
def test_costs_that_cannot_be_booked_are_refused(
    receive: Receive, customer: Relation, costs: str, account: str | None, code: str
) -> None:
    cost_account = ledger(customer.dossier, account) if account else None

    with Refused(code):
        settle(receive(), share(item(customer, "100"), "100"), costs=Decimal(costs), cost_account=cost_account)


def test_rest_goes_to_a_ledger_account(receive: Receive, dossier: Dossier, customer: Relation) -> None:
    line = receive(amount=120)

    settle(line, share(item(customer, "100"), "100"), splits=(split(dossier, "749000", "20", "Te veel betaald"),))

    assert (said(line), splits_of(line)) == (("applied", "400123", "120.000"), [("749000", "20.000")])


def test_small_difference_is_written_off(receive: Receive, dossier: Dossier, customer: Relation) -> None:
    line = receive(amount="99.98")

    settle(line, share(item(customer, "100"), "100"), splits=(split(dossier, "657000", "-0.02"),))

    assert said(line) == ("applied", "400123", "99.980")


def test_line_is_split_over_ledger_accounts(receive: Receive, dossier: Dossier) -> None:
    line = receive(amount=-100)

    settle(line, splits=(split(dossier, "610000", "-70"), split(dossier, "614000", "-30")))

    assert (said(line), splits_of(line)) == (("partly", "610000", "-100.000"), [("614000", "-30.000")])


def test_part_of_a_ledger_line_goes_elsewhere(receive: Receive, dossier: Dossier) -> None:
    line = receive(amount=-100)
    choose(line, ledger(dossier, "610000"))

    settle(line, splits=(split(dossier, "614000", "-30"),))

    assert (said(line), splits_of(line)) == (("partly", "610000", "-100.000"), [("614000", "-30.000")])


def test_splits_of_a_blank_line_must_add_up(receive: Receive, dossier: Dossier) -> None:
    line = receive(amount=-100)

    with Refused("splits_short"):
        settle(line, splits=(split(dossier, "610000", "-70"),))
    assert said(line) == ("", "", "0.000")


def test_items_of_several_relations_on_one_line(receive: Receive, customer: Relation) -> None:
    line, other = receive(amount=100), relation(customer.dossier)

    settle(line, share(item(other, "40"), "40"), share(item(customer, "60"), "60"))

    assert (said(line), len(matches(line))) == (("applied", "400200", "100.000"), 2)


def test_relation_stays_while_one_of_its_items_is_chosen(receive: Receive, customer: Relation) -> None:
    line, other = receive(amount=100), relation(customer.dossier)
    choose(line, customer)

    settle(line, share(item(other, "40"), "40"), share(item(customer, "60"), "60"))

    assert said(line)[1] == "400123"


def test_no_items_any_more_keeps_the_relation(receive: Receive, customer: Relation, invoice: OpenItem) -> None:
    line = receive()
    settle(line, share(invoice, "100"))

    settle(line)

    assert (said(line), matches(line)) == (("partly", "400123", "0.000"), [])


@pytest.mark.parametrize(
    ("opens", "amount", "discount", "code"),
    [
        ("100", "100.001", "0", "item_over"),
        ("100", "-1", "0", "item_sign"),
        ("-100", "1", "0", "item_sign"),
        ("100", "0", "0", "item_sign"),
        ("100", "99", "1.001", "discount_over"),
        ("100", "99", "-1", "discount_negative"),
        ("200", "150", "0", "over_line"),
        ("-20", "-20", "0", "other_direction"),
        ("100", "1.0001", "0", "too_many_decimals"),
        ("100", "NaN", "0", "too_many_decimals"),
    ],
)
def test_share_that_does_not_fit_is_refused(
    receive: Receive, customer: Relation, opens: str, amount: str, discount: str, code: str
) -> None:
    line, due = receive(amount=100), item(customer, opens, discount=1)

    with Refused(code):
        settle(line, share(due, amount, discount))
    assert (said(line), matches(line), changes(line)) == (("", "", "0.000"), [], [])


def test_item_is_never_settled_twice_over(receive: Receive, customer: Relation) -> None:
    due = item(customer, "100")
    settle(receive(amount=70), share(due, "70"))

    with Refused("item_over"):
        settle(receive(amount=31), share(due, "31"))
    settle(receive(amount=30), share(due, "30"))


@pytest.mark.parametrize(
    ("fields", "code"), [({"closed": True}, "item_closed"), ({"currency": "USD"}, "item_currency")]
)
def test_item_that_cannot_be_paid_here_is_refused(
    receive: Receive, customer: Relation, fields: dict[str, object], code: str
) -> None:
    with Refused(code):
        settle(receive(), share(item(customer, "100", **fields), "100"))


def test_item_of_another_dossier_is_unknown(receive: Receive, other_dossier: Dossier) -> None:
    with Refused("item_unknown"):
        settle(receive(), share(item(relation(other_dossier), "100"), "100"))


def test_same_item_or_account_twice_is_refused(receive: Receive, dossier: Dossier, invoice: OpenItem) -> None:
    line = receive()

    with Refused("item_twice"):
        settle(line, share(invoice, "50"), share(invoice, "50"))
    with Refused("account_twice"):
        settle(line, splits=(split(dossier, "610000", "50"), split(dossier, "610000", "50")))


def test_line_on_a_ledger_account_settles_nothing(receive: Receive, dossier: Dossier, invoice: OpenItem) -> None:
    line = receive()
    choose(line, ledger(dossier, "610000"))

    with Refused("ledger_line"):
        settle(line, share(invoice, "100"))


def test_nothing_chosen_is_refused(receive: Receive) -> None:
    with Refused("nothing_chosen"):
        settle(receive())


def test_one_match_is_undone_alone(receive: Receive, customer: Relation, accountant: User) -> None:
    line = receive(amount=100)
    held = settle(line, share(item(customer, "60"), "60"), share(item(customer, "40"), "40"))

    placing.undo_match(allocation=line.allocations.earliest("pk"), version=held.version, actor=accountant)

    assert (said(line), matches(line)) == (("partly", "400123", "40.000"), [("VF2", "40.000", "0.000")])
    assert changes(line)[-1] == "match_undone"


def test_match_is_undone_while_the_books_closed_another(receive: Receive, customer: Relation) -> None:
    line, paid = receive(amount=100), item(customer, "60")
    held = settle(line, share(paid, "60"), share(item(customer, "40"), "40"))
    OpenItem.objects.filter(pk=paid.pk).update(closed=True)

    placing.undo_match(allocation=line.allocations.latest("pk"), version=held.version, actor=None)

    assert matches(line) == [("VF1", "60.000", "0.000")]


def test_refusal_carries_its_sentence(receive: Receive, customer: Relation) -> None:
    with pytest.raises(NotAllowed) as refused:
        settle(receive(), share(item(customer, "1200", "VF9"), "1300"))

    assert "VF9" in refused.value.text
    assert refused.value.params["left"] == 1200
