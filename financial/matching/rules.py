"""Coding rules: which one holds for a line, and whether it speaks of the line or of its details."""

from __future__ import annotations

from collections.abc import Iterable

from financial.matching.model import CodingRule, Line, Relation
from financial.matching.text import account_key, fold

Key = tuple[str, str, str, str]
_DEFAULT: Key = ("", "00", "00", "000")


class RuleBook:
    """The rules of a dossier by their codes. The default posting is the rule "" 00 00 000 and is asked for apart."""

    def __init__(self, rules: Iterable[CodingRule]) -> None:
        self._rules: dict[Key, list[CodingRule]] = {}
        self.relations: list[Relation] = []
        for rule in sorted(rules, key=lambda rule: rule.position):
            key = (account_key(rule.account), rule.family, rule.transaction, rule.category)
            self._rules.setdefault(key, []).append(rule)
            if rule.number and (rule.type == "customer" or rule.type == "supplier"):
                self.relations.append(Relation(rule.type, rule.number))

    def for_line(self, line: Line) -> CodingRule | None:
        """The first rule that holds: of this account, of any account, then of the category alone."""
        if not self._rules:
            return None
        for key in (
            (account_key(line.account), line.family, line.transaction, line.category),
            ("", line.family, line.transaction, line.category),
            ("", "00", "00", line.category),
        ):
            found = self._first(key, line) if key != _DEFAULT else None
            if found is not None:
                return found
        return None

    def default_for(self, line: Line) -> CodingRule | None:
        """The default posting of a line: the first that names an account and whose conditions hold."""
        return next((rule for rule in self._defaults() if holds(rule, line)), None)

    @property
    def default(self) -> CodingRule | None:
        """The first default rule that names an account."""
        return next(iter(self._defaults()), None)

    def _defaults(self) -> list[CodingRule]:
        return [rule for rule in self._rules.get(_DEFAULT, ()) if rule.type and rule.number]

    def _first(self, key: Key, line: Line) -> CodingRule | None:
        return next((rule for rule in self._rules.get(key, ()) if holds(rule, line)), None)


def holds(rule: CodingRule, line: Line) -> bool:
    """Whether the conditions of a rule are met by a line."""
    size = abs(line.amount)
    if rule.sign and (rule.sign == "in") != (line.amount > 0):
        return False
    if rule.amount_from is not None and size < rule.amount_from:
        return False
    if rule.amount_to is not None and size > rule.amount_to:
        return False
    return not rule.text or fold(rule.text) in fold(" ".join((line.communication, *line.information)))
