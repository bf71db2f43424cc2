"""What is read is written byte for byte; what we would not accept is not written."""

from dataclasses import replace
from decimal import Decimal

import pytest

import coda
from tests.coda.files import DAY, IBAN, joined, small, small_lines, with_columns


def test_small_file_comes_back() -> None:
    raw = joined(small_lines())

    assert coda.write(coda.read(raw)) == raw


def test_link_codes_on_every_part_come_back() -> None:
    lines = small_lines()
    lines[2], lines[3] = with_columns(lines[2], 128, "1"), with_columns(lines[3], 128, "1")
    raw = joined(lines)

    assert coda.read(raw).findings == ()
    assert coda.write(coda.read(raw)) == raw


def test_blank_parts_come_back() -> None:
    lines = small_lines()
    lines[4] = with_columns(lines[4], 11, " " * 100)
    raw = joined(lines)

    assert coda.write(coda.read(raw)) == raw


def test_zero_on_the_debit_side_comes_back() -> None:
    raw = coda.write([coda.build(IBAN, date=DAY).movement(Decimal("-0.000")).statement()])

    assert coda.write(coda.read(raw)) == raw
    assert raw.split(b"\r\n")[2][31:47] == b"1000000000000000"


def test_statements_alone_are_written_in_windows_1252_with_crlf() -> None:
    statement = coda.build(IBAN, date=DAY).movement("1", name="Café €").statement()

    assert "Café €".encode("windows-1252") in coda.write([statement])
    assert coda.write([statement]).count(b"\r\n") == 7


def test_encoding_and_line_end_can_be_chosen() -> None:
    statement = coda.build(IBAN, date=DAY).movement("1", name="Café").statement()
    raw = coda.write([statement], encoding="utf-8", line_end="LF")

    assert coda.read(raw) == coda.CodaFile((statement,), (), "utf-8", "LF", "\n")


def test_wrong_balance_is_refused() -> None:
    statement = replace(small().statement(), new_balance=coda.Balance(Decimal("1.000"), DAY))

    with pytest.raises(coda.WriteError) as raised:
        coda.write([statement])
    assert (raised.value.code, raised.value.line) == ("balance", 15)


def test_wrong_trailer_is_refused() -> None:
    statement = replace(small().statement(), trailer=coda.Trailer(3, Decimal(0), Decimal(0), more=False))

    with pytest.raises(coda.WriteError, match="trailer counts 3"):
        coda.write([statement])


@pytest.mark.parametrize(
    "changes",
    [
        {"holder": "X" * 27},
        {"holder": "two\nlines"},
        {"old_balance": coda.Balance(Decimal("1000000000000"), DAY)},
        {"old_balance": coda.Balance(Decimal("0.0001"), DAY)},
        {"bank_id": "12A"},
        {"trailer": None},
    ],
)
def test_value_that_does_not_fit_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(coda.WriteError):
        coda.write([replace(small().statement(), **changes)])  # type: ignore[arg-type]


def test_communication_that_is_too_long_is_refused() -> None:
    with pytest.raises(coda.WriteError, match="150 characters does not fit"):
        coda.build(IBAN, date=DAY).movement("1", text="x" * 150).statement()


def test_character_that_the_encoding_lacks_is_refused() -> None:
    statement = coda.read(coda.write([small().statement()])).statements[0]

    with pytest.raises(coda.WriteError, match="Ω"):
        coda.write([replace(statement, holder="Ω")])
