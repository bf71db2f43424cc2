"""A piece of a file that begins with a line, ready for the pattern of `coda.groups`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from coda.columns import has_odd_blanks
from coda.groups import group_pattern
from coda.layout import LINE_LENGTH

CONTROLS = "\0\t\v\f\x1a\x1b\x1c\x1d\x1e\x1f"
"""Control characters to look out for: what editors and faulty conversions leave."""


class Block:
    """`text` with lines that end with `separator`; unless it is `final`, its last line may belong to what follows."""

    def __init__(self, text: str, separator: str, *, final: bool) -> None:
        self.text = text
        self.final = final
        self.step = LINE_LENGTH + len(separator)
        """Length of a line with its line end."""
        self.has_controls = any(map(text.__contains__, CONTROLS))
        """Lines are then to be looked at one by one, to find these."""
        self.odd_blanks = has_odd_blanks(text)
        self._pattern = group_pattern(separator, regular=self._is_regular(separator))

    def matches(self, position: int) -> Iterator[re.Match[str]]:
        """Movements and information records from the line at `position` on, up to the first gap.

        The last line of a block that is not final is not looked at, because what follows decides about its codes.
        """
        if self.has_controls:
            return iter(())
        end = len(self.text)
        if not self.final:
            end = position + (end - position) // self.step * self.step - self.step // 2
        return self._pattern.finditer(self.text, position, end)

    def lines(self, position: int, count: int) -> list[str]:
        """The lines of 128 characters from `position` on."""
        places = range(position, position + count * self.step, self.step)
        return [self.text[place : place + LINE_LENGTH] for place in places]

    def _is_regular(self, separator: str) -> bool:
        """Whether line ends are nowhere but behind every 128 characters."""
        ends = self.text[self.step - 1 :: self.step] if separator.endswith("\n") else ""
        return ends.count("\n") == len(ends) == self.text.count("\n")
