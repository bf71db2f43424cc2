"""Omschrijving: what a placed line is called in the journal."""

LENGTH = 100
# Structured communications whose own text says more than a name: how many of their characters (R7).
_OWN_TEXT = {"103": 12}


def describe(communication_type: str, communication: str, *, account_name: str, rule_description: str = "") -> str:
    """The free message; for a structured one the name of the account; without any message what the rule says."""
    said = communication.strip()
    if said and communication_type in _OWN_TEXT:
        return said[: _OWN_TEXT[communication_type]].rstrip()
    if said and not communication_type:
        return communication[:LENGTH].rstrip()
    if not said and rule_description:
        return rule_description
    return account_name[:LENGTH]
