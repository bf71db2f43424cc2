"""Where a file belongs, by its content; and what must not be imported anywhere."""

from types import SimpleNamespace
from typing import Any

import pytest

import coda
from codabox_sync import routing
from codabox_sync.models import Feed, ReceivedFile
from codabox_sync.routing import Unrouted
from dossiers.models import Dossier
from financial.models import Journal
from offices.models import Office
from tests.codabox_sync import worlds
from tests.codabox_sync.worlds import IBAN, statement

State = ReceivedFile.State


@pytest.fixture
def feed(office: Office) -> Feed:
    """A client of whom CodaBox told nothing."""
    return Feed.objects.create(key="277", client_name="Fietsatelier Wielewaal BV")


def file_of(feed: Feed, **fields: Any) -> ReceivedFile:
    return ReceivedFile(feed=feed, document_model="coda", **fields)


def route(file: ReceivedFile, *contents: bytes) -> list[Journal]:
    return [found.journal for found in routing.route_statements(file, routing.read_coda(b"".join(contents)))]


def unrouted(file: ReceivedFile, *contents: bytes) -> tuple[str, str, dict[str, object]]:
    with pytest.raises(Unrouted) as error:
        route(file, *contents)
    return error.value.state, error.value.code, error.value.params


def test_statement_goes_to_the_ticked_journal_of_its_account(journal: Journal, feed: Feed) -> None:
    assert route(file_of(feed, iban=IBAN), statement()) == [journal]


def test_unticked_journal_of_the_same_account_is_passed_over(journal: Journal, feed: Feed) -> None:
    Journal.objects.create(dossier=journal.dossier, code="F00", name="Old", iban=IBAN)

    assert route(file_of(feed), statement()) == [journal]


def test_account_without_a_journal_waits(office: Office, feed: Feed) -> None:
    assert unrouted(file_of(feed), statement()) == (State.WAITING, "no_journal", {"iban": IBAN, "currency": "EUR"})


def test_journal_in_another_currency_is_another_account(journal: Journal, feed: Feed) -> None:
    Journal.objects.update(currency="USD")

    assert unrouted(file_of(feed), statement())[:2] == (State.WAITING, "no_journal")


def test_unticked_journal_waits_for_its_tick(journal: Journal, feed: Feed) -> None:
    Journal.objects.update(coda_enabled=False)

    assert unrouted(file_of(feed), statement()) == (State.WAITING, "not_ticked", {"iban": IBAN})


def test_company_in_the_file_must_be_the_dossiers(journal: Journal, feed: Feed) -> None:
    found = unrouted(file_of(feed), statement(company="0403019261"))

    assert found == (State.QUARANTINED, "company_mismatch", {"found": "0403019261", "expected": "0781234535"})


@pytest.mark.parametrize("company", ["", "0000000000"])
def test_bank_may_leave_the_company_out(journal: Journal, feed: Feed, company: str) -> None:
    assert route(file_of(feed), statement(company=company)) == [journal]


def test_feed_that_is_linked_to_another_dossier_is_set_aside(
    journal: Journal, feed: Feed, other_dossier: Dossier
) -> None:
    feed.dossier = other_dossier

    assert unrouted(file_of(feed), statement()) == (State.QUARANTINED, "wrong_dossier", {"iban": IBAN})


def test_feed_with_another_enterprise_number_is_set_aside(journal: Journal, feed: Feed) -> None:
    feed.enterprise_number = "0633018832"

    assert unrouted(file_of(feed), statement())[:2] == (State.QUARANTINED, "wrong_dossier")


def test_announced_account_must_be_in_the_file(journal: Journal, feed: Feed) -> None:
    announced = file_of(feed, iban="BE68539007547034")

    assert unrouted(announced, statement()) == (
        State.QUARANTINED,
        "account_mismatch",
        {"expected": "BE68539007547034", "found": IBAN},
    )


def test_file_with_two_dossiers_goes_nowhere(journal: Journal, feed: Feed, other_dossier: Dossier) -> None:
    Journal.objects.create(dossier=other_dossier, code="F01", name="KBC", iban="BE68539007547034", coda_enabled=True)
    second = statement(2, iban="BE68539007547034", company=other_dossier.enterprise_number)

    assert unrouted(file_of(feed), statement(), second)[:2] == (State.QUARANTINED, "several_companies")


def test_belgian_number_of_twelve_digits_finds_the_iban(journal: Journal, feed: Feed) -> None:
    assert route(file_of(feed), statement(iban=IBAN[4:])) == [journal]


def test_statement_without_an_account_waits(office: Office, feed: Feed) -> None:
    nameless = SimpleNamespace(account=SimpleNamespace(iban=None, number=None, currency=None))

    with pytest.raises(Unrouted) as error:
        routing.route_statements(file_of(feed), (nameless,))  # type: ignore[arg-type]
    assert (error.value.state, error.value.code) == (State.WAITING, "no_account")


@pytest.mark.parametrize("content", [b"", b"hello", b"%PDF-1.4", b"<Invoice/>"])
def test_what_is_no_coda_is_set_aside(content: bytes) -> None:
    with pytest.raises(Unrouted) as error:
        routing.read_coda(content)
    assert (error.value.state, error.value.code) == (State.QUARANTINED, "not_coda")


def test_wrong_control_total_names_its_line() -> None:
    wrong = statement().replace(b"000000000121000", b"000000000121001", 1)

    with pytest.raises(Unrouted) as error:
        routing.read_coda(wrong)
    assert error.value.code == "coda_error"
    assert error.value.params["line"] == next(
        finding.line for finding in coda.read(wrong).findings if finding.severity == "error"
    )


def test_cut_off_file_is_set_aside() -> None:
    cut = b"\r\n".join(statement().split(b"\r\n")[:3])

    with pytest.raises(Unrouted) as error:
        routing.read_coda(cut)
    assert (error.value.state, error.value.code) == (State.QUARANTINED, "coda_error")


def test_feed_is_linked_by_its_first_file_and_stays_so(dossier: Dossier, other_dossier: Dossier, feed: Feed) -> None:
    routing.link_feed(feed, dossier)
    routing.link_feed(Feed.objects.get(), other_dossier)

    assert Feed.objects.get().dossier == dossier


def invoice(*, customer: str | None = None, supplier: str | None = None, self_billing: bool = False) -> Any:
    return SimpleNamespace(
        customer=SimpleNamespace(enterprise_number=customer),
        supplier=SimpleNamespace(enterprise_number=supplier),
        is_self_billing=self_billing,
    )


def mail(feed: Feed, model: str = "purchase_invoice") -> ReceivedFile:
    return ReceivedFile(feed=feed, document_model=model)


def test_purchase_goes_to_the_buyer_and_a_sale_to_the_seller(
    dossier: Dossier, other_dossier: Dossier, feed: Feed
) -> None:
    between_us = invoice(customer=worlds.NUMBER, supplier=other_dossier.enterprise_number)

    assert routing.dossier_of_invoice(mail(feed), between_us) == dossier
    assert routing.dossier_of_invoice(mail(feed, "sales_invoice"), between_us) == other_dossier


def test_self_billed_invoice_finds_us_on_either_side(dossier: Dossier, feed: Feed) -> None:
    ours = invoice(customer="0404616494", supplier=worlds.NUMBER, self_billing=True)

    assert routing.dossier_of_invoice(mail(feed), ours) == dossier
    Feed.objects.update(enterprise_number=worlds.NUMBER)
    assert routing.dossier_of_invoice(mail(Feed.objects.get()), ours) == dossier


def test_number_of_the_feed_helps_an_invoice_that_names_nobody(dossier: Dossier, feed: Feed) -> None:
    feed.enterprise_number = worlds.NUMBER

    assert routing.dossier_of_invoice(mail(feed), invoice()) == dossier


@pytest.mark.parametrize(
    ("named", "announced", "state", "code"),
    [
        (None, "", State.WAITING, "no_number"),
        ("0403019261", "", State.WAITING, "no_dossier"),
        (worlds.NUMBER, "0403019261", State.QUARANTINED, "company_mismatch"),
    ],
)
def test_invoice_without_a_place(
    dossier: Dossier, feed: Feed, named: str | None, announced: str, state: str, code: str
) -> None:
    feed.enterprise_number = announced

    with pytest.raises(Unrouted) as error:
        routing.dossier_of_invoice(mail(feed), invoice(customer=named))
    assert (error.value.state, error.value.code) == (state, code)
