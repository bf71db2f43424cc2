"""A CODA file without its names, accounts and texts, to be sent to support.

Layout, amounts, dates, codes, line ends and encoding stay; what had valid check digits has valid ones again, and what
was wrong stays wrong, so that the anonymised file shows the same findings.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from coda.communications import CommunicationField, communication_layouts
from coda.layout import LINE_LENGTH, MOVEMENT_2_OLD, MOVEMENT_3_OLD, TEXT, Field
from coda.masks import Masks
from coda.order import LAYOUTS, MOVEMENT_KINDS, kind_of
from coda.reader import read
from coda.source import Lines, Source, encode

Mask = Callable[[str], str]
KEPT_FIELDS = frozenset({"bic", "counterparty_bic", "original_currency", "original_amount", "account_structure"})
"""Text fields of records that say nothing about anybody."""
KEPT_DETAILS = frozenset(
    {"card_scheme", "code_type", "conformity_code", "country", "currency", "entry_method", "issue_currency", "issuer"}
    | {"minimum", "minimum_rate", "paid_or_refusal", "payment_currency", "quote_currency", "r_reason", "r_transaction"}
)
"""Text fields of structured communications that say nothing about anybody."""
HIDDEN_DIGITS = frozenset({"card_number", "credit_account", "number"})
"""Numbers in structured communications that point to somebody; others are dates, counters and codes."""


def anonymise(source: Source, *, key: bytes | None = None) -> bytes:
    """The anonymised bytes of a file.

    With the same `key` the same names get the same replacements; by default it is random and forgotten. Raises
    NotCodaError when the source holds no CODA records.
    """
    read(source)
    if not isinstance(source, (str, bytes, bytearray, memoryview)) and hasattr(source, "seek"):
        source.seek(0)
    lines = Lines(source)
    text = "".join(lines.blocks())
    separator = lines.separator
    records = text.split(separator) if separator else _chunks(text)
    return encode(separator.join(_Anonymiser(Masks(key or os.urandom(32))).lines(records)), lines.encoding)


def _chunks(text: str) -> list[str]:
    return [text[start : start + LINE_LENGTH] for start in range(0, len(text), LINE_LENGTH)]


class _Anonymiser:
    """Replaces record by record; a communication is replaced as a whole over its parts."""

    def __init__(self, masks: Masks) -> None:
        self._masks = masks
        self._version = 2
        self._fields: dict[str, Mask] = {
            "account_zone": masks.zone,
            "counterparty_account": masks.zone,
            "company_id": masks.company_id,
        }
        self._details: dict[tuple[str, str], Mask] = {
            ("100", "creditor_reference"): masks.padded(masks.rf),
            ("101", "reference"): masks.ogm,
            ("102", "reference"): masks.ogm,
            ("121", "company_number"): masks.company_id,
            ("127", "creditor_id"): masks.padded(masks.creditor_id),
        }

    def lines(self, lines: list[str]) -> list[str]:
        """All lines, replaced."""
        done: list[str] = []
        group: list[int] = []
        for index, line in enumerate(lines):
            kind = kind_of(line)
            if kind == "0":
                self._version = 1 if line[LINE_LENGTH - 1 : LINE_LENGTH] == "1" else 2
            done.append(self._record(kind, line))
            if kind not in MOVEMENT_KINDS or kind[1] == "1":
                self._replace_communication(done, group)
                group = []
            if kind in MOVEMENT_KINDS:
                group.append(index)
        self._replace_communication(done, group)
        return done

    def _layout(self, kind: str) -> tuple[Field, ...]:
        if self._version == 1 and kind in ("22", "23"):
            return MOVEMENT_2_OLD if kind == "22" else MOVEMENT_3_OLD
        return LAYOUTS[kind]

    def _record(self, kind: str, line: str) -> str:
        """A record without its communication, which is left for later; an unknown line is all text."""
        if not kind:
            return self._masks.text(line)
        for field in self._layout(kind):
            mask = self._fields.get(field.name)
            if mask is None and field.kind is TEXT and field.name not in KEPT_FIELDS | {"communication"}:
                mask = self._masks.text
            if mask is not None:
                line = _with(line, field, mask(_slice(line, field)))
        return line

    def _replace_communication(self, lines: list[str], group: list[int]) -> None:
        """Replaces the communication of the records in `group`, which make one movement or information record."""
        places = [
            (index, field)
            for index in group
            for field in self._layout(kind_of(lines[index]))
            if field.name == "communication"
        ]
        text = "".join(_slice(lines[index], field) for index, field in places)
        if not text.strip():
            return
        first = lines[group[0]]
        structured = first[61 if first[0] == "2" else 39 : 62 if first[0] == "2" else 40] == "1"
        masked = self._structured(text[:3], text[3:]) if structured else self._masks.text(text)
        for index, field in places:
            length = len(_slice(lines[index], field))
            lines[index] = _with(lines[index], field, masked[:length])
            masked = masked[length:]

    def _structured(self, kind: str, text: str) -> str:
        layout = communication_layouts().get(kind, ())
        end = 0
        for field in layout:
            part = text[field.start : field.end]
            text = text[: field.start] + self._detail(kind, field, part) + text[field.start + len(part) :]
            end = field.end
        return kind + text[:end] + self._masks.text(text[end:])

    def _detail(self, kind: str, field: CommunicationField, text: str) -> str:
        mask = self._details.get((kind, field.name))
        if mask is not None:
            return mask(text)
        if field.kind == "digits" and field.name in HIDDEN_DIGITS:
            return self._masks.characters(text)
        return self._masks.text(text) if field.kind == "text" and field.name not in KEPT_DETAILS else text


def _slice(line: str, field: Field) -> str:
    return line[field.first - 1 : field.last]


def _with(line: str, field: Field, content: str) -> str:
    return line[: field.first - 1] + content + line[field.first - 1 + len(content) :]
