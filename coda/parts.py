"""A movement read line by line, because something about it is not well-formed (or because it is of version 1).

Collects the records of one movement and gives the same values as the patterns of `groups`.
"""

from __future__ import annotations

from coda.accounts import ZONE_LENGTH
from coda.groups import Values
from coda.model import OldFormat
from coda.records import to_text

_NONE_5 = (None,) * 5
_NONE_4 = (None,) * 4
_NONE_3 = (None,) * 3
_NO_SEPA_CODES = " " * 13


class Parts:
    """Up to three records that make one movement, or one information record, as values of their fields."""

    __slots__ = ("first", "information", "line", "second", "third")

    def __init__(self, line: int, first: Values) -> None:
        self.line = line
        self.first = first
        self.second: Values | None = None
        self.third: Values | None = None
        self.information: list[Parts] = []

    @property
    def number(self) -> str:
        """Sequence and detail number."""
        return str(self.first[0] + self.first[1])

    @property
    def last_link(self) -> str:
        """Link code of the last part."""
        return str((self.third or self.second or self.first)[-1])


def movement_values(parts: Parts) -> Values:
    """Values of a movement of version 2."""
    second, third = parts.second, parts.third
    middle = (*second[1:4], "".join(second[4:8]), second[8]) if second is not None else _NONE_5
    return (*_first_values(parts.first), *middle, *(third[1:4] if third is not None else _NONE_3))


def old_movement_values(parts: Parts) -> tuple[Values, OldFormat | None]:
    """Values of a movement of version 1, and the fields that only that version has."""
    second, third = parts.second, parts.third
    middle = (second[1], second[2], "", _NO_SEPA_CODES, second[5]) if second is not None else _NONE_5
    last = (third[1].ljust(ZONE_LENGTH), third[4], "") if third is not None else _NONE_3
    currency, amount = map(to_text, second[3:5]) if second is not None else (None, None)
    rest = map(to_text, (third[2], third[3], third[5], third[6])) if third is not None else _NONE_4
    old_format = OldFormat(currency, amount, *rest)
    return (*_first_values(parts.first), *middle, *last), (None if old_format == OldFormat() else old_format)


def _first_values(first: Values) -> Values:
    sequence, detail, reference, sign, amount, value_date, code, structured, text, *entry, following, link = first
    day, paper_number, level = entry
    together = f"{day}{paper_number or '   '}{level or ' '}"
    return sequence + detail, reference, sign + amount, value_date, code + structured, text, together, following, link


def information_values(parts: Parts) -> Values:
    """Values of an information record."""
    sequence, detail, *first, _ = parts.first
    second = parts.second[1:3] if parts.second is not None else (None, None)
    third = parts.third[1:2] if parts.third is not None else (None,)
    return (sequence + detail, *first, *second, *third)
