"""What one search box finds: words in names and messages, account numbers and structured messages with or without
their separators, and amounts."""

import re
from collections.abc import Sequence
from decimal import Decimal

from django.db.models import F, Func, Q, TextField, Value
from django.db.models.functions import Lower
from django.db.models.lookups import Contains

from financial.amounts import parse_amount
from financial.models import StatementLine

BOOKED_COLUMNS = ("counterparty_name", "communication", "document_number")
LINE_COLUMNS = ("counterparty_name", "readable", "communication")

_SEPARATORS = "+*/. -"
# Fewer would find half of all accounts and messages.
_FEWEST_DIGITS = 4
# Banks send plain letters, people type accents, and the other way round.
_ACCENTED = "àáâãäåçèéêëìíîïñòóôõöùúûüýÿ"
_PLAIN = "aaaaaaceeeeiiiinooooouuuuyy"
_FOLD = str.maketrans(_ACCENTED, _PLAIN)


def booked_with(text: str) -> Q:
    """Booked transactions in which the text is found."""
    return _found(text, BOOKED_COLUMNS)


def lines_with(text: str) -> Q:
    """Statement lines in which the text is found, or in one of their details."""
    found = _found(text, LINE_COLUMNS)
    details = StatementLine.objects.filter(found, balance_part=False, parent__isnull=False)
    return found | Q(pk__in=details.values("parent"))


def _found(text: str, columns: Sequence[str]) -> Q:
    found = Q()
    for word in text.split():
        found &= _contains_anywhere(word, columns)
    return found | _number(text, columns) | _amount(text)


def _contains_anywhere(word: str, columns: Sequence[str]) -> Q:
    wanted = word.lower().translate(_FOLD)
    found = Q(counterparty_account__icontains=word)
    for column in columns:
        folded = Func(Lower(column), Value(_ACCENTED), Value(_PLAIN), function="translate", output_field=TextField())
        found |= Q(Contains(folded, wanted))
    return found


def _number(text: str, columns: Sequence[str]) -> Q:
    """An account number, or a structured message: compared without separators on both sides."""
    compact = re.sub(r"[+*/.\s-]", "", text).upper()
    if len(re.sub(r"\D", "", compact)) < _FEWEST_DIGITS:
        return Q()
    found = Q(Contains(_without_separators("counterparty_account"), compact))
    if compact.isdigit():
        for column in columns:
            found |= Q(Contains(_without_separators(column), compact))
    return found


def _without_separators(column: str) -> Func:
    return Func(F(column), Value(_SEPARATORS), Value(""), function="translate", output_field=TextField())


def _amount(text: str) -> Q:
    """`180` finds 180,00 up to 180,99; `180,00` only itself. Both signs unless one was typed."""
    value = parse_amount(text)
    if value is None:
        return Q()
    magnitude = abs(value)
    whole = magnitude.as_tuple().exponent == 0
    end = magnitude + 1 if whole else magnitude + Decimal("0.001")
    coming_in, going_out = Q(amount__gte=magnitude, amount__lt=end), Q(amount__lte=-magnitude, amount__gt=-end)
    if text.strip()[0] in "-\u2212":
        return going_out
    return coming_in if text.strip()[0] == "+" else coming_in | going_out
