"""How the sheet of an invoice writes quantities, unit prices and rates."""

from decimal import Decimal

from django import template
from django.utils.formats import number_format

register = template.Library()


@register.filter
def plain_number(value: Decimal | None, at_least: int = 0) -> str:
    """A number with the decimals it has, never fewer than `at_least`: `12`, `0,0955`, `54,90`; '' for None."""
    if value is None:
        return ""
    decimals = max(0, -int(value.normalize().as_tuple().exponent))
    return str(number_format(value, max(decimals, at_least), use_l10n=True))
