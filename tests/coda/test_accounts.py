"""Account zones of all structures, and how banks bend them."""

import pytest

import coda
from coda.accounts import read_zone
from tests.coda.files import DAY, joined, small_lines, with_columns


@pytest.mark.parametrize(
    ("account", "currency", "expected"),
    [
        ("539007547034", "EUR", (0, "539007547034", "BE68539007547034", "EUR", "BE")),
        ("GB-12 345-6789", "GBP", (1, "GB-12 345-6789", None, "GBP", None)),
        ("BE68539007547034", "EUR", (2, "BE68539007547034", "BE68539007547034", "EUR", "BE")),
        ("NL91ABNA0417164300", "EUR", (3, "NL91ABNA0417164300", "NL91ABNA0417164300", "EUR", "NL")),
        ("MT84MALT011000012345MTLCAST001S", "EUR", (3, *["MT84MALT011000012345MTLCAST001S"] * 2, "EUR", "MT")),
    ],
)
def test_structures(account: str, currency: str, expected: tuple[int, str, str, str, str]) -> None:
    statement = coda.build(account, date=DAY, currency=currency).movement("1").statement()
    found = statement.account

    assert (found.structure, found.number, found.iban, found.currency, found.country) == expected
    assert statement.findings == ()


@pytest.mark.parametrize(
    ("zone", "number", "iban", "currency"),
    [
        ("", None, None, None),
        ("000000000000", None, None, None),
        ("000000000000 EUR", None, None, "EUR"),
        ("539007547034 EUR0BE", "539007547034", "BE68539007547034", "EUR"),
        ("539007547035", "539007547035", None, None),
        ("BE68539007547034".ljust(34) + "EUR", "BE68539007547034", "BE68539007547034", "EUR"),
        ("BE68539007547034 EUR", "BE68539007547034", "BE68539007547034", "EUR"),
        ("BE68539007547035", "BE68539007547035", "BE68539007547035", None),
        ("FR7630006000011234567890189".ljust(34) + "EUR", *["FR7630006000011234567890189"] * 2, "EUR"),
        ("732XXXXXXXXX EUR0BE", "732XXXXXXXXX", None, "EUR"),
        ("123456789012345", "123456789012345", None, None),
        ("XXXXXXXXXXXX", "XXXXXXXXXXXX", None, None),
    ],
)
def test_counterparty_zones(zone: str, number: str | None, iban: str | None, currency: str | None) -> None:
    counterparty = coda.Counterparty(zone)

    assert (counterparty.account, counterparty.iban, counterparty.currency) == (number, iban, currency)


def test_blank_structure_is_read_as_a_belgian_number() -> None:
    lines = coda.write([coda.build("539007547034", date=DAY).movement("1").statement()]).decode().splitlines()
    file = coda.read(joined([lines[0], with_columns(lines[1], 2, " "), *lines[2:]]))

    assert file.statements[0].account.iban == "BE68539007547034"
    assert [(finding.code, finding.line) for finding in file.findings] == [("account-structure", 2)]


def test_closing_account_is_kept_when_it_differs() -> None:
    lines = small_lines()
    raw = joined([*lines[:14], with_columns(lines[14], 5, "BE43068999999501"), *lines[15:]])
    file = coda.read(raw)

    assert read_zone(file.statements[0].new_zone or "").iban == "BE43068999999501"
    assert coda.write(file) == raw
