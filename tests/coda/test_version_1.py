"""Version 1: records 2.2 and 2.3 are laid out differently, accounts are Belgian numbers."""

import coda
from tests.coda.files import joined, with_columns

HEADER = with_columns(with_columns(" " * 128, 1, "0000005039972505"), 35, "STICHTING EXEMPEL")
LINES = [
    with_columns(with_columns(with_columns(HEADER, 61, "45678901234"), 72, "0" * 11 + " 00000"), 128, "1"),
    with_columns(
        with_columns(" " * 128, 1, "1 001539007547034 EUR0BE".ljust(42) + "0000000001000000040399STICHTING EXEMPEL"),
        126,
        "001",
    ),
    with_columns(
        "2100010000" + "BANKREF000001EXTREF01" + "0000000000250000050399001500000" + "MEDEDELING".ljust(53),
        116,
        "",
    )
    + "0503990010"
    + "1 0",
    ("2200010000" + "VERVOLG".ljust(53) + "KLANTREF".ljust(26) + "BEF" + "000000010085125").ljust(125) + "1 0",
    ("2300010000" + "310126985517" + "INTERN0001" + "EXTERN000000001" + "JAN JANSSENS".ljust(26)).ljust(73)
    + "DORPSSTRAAT 1".ljust(26)
    + "9000 GENT".ljust(26)
    + "0 0",
    ("8001539007547034 EUR0BE".ljust(41) + "0000000001250000050399").ljust(127) + "0",
    ("9" + " " * 15 + "000005" + "0" * 15 + "000000000250000").ljust(127) + "2",
]


def test_lines_are_128_characters() -> None:
    assert {len(line) for line in LINES} == {128}


def test_version_1() -> None:
    file = coda.read(joined(LINES))
    (statement,) = file.statements

    assert file.findings == ()
    assert (statement.version, statement.holder_id, statement.bic) == (1, "45678901234", None)
    assert (statement.account.structure, statement.account.iban) == (0, "BE68539007547034")
    assert (statement.account.currency, statement.account.country) == ("EUR", "BE")


def test_parts_of_a_movement() -> None:
    (movement,) = coda.read(joined(LINES)).statements[0].movements
    counterparty, old = movement.counterparty, movement.old_format

    assert movement.communication.text == "MEDEDELING".ljust(53) + "VERVOLG"
    assert (movement.bank_reference, movement.customer_reference) == ("BANKREF000001EXTREF01", "KLANTREF")
    assert (counterparty.account, counterparty.name) == ("310126985517", "JAN JANSSENS")
    assert old == coda.OldFormat(
        "BEF", "000000010085125", "INTERN0001", "EXTERN000000001", "DORPSSTRAAT 1", "9000 GENT"
    )


def test_version_1_is_written_as_it_was() -> None:
    assert coda.write(coda.read(joined(LINES))) == joined(LINES)
