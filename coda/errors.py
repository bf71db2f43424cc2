"""The one exception tree of the package: everything `coda` raises on purpose is a CodaError."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coda.findings import Finding


class CodaError(ValueError):
    """Root of the tree. `line` and `column` are 1-based; 0 means that no place applies."""

    def __init__(self, message: str, *, line: int = 0, column: int = 0, code: str = "coda") -> None:
        super().__init__(message)
        self.line = line
        self.column = column
        self.code = code


class NotCodaError(CodaError):
    """The source holds no CODA records at all (code `not-coda`)."""


class CheckError(CodaError):
    """Strict mode met its first finding of severity error; `finding` holds it, `code` is its code."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding), line=finding.line, column=finding.column, code=finding.code)
        self.finding = finding


class WriteError(CodaError):
    """A value does not fit its field, or the result would not be accepted by our own reader (code `write`)."""
