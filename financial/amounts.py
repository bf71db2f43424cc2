"""Amounts as people type them: `180`, `180,00`, `1.204,50`, `1 204,5`, `-68.90`."""

import re
from decimal import Decimal

_SIGN = r"(?P<sign>[+\-\u2212]?)\s*(?:€\s*)?"
# As Belgians write: groups of three by point, space or apostrophe, then a comma.
_BELGIAN = re.compile(_SIGN + r"(?P<whole>\d{1,3}(?:[.\s'\u202f\xa0]\d{3})+|\d{1,15})(?:,(?P<cents>\d{1,3}))?")
# As a calculator writes. Three digits after a lone point are a thousand, so at most two are cents.
_ENGLISH = re.compile(_SIGN + r"(?P<whole>\d{1,3}(?:,\d{3})+|\d{1,15})\.(?P<cents>\d{1,2})")


def parse_amount(text: str) -> Decimal | None:
    """The amount, signed when a sign was typed; None when it is not an amount.

    Decimals are kept as typed: `180` has none, `180,00` has two.
    """
    typed = text.strip().removesuffix("€").removesuffix("EUR").strip()
    found = _ENGLISH.fullmatch(typed) or _BELGIAN.fullmatch(typed)
    if found is None:
        return None
    whole = re.sub(r"\D", "", found["whole"])
    value = Decimal(f"{whole}.{found['cents']}" if found["cents"] else whole)
    return -value if found["sign"] in {"-", "\u2212"} else value
