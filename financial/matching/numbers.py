"""Finding the numbers of a dossier in a text, and how much such a find is worth.

Only whole tokens count: no letter or digit directly before or after, except a prefix. Runs of digits may be joined
over blanks and `/ - . _`, so that `2024 / 123`, `2024-0123` and `VF20240123` all find `VF-2024/0123`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from financial.matching.index import NOTHING, ROLES, SHORTEST_NUMBER, Index
from financial.matching.text import Text

_JOINS = 4
_MOST_RUNS = 60
_JOINT = re.compile(r"[ ./_-]{0,3}([A-Z]{0,4})[ ./_-]{0,3}")
_TAIL = re.compile(r"( ?[-/.]? ?)([A-Z]{1,3})(?![A-Z])")
_GROWN_ON = re.compile(r"(?:DD|VAN|DU|EN|ET|EUR|KLANT|CLIENT)(?![A-Z])")
"""Words that are often written against a number, and are no part of it."""


class Hit(NamedTuple):
    """A number of the dossier stands in `text` from `start` to `end`. `place` is of an item or a relation."""

    place: int
    role: int
    text: str
    where: str
    start: int
    end: int

    @property
    def found(self) -> str:
        """The number as it stands in the text."""
        return self.text[self.start : self.end]


@lru_cache(maxsize=4096)
def _joint(gap: str) -> str | None:
    """The letters that join two runs of digits to one number; None when the gap parts them."""
    match = _JOINT.fullmatch(gap)
    return match[1] if match else None


@lru_cache(maxsize=4096)
def _tail(gap: str) -> tuple[str, int, bool]:
    """Letters behind a number that may belong to it, up to where they stand, and whether they touch it."""
    if _GROWN_ON.match(gap):
        return "", 0, False
    match = _TAIL.match(gap)
    if match:
        return match[2], match.end(), not match[1]
    return "", 0, gap[:1].isalpha()


def find_numbers(text: Text, index: Index) -> list[Hit]:
    """Every number of the index in a text."""
    runs = text.runs
    windows: list[tuple[int, int, int, list[int]]] = []
    longest = max(index.number_lengths, default=0)
    starts, joints = index.number_starts, index.joints
    count = min(len(runs), 2 * _MOST_RUNS)
    found = -1
    for first in range(1, count, 2):
        if first <= found and _joint(runs[found + 1]) not in joints:
            continue  # within what is found already, and it cannot become longer
        exact = loose = ""
        for last in range(first, min(first + 2 * _JOINS, count), 2):
            run = runs[last]
            if last > first:
                letters = _joint(runs[last - 1])
                if letters not in joints:
                    break
                exact += letters
                loose += letters + "|"
            exact += run
            loose += run.lstrip("0") or "0"
            if len(exact) < SHORTEST_NUMBER:
                continue
            if exact[:SHORTEST_NUMBER] not in starts:
                bare = loose.replace("|", "")
                if len(bare) >= SHORTEST_NUMBER and bare[:SHORTEST_NUMBER] not in starts:
                    break
            if len(exact) > longest:
                break
            gap = runs[last + 1]
            extra = 0
            codes = NOTHING
            if gap and gap != " ":
                letters, extra, touching = _tail(gap)
                if letters in joints and letters and (last + 2 == len(runs) or extra < len(gap)):
                    codes = _codes(exact + letters, loose + letters, index)
                if touching and not codes:
                    continue
            if not codes:
                codes, extra = _codes(exact, loose, index), 0
            if codes:
                windows.append((first, last, extra, codes))
                found = max(found, last)
    return _hits(text, windows) if windows else []


def _codes(exact: str, loose: str, index: Index) -> list[int]:
    """The codes under both forms of a number. Lengths that no number has are not looked up."""
    lengths = index.number_lengths
    found = index.numbers.find(exact) if len(exact) in lengths else NOTHING
    if exact == loose:
        return found
    more = index.numbers.find(loose) if len(loose) in lengths else NOTHING
    return list(dict.fromkeys(found + more)) if found and more and found != more else found or more


def _hits(text: Text, windows: list[tuple[int, int, int, list[int]]]) -> list[Hit]:
    """The widest windows as hits: what lies within a wider find is a part of it."""
    found = []
    runs = text.runs
    for first, last, extra, codes in windows:
        if any(f <= first and last <= t and (f, t) != (first, last) for f, t, _, _ in windows):
            continue
        start = sum(map(len, runs[:first]))
        end = sum(map(len, runs[: last + 1])) + extra
        found += [Hit(code // ROLES, code % ROLES, text.text, text.where, start, end) for code in codes[: ROLES * 16]]
    return found
