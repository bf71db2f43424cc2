"""A record from the values of its fields."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from coda.errors import WriteError
from coda.layout import CONSTANT, TEXT, Field

Value = str | int | Decimal | date | None
LARGEST = Decimal("999999999999.999")


def render(layout: tuple[Field, ...], **values: Value) -> str:
    """A record from the values of its fields; None and absent fields give zeros or blanks."""
    return "".join(_render_field(field, values.get(field.name)) for field in layout)


def _render_field(field: Field, value: Value) -> str:
    if field.kind is CONSTANT:
        return field.constant
    text = _as_text(value)
    written = text.ljust(field.length) if field.kind is TEXT else text.rjust(field.length, field.kind.filler)
    if not re.fullmatch(field.pattern, written) or "\n" in written:
        raise WriteError(f"“{text}” does not fit {field.name} ({field.length} positions)", code="write")
    return written


def _as_text(value: Value) -> str:
    if isinstance(value, Decimal):
        if abs(value) > LARGEST or value != value.quantize(Decimal("0.001")):
            raise WriteError(f"{value} does not fit 12 + 3 digits", code="write")
        return str(int(abs(value) * 1000))
    if isinstance(value, date):
        return f"{value:%d%m%y}"
    return "" if value is None else str(value)


def sign_of(amount: Decimal) -> int:
    """0 credit, 1 debit."""
    return int(amount.is_signed())
