"""What the pages of statements need beside the house's own tags."""

import re

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from financial.columns import Column
from financial.statement_screen import ShownLine

register = template.Library()
# A phone shows the movement alone, and there its sign is always written.
_PLUS = mark_safe('<span class="only-phone">+</span>')
_TONES = ("g", "k", "i", "r")
_JOINTS = re.compile(r"(Vereffenings|Boekings|Document|Rekening|Afschrift|Tegen|Terug|Dagboek|krediet)(?=[a-z]{2})")


@register.filter
def breakable(label: object) -> str:
    """What stands in a narrow column, with soft hyphens where a long Dutch compound may go on below."""
    return _JOINTS.sub("\\1\u00ad", str(label))


@register.simple_tag
def meter_parts(*counts: int) -> list[dict[str, str]]:
    """The rectangles of a meter: applied, partly, indirect, blank, one behind the other; as texts, so that no
    thousand gets a separator."""
    parts, x = [], 0
    for css, count in zip(_TONES, counts, strict=True):
        if count:
            parts.append({"css": css, "x": str(x), "width": str(count)})
        x += count
    return parts


@register.simple_tag
def plain_cell(shown: ShownLine, column: Column) -> SafeString:
    """A cell that is only text. Amounts stand right; what the file says is quieter than what a person decides."""
    classes = " ".join(part for part in ("num" if column.numeric else "", _CSS.get(column.key, "")) if part)
    plus = _PLUS if column.key == "total" and shown.line.amount > 0 else ""
    text = shown.cell(column.key)
    shy = breakable(text) if column.key == "document_type" else text
    return format_html('<td class="{}">{}{}</td>', classes, plus, shy)


_CSS = {
    "date": "ro",
    "document": "ro",
    "total": "ro m-tot",
    "transaction": "ro text-nowrap",
    "journal": "subtle",
    "counterparty": "ro iban",
    "value_date": "ro",
    "message_kind": "ro",
    "bank_reference": "ro trunc",
    "information": "ro",
    "name": "trunc",
}
