"""The yardstick: a loop that slices every field of every line and converts amounts and dates, and does nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path


def _amount(sign: str, digits: str) -> Decimal:
    return Decimal(f"{'-' if sign == '1' else ''}{digits[:12]}.{digits[12:]}")


def _date(digits: str) -> date | None:
    return None if digits == "000000" else date(2000 + int(digits[4:]), int(digits[2:4]), int(digits[:2]))


def _header(line: str) -> object:
    return (line[1:5], _date(line[5:11]), line[11:14], line[14:16], line[16], line[24:34], line[34:60], line[60:71],
            line[71:82], line[83:88], line[88:104], line[104:120], line[127])  # fmt: skip


def _old_balance(line: str) -> object:
    return (line[1], line[2:5], line[5:42], _amount(line[42], line[43:58]), _date(line[58:64]), line[64:90],
            line[90:125], line[125:128])  # fmt: skip


def _movement(line: str) -> object:
    return (line[2:6], line[6:10], line[10:31], _amount(line[31], line[32:47]), _date(line[47:53]), line[53],
            line[54:56], line[56:58], line[58:61], line[61], line[62:115], _date(line[115:121]), line[121:124],
            line[124], line[125], line[127])  # fmt: skip


def _movement_second(line: str) -> object:
    return (line[2:6], line[6:10], line[10:63], line[63:98], line[98:109], line[112], line[113:117], line[117:121],
            line[121:125], line[125], line[127])  # fmt: skip


def _movement_third(line: str) -> object:
    return (line[2:6], line[6:10], line[10:47], line[47:82], line[82:125], line[125], line[127])


def _information(line: str) -> object:
    return (line[2:6], line[6:10], line[10:31], line[31], line[32:34], line[34:36], line[36:39], line[39],
            line[40:113], line[125], line[127])  # fmt: skip


def _information_second(line: str) -> object:
    return (line[2:6], line[6:10], line[10:115], line[125], line[127])


def _information_third(line: str) -> object:
    return (line[2:6], line[6:10], line[10:100], line[125], line[127])


def _new_balance(line: str) -> object:
    return (line[1:4], line[4:41], _amount(line[41], line[42:57]), _date(line[57:63]), line[127])


def _message(line: str) -> object:
    return (line[2:6], line[6:10], line[32:112], line[127])


def _trailer(line: str) -> object:
    return (line[16:22], _amount("1", line[22:37]), _amount("0", line[37:52]), line[127])


_BY_RECORD: dict[str, Callable[[str], object]] = {
    "0": _header,
    "1": _old_balance,
    "21": _movement,
    "22": _movement_second,
    "23": _movement_third,
    "31": _information,
    "32": _information_second,
    "33": _information_third,
    "8": _new_balance,
    "4": _message,
    "9": _trailer,
}


def slice_and_convert(path: str) -> int:
    """Number of movements of the file."""
    movements = 0
    with Path(path).open(encoding="latin-1") as file:
        for line in file:
            record = line[:2] if line[0] in "23" else line[0]
            _BY_RECORD[record](line)
            movements += record == "21"
    return movements
