"""Omschrijving: what a placed line is called in the journal."""

from financial.models import StatementLine

LENGTH = 100
# Structured communications whose own text says more than a name: how many of their characters (R7).
_OWN_TEXT = {"103": 12}


def describe(line: StatementLine, *, account_name: str, rule_description: str = "") -> str:
    """The free message; for a structured one the name of the account; without any message what the rule says."""
    said = line.communication.strip()
    if line.communication_type in _OWN_TEXT and said:
        return said[: _OWN_TEXT[line.communication_type]].rstrip()
    if said and not line.communication_type:
        return line.communication[:LENGTH].rstrip()
    if not said and rule_description:
        return rule_description
    return account_name[:LENGTH]
