"""Bars of received files per week, as numbers a template can draw: every position in SVG units."""

from dataclasses import dataclass

from monitoring.queries import Week

WIDTH, HEIGHT, LEFT, BASE = 420, 196, 36, 174
BAR = 22


@dataclass(frozen=True, slots=True)
class Bar:
    """One week: the statements below, the invoices on top of them."""

    x: float
    label: int
    statements_y: float
    statements_height: float
    invoices_y: float
    invoices_height: float
    is_running: bool
    title: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars with the two grid lines that carry a number; `top` is the highest one."""

    bars: list[Bar]
    top: int
    total: int

    @property
    def half(self) -> int:
        return self.top // 2


def weekly(weeks: list[Week]) -> Chart:
    """The chart of these weeks; the last one is still running."""
    top = _round_up(max((week.total for week in weeks), default=0))
    scale = (BASE - 10) / top
    step = (WIDTH - LEFT) / max(len(weeks), 1)
    bars = [_bar(week, LEFT + step * n + (step - BAR) / 2, scale, n == len(weeks) - 1) for n, week in enumerate(weeks)]
    return Chart(bars, top, sum(week.total for week in weeks))


def _bar(week: Week, x: float, scale: float, is_running: bool) -> Bar:
    below, above = week.statements * scale, week.invoices * scale
    title = f"{week.start:%d/%m}: {week.statements} + {week.invoices}"
    return Bar(round(x, 1), week.number, round(BASE - below, 1), round(below, 1), round(BASE - below - above, 1),
               round(above, 1), is_running, title)  # fmt: skip


def _round_up(value: int) -> int:
    """The next 'nice' even number: 2, 4, 10, 20, 40, 100 …"""
    size = 1
    while True:
        for nice in (2, 4, 10):
            if value <= nice * size:
                return nice * size
        size *= 10
