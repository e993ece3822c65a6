"""A proposal as a picture: who moves where, round a circle or along a chain. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, sin
from xml.sax.saxutils import escape

WIDE, HIGH = 190, 84
RADIUS, MARGIN, GAP = 175, 14, 64
FILLS = {"own": "#e6f0f1", "other": "#f3f3f3", "vacant": "#fdf3d8"}
EDGES = {"own": "#0d4a55", "other": "#8a8a8a", "vacant": "#b98a12"}
ARROW = "#0d4a55"
LONGEST_LINE = 24


@dataclass(frozen=True)
class Node:
    """One flat: up to three lines of text, and whose it is (own, other, vacant)."""

    lines: Sequence[str]
    kind: str


Point = tuple[float, float]


def circle(nodes: Sequence[Node]) -> str:
    """Each household moves into the flat of the next one, the last into that of the first."""
    count = len(nodes)
    across, up = RADIUS * 1.35 + WIDE / 2 + MARGIN, RADIUS * (0.75 if count > 2 else 0) + HIGH / 2 + MARGIN
    centres: list[Point] = [
        (across + RADIUS * 1.35 * sin(2 * pi * place / count - (pi / 2 if count == 2 else 0)),
         up - RADIUS * 0.75 * cos(2 * pi * place / count - (pi / 2 if count == 2 else 0)))
        for place in range(count)
    ]  # fmt: skip
    pairs = [(place, (place + 1) % count) for place in range(count)]
    return _drawn(nodes, centres, pairs, width=2 * across, height=2 * up, bend=14 if count == 2 else 0)


def chain(nodes: Sequence[Node]) -> str:
    """From the household that leaves its flat to the municipality, to the empty flat: each moves one to the right."""
    centres: list[Point] = [
        (MARGIN + WIDE / 2 + place * (WIDE + GAP), MARGIN + HIGH / 2) for place in range(len(nodes))
    ]
    pairs = [(place, place + 1) for place in range(len(nodes) - 1)]
    width = 2 * MARGIN + len(nodes) * WIDE + (len(nodes) - 1) * GAP
    return _drawn(nodes, centres, pairs, width=width, height=2 * MARGIN + HIGH, bend=0)


def _drawn(
    nodes: Sequence[Node], centres: Sequence[Point], pairs: Sequence[tuple[int, int]], *, width: float, height: float,
    bend: float,
) -> str:  # fmt: skip
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" aria-hidden="true" '
        f'focusable="false"><defs><marker id="move" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" '
        f'markerHeight="9" orient="auto"><path d="M0 0 L10 5 L0 10 z" fill="{ARROW}"/></marker></defs>'
    ]
    parts += [_arrow(centres[one], centres[other], bend) for one, other in pairs]
    parts += [_box(node, centre) for node, centre in zip(nodes, centres, strict=True)]
    return "".join([*parts, "</svg>"])


def _arrow(start: Point, end: Point, bend: float) -> str:
    """Between the edges of two boxes; where two arrows share the way, each keeps to its own side."""
    far = hypot(end[0] - start[0], end[1] - start[1])
    right, down = (end[0] - start[0]) / far, (end[1] - start[1]) / far
    side = (-down * bend, right * bend)
    out = min(WIDE / 2 / max(abs(right), 1e-9), HIGH / 2 / max(abs(down), 1e-9)) + 4
    x1, y1 = start[0] + right * out + side[0], start[1] + down * out + side[1]
    x2, y2 = end[0] - right * out + side[0], end[1] - down * out + side[1]
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{ARROW}" stroke-width="2.5" '
        f'marker-end="url(#move)"/>'
    )


def _box(node: Node, centre: Point) -> str:
    x, y = centre[0] - WIDE / 2, centre[1] - HIGH / 2
    first = centre[1] - 11 * (len(node.lines) - 1) + 5
    texts = "".join(
        f'<text x="{centre[0]:.1f}" y="{first + 22 * place:.1f}" text-anchor="middle" font-size="15" '
        f'font-weight="{700 if place == 0 else 400}">{escape(_cut(line))}</text>'
        for place, line in enumerate(node.lines)
    )
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{WIDE}" height="{HIGH}" rx="8" fill="{FILLS[node.kind]}" '
        f'stroke="{EDGES[node.kind]}" stroke-width="2"/>{texts}'
    )


def _cut(line: str) -> str:
    return line if len(line) <= LONGEST_LINE else f"{line[: LONGEST_LINE - 1].rstrip()}…"
