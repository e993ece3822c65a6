"""The choices of the integer model: one column for each cycle, one for each arc and position in a chain.

A column occupies *packing rows* (each offer is used at most once). A chain is a walk of *steps*: in step p the
household `source` moves into the flat that fell free in step p - 1, or into a vacancy when p = 1. A *flow row*
for each (household, position) lets a household's flat be taken in step p + 1 only if it moved in step p. Steps
keep the model small where listing whole chains would multiply it (position-indexed chain edges; Dickerson,
Manlove, Plaut, Sandholm & Trimble, 2016).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from exchange.matching.cycles import Cycles, enumerate_cycles
from exchange.matching.problem import EXPECTED_OF, MOVED, RELIEVED, WEIGHT, Integers, Problem, arc_values

# Steps beyond this would not fit into memory together with the solver's copy.
MOST_STEPS = 3_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """All choices, cycles first, then steps.

    `gains` is what each arc adds to each measure at most. `entry_*` are the matrix in coordinates: packing rows are
    0 … n-1, flow row n·p + household belongs to position p >= 1. `value` holds what choosing a column adds to each
    measure. `owner` is a packing row the column occupies. `arcs` lists a column's arcs, padded with -1; `position` is
    0 for a cycle.
    """

    size: int
    gains: dict[str, Integers]
    arcs: Integers
    position: Integers
    value: dict[str, Integers]
    owner: Integers
    entry_row: Integers
    entry_column: Integers
    entry_factor: Integers
    complete: bool

    def __len__(self) -> int:
        return len(self.position)


def build(problem: Problem, until: float) -> Columns:
    """Every cycle and every step the rules allow; `complete` is false when the time or memory limit cut it."""
    size = len(problem.offers)
    cycles = enumerate_cycles(size, problem.arcs.source, problem.arcs.target, min(problem.longest_cycle, size), until)
    if not cycles.complete:
        cycles = _with_all_swaps(problem, cycles)
    gains = arc_values(problem)
    steps, position, whole = _steps(problem)
    padded = _best_per_vertices(problem, cycles, gains[RELIEVED])
    width = max(padded.shape[1], 1)
    count = len(padded)
    arcs = np.full((count + len(steps), width), -1, dtype=np.int64)
    arcs[:count, : padded.shape[1]] = padded
    arcs[count:, 0] = steps
    position = np.concatenate([np.zeros(count, dtype=np.int64), position])
    inside = arcs >= 0
    plain = (RELIEVED, MOVED, WEIGHT)
    value = {level: np.where(inside, gains[level][arcs], 0).sum(axis=1) for level in plain}
    depends = np.where(position > 0, position, inside.sum(axis=1))
    percent = np.array([problem.percent(int(households)) for households in range(1, int(depends.max(initial=1)) + 1)])
    value |= {expected: value[level] * percent[depends - 1] for expected, level in EXPECTED_OF.items()}
    entry_row, entry_column, entry_factor = _entries(problem, arcs, position)
    return Columns(
        size=size,
        gains=gains,
        arcs=arcs,
        position=position,
        value=value,
        owner=problem.arcs.source[arcs[:, 0]],
        entry_row=entry_row,
        entry_column=entry_column,
        entry_factor=entry_factor,
        complete=cycles.complete and whole,
    )


def _with_all_swaps(problem: Problem, cycles: Cycles) -> Cycles:
    """Swaps are few and quickly listed: with all of them, a cut enumeration still serves the whole pool."""
    swaps = enumerate_cycles(len(problem.offers), problem.arcs.source, problem.arcs.target, 2, math.inf)
    return Cycles({**cycles.by_length, **swaps.by_length}, complete=False)


def _steps(problem: Problem) -> tuple[Integers, Integers, bool]:
    """Arc numbers and positions of all steps a chain could take from some vacancy."""
    source, target = problem.arcs.source, problem.arcs.target
    free = np.zeros(len(problem.offers), dtype=np.bool_)
    free[list(problem.vacancies)] = True
    steps: list[Integers] = []
    total = 0
    households = len(problem.offers) - len(problem.vacancies)
    for _ in range(min(problem.max_moves, households)):
        found = np.flatnonzero(free[target])
        total += len(found)
        if not len(found) or total > MOST_STEPS:
            break
        steps.append(found)
        free = np.zeros(len(problem.offers), dtype=np.bool_)
        free[source[found]] = True
    if not steps:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), total <= MOST_STEPS
    position = np.repeat(np.arange(1, len(steps) + 1), [len(found) for found in steps])
    return np.concatenate(steps), position, total <= MOST_STEPS


def _best_per_vertices(problem: Problem, cycles: Cycles, relieves: Integers) -> Integers:
    """Cycles as padded arc rows; of several round the same offers only the lexicographically best stays."""
    widest = max((length for length, rows in cycles.by_length.items() if len(rows)), default=0)
    kept = [np.empty((0, widest), dtype=np.int64)]
    for length, rows in cycles.by_length.items():
        if not len(rows):
            continue
        members = np.sort(problem.arcs.source[rows], axis=1)
        better = (-problem.arcs.weight[rows].sum(axis=1), -relieves[rows].sum(axis=1))
        order = np.lexsort((*better, *members.T))
        ordered = members[order]
        first = np.ones(len(rows), dtype=np.bool_)
        first[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
        best = rows[order[first]]
        kept.append(np.pad(best, ((0, 0), (0, widest - length)), constant_values=-1))
    return np.concatenate(kept)


def _entries(problem: Problem, arcs: Integers, position: Integers) -> tuple[Integers, Integers, Integers]:
    """The matrix: packing rows of every mover and every vacancy, flow rows between consecutive steps."""
    size = len(problem.offers)
    column, place = np.nonzero(arcs >= 0)
    first = np.flatnonzero(position == 1)
    taking = np.flatnonzero(position >= 2)
    giving = np.flatnonzero((position >= 1) & (position < position.max(initial=0)))
    source, target = problem.arcs.source, problem.arcs.target
    row = [
        source[arcs[column, place]],
        target[arcs[first, 0]],
        size * (position[taking] - 1) + target[arcs[taking, 0]],
        size * position[giving] + source[arcs[giving, 0]],
    ]
    factor = np.ones(len(column) + len(first) + len(taking) + len(giving), dtype=np.int64)
    factor[len(factor) - len(giving) :] = -1
    return np.concatenate(row), np.concatenate([column, first, taking, giving]), factor


def fits(columns: Columns, chosen: NDArray[np.bool_]) -> bool:
    """Whether the chosen columns together break no packing and no flow row; exact, in integers."""
    picked = chosen[columns.entry_column]
    rows, factor = columns.entry_row[picked], columns.entry_factor[picked]
    if not len(rows):
        return True
    load = np.zeros(int(rows.max()) + 1, dtype=np.int64)
    np.add.at(load, rows, factor)
    return bool((load[: columns.size] <= 1).all() and (load[columns.size :] <= 0).all())


def components(columns: Columns, active: NDArray[np.bool_]) -> Integers:
    """For every vertex the smallest vertex it is tied to by active columns: those can be solved apart."""
    packing = (columns.entry_row < columns.size) & active[columns.entry_column]
    left = columns.entry_row[packing]
    right = columns.owner[columns.entry_column[packing]]
    flow = (columns.entry_row >= columns.size) & active[columns.entry_column]
    left = np.concatenate([left, columns.entry_row[flow] % columns.size])
    right = np.concatenate([right, columns.owner[columns.entry_column[flow]]])
    label = np.arange(columns.size)
    while True:
        lowest = np.minimum(label[left], label[right])
        lower = label.copy()
        np.minimum.at(lower, left, lowest)
        np.minimum.at(lower, right, lowest)
        # A label is itself a vertex: follow it, and join whole trees rather than single vertices.
        np.minimum.at(lower, label[left], lowest)
        np.minimum.at(lower, label[right], lowest)
        while not np.array_equal(lower, lower[lower]):
            lower = lower[lower]
        if np.array_equal(lower, label):
            return label
        label = lower
