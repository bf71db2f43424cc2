"""A valid statement from a few movements."""

from decimal import Decimal

import pytest

import coda
from tests.coda.files import DAY, IBAN, OTHER_IBAN, small


def test_balance_numbers_and_totals_are_made() -> None:
    statement = small().statement()

    assert [(movement.sequence, movement.detail) for movement in statement.movements] == [
        (1, 0),
        (2, 0),
        (2, 1),
        (2, 2),
    ]
    assert [movement.globalisation for movement in statement.movements] == [0, 1, 0, 1]
    assert statement.findings == ()


def test_built_statement_is_the_statement_that_is_read_back() -> None:
    statement = small().statement()

    assert coda.read(coda.write([statement])).statements == (statement,)


def test_sign_decides_the_transaction() -> None:
    statement = coda.build(IBAN, date=DAY).movement("1").movement("-1").statement()

    assert [movement.transaction for movement in statement.movements] == ["50", "01"]


def test_fields_can_be_given() -> None:
    builder = coda.build(IBAN, date=DAY, number=7, paper_number=3, more=True, duplicate=True, currency="USD")
    builder.movement("-2", family="80", transaction="37", category="006", bank_reference="REF", iban=OTHER_IBAN)
    statement = builder.statement()
    (movement,) = statement.movements

    assert (statement.coda_number, statement.paper_number, statement.duplicate) == ("007", "003", True)
    assert (statement.account.currency, movement.code, movement.bank_reference) == ("USD", "08037006", "REF")
    assert statement.trailer == coda.Trailer(5, Decimal("2.000"), Decimal("0.000"), more=True)


def test_detail_needs_a_movement() -> None:
    with pytest.raises(coda.WriteError):
        coda.build(IBAN, date=DAY).detail("1")


def test_wrong_ogm_is_written_but_found() -> None:
    statement = coda.build(IBAN, date=DAY).movement("1", ogm="123456789003").statement()

    assert [finding.code for finding in statement.findings] == ["ogm-digits"]
