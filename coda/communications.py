"""Structured communications: types 100 to 127 of movements and 001 to 011 of information records.

The layout of every type is one row per field in `data/communications.csv`; offsets are 1-based behind the three-digit
type, over the joined parts, so that a field may straddle two records.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from coda.check_digits import format_ogm, is_valid_ogm, is_valid_rf
from coda.tables import read_table

FieldValue = str | Decimal | date | None
OGM_TYPES = frozenset({"101", "102"})
_FREE_OGM = re.compile(r"(\+\+\+|\*\*\*)\s?([0-9]{3})\s?/\s?([0-9]{4})\s?/\s?([0-9]{5})\s?\1")
_DIGITS = re.compile(r"[0-9]+")
_DATES = {"date6": "%d%m%y", "date8": "%d%m%Y"}


class CommunicationField(NamedTuple):
    """One field of a structured communication: its place in the text, 0-based, and what stands there.

    `kind` is text, digits (codes that keep their zeros), decimal, date6 (DDMMYY) or date8 (DDMMYYYY).
    """

    name: str
    start: int
    end: int
    kind: str
    decimals: int = 0

    def read(self, text: str) -> FieldValue:
        """The value of this field in the text of a communication; what is not a number or a date stays as written."""
        raw = text[self.start : self.end].strip()
        if self.kind == "decimal":
            return Decimal(f"{raw}E-{self.decimals}") if _DIGITS.fullmatch(raw) else raw or None
        if self.kind in _DATES:
            return _read_date(raw, _DATES[self.kind])
        return raw or None

    def write(self, value: FieldValue) -> str:
        """`value` in the width of this field. Raises ValueError when it does not fit."""
        width = self.end - self.start
        if isinstance(value, Decimal):
            value = str(int(value.scaleb(self.decimals)))
        elif isinstance(value, date):
            value = value.strftime(_DATES[self.kind])
        written = (value or "").ljust(width) if self.kind == "text" else (value or "").rjust(width, "0")
        if len(written) > width:
            raise ValueError(f"{value} does not fit {self.name} ({width} positions)")
        return written


def _read_date(digits: str, form: str) -> FieldValue:
    """Zeros and blank are absent; anything that is not a date (such as 999999) stays as written."""
    if not digits.strip("0"):
        return None
    try:
        return datetime.strptime(digits, form).date()  # noqa: DTZ007 - a bank date has no time zone
    except ValueError:
        return digits


@cache
def communication_layouts() -> dict[str, tuple[CommunicationField, ...]]:
    """The fields of every known type."""
    layouts: dict[str, tuple[CommunicationField, ...]] = {}
    for row in read_table("communications"):
        start = int(row["offset"]) - 1
        end = start + int(row["length"])
        field = CommunicationField(row["field"], start, end, row["kind"], int(row["decimals"] or 0))
        layouts[row["type"]] = (*layouts.get(row["type"], ()), field)
    return layouts


def read_fields(kind: str | None, text: str) -> dict[str, FieldValue]:
    """The named fields of a structured communication; empty for free text and for types without a public layout."""
    layout = communication_layouts().get(kind, ()) if kind else ()
    return {field.name: field.read(text) for field in layout}


def ogm_digits(kind: str | None, text: str) -> str | None:
    """The digits that claim to be an OGM: all of types 101 and 102, or one between +++ or *** in free text."""
    if kind in OGM_TYPES:
        return text[:12].rstrip()
    if kind is None and ("+++" in text or "***" in text):
        found = _FREE_OGM.search(text)
        return "".join(found.groups()[1:]) if found else None
    return None


def find_ogm(kind: str | None, text: str) -> str | None:
    """The canonical OGM of a communication, only when its check digits are right."""
    digits = ogm_digits(kind, text)
    return format_ogm(digits) if digits and is_valid_ogm(digits) else None


def rf_reference(kind: str | None, text: str) -> str | None:
    """The characters that claim to be an ISO 11649 reference: all of type 100."""
    return text[:25].strip() if kind == "100" else None


def find_rf(kind: str | None, text: str) -> str | None:
    """The ISO 11649 reference of type 100, or free text that is nothing else; only when its check digits are right."""
    reference = rf_reference(kind, text)
    if reference is None and kind is None and text.startswith("RF"):
        reference = text.replace(" ", "")
    return reference if reference and is_valid_rf(reference) else None


@dataclass(frozen=True, slots=True)
class Communication:
    """Free text, or a structured communication; `text` is joined over the parts, without the type digits."""

    type: str | None = None
    text: str = ""

    @property
    def fields(self) -> dict[str, FieldValue]:
        """Named fields of a structured communication; empty for free text and for unknown types."""
        return read_fields(self.type, self.text)

    @property
    def ogm(self) -> str | None:
        """`+++123/4567/89002+++` when there is one with right check digits."""
        return find_ogm(self.type, self.text)

    @property
    def rf(self) -> str | None:
        """ISO 11649 creditor reference when there is one with right check digits."""
        return find_rf(self.type, self.text)


def write_fields(kind: str, **values: FieldValue) -> str:
    """The text of a structured communication of type `kind` with these fields; the inverse of `read_fields`.

    >>> write_fields("006", description="Kosten", currency="EUR", amount=Decimal("1.210"), sign="1", category="013")
    'Kosten                        EUR0000000000012101013'

    Raises KeyError for an unknown type or field, ValueError for a value that does not fit.
    """
    layout = {field.name: field for field in communication_layouts()[kind]}
    unknown = values.keys() - layout.keys()
    if unknown:
        raise KeyError(", ".join(sorted(unknown)))
    return "".join(field.write(values.get(field.name)) for field in layout.values()).rstrip()
