"""Encodings, line ends and surroundings as they occur in the wild."""

import codecs
from io import BytesIO
from pathlib import Path

import pytest

import coda
from tests.coda.files import DAY, IBAN, joined, places, small, small_lines

NAME = "Café Noël"


def text() -> str:
    """A file with accents."""
    builder = coda.build(IBAN, date=DAY).movement("5", name=NAME, text="Déjà payé").movement("6")
    return coda.write([builder.statement()]).decode("windows-1252")


def names(file: coda.CodaFile) -> list[str | None]:
    return [movement.counterparty.name for movement in file.statements[0].movements]


@pytest.mark.parametrize(
    ("encoding", "label"),
    [("windows-1252", "windows-1252"), ("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16")],
)
def test_encodings(encoding: str, label: str) -> None:
    file = coda.read(text().encode(encoding))

    assert (file.encoding, names(file), file.findings) == (label, [NAME, None], ())


def test_plain_file_is_ascii() -> None:
    assert coda.read(joined(small_lines())).encoding == "ascii"


def test_utf_16_big_endian() -> None:
    raw = codecs.BOM_UTF16_BE + text().encode("utf-16-be")

    assert names(coda.read(raw)) == [NAME, None]


def test_bytes_that_windows_1252_leaves_undefined_are_kept() -> None:
    raw = text().encode("windows-1252").replace("Noël".encode("windows-1252"), b"No\x81l")
    file = coda.read(raw)

    assert names(file) == ["Café No\x81l", None]
    assert coda.write(file) == raw


def test_utf_8_that_turns_out_to_be_invalid_is_reported() -> None:
    first = text().encode("utf-8") * 200
    file = coda.read(first + text().encode("windows-1252"))

    assert {finding.code for finding in file.findings} == {"encoding"}
    assert names(coda.CodaFile(file.statements[-1:], (), "", "")) == [NAME, None]


@pytest.mark.parametrize(("separator", "label"), [("\r\n", "CRLF"), ("\n", "LF"), ("\r", "CR"), ("", "none")])
def test_line_ends(separator: str, label: str) -> None:
    raw = separator.join(small_lines()).encode("ascii")
    file = coda.read(raw)

    assert (file.line_end, file.findings) == (label, ())
    assert len(file.statements[0].movements) == 4
    assert coda.write(file) == raw


def test_mixed_line_ends_are_reported_once_where_they_begin() -> None:
    lines = small_lines()
    raw = joined(lines[:4]) + "\n".join(lines[4:]).encode("ascii")

    assert places(raw) == [("warning", "line-end", 5, 1)]


@pytest.mark.parametrize("end", ["", "\r\n", "\r\n\r\n\r\n", "\r\n\x1a", "\x1a", "\r\n   "])
def test_what_follows_the_last_record_is_kept(end: str) -> None:
    raw = ("\r\n".join(small_lines()) + end).encode("ascii")
    file = coda.read(raw)

    assert (file.end, file.findings) == (end, ())
    assert coda.write(file) == raw


def test_blank_line_between_records() -> None:
    lines = small_lines()

    assert places(joined([*lines[:14], "", *lines[14:]])) == [("warning", "blank-line", 15, 1)]


def test_trimmed_blanks_are_put_back() -> None:
    lines = small_lines()
    file = coda.read(joined([*lines[:-1], lines[-1][:57].rstrip()]))

    assert [(finding.code, finding.line, finding.column) for finding in file.findings] == [("line-short", 17, 53)]
    assert coda.write(file.statements) == coda.write([small().statement()])


def test_superfluous_blanks_are_ignored() -> None:
    lines = small_lines()

    assert places(joined([lines[0] + "   ", *lines[1:]])) == [("warning", "line-blanks", 1, 129)]


def test_line_that_is_too_long() -> None:
    lines = small_lines()

    assert places(joined([*lines[:4], lines[4] + "X", *lines[5:]])) == [("error", "line-long", 5, 129)]


def test_line_cut_within_a_number_is_an_error() -> None:
    lines = small_lines()

    assert ("error", "line-cut", 3, 101) in places(joined([*lines[:2], lines[2][:100], *lines[3:]]))


def test_sources(tmp_path: Path) -> None:
    raw = joined(small_lines())
    path = tmp_path / "statement.cod"
    path.write_bytes(raw)
    stream = BytesIO(raw)

    statements = coda.read(raw).statements
    assert coda.read(path).statements == coda.read(str(path)).statements == statements
    assert coda.read(stream).statements == coda.read(memoryview(raw)).statements == statements
    assert not stream.closed


class Trickle(BytesIO):
    """A stream that gives a few bytes at a time."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(7)


def test_stream_that_gives_a_few_bytes_at_a_time() -> None:
    raw = joined(small_lines() * 3)
    file = coda.read(Trickle(raw))

    assert (file.statements, file.line_end) == (coda.read(raw).statements, "CRLF")


def test_blocks_may_end_anywhere() -> None:
    raw = joined(small_lines() * 200)
    statements = list(coda.stream(raw))

    assert len(statements) == 200
    assert {statement.movements[0].amount for statement in statements} == {121}
    assert all(statement.findings == () for statement in statements)


def test_stream_reads_no_further_than_it_must() -> None:
    stream = BytesIO(joined(small_lines() * 2_000))
    first = next(coda.stream(stream))

    assert first == small().statement()
    assert stream.tell() < 200_000


def test_two_accents_that_look_like_utf_8_are_two_accents() -> None:
    raw = coda.write([coda.build(IBAN, date=DAY).movement("1", name="\u00c4\u00a0X").statement()])

    assert raw.decode("utf-8")
    assert coda.read(raw).encoding == "windows-1252"
