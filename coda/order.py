"""Which record may follow which, and what next code and link code the first of the two then carries.

A kind is "0", "1", "21", "22", "23", "31", "32", "33", "8", "4" or "9". The codes are positions 126 to 128 of a record:
next code, a blank, link code.
"""

from __future__ import annotations

from coda.layout import (
    AMOUNT,
    CODE,
    DATE,
    HEADER,
    INFORMATION_1,
    INFORMATION_2,
    INFORMATION_3,
    MESSAGE,
    MOVEMENT_1,
    MOVEMENT_2,
    MOVEMENT_3,
    NEW_BALANCE,
    NUMBER,
    OLD_BALANCE,
    SIGN,
    TRAILER,
    Field,
)

_NEXT = ("1 0", "1 1")
"""Another part follows; some banks then write the link code on every part."""
_INFORMATION = ("0 1",)
_NOTHING = ("0 0",)
_ANY = ()

FOLLOWERS: dict[str, dict[str, tuple[str, ...]]] = {
    "": {"0": _ANY},
    "0": {"1": _ANY},
    "1": {"21": _ANY, "8": _ANY, "9": _ANY},
    "21": {"22": _NEXT, "23": _NEXT, "31": _INFORMATION, "21": _NOTHING, "8": _NOTHING},
    "22": {"23": _NEXT, "31": _INFORMATION, "21": _NOTHING, "8": _NOTHING},
    "23": {"31": _INFORMATION, "21": _NOTHING, "8": _NOTHING},
    "31": {"32": _NEXT[:1], "31": _INFORMATION, "21": _NOTHING, "8": _NOTHING},
    "32": {"33": _NEXT[:1], "31": _INFORMATION, "21": _NOTHING, "8": _NOTHING},
    "33": {"31": _INFORMATION, "21": _NOTHING, "8": _NOTHING},
    "8": {"4": ("  1",), "9": ("  0",)},
    "4": {"4": ("  1",), "9": ("  0",)},
    "9": {},
}
CODES_BEFORE = {before + kind: codes for before, followers in FOLLOWERS.items() for kind, codes in followers.items()}
"""Allowed codes of a record by its kind and the kind of the next; empty = the record has no codes."""

LAYOUTS: dict[str, tuple[Field, ...]] = {
    "0": HEADER,
    "1": OLD_BALANCE,
    "21": MOVEMENT_1,
    "22": MOVEMENT_2,
    "23": MOVEMENT_3,
    "31": INFORMATION_1,
    "32": INFORMATION_2,
    "33": INFORMATION_3,
    "8": NEW_BALANCE,
    "4": MESSAGE,
    "9": TRAILER,
}
_NUMERIC = (NUMBER, AMOUNT, SIGN, DATE, CODE)
NUMBERS_END = {kind: max(field.last for field in layout if field.kind in _NUMERIC) for kind, layout in LAYOUTS.items()}
"""Last position of a number in each record: a shorter line has lost digits."""
READABLE_FROM = {
    "0": 120,
    "1": 64,
    "21": 62,
    "22": 11,
    "23": 11,
    "31": 40,
    "32": 11,
    "33": 11,
    "8": 63,
    "4": 33,
    "9": 52,
}
"""Shortest line worth reading as a record of each kind."""
MOVEMENT_KINDS = frozenset({"21", "22", "23", "31", "32", "33"})

_KINDS = {
    "00": "0",
    **{f"1{structure}": "1" for structure in "0123 "},
    **{f"{record}{article}": f"{record}{article}" for record in "23" for article in "123"},
    **{f"8{digit}": "8" for digit in "0123456789 "},
    "4 ": "4",
    "9 ": "9",
}


def kind_of(line: str) -> str:
    """Kind of a record, "" when unknown."""
    return _KINDS.get(line[:2]) or (line[:1] if line[:1] in tuple("01489") else "")


def name_of(kind: str) -> str:
    """A kind as the standard writes it: 2.1."""
    return ".".join(kind)
