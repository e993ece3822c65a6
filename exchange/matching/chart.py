"""A line chart as SVG: households by week, one line a policy. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 1120, 420, 60, 480, 50, 50
# Told apart by people who do not see all colours, and by their dashes in black and white.
LOOKS = (
    ("#0d4a55", ""), ("#c4551d", "8 4"), ("#3a7d44", "2 3"), ("#7b3f8c", "10 3 2 3"), ("#a8731a", "4 4"),
    ("#1f5fa8", "14 4"), ("#555555", "1 4"),
)  # fmt: skip
STEPS = (1, 2, 5)


def lines(title: str, *, across: str, up: str, series: Mapping[str, Sequence[int]]) -> str:
    """Titles of the chart and both axes, and numbers by name in; an SVG document out. Names stand at the right."""
    longest = max((len(values) for values in series.values()), default=0)
    highest = max((max(values, default=0) for values in series.values()), default=0)
    step = _step(highest)
    top = max(-(-highest // step) * step, step)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{escape(title, {chr(34): "&quot;"})}" font-family="system-ui, sans-serif" font-size="14">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="26" font-size="18" font-weight="bold">{escape(title)}</text>',
        f'<text x="{LEFT}" y="{TOP - 4}" fill="#555555">{escape(up)}</text>',
        f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 14}" text-anchor="end" fill="#555555">{escape(across)}</text>',
    ]
    for value in range(0, top + 1, step):
        y = _y(value, top)
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y}" y2="{y}" stroke="#dddddd"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 5}" text-anchor="end">{value}</text>')
    for week in range(0, longest, max(longest // 8, 1)):
        parts.append(f'<text x="{_x(week, longest)}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{week + 1}</text>')
    for place, (name, values) in enumerate(series.items()):
        parts += _line(place, name, values, longest, top)
    return "\n".join([*parts, "</svg>", ""])


def _line(place: int, name: str, values: Sequence[int], longest: int, top: int) -> list[str]:
    colour, dashes = LOOKS[place % len(LOOKS)]
    points = " ".join(f"{_x(week, longest)},{_y(value, top)}" for week, value in enumerate(values))
    look = f'fill="none" stroke="{colour}" stroke-width="2.5" stroke-dasharray="{dashes or "none"}"'
    y, x = TOP + 14 + 24 * place, WIDTH - RIGHT + 20
    last = f" ({values[-1]})" if values else ""
    return [
        f'<polyline points="{points}" {look}/>',
        f'<line x1="{x}" x2="{x + 34}" y1="{y - 5}" y2="{y - 5}" {look}/>',
        f'<text x="{x + 42}" y="{y}">{escape(name)}{last}</text>',
    ]


def _x(week: int, longest: int) -> float:
    return round(LEFT + (WIDTH - LEFT - RIGHT) * week / max(longest - 1, 1), 1)


def _y(value: int, top: int) -> float:
    return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top, 1)


def _step(highest: int) -> int:
    """A round step that gives at most eight of them."""
    size = 1
    while True:
        for step in STEPS:
            if highest <= 8 * step * size:
                return step * size
        size *= 10
