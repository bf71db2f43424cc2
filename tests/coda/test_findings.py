"""Each kind of damage gives the right finding at the right place."""

import pytest

import coda
from coda.findings import LANGUAGES, Severity, finding_texts
from tests.coda.files import joined, places, small_lines, spoiled, with_columns, without

ERROR, WARNING = "error", "warning"


def test_correct_file_has_no_findings() -> None:
    assert places(joined(small_lines())) == []


@pytest.mark.parametrize(
    ("number", "first", "text", "expected"),
    [
        (1, 128, "5", (ERROR, "version", 1, 128)),
        (1, 2, "0100", (WARNING, "constant", 1, 2)),
        (1, 6, "320126", (WARNING, "date", 1, 6)),
        (1, 12, "1X3", (WARNING, "digit", 1, 12)),
        (1, 18, "X", (WARNING, "not-blank", 1, 18)),
        (1, 72, "00403019262", (WARNING, "enterprise-digits", 1, 72)),
        (1, 84, "05030", (ERROR, "separate-application", 1, 84)),
        (2, 2, "7", (WARNING, "account-structure", 2, 2)),
        (2, 6, "BE68539007547035", (WARNING, "account-digits", 2, 6)),
        (2, 43, "2", (ERROR, "sign", 2, 43)),
        (2, 44, "00000000100000X", (ERROR, "number", 2, 44)),
        (2, 59, "999999", (WARNING, "date", 2, 59)),
        (3, 3, "0003", (WARNING, "sequence", 3, 3)),
        (3, 7, "0004", (WARNING, "detail", 3, 7)),
        (3, 32, "X", (ERROR, "sign", 3, 32)),
        (3, 33, "00000000012100A", (ERROR, "number", 3, 33)),
        (3, 48, "310226", (WARNING, "date", 3, 48)),
        (3, 54, "0015000A", (ERROR, "number", 3, 54)),
        (3, 62, "7", (WARNING, "digit", 3, 62)),
        (3, 66, "123456789003", (WARNING, "ogm-digits", 3, 66)),
        (3, 80, "X", (WARNING, "communication-tail", 3, 78)),
        (3, 116, "0X0326", (WARNING, "date", 3, 116)),
        (3, 79, "\t", (WARNING, "control", 3, 79)),
        (3, 126, "0", (WARNING, "next-code", 3, 126)),
        (3, 127, "X", (WARNING, "not-blank", 3, 127)),
        (4, 7, "0009", (ERROR, "part-number", 4, 3)),
        (4, 110, "ABC", (WARNING, "not-blank", 4, 110)),
        (4, 114, "1648", (WARNING, "not-blank", 4, 114)),
        (5, 11, "BE43068999999502", (WARNING, "account-digits", 5, 11)),
        (5, 128, "0", (WARNING, "link-code", 5, 128)),
        (6, 11, "XXX", (WARNING, "information", 6, 11)),
        (6, 32, "00150001", (WARNING, "information", 6, 32)),
        (6, 126, "0", (WARNING, "next-code", 6, 126)),
        (7, 2, "7", (ERROR, "record-unknown", 7, 1)),
        (9, 33, "000000000100001", (WARNING, "details-total", 8, 33)),
        (11, 128, "1", (WARNING, "link-code", 11, 128)),
        (15, 5, "BE43068999999501", (ERROR, "account-mismatch", 15, 5)),
        (15, 37, "X", (WARNING, "account-zone", 15, 5)),
        (15, 43, "000000000821001", (ERROR, "balance", 15, 43)),
        (15, 128, "0", (WARNING, "link-code", 15, 128)),
        (16, 128, "1", (WARNING, "link-code", 16, 128)),
        (17, 17, "000013", (ERROR, "trailer-count", 17, 17)),
        (17, 23, "000000000300001", (ERROR, "trailer-debit", 17, 23)),
        (17, 38, "000000000121001", (ERROR, "trailer-credit", 17, 38)),
        (17, 60, "X", (WARNING, "not-blank", 17, 53)),
    ],
)
def test_spoiled_field(number: int, first: int, text: str, expected: tuple[str, str, int, int]) -> None:
    assert expected in places(spoiled(number, first, text))


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (1, (ERROR, "record-missing", 1, 1)),
        (2, (ERROR, "record-missing", 2, 1)),
        (3, (ERROR, "record-order", 3, 1)),
        (5, (WARNING, "next-code", 4, 126)),
        (6, (ERROR, "record-order", 6, 1)),
        (8, (WARNING, "detail-alone", 8, 54)),
        (9, (ERROR, "part-number", 9, 3)),
        (12, (ERROR, "record-order", 12, 1)),
        (15, (ERROR, "record-missing", 15, 1)),
        (16, (WARNING, "link-code", 15, 128)),
        (17, (ERROR, "record-missing", 16, 1)),
    ],
)
def test_missing_line(number: int, expected: tuple[str, str, int, int]) -> None:
    assert expected in places(without(number))


def test_one_spoiled_digit_gives_one_finding() -> None:
    assert places(spoiled(3, 66, "123456789003")) == [(WARNING, "ogm-digits", 3, 66)]


def test_finding_names_what_it_found_and_expected() -> None:
    (finding,) = coda.read(spoiled(15, 43, "000000000821001")).findings

    assert (finding.found, finding.expected) == ("821.001", "821.000")
    assert finding.message() == "new balance is 821.001, old balance and movements make 821.000"
    assert finding.message("nl") == "nieuw saldo is 821.001, oud saldo en verrichtingen geven 821.000"


def test_every_code_speaks_three_languages() -> None:
    for code in finding_texts():
        finding = coda.Finding(code, Severity.ERROR, 1, 1, "a", "b")
        assert len({finding.message(lang) for lang in LANGUAGES}) == len(LANGUAGES)


def test_strict_mode_raises_at_the_first_error() -> None:
    with pytest.raises(coda.CheckError) as raised:
        coda.read(spoiled(3, 33, "00000000012100A"), strict=True)

    assert (raised.value.code, raised.value.line, raised.value.column) == ("number", 3, 33)


def test_strict_mode_lets_warnings_pass() -> None:
    file = coda.read(spoiled(3, 66, "123456789003"), strict=True)

    assert [finding.code for finding in file.findings] == ["ogm-digits"]


def test_everything_readable_is_returned() -> None:
    (statement,) = coda.read(spoiled(8, 33, "00000000030000X")).statements

    assert [movement.amount for movement in statement.movements] == [121, 0, -100, -200]


def test_the_second_of_two_statements_is_read_after_a_lost_trailer() -> None:
    lines = small_lines()
    file = coda.read(joined([*lines[:-1], *lines]))

    assert len(file.statements) == 2
    assert [(finding.code, finding.line) for finding in file.findings] == [("record-missing", 16)]


def test_record_after_the_trailer() -> None:
    lines = small_lines()

    assert (ERROR, "record-missing", 18, 1) in places(joined([*lines, lines[15]]))


def test_missing_old_balance_is_no_wrong_balance() -> None:
    assert [code for _, code, _, _ in places(without(2))] == ["record-missing", "trailer-count"]


def test_line_cut_beyond_use_gives_one_finding() -> None:
    lines = small_lines()

    assert places(joined([*lines[:14], lines[14][:40], *lines[15:]]))[0] == (ERROR, "line-cut", 15, 41)


def test_parts_behind_a_misplaced_information_record_are_read() -> None:
    lines = small_lines()
    lines[3], lines[5] = lines[5], lines[3]
    movement = coda.read(joined(lines)).statements[0].movements[0]

    assert (movement.counterparty_name, movement.counterparty_bic) == ("Jan Janssens", "KREDBEBB")


def test_unknown_line_between_records_is_reported_and_skipped() -> None:
    lines = small_lines()
    file = coda.read(joined([*lines[:7], "5" * 128, *lines[7:]]))

    assert [(finding.code, finding.line) for finding in file.findings] == [("record-unknown", 8)]
    assert len(file.statements[0].movements) == 4


def test_findings_are_limited_but_errors_of_later_statements_are_kept() -> None:
    bad = [with_columns(line, 66, "123456789003") if line.startswith("21") else line for line in small_lines()]
    wrong = [*small_lines()[:-1], with_columns(small_lines()[-1], 17, "000099")]
    file = coda.read(joined(bad * 2_100 + wrong))

    assert len(file.findings) < 2_200
    assert file.findings[-1].code == "trailer-count"
    assert "too-many" in {finding.code for finding in file.findings}


@pytest.mark.parametrize("raw", [b"", b"\r\n\r\n", b"%PDF-1.4 some", b"date;amount\n1;5\n", b"\x00" * 500])
def test_other_files_are_not_coda(raw: bytes) -> None:
    with pytest.raises(coda.NotCodaError) as raised:
        coda.read(raw)

    assert raised.value.code == "not-coda"


def test_header_alone_is_read_with_its_wrong_version() -> None:
    file = coda.read(spoiled(1, 128, "5").split(b"\r\n")[0])

    assert {(finding.code, finding.line) for finding in file.findings} == {("version", 1), ("record-missing", 1)}


def test_extract_is_not_a_statement_of_account() -> None:
    lines = [with_columns(small_lines()[0], 84, "05030"), *small_lines()[1:]]
    file = coda.read(joined(lines))

    assert [finding.code for finding in file.findings] == ["separate-application"]
    assert file.statements[0].separate_application == "05030"
