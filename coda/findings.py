"""What the reader remarks about a file: stable codes, their severity, and their text in three languages.

The texts live in `data/findings.csv`, one row per code; `{found}` and `{expected}` are filled in.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from coda.tables import read_table

LANGUAGES = ("en", "nl", "fr")


class Severity(StrEnum):
    """An error means: do not book this statement as it is. A warning: readable, but not as the standard has it."""

    ERROR = "error"
    WARNING = "warning"


class FindingText(NamedTuple):
    """Default severity and the message of one code, per language."""

    severity: Severity
    en: str
    nl: str
    fr: str


@cache
def finding_texts() -> dict[str, FindingText]:
    """All codes with their severity and messages."""
    return {
        row["code"]: FindingText(Severity(row["severity"]), row["en"], row["nl"], row["fr"])
        for row in read_table("findings")
    }


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark at one place. `line` and `column` are 1-based; `found` and `expected` are as short as they can be."""

    code: str
    severity: Severity
    line: int
    column: int
    found: str = ""
    expected: str = ""

    def message(self, lang: str = "en") -> str:
        """The remark as a sentence in `lang` (en, nl or fr; anything else gives English)."""
        text = finding_texts()[self.code]
        template = getattr(text, lang) if lang in LANGUAGES else text.en
        return str(template.format(found=self.found, expected=self.expected))

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.message()} [{self.code}]"
