"""An anonymised file is as long, as right and as wrong as the original, and says nothing about anybody."""

import pytest

import coda
from coda.anonymise import anonymise
from coda.communications import write_fields
from tests.coda.files import DAY, IBAN, OTHER_IBAN, joined, places, small_lines, spoiled
from tests.coda.test_version_1 import LINES as VERSION_1

KEY = b"key"


def file_with_everything() -> bytes:
    debit = write_fields("127", creditor_id="DE98ZZZ09999999999", mandate_reference="MANDAAT7", communication="Huur")
    builder = (
        coda.build(IBAN, date=DAY, holder="Bakkerij Peeters", company_id="0403019261", bic="KREDBEBB")
        .movement("121", name="Jan Janssens", iban=OTHER_IBAN, bic="GEBABEBB", ogm="123456789002")
        .information(kind="001", name="JAN JANSSENS", street="Dorpsstraat 1", locality="9000 Gent")
        .movement("5", rf="RF18539007547034", iban="NL91ABNA0417164300")
        .movement("6", iban="539007547034", text="Zie +++123/4567/89002+++ of ***123/4567/89002*** aub")
        .movement("-9", structured=("127", debit), family="05")
        .message("Beste Jan Janssens")
    )
    return coda.write([builder.statement()])


def test_nothing_personal_is_left() -> None:
    text = anonymise(file_with_everything(), key=KEY).decode("ascii")

    for word in ("Peeters", "Jan", "JAN", "Dorps", "Gent", "Huur", "MANDAAT7", "0403019261", "123/4567", "999999501"):
        assert word not in text


def test_amounts_dates_codes_and_structure_stay() -> None:
    before = coda.read(file_with_everything()).statements[0]
    after = coda.read(anonymise(file_with_everything(), key=KEY)).statements[0]

    assert [(movement.line, movement.amount, movement.code, movement.value_date) for movement in after.movements] == [
        (movement.line, movement.amount, movement.code, movement.value_date) for movement in before.movements
    ]
    assert (after.old_balance, after.new_balance, after.trailer) == (
        before.old_balance,
        before.new_balance,
        before.trailer,
    )
    assert (after.account.currency, after.bic) == ("EUR", "KREDBEBB")


def test_check_digits_are_valid_again() -> None:
    file = coda.read(anonymise(file_with_everything(), key=KEY))
    movements = file.statements[0].movements

    assert file.findings == ()
    assert movements[0].communication.ogm not in (None, "+++123/4567/89002+++")
    assert movements[1].communication.rf not in (None, "RF18539007547034")
    assert movements[2].communication.text.count(str(movements[2].communication.ogm)[3:-3]) == 2


@pytest.mark.parametrize(
    ("number", "first", "text"), [(3, 66, "123456789003"), (5, 11, "BE43068999999502"), (7, 2, "7"), (4, 110, "ABC")]
)
def test_what_was_wrong_stays_wrong(number: int, first: int, text: str) -> None:
    raw = spoiled(number, first, text)

    assert places(anonymise(raw, key=KEY)) == places(raw)


def test_same_names_get_the_same_replacement_under_one_key() -> None:
    raw = joined(small_lines() * 2)
    first, second = coda.read(anonymise(raw, key=KEY)).statements

    assert [movement.counterparty for movement in first.movements] == [
        movement.counterparty for movement in second.movements
    ]
    assert anonymise(raw, key=KEY) == anonymise(raw, key=KEY) != anonymise(raw)


@pytest.mark.parametrize("separator", ["\n", "\r\n", "\r", ""])
def test_line_ends_and_length_stay(separator: str) -> None:
    raw = separator.join(small_lines()).encode("ascii")
    masked = anonymise(raw, key=KEY)

    assert (len(masked), coda.read(masked).line_end) == (len(raw), coda.read(raw).line_end)


def test_version_1() -> None:
    masked = anonymise(joined(VERSION_1), key=KEY)

    assert places(masked) == []
    assert b"JANSSENS" not in masked
    assert b"DORPSSTRAAT" not in masked
    assert b"BEF000000010085125" in masked
