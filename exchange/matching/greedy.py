"""A quick sound filling of what is still free, for when the time ran out before the proof was complete."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from exchange.matching.columns import Columns
from exchange.matching.problem import MOVED, RELIEVED, WEIGHT, Problem

# Columns looked at together: most of a block is soon out of the question and skipped at once.
BLOCK = 4_096


def fill(problem: Problem, columns: Columns, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The chosen columns and every further one that still fits, best first; no measure can go down."""
    filled = chosen.copy()
    used = np.zeros(columns.size, dtype=np.bool_)
    packing = (columns.entry_row < columns.size) & chosen[columns.entry_column]
    used[columns.entry_row[packing]] = True
    order = np.lexsort(tuple(-columns.value[level] for level in (WEIGHT, MOVED, RELIEVED)))
    cycles = order[columns.position[order] == 0]
    for first in range(0, len(cycles), BLOCK):
        block = cycles[first : first + BLOCK]
        arcs = columns.arcs[block]
        members = np.where(arcs >= 0, problem.arcs.source[arcs], columns.owner[block][:, None])
        free = ~used[members].any(axis=1)
        for column, offers in zip(block[free].tolist(), members[free], strict=True):
            if not used[offers].any():
                used[offers] = filled[column] = True
    _extend_chains(problem, columns, order, used, filled)
    return filled


def _extend_chains(
    problem: Problem,
    columns: Columns,
    order: NDArray[np.int64],
    used: NDArray[np.bool_],
    filled: NDArray[np.bool_],
) -> None:
    """Add steps position by position: into unused vacancies, then into the flats that fell free before."""
    free = np.zeros(columns.size, dtype=np.bool_)
    free[list(problem.vacancies)] = True
    free &= ~used
    for position in range(1, int(columns.position.max(initial=0)) + 1):
        fallen = np.zeros(columns.size, dtype=np.bool_)
        here = order[columns.position[order] == position]
        for column in here[filled[here]].tolist():
            arc = columns.arcs[column, 0]
            free[problem.arcs.target[arc]] = False
            fallen[problem.arcs.source[arc]] = True
        for column in here.tolist():
            household = problem.arcs.source[columns.arcs[column, 0]]
            flat = problem.arcs.target[columns.arcs[column, 0]]
            if free[flat] and not used[household]:
                free[flat] = False
                used[household] = filled[column] = fallen[household] = used[flat] = True
        free = fallen
