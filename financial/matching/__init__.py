"""The matching engine: which bank line settles which open item, and why. Pure Python, no input or output.

    matcher = Matcher(own_accounts=…, relations=…, open_items=…, coding_rules=…, settings=…)
    results = matcher.match(lines)

`docs/matching.md` says what it does, `docs/matching-case.schema.json` how a case is written down.
"""

from financial.matching.engine import Matcher, match
from financial.matching.model import (
    Allocation,
    Candidate,
    Case,
    CodingRule,
    Evidence,
    Line,
    OpenItem,
    Relation,
    Result,
    Settings,
)

__all__ = [
    "Allocation",
    "Candidate",
    "Case",
    "CodingRule",
    "Evidence",
    "Line",
    "Matcher",
    "OpenItem",
    "Relation",
    "Result",
    "Settings",
    "match",
]
