"""Properties that hold for any statement and any bytes."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

import coda
from coda.anonymise import anonymise
from coda.check_digits import (
    bban_to_iban,
    is_valid_bban,
    is_valid_iban,
    is_valid_ogm,
    iso_check_digits,
    with_bban_check_digits,
    with_ogm_check_digits,
)
from tests.coda.files import IBAN, joined, small_lines

DAYS = st.dates(date(1980, 1, 1), date(2079, 12, 31))
AMOUNTS = st.decimals(min_value=-999_999_999, max_value=999_999_999, places=3)
CHARACTERS = st.characters(codec="windows-1252", exclude_categories=("Cc", "Zs"))
WORDS = st.text(CHARACTERS | st.just(" "), max_size=149).map(str.rstrip)
NAMES = st.text(CHARACTERS, max_size=35)
TEN_DIGITS = st.text("0123456789", min_size=10, max_size=10)
IBANS = TEN_DIGITS.map(with_bban_check_digits).map(bban_to_iban)


@st.composite
def statements(draw: st.DrawFn) -> coda.Statement:
    """Any statement that the builder makes: movements, details, information, messages."""
    builder = coda.build(draw(IBANS), date=draw(DAYS), old_balance=draw(AMOUNTS), number=draw(st.integers(0, 999)))
    for _ in range(draw(st.integers(0, 4))):
        details = draw(st.lists(AMOUNTS, max_size=3))
        builder.movement(
            sum(details, Decimal(0)) if details else draw(AMOUNTS),
            text=draw(WORDS),
            name=draw(NAMES),
            iban=draw(IBANS | st.just("")),
            value_date=draw(DAYS | st.none()),
        )
        for amount in details:
            builder.detail(amount, ogm=with_ogm_check_digits(draw(TEN_DIGITS)))
        if draw(st.booleans()):
            builder.information(draw(WORDS))
    if draw(st.booleans()):
        builder.message(draw(NAMES))
    return builder.statement()


@given(statements())
def test_written_statement_is_read_back(statement: coda.Statement) -> None:
    assert coda.read(coda.write([statement])).statements == (statement,)


@given(st.lists(statements(), min_size=1, max_size=3), st.sampled_from(["CRLF", "LF"]), st.sampled_from(["", "utf-8"]))
def test_file_comes_back_byte_for_byte(made: list[coda.Statement], line_end: str, encoding: str) -> None:
    raw = coda.write(made, line_end=line_end, encoding=encoding or None)

    assert coda.write(coda.read(raw)) == raw


@given(statements())
def test_streaming_gives_the_same_statements(statement: coda.Statement) -> None:
    raw = coda.write([statement, statement])

    assert tuple(coda.stream(raw)) == coda.read(raw).statements


@given(statements())
def test_anonymised_file_has_the_same_findings(statement: coda.Statement) -> None:
    raw = coda.write([statement])
    before, after = coda.read(raw), coda.read(anonymise(raw))

    assert [(finding.code, finding.line) for finding in after.findings] == [
        (finding.code, finding.line) for finding in before.findings
    ]


@given(st.integers(0, 16), st.integers(0, 127), st.integers(32, 126).map(chr))
@settings(max_examples=300)
def test_spoiled_file_without_findings_comes_back(line: int, column: int, character: str) -> None:
    lines = small_lines()
    lines[line] = lines[line][:column] + character + lines[line][column + 1 :]
    raw = joined(lines)
    file = coda.read(raw)

    if not file.findings:
        assert coda.write(file) == raw


@given(st.binary(max_size=2000))
def test_any_bytes_are_refused_or_read(raw: bytes) -> None:
    with suppress(coda.NotCodaError):
        coda.read(raw)


@given(st.data())
def test_cut_and_shuffled_lines_are_read(data: st.DataObject) -> None:
    lines = data.draw(st.lists(st.sampled_from(small_lines()), min_size=1, max_size=30))
    cuts = data.draw(st.lists(st.integers(0, 140), min_size=len(lines), max_size=len(lines)))
    raw = joined([line[:cut] for line, cut in zip(lines, cuts, strict=True)])

    with suppress(coda.NotCodaError):
        coda.read(raw)


@given(TEN_DIGITS)
def test_check_digits_made_are_valid(digits: str) -> None:
    assert is_valid_ogm(with_ogm_check_digits(digits))
    assert is_valid_bban(with_bban_check_digits(digits))
    assert is_valid_iban(bban_to_iban(with_bban_check_digits(digits)))


@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=11, max_size=30))
def test_iso_check_digits_made_are_valid(body: str) -> None:
    assert is_valid_iban(f"XY{iso_check_digits(body, 'XY')}{body}")


def test_one_changed_digit_makes_an_iban_invalid() -> None:
    assert not any(is_valid_iban(IBAN[:at] + "X" + IBAN[at + 1 :]) for at in range(len(IBAN)))
