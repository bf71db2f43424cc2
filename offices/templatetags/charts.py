"""Small charts drawn on the server as SVG: no script, no style; sizes are attributes, colours are classes."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

SPARK_WIDTH, SPARK_HEIGHT, SPARK_EDGE = 96, 30, 3
DAY_STEP, DAY_WIDTH, RIBBON_HEIGHT = 6, 4, 18


@register.simple_tag
def sparkline(values: Sequence[Decimal], label: str) -> SafeString:
    """The course of a balance, oldest first; nothing under two values. `label` is what a screen reader says."""
    if len(values) < 2:
        return SafeString("")
    points = _spark_points(values)
    line = "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    first_x, (last_x, last_y) = points[0][0], points[-1]
    area = f"{line} L{last_x:.1f} {SPARK_HEIGHT} L{first_x:.1f} {SPARK_HEIGHT} Z"
    return format_html(
        '<svg class="spark" viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}">'
        '<path class="ch-area" d="{}"/><path class="ch-line" d="{}"/>'
        '<circle class="ch-dot" cx="{}" cy="{}" r="2"/></svg>',
        *(SPARK_WIDTH, SPARK_HEIGHT, SPARK_WIDTH, SPARK_HEIGHT, label),
        *(area, line, f"{last_x:.1f}", f"{last_y:.1f}"),
    )


def _spark_points(values: Sequence[Decimal]) -> list[tuple[float, float]]:
    step = (SPARK_WIDTH - 2 * SPARK_EDGE) / (len(values) - 1)
    room = SPARK_HEIGHT - 2 * SPARK_EDGE
    low, spread = min(values), max(values) - min(values)
    shares = [float((value - low) / spread) if spread else 0.5 for value in values]
    bottom = SPARK_HEIGHT - SPARK_EDGE
    return [(SPARK_EDGE + place * step, bottom - share * room) for place, share in enumerate(shares)]


@register.simple_tag
def ribbon(days: Iterable[str], label: str) -> SafeString:
    """One mark per bank day, oldest first: `ok` a statement, `none` no movement, `gap` missing, `wait` expected."""
    marks = [_mark(place, kind) for place, kind in enumerate(days)]
    width = max(len(marks) * DAY_STEP - (DAY_STEP - DAY_WIDTH), DAY_WIDTH)
    return format_html(
        '<svg width="{}" height="{}" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        *(width, RIBBON_HEIGHT, width, RIBBON_HEIGHT, label),
        format_html_join("", '<rect class="ch-{}" x="{}" y="{}" width="{}" height="{}" rx="1"/>', marks),
    )


def _mark(place: int, kind: str) -> tuple[str, int, int, int, int]:
    height = 4 if kind == "none" else RIBBON_HEIGHT
    return kind, place * DAY_STEP, (RIBBON_HEIGHT - height) // 2, DAY_WIDTH, height


@register.simple_tag
def meter(label: str, **parts: int) -> SafeString:
    """Parts of a whole as one bar, in the order given: `g` green, `a` amber, `r` red, `k` ink, `i` idle."""
    whole = sum(parts.values()) or 1
    starts = [sum(list(parts.values())[:place]) for place in range(len(parts))]
    pieces = [(kind, start, size) for (kind, size), start in zip(parts.items(), starts, strict=True) if size]
    return format_html(
        '<svg class="meter" viewBox="0 0 {} 6" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>',
        *(whole, label),
        format_html_join("", '<rect class="{}" x="{}" y="0" width="{}" height="6"/>', pieces),
    )
