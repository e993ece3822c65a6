"""The picture of a proposal: one box a flat, one arrow a move, and nothing in it that could run."""

from xml.etree import ElementTree

import pytest

from exchange.adverts import drawing
from exchange.adverts.drawing import Node

SVG = "{http://www.w3.org/2000/svg}"


def nodes(count):
    kinds = ["own", "other", "vacant"]
    return [
        Node((f"<b>{number}</b> & ő", "Pécs, Kertváros", "2 · 54 m²"), kinds[number % 3]) for number in range(count)
    ]


def boxes(root):
    return [tuple(float(one.get(name)) for name in ("x", "y", "width", "height")) for one in root.iter(f"{SVG}rect")]


@pytest.mark.parametrize("count", [2, 3, 4, 5])
@pytest.mark.parametrize("draw", [drawing.circle, drawing.chain])
def test_every_flat_and_every_move_is_drawn_inside_the_frame_and_apart(draw, count):
    root = ElementTree.fromstring(draw(nodes(count)))
    _x, _y, width, height = (float(part) for part in root.get("viewBox").split())
    found = boxes(root)
    moves = count if draw is drawing.circle else count - 1
    assert len(found) == count and len(list(root.iter(f"{SVG}line"))) == moves
    for x, y, wide, high in found:
        assert x >= 0 and y >= 0 and x + wide <= width and y + high <= height
    for place, (x, y, wide, high) in enumerate(found):
        for x2, y2, _w, _h in found[place + 1 :]:
            assert abs(x - x2) >= wide or abs(y - y2) >= high
    for line in root.iter(f"{SVG}line"):
        assert all(0 <= float(line.get(name)) <= max(width, height) for name in ("x1", "x2", "y1", "y2"))


def test_texts_are_texts_and_long_ones_are_cut():
    root = ElementTree.fromstring(drawing.chain([Node(("<script>x</script>", "a" * 60), "own"), *nodes(1)]))
    texts = [one.text for one in root.iter(f"{SVG}text")]
    assert "<script>x</script>" in texts and "a" * 23 + "…" in texts
    assert not list(root.iter("script"))
