"""The public readers: `read` takes a whole file, `stream` one statement at a time in bounded memory."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from dataclasses import replace

from coda.block import Block
from coda.errors import CheckError, NotCodaError
from coda.findings import Finding, Severity, finding_texts
from coda.layout import LINE_LENGTH
from coda.model import CodaFile, Statement
from coda.order import MOVEMENT_KINDS, NUMBERS_END, READABLE_FROM, kind_of, name_of
from coda.source import SURROUNDINGS, Lines, Source
from coda.statements import StatementReader

FINDINGS_LIMIT = 2_000
"""Findings kept per file; beyond, each statement keeps its first error only."""

_RECORD_SHAPE = re.compile(
    "(?:^|[\\r\\n])(?:0[0 ]{4}[0-9 ]{6}.{60}"
    "|1[0-3 ][0-9 ]{3}.{38}[0-9]{15}"
    "|2[1-3][0-9]{8}.{50}"
    "|3[1-3][0-9]{8}.{30}"
    "|8[0-9 ]{3}.{38}[0-9]{15}"
    "|9[ ]{15}[0-9]{36})"
)
UNDECIDED = 4 * 1024
"""So many characters before the end of a block, a movement may be cut in two by it."""
_FIRST = ("21", "31")
"""How the lines begin that a well-formed movement or information record begins with."""
_STARTERS = MOVEMENT_KINDS | {"0", "1", "8"}
"""Records that begin a statement, be it without header."""


def read(source: Source, *, strict: bool = False, keep_lines: bool = False) -> CodaFile:
    """Reads a whole file: a path, bytes or a binary stream (which stays open).

    Returns everything readable with all findings. Raises NotCodaError when the source holds no CODA records, and with
    `strict` CheckError at the first finding of severity error. `keep_lines` keeps the raw records on each statement.
    """
    reader = FileReader(source, strict=strict, keep_lines=keep_lines)
    statements = tuple(reader)
    findings = [finding for statement in statements for finding in statement.findings] + reader.findings
    return CodaFile(statements, tuple(findings), reader.lines.encoding, reader.lines.line_end, reader.lines.end)


def stream(source: Source, *, strict: bool = False, keep_lines: bool = False) -> Iterator[Statement]:
    """As `read`, one statement at a time; memory is bounded by the largest one. Findings are on each statement."""
    return iter(FileReader(source, strict=strict, keep_lines=keep_lines))


class FileReader:
    """Cuts a file into statements, in one pass with one statement in memory.

    `findings` holds those not yet given to a statement: at the end, those behind the last statement.
    """

    def __init__(self, source: Source, *, strict: bool, keep_lines: bool) -> None:
        self.lines = Lines(source)
        self.findings: list[Finding] = []
        self._strict = strict
        self._keep_lines = keep_lines
        self._statement: StatementReader | None = None
        self._number = 0
        self._found = 0
        self._blank_line = 0
        self._mixed = False

    def __iter__(self) -> Iterator[Statement]:
        text = ""
        recognised = False
        for block in self.lines.blocks():
            self._take_remarks(text)
            text += block
            recognised = recognised or self._recognise(text)
            position = yield from self._statements(text, final=False)
            text = text[position:]
        if not recognised:
            raise NotCodaError("no CODA records found", line=1, column=1, code="not-coda")
        yield from self._statements(text, final=True)
        if self._statement is not None:
            yield self._finish(self._statement, missing_before="end")

    def _statements(self, text: str, *, final: bool) -> Generator[Statement, None, int]:
        """The statements that end in `text`; returns the position of what is left for the next block."""
        position, length = 0, len(text)
        block = Block(text, self.lines.separator, final=final)
        while position < length:
            if self._statement is not None and self._statement.takes_movements and text.startswith(_FIRST, position):
                taken = self._statement.take(block, position, self._number + 1)
                self._number += taken
                position += taken * block.step
                if not final and length - position < UNDECIDED:
                    return position
            line, position = self._cut_line(text, position)
            done = self._take_line(line)
            if done is not None:
                yield done
        return length

    def _cut_line(self, text: str, start: int) -> tuple[str, int]:
        """The line that begins at `start`, and where the next one begins."""
        line_end = self.lines.line_end
        if line_end == "none":
            return text[start : start + LINE_LENGTH], start + LINE_LENGTH
        end = text.find("\r" if line_end == "CR" else "\n", start)
        if end < 0:
            return text[start:].rstrip("\x00\x1a"), len(text)
        line = text[start:end]
        found = "CR" if line_end == "CR" else "CRLF" if line.endswith("\r") else "LF"
        if found != line_end and not self._mixed:
            self._mixed = True
            self._report("line-end", self._number + 1, 1, found, line_end)
        return line.removesuffix("\r"), end + 1

    def _take_line(self, line: str) -> Statement | None:
        """Takes a single line; the statement that it ends, if any."""
        done = None
        self._number += 1
        number = self._number
        if len(line) == LINE_LENGTH:
            kind = kind_of(line)
        else:
            kind, line = self._fit(number, line)
        if kind == "0" and self._statement is not None:
            done = self._finish(self._statement, missing_before="0")
        statement = self._place(kind, number, line)
        return self._finish(statement) if statement is not None and kind == "9" else done

    def _recognise(self, text: str) -> bool:
        """Whether the source is CODA: one of the first lines looks like a record. Blank blocks leave it open."""
        if not text.strip(SURROUNDINGS):
            return False
        if _RECORD_SHAPE.search(text) is None:
            raise NotCodaError("no CODA records found", line=1, column=1, code="not-coda")
        return True

    def _take_remarks(self, before: str) -> None:
        """Reports what the source has to say about the new block; `before` is what is left of the last one."""
        for code, line, found, expected in self.lines.remarks:
            self._report(code, self._number + before.count(self.lines.separator or "\n") + line, 1, found, expected)
        self.lines.remarks.clear()

    def _place(self, kind: str, number: int, line: str) -> StatementReader | None:
        """Gives a record to its statement, and gives that; None for what cannot be placed."""
        if self._blank_line and line.strip():
            self._report("blank-line", self._blank_line, 1, "", "")
            self._blank_line = 0
        if not kind:
            if line.strip():
                self._report("record-unknown", number, 1, line[:2], "")
            return None
        if self._statement is None:
            if kind not in _STARTERS:
                self._report("record-missing", number, 1, name_of(kind), "0")
                return None
            self._statement = StatementReader(self._report, keep_lines=self._keep_lines)
        self._statement.add(kind, number, line)
        return self._statement

    def _finish(self, reader: StatementReader, missing_before: str = "") -> Statement:
        """The statement that is complete now, with the findings since the one before."""
        statement = reader.finish(missing_before)
        self._statement = None
        if not self.findings:
            return statement
        findings = sorted(self.findings, key=lambda finding: (finding.line, finding.column))
        self.findings = []
        return replace(statement, findings=tuple(findings))

    def _fit(self, number: int, line: str) -> tuple[str, str]:
        """Kind and 128 characters of a line of another length; no kind when it is of no use."""
        text = line.rstrip(SURROUNDINGS)
        if not text:
            self._blank_line = self._blank_line or number
            return "", ""
        kind = kind_of(line)
        length = len(line)
        if length > LINE_LENGTH:
            code = "line-long" if len(text) > LINE_LENGTH else "line-blanks"
            self._report(code, number, LINE_LENGTH + 1, str(length), str(LINE_LENGTH))
            return kind, line[:LINE_LENGTH]
        if not kind:
            return "", line
        cut = length < NUMBERS_END[kind]
        self._report("line-cut" if cut else "line-short", number, length + 1, str(length), str(LINE_LENGTH))
        return (kind, line) if length >= READABLE_FROM[kind] else ("", "")

    def _report(self, code: str, line: int, column: int, found: str, expected: str) -> None:
        severity = finding_texts()[code].severity
        finding = Finding(code, severity, line, column, found, expected)
        if severity is Severity.ERROR and self._strict:
            raise CheckError(finding)
        self._found += 1
        if self._found < FINDINGS_LIMIT:
            self.findings.append(finding)
        elif self._found == FINDINGS_LIMIT:
            self.findings.append(Finding("too-many", Severity.ERROR, line, 1, "", str(FINDINGS_LIMIT)))
        elif severity is Severity.ERROR and not any(kept.severity is severity for kept in self.findings):
            self.findings.append(finding)
