"""What a run would do, in words: figures on top, then the lines it would place."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from financial.models import StatementLine
from financial.processing import Preview
from financial.statement_screen import STATUS_WORDS
from financial.wording_lines import step_in_words

_MOST_LINES = 200


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """A line and what would become of it."""

    line: StatementLine
    result: Any
    fact: str

    @property
    def word(self) -> str | Promise:
        return STATUS_WORDS[self.result.status][0]

    @property
    def icon(self) -> str:
        return STATUS_WORDS[self.result.status][1]

    @property
    def tone(self) -> str:
        return STATUS_WORDS[self.result.status][2]


@dataclass(frozen=True, slots=True)
class ShownPreview:
    """`lines` are those that would be placed, as many as one reads; `more` counts the others."""

    looked_at: int
    placed: int
    applied: int
    partly: int
    indirect: int
    blank: int
    review: int
    lines: list[PreviewLine]
    more: int


def preview_in_words(preview: Preview) -> ShownPreview:
    """The dialog's figures and lines."""
    placed = [(line, result) for line, result in preview.lines if result.status]
    return ShownPreview(
        looked_at=len(preview.lines),
        placed=preview.placed,
        applied=preview.statuses["applied"],
        partly=preview.statuses["partly"],
        indirect=preview.statuses["indirect"],
        blank=preview.statuses[""],
        review=sum(result.review for _, result in placed),
        lines=[PreviewLine(line, result, step_in_words(line, result)) for line, result in placed[:_MOST_LINES]],
        more=max(0, len(placed) - _MOST_LINES),
    )
