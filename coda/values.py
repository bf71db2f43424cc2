"""Values from the characters of a field."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

ZERO = Decimal("0.000")
YEAR_PIVOT = 80
"""Two-digit years from here on are 19YY: CODA began in the nineteen-eighties."""
known_dates: dict[str, date | None] = {"000000": None, "      ": None}
"""Dates met so far by their six digits; at most one per day of a century."""


def to_text(raw: str) -> str | None:
    """Text without trailing blanks, None when blank."""
    return raw.rstrip(" ") or None


def to_amount(sign: str, digits: str) -> Decimal:
    """Signed amount from 15 digits (12 + 3)."""
    return Decimal(f"-{digits}E-3" if sign == "1" else digits + "E-3")


def to_date(digits: str) -> date | None:
    """Date of DDMMYY; None for zeros and for what is not a date."""
    return known_dates[digits] if is_date(digits) else None


def is_date(digits: str) -> bool:
    """Whether DDMMYY is a date, or zeros."""
    if digits in known_dates:
        return True
    try:
        known_dates[digits] = _date(digits)
    except ValueError:
        return False
    return True


def _date(digits: str) -> date:
    year = int(digits[4:])
    return date(year + (1900 if year >= YEAR_PIVOT else 2000), int(digits[2:4]), int(digits[:2]))
