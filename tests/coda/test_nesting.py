"""Details find their movement by sequence number and type digit."""

import pytest

import coda
from tests.coda.files import DAY, IBAN, joined, small, small_lines, spoiled, with_columns


def parents(statement: coda.Statement) -> list[int | None]:
    return [movement.parent for movement in statement.movements]


def lines_of(builder: coda.StatementBuilder) -> list[str]:
    return coda.write([builder.statement()]).decode("ascii").splitlines()


@pytest.mark.parametrize(("total", "detail"), [(1, 5), (2, 6), (3, 8)])
def test_details_of_each_type_of_total(total: int, detail: int) -> None:
    builder = coda.build(IBAN, date=DAY).movement("-30", type=total).detail("-10").detail("-20").movement("5")
    statement = builder.statement()

    assert [movement.type for movement in statement.movements] == [total, detail, detail, 0]
    assert parents(statement) == [None, 3, 3, None]
    assert [movement.moves_balance for movement in statement.movements] == [True, False, False, True]


def test_three_levels() -> None:
    builder = (
        coda.build(IBAN, date=DAY)
        .movement("260", type=2)
        .detail("100")
        .detail("160", type=7)
        .detail("120", type=9)
        .detail("40", type=9)
    )
    statement = builder.statement()

    assert parents(statement) == [None, 3, 3, 5, 5]
    assert statement.findings == ()
    assert statement.details_of(statement.movements[2]) == statement.movements[3:]


def test_details_that_carry_type_0_nest_by_sequence_number() -> None:
    lines = small_lines()
    lines[8] = with_columns(lines[8], 54, "0")
    lines[11] = with_columns(lines[11], 54, "0")
    statement = coda.read(joined(lines)).statements[0]

    assert parents(statement) == [None, None, 8, 8]
    assert [movement.amount for movement in statement.booked] == [121, -300]


def test_total_without_details_is_an_ordinary_movement() -> None:
    statement = coda.build(IBAN, date=DAY).movement("-50", type=1).movement("-60", type=1).statement()

    assert parents(statement) == [None, None]
    assert statement.findings == ()


def test_globalisation_code_decides_nothing() -> None:
    statement = coda.read(spoiled(3, 125, "1")).statements[0]

    assert parents(statement) == [None, None, 8, 8]
    assert statement.movements[0].globalisation == 1


def test_information_takes_part_in_the_numbering_of_details() -> None:
    builder = coda.build(IBAN, date=DAY).movement("-30").information("een").detail("-30").information("twee")
    statement = builder.statement()

    assert [movement.detail for movement in statement.movements] == [0, 2]
    assert [movement.information[0].detail for movement in statement.movements] == [1, 3]
    assert statement.findings == ()


def test_information_behind_the_details_goes_to_the_movement_it_names() -> None:
    main_code, reference = "10101000", "AFP00010000".ljust(21)
    lines = lines_of(coda.build(IBAN, date=DAY).movement("-30").detail("-30").information("bijlage bij het totaal"))
    at = next(number for number, line in enumerate(lines) if line.startswith("31"))
    lines[at] = with_columns(with_columns(lines[at], 11, reference), 32, main_code)
    statement = coda.read(joined(lines)).statements[0]

    assert [len(movement.information) for movement in statement.movements] == [1, 0]
    assert statement.findings == ()
    assert coda.write([statement]) == joined(lines)


def test_numbers_roll_over() -> None:
    builder = coda.build(IBAN, date=DAY).movement("-10001")
    for _ in range(10_001):
        builder.detail("-1")
    statement = builder.movement("7").statement()

    assert {movement.parent for movement in statement.movements[1:-1]} == {3}
    assert [movement.detail for movement in statement.movements[9_999:10_003]] == [9999, 0, 1, 0]
    assert statement.movements[-1].parent is None


def test_detail_without_its_total_moves_nothing() -> None:
    lines = small_lines()
    del lines[7]
    statement = coda.read(joined(lines)).statements[0]

    assert parents(statement) == [None, None, None]
    assert [movement.moves_balance for movement in statement.movements] == [True, False, False]


def test_repeated_sequence_number_begins_a_movement_of_its_own() -> None:
    lines = lines_of(coda.build(IBAN, date=DAY).movement("1").movement("2"))
    lines[3] = with_columns(lines[3], 3, "0001")
    file = coda.read(joined(lines))

    assert parents(file.statements[0]) == [None, None]
    assert [finding.code for finding in file.findings] == ["sequence"]


def test_booked_movements_make_the_balance() -> None:
    statement = small().statement()

    assert sum(movement.amount for movement in statement.booked) == -179
