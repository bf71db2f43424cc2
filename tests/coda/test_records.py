"""Every field of every record is reachable, with the value that the standard gives it."""

from datetime import date
from decimal import Decimal

import pytest

import coda
from coda.layout import LINE_LENGTH
from coda.order import LAYOUTS
from tests.coda.files import DAY, IBAN, OTHER_IBAN, joined, small, small_lines, with_columns

HEADER = (
    "0000005032672505D       FILE000042GEADRESSEERDE             KREDBEBBXXX00403019261 00000"
    "REF20           REF21                  2"
)


def read_one(lines: list[str]) -> coda.Statement:
    (statement,) = coda.read(joined(lines)).statements
    return statement


@pytest.mark.parametrize("kind", LAYOUTS)
def test_layout_covers_every_column_once(kind: str) -> None:
    columns = [column for field in LAYOUTS[kind] for column in range(field.first, field.last + 1)]

    assert columns == list(range(1, LINE_LENGTH + 1))


def test_header() -> None:
    statement = read_one([HEADER, *small_lines()[1:]])

    assert (statement.version, statement.creation_date, statement.bank_id) == (2, DAY, "725")
    assert (statement.application, statement.duplicate, statement.file_reference) == ("05", True, "FILE000042")
    assert (statement.addressee, statement.bic) == ("GEADRESSEERDE", "KREDBEBBXXX")
    assert (statement.company_id, statement.enterprise_number) == ("00403019261", "0403019261")
    assert (statement.transaction_reference, statement.related_reference) == ("REF20", "REF21")


def test_company_of_zeros_is_absent() -> None:
    lines = small_lines()
    statement = read_one([with_columns(lines[0], 72, "0" * 11), *lines[1:]])

    assert (statement.company_id, statement.enterprise_number) == (None, None)


def test_old_balance() -> None:
    statement = small().statement()

    assert statement.old_balance == coda.Balance(Decimal("1000.000"), DAY)
    assert (statement.holder, statement.paper_number, statement.coda_number) == ("Bakkerij Peeters", "042", "042")
    account = statement.account
    assert (account.structure, account.number, account.iban) == (2, IBAN, IBAN)
    assert (account.currency, account.country) == ("EUR", "BE")


def test_new_balance_and_trailer() -> None:
    statement = small().statement()

    assert statement.new_balance == coda.Balance(Decimal("821.000"), DAY)
    assert statement.trailer == coda.Trailer(14, Decimal("300.000"), Decimal("121.000"), more=False)


def test_overdrawn_balance_is_negative() -> None:
    builder = coda.build(IBAN, date=DAY, old_balance="-10.50").movement("-1.25")

    assert builder.statement().old_balance.amount == Decimal("-10.500")
    assert builder.statement().new_balance == coda.Balance(Decimal("-11.750"), DAY)


def test_movement() -> None:
    movement = small().statement().movements[0]

    assert (movement.line, movement.sequence, movement.detail) == (3, 1, 0)
    assert (movement.amount, movement.value_date, movement.entry_date) == (Decimal("121.000"), DAY, DAY)
    assert (movement.type, movement.family, movement.transaction, movement.category) == (0, "01", "50", "000")
    assert (movement.code, movement.bank_reference, movement.paper_number) == ("00150000", "AFP00010000", "042")


def test_third_decimal_is_kept() -> None:
    movement = coda.build(IBAN, date=DAY).movement("-767.823").statement().movements[0]

    assert str(movement.amount) == "-767.823"


def test_counterparty() -> None:
    counterparty = small().statement().movements[0].counterparty

    assert (counterparty.account, counterparty.iban) == (OTHER_IBAN, OTHER_IBAN)
    assert (counterparty.name, counterparty.bic, counterparty.currency) == ("Jan Janssens", "KREDBEBB", None)


def test_movement_without_second_and_third_part_has_an_absent_counterparty() -> None:
    counterparty = coda.build(IBAN, date=DAY).movement("1").statement().movements[0].counterparty

    assert counterparty == coda.Counterparty()
    assert (counterparty.account, counterparty.iban, counterparty.name) == (None, None, None)


def test_sepa_codes() -> None:
    builder = coda.build(IBAN, date=DAY).movement(
        "-5", r_transaction="2", reason="AC04", category_purpose="SALA", purpose="RENT", customer_reference="E2E-1"
    )
    movement = builder.statement().movements[0]

    assert (movement.r_transaction, movement.reason) == ("2", "AC04")
    assert (movement.category_purpose, movement.purpose, movement.customer_reference) == ("SALA", "RENT", "E2E-1")


def test_third_part_may_follow_the_first() -> None:
    lines = small_lines()
    first = with_columns(lines[2], 126, "1")
    statement = read_one([*lines[:2], first, *lines[4:]])

    assert statement.movements[0].counterparty.name == "Jan Janssens"
    assert statement.movements[0].parts == "13"


def test_information_belongs_to_its_movement() -> None:
    (information,) = small().statement().movements[0].information

    assert (information.line, information.detail, information.type) == (6, 1, "001")
    assert information.fields["street"] == "Dorpsstraat 1"


def test_message() -> None:
    (message,) = small().statement().messages

    assert (message.line, message.sequence, message.detail, message.text) == (16, 1, 0, "Prettige feesten")


def test_two_digit_years_turn_in_1980() -> None:
    lines = small_lines()
    old = read_one([*lines[:2], with_columns(lines[2], 48, "311280"), *lines[3:]])
    new = read_one([*lines[:2], with_columns(lines[2], 48, "311279"), *lines[3:]])

    assert old.movements[0].value_date == date(1980, 12, 31)
    assert new.movements[0].value_date == date(2079, 12, 31)


def test_empty_statement_has_no_new_balance() -> None:
    statement = coda.build(IBAN, date=DAY, old_balance="12.00").statement()

    assert (statement.new_balance, statement.movements, statement.findings) == (None, (), ())


def test_several_statements_in_one_file() -> None:
    first, second = small().statement(), coda.build(OTHER_IBAN, date=DAY, number=7).movement("2").statement()
    file = coda.read(coda.write([first, second]))

    assert [statement.coda_number for statement in file.statements] == ["042", "007"]
    assert [statement.line for statement in file.statements] == [1, 18]
    assert file.findings == ()


def test_raw_lines_on_request() -> None:
    lines = small_lines()
    (statement,) = coda.read(joined(lines), keep_lines=True).statements

    assert list(statement.lines) == lines
    assert coda.read(joined(lines)).statements[0].lines == ()


def test_models_cannot_be_changed() -> None:
    movement = small().statement().movements[0]

    with pytest.raises(AttributeError):
        movement.line = 1  # type: ignore[misc]
