"""How the product writes its terms: amounts, dates, account numbers, and the icons beside them.

Filters give an empty string for None, so a template never prints "None".
"""

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from django import template
from django.forms import BoundField
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext

register = template.Library()

MINUS = "\u2212"
NARROW_SPACE = "\u202f"
_THOUSANDTH = Decimal("0.001")
_HUNDREDTH = Decimal("0.01")
_CONTROL_CLASSES = {
    "checkbox": "form-check-input",
    "checkboxselectmultiple": "form-check-input",
    "radioselect": "form-check-input",
    "select": "form-select",
    "selectmultiple": "form-select",
}
# Django date formats. Bank dates are dates, never shifted to another time zone.
_DATE_STYLES = {"long": "D j F Y", "day": "j F Y", "short": "j N", "table": "d/m/Y"}


@register.simple_tag
def icon(name: str, size: str = "", css_class: str = "") -> SafeString:
    """An icon of the sprite (`afpunt/icons.svg`), hidden from screen readers: the word beside it speaks.

    `size` is "" (16 px), "lg" (20 px) or "xl" (28 px).
    """
    classes = " ".join(part for part in ("ic", f"ic-{size}" if size else "", css_class) if part)
    sprite = f"{static('afpunt/icons.svg')}#i-{name}"
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', classes, sprite)


@register.filter
def money(value: Decimal | None) -> str:
    """A movement, sign always written: `+3.872,00`, `−68,90` (U+2212). Nothing moved is `0,00`."""
    if value is None:
        return ""
    sign = "+" if value > 0 else ""
    return sign + amount(value)


@register.filter
def amount(value: Decimal | None) -> str:
    """A balance or total in the reader's language: no plus, minus as U+2212, 3 decimals only when the third counts."""
    if value is None:
        return ""
    exact = value.quantize(_THOUSANDTH)
    rounded = exact if exact != exact.quantize(_HUNDREDTH) else exact.quantize(_HUNDREDTH)
    places = -int(rounded.as_tuple().exponent)
    written = formats.number_format(abs(rounded), places, use_l10n=True, force_grouping=True)
    return (MINUS if rounded < 0 else "") + written.replace("\xa0", NARROW_SPACE)


@register.filter
def count(value: int | str | None) -> str:
    """How many, with its thousands apart: `12.204`. What is no number comes back unchanged."""
    if not isinstance(value, int):
        return "" if value is None else str(value)
    return formats.number_format(value, 0, use_l10n=True, force_grouping=True).replace("\xa0", NARROW_SPACE)


@register.filter
def iban(value: str | None) -> str:
    """An IBAN in groups of four, as on a bank card. Other account numbers are grouped the same way."""
    compact = re.sub(r"\s", "", value or "")
    return " ".join(compact[start : start + 4] for start in range(0, len(compact), 4))


@register.filter
def ogm(value: str | None) -> str:
    """A structured message of 12 digits as `+++202/6004/18003+++`; anything else comes back unchanged."""
    digits = re.sub(r"[+*/\s]", "", value or "")
    if not re.fullmatch(r"[0-9]{12}", digits):
        return value or ""
    return f"+++{digits[:3]}/{digits[3:7]}/{digits[7:]}+++"


@register.filter
def enterprise_number(value: str | None) -> str:
    """A Belgian enterprise number as `0781.234.535`, with or without BE in front; anything else unchanged."""
    digits = re.sub(r"^BE|[.\s]", "", value or "")
    if not re.fullmatch(r"[01][0-9]{9}", digits):
        return value or ""
    return f"{digits[:4]}.{digits[4:7]}.{digits[7:]}"


@register.filter
def bank_date(value: dt.date | None, style: str = "long") -> str:
    """A date as `vr 20 november 2026` (long), `20 november 2026` (day), `20 nov` (short) or `20/11/2026` (table)."""
    if value is None:
        return ""
    return formats.date_format(value, _DATE_STYLES[style])


@register.filter
def day_heading(value: dt.date) -> str:
    """The heading above one day of a list: `vrijdag 20 november`, with the year once that is another year."""
    same_year = value.year == timezone.localdate().year
    return formats.date_format(value, "l j F" if same_year else "l j F Y")


@register.filter
def moment(value: dt.datetime | None) -> str:
    """When something happened, in Brussels time: `vandaag om 08:12`, `gisteren om 23:50`, `za 21 nov 06:12`."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    clock = formats.date_format(local, "H:i")
    days_ago = (timezone.localdate() - local.date()).days
    if days_ago == 0:
        return gettext("today at %(time)s") % {"time": clock}
    if days_ago == 1:
        return gettext("yesterday at %(time)s") % {"time": clock}
    day = "D j N" if local.year == timezone.localdate().year else "D j N Y"
    return f"{formats.date_format(local, day)} {clock}"


@register.filter
def initials(value: str) -> str:
    """At most two letters for an avatar: first and last word of a name, or the start of an e-mail address."""
    words: list[str] = re.findall(r"[^\W\d_]+", value.partition("@")[0])
    if not words:
        return pgettext("avatar of somebody without a name", "?")
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


@register.filter
def control(field: BoundField, size: str = "") -> SafeString:
    """The control of a form field with our classes; `size` is "lg" at the door. Django adds the aria attributes."""
    base = _CONTROL_CLASSES.get(field.widget_type, "form-control")
    classes = " ".join(part for part in (base, size, "is-bad" if field.errors else "") if part)
    attrs: dict[str, Any] = {"class": classes}
    if field.field.widget.attrs.get("placeholder") == field.label:
        attrs["placeholder"] = ""  # a placeholder that repeats the label says nothing
    return field.as_widget(attrs=attrs)
