"""Upper bounds without any solving, for when time or memory ran out: every household makes its best move."""

from __future__ import annotations

import numpy as np

from exchange.matching.columns import Columns
from exchange.matching.problem import Integers, Problem, arc_values
from exchange.matching.programme import Part


def of_part(problem: Problem, columns: Columns, part: Part, level: str) -> Integers:
    """Per component, over the moves its columns contain."""
    arcs = columns.arcs[part.chosen]
    inside = arcs >= 0
    which, _ = np.nonzero(inside)
    mover = problem.arcs.source[arcs[inside]]
    best = np.zeros(columns.size, dtype=np.int64)
    np.maximum.at(best, mover, columns.gains[level][arcs[inside]])
    # Households without a move count nothing, so that their component does not matter.
    component = np.zeros(columns.size, dtype=np.int64)
    component[mover] = part.group[which]
    total = np.zeros(part.groups, dtype=np.int64)
    np.add.at(total, component, best)
    return total


def of_pool(problem: Problem, level: str) -> int:
    """Over all acceptable moves, whether or not a cycle or chain contains them."""
    best = np.zeros(len(problem.offers), dtype=np.int64)
    np.maximum.at(best, problem.arcs.source, arc_values(problem)[level])
    return int(best.sum())
