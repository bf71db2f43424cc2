"""Structured communications in named fields, over the parts of a movement or information record."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

import coda
from coda.communications import communication_layouts, read_fields, write_fields
from tests.coda.files import DAY, IBAN, joined, with_columns

MOVEMENT_ROOM, INFORMATION_ROOM = 146, 265


def read_structured(kind: str, text: str) -> coda.Communication:
    """The communication of a movement after a round through a file."""
    raw = coda.write([coda.build(IBAN, date=DAY).movement("1", structured=(kind, text)).statement()])
    return coda.read(raw).statements[0].movements[0].communication


@pytest.mark.parametrize("kind", sorted(communication_layouts()))
def test_layouts_are_in_order_and_fit(kind: str) -> None:
    fields = communication_layouts()[kind]
    room = MOVEMENT_ROOM if kind.startswith("1") else INFORMATION_ROOM

    assert all(first.end <= second.start for first, second in pairwise(fields))
    assert fields[-1].end <= room


def test_all_types_of_the_standard_are_there() -> None:
    movement = {"100", "101", "102", "103", "105", "106", "107", "108", "111", "113", "114", "115"}
    credit = {"121", "122", "123", "124", "125", "126", "127"}
    information = {"001", "002", "004", "005", "006", "007", "008", "009", "010", "011"}

    assert set(communication_layouts()) == movement | credit | information


def test_ogm() -> None:
    communication = read_structured("101", "123456789002")

    assert communication.ogm == "+++123/4567/89002+++"
    assert communication.fields == {"reference": "123456789002"}


def test_ogm_with_wrong_check_digits_is_not_an_ogm() -> None:
    communication = read_structured("102", "123456789003")

    assert (communication.ogm, communication.text) == (None, "123456789003")


@pytest.mark.parametrize("text", ["+++123/4567/89002+++", "Nr ***123/4567/89002*** dank", "+++ 123/4567/89002 +++"])
def test_ogm_in_free_text(text: str) -> None:
    assert coda.Communication(None, text).ogm == "+++123/4567/89002+++"


def test_digits_alone_are_no_ogm_in_free_text() -> None:
    assert coda.Communication(None, "123/4567/89002").ogm is None


def test_remainder_zero_is_97() -> None:
    assert coda.Communication("101", "000000000097").ogm == "+++000/0000/00097+++"
    assert coda.Communication("101", "000000000000").ogm is None


def test_creditor_reference() -> None:
    assert read_structured("100", "RF18539007547034").rf == "RF18539007547034"
    assert coda.Communication("100", "RF19539007547034").rf is None
    assert coda.Communication(None, "RF18 5390 0754 7034").rf == "RF18539007547034"


def test_direct_debit_straddles_three_records() -> None:
    text = write_fields(
        "127",
        settlement_date=date(2026, 3, 5),
        type="1",
        scheme="2",
        paid_or_reason="0",
        creditor_id="DE98ZZZ09999999999",
        mandate_reference="MANDAAT-0000000000000000000000007",
        communication="Abonnement maart",
        r_transaction="2",
        r_reason="AC04",
    )
    communication = read_structured("127", text)

    assert communication.fields == {
        "settlement_date": date(2026, 3, 5),
        "type": "1",
        "scheme": "2",
        "paid_or_reason": "0",
        "creditor_id": "DE98ZZZ09999999999",
        "mandate_reference": "MANDAAT-0000000000000000000000007",
        "communication": "Abonnement maart",
        "r_transaction": "2",
        "r_reason": "AC04",
    }


def test_card_payment() -> None:
    text = write_fields(
        "113",
        card_number="6703042000001234",
        card_scheme="1",
        transaction_date=date(2026, 3, 4),
        transaction_time="1415",
        terminal_name="SUPERMARKT",
        terminal_city="GENT",
        original_amount=Decimal("12.340"),
        rate=Decimal("1.08500000"),
        currency="USD",
        volume=Decimal("40.25"),
    )
    fields = read_structured("113", text).fields

    assert fields["card_number"] == "6703042000001234"
    assert (fields["transaction_date"], fields["transaction_time"]) == (date(2026, 3, 4), "1415")
    assert (fields["terminal_name"], fields["terminal_city"]) == ("SUPERMARKT", "GENT")
    assert (fields["original_amount"], fields["currency"]) == (Decimal("12.340"), "USD")
    assert (fields["rate"], fields["volume"]) == (Decimal("1.08500000"), Decimal("40.25"))


def test_securities_date_with_four_digit_year() -> None:
    text = write_fields("010", order_number="1", trade_date=date(2026, 3, 4), quantity=Decimal("12.5000"))
    fields = read_fields("010", text)

    assert (fields["trade_date"], fields["quantity"]) == (date(2026, 3, 4), Decimal("12.5000"))


def test_date_without_end_stays_as_written() -> None:
    assert read_fields("123", "050326999999")["maturity_date"] == "999999"


def test_what_is_not_a_number_stays_as_written() -> None:
    assert read_fields("105", "00000000000AB12")["gross_amount_account_currency"] == "00000000000AB12"


def test_absent_fields_are_none() -> None:
    fields = read_fields("105", "")

    assert set(fields.values()) == {None}


def test_unknown_type_keeps_its_text() -> None:
    communication = read_structured("199", "whatever")

    assert (communication.type, communication.text, communication.fields) == ("199", "whatever", {})


def test_free_text_is_joined_as_it_stands() -> None:
    text = "FACTUUR 2026-0042 VAN 28 FEBRUARI, MET DANK VOOR UW VERTROUWEN EN TOT GAUW VOOR DE WERKEN AAN HET DAK"
    statement = coda.build(IBAN, date=DAY).movement("1", text=text).information(text * 2).statement()

    assert statement.movements[0].communication.text == text
    assert statement.movements[0].information[0].text == text * 2


def test_structured_communication_keeps_its_positions_without_second_part() -> None:
    text = write_fields("127", communication="x".rjust(62), r_transaction="3", r_reason="MD06")
    raw = coda.write([coda.build(IBAN, date=DAY).movement("1", structured=("127", text)).statement()])
    lines = raw.decode("ascii").splitlines()
    trailer = with_columns(lines[-1], 17, "000004")
    movement = coda.read(joined([*lines[:3], *lines[4:-1], trailer])).statements[0].movements[0]

    assert (movement.parts, movement.communication.fields["r_reason"]) == ("13", "MD06")


@pytest.mark.parametrize(
    ("kind", "fields", "code", "column"),
    [
        ("100", {"creditor_reference": "RF19539007547034"}, "rf-digits", 66),
        ("101", {"reference": "123456789003"}, "ogm-digits", 66),
        ("121", {"company_number": "00403019262"}, "enterprise-digits", 99),
        ("127", {"creditor_id": "DE99ZZZ09999999999"}, "creditor-digits", 75),
    ],
)
def test_check_digits_are_verified(kind: str, fields: dict[str, str], code: str, column: int) -> None:
    statement = coda.build(IBAN, date=DAY).movement("1", structured=(kind, write_fields(kind, **fields))).statement()

    assert [(finding.code, finding.line, finding.column) for finding in statement.findings] == [(code, 3, column)]


def test_value_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="currency"):
        write_fields("105", currency="EURO")
    with pytest.raises(KeyError):
        write_fields("105", colour="red")
