"""Global lines and their details: which of them look for what they pay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from financial.matching.model import Line, LineId
from financial.matching.rules import RuleBook


class Group(NamedTuple):
    """A line with details. `whole`: it is placed itself; else its details are. `fallback`: itself, when nothing below
    it can be placed. `height`: the levels of details that are looked at below it, one at least."""

    line: Line
    details: list[Line]
    whole: bool
    fallback: bool
    height: int = 1


class Tree:
    """The lines of a run and what details what."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.details: dict[LineId, list[Line]] = {}
        self.roots: list[Line] = [line for line in lines if line.parent == ""]
        if len(self.roots) < len(lines):
            known = {line.id for line in lines}
            self.roots = [line for line in lines if line.parent == "" or line.parent not in known]
            for line in lines:
                if line.parent != "" and line.parent in known:
                    self.details.setdefault(line.parent, []).append(line)
        self.groups: dict[LineId, Group] = {}

    def below(self, line: Line) -> Iterator[Line]:
        """The details of a line, and theirs."""
        for detail in self.details.get(line.id, ()):
            yield detail
            yield from self.below(detail)

    def plan(self, rules: RuleBook) -> list[Line]:
        """The lines that look for what they pay. Fills `groups`, innermost first.

        A rule says *global* or *detail*; without a rule the details go first. A single transaction (type 0) is always
        placed as a whole, and never when something below it is placed already.
        """
        if not self.details:
            return [line for line in self.roots if not line.status]
        chosen: list[Line] = []
        for line in self.roots:
            self._visit(line, rules, chosen)
        return chosen

    def _visit(self, line: Line, rules: RuleBook, chosen: list[Line]) -> int:
        """Plans a line and what is below it; gives its height."""
        details = self.details.get(line.id)
        if not details:
            if not line.status:
                chosen.append(line)
            return 0
        group = self._group(line, details, rules)
        if not group.whole:
            group = group._replace(height=1 + max(self._visit(detail, rules, chosen) for detail in details))
        elif not line.status:
            chosen.append(line)
        self.groups[line.id] = group
        return group.height

    def _group(self, line: Line, details: list[Line], rules: RuleBook) -> Group:
        if line.status:
            return Group(line, details, whole=line.status != "indirect", fallback=False)
        if any(below.status for below in self.below(line)):
            return Group(line, details, whole=False, fallback=False)
        rule = rules.for_line(line)
        whole = line.type == 0 or (rule is not None and rule.level == "global")
        return Group(line, details, whole=whole, fallback=not whole and rule is None)
