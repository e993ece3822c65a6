"""What a clearing is asked and what it answers, with an independent check of every answer.

A household may move into the flat of another offer along an *arc*. A *cycle* (a, b, c) moves a into b's
flat, b into c's and c into a's. A *chain* (v, a, b) moves a into the vacant flat v and b into a's flat.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]

RELIEVED = "relieved"
MOVED = "moved"
WEIGHT = "weight"
# The first two in expected hundredths of households, by the odds that everybody a move depends on says yes.
EXPECTED_RELIEVED = "expected_relieved"
EXPECTED_MOVED = "expected_moved"
EXPECTED_OF = {EXPECTED_RELIEVED: RELIEVED, EXPECTED_MOVED: MOVED}
CERTAIN = 100


class Objective(Enum):
    """What is made as large as possible; each level only breaks ties of those before it.

    The expected objective prefers short exchanges to long ones as far as their odds are worse.
    """

    RELIEVED_THEN_MOVED_THEN_FIT = (RELIEVED, MOVED, WEIGHT)
    EXPECTED_RELIEVED_THEN_MOVED_THEN_FIT = (EXPECTED_RELIEVED, EXPECTED_MOVED, WEIGHT)
    MOVED = (MOVED,)

    @property
    def levels(self) -> tuple[str, ...]:
        """The measures in the order in which they count."""
        levels: tuple[str, ...] = self.value
        return levels


@dataclass(frozen=True, slots=True)
class Offer:
    """One flat offered for exchange. Money is forints a month; a vacant flat has no household."""

    arrears: bool
    cost: int
    affordable: int
    vacant: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Arcs:
    """Acceptances as three parallel columns: household `source` would take the flat of offer `target`."""

    source: Integers
    target: Integers
    weight: Integers

    @classmethod
    def of(cls, rows: Iterable[tuple[int, int, int]]) -> Arcs:
        """Columns from (source, target, weight) rows."""
        table = np.array(list(rows), dtype=np.int64).reshape(-1, 3)
        return cls(table[:, 0].copy(), table[:, 1].copy(), table[:, 2].copy())

    def __len__(self) -> int:
        return len(self.source)


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """One pool to clear: offers 0 … n-1, their arcs, the longest cycle and the longest chain allowed.

    `vacancies` are the vacant offers a chain may start from; `max_moves` counts households in a chain. `odds` are
    percents by how many households have to say yes, beginning with one, as they were observed; the last one counts
    for all more. A cycle depends on everybody in it, a step of a chain on those before it and itself.
    """

    offers: tuple[Offer, ...]
    arcs: Arcs
    longest_cycle: int
    max_moves: int = 0
    vacancies: tuple[int, ...] = ()
    odds: tuple[int, ...] = ()

    def percent(self, households: int) -> int:
        """The odds that so many households all say yes; certain where nothing was observed."""
        return self.odds[min(households, len(self.odds)) - 1] if self.odds else CERTAIN


@dataclass(frozen=True, slots=True)
class Solution:
    """Chosen cycles and chains with what they achieve.

    `bound` holds, for each level of the objective in its order, a proven upper limit of that level in every
    lexicographically best solution. It equals the achieved values when `optimal` is true; when the time ran
    out it says how far from the best this solution can be at most.
    """

    cycles: tuple[tuple[int, ...], ...]
    chains: tuple[tuple[int, ...], ...]
    moved: int
    relieved: int
    weight: int
    optimal: bool
    bound: Mapping[str, int]
    seconds: float


class BrokenSolution(Exception):
    """A solution breaks a rule of the exchange: a defect of ours, never the user's."""


def relieving(problem: Problem) -> NDArray[np.bool_]:
    """For each arc, whether it relieves: a household in arrears gets a flat it can afford."""
    arrears = np.array([offer.arrears for offer in problem.offers], dtype=np.bool_)
    cost = np.array([offer.cost for offer in problem.offers], dtype=np.int64)
    affordable = np.array([offer.affordable for offer in problem.offers], dtype=np.int64)
    source, target = problem.arcs.source, problem.arcs.target
    found: NDArray[np.bool_] = arrears[source] & (cost[target] <= affordable[source])
    return found


def arc_values(problem: Problem) -> dict[str, Integers]:
    """What each arc adds to each measure, at most: an expected measure also depends on the whole exchange."""
    best = max(problem.odds, default=CERTAIN)
    values = {
        RELIEVED: relieving(problem).astype(np.int64),
        MOVED: np.ones(len(problem.arcs), dtype=np.int64),
        WEIGHT: problem.arcs.weight,
    }
    return values | {expected: values[plain] * best for expected, plain in EXPECTED_OF.items()}


def cycle_moves(cycle: tuple[int, ...]) -> list[tuple[int, int]]:
    """The (household, flat) pairs of a cycle."""
    return list(zip(cycle, (*cycle[1:], cycle[0]), strict=True))


def chain_moves(chain: tuple[int, ...]) -> list[tuple[int, int]]:
    """The (household, flat) pairs of a chain, which is written from its vacant flat."""
    return [(household, flat) for flat, household in pairwise(chain)]


def verify(problem: Problem, solution: Solution) -> list[str]:
    """Every rule the solution breaks, as plain sentences; an empty list means it is sound.

    Works in integers on the problem alone: it shares no code with the search, so that it can judge it.
    """
    faults = _shape_faults(problem, solution)
    used = Counter(offer for group in (*solution.cycles, *solution.chains) for offer in group)
    faults += [f"offer {offer} is used {times} times" for offer, times in used.items() if times > 1]
    moves = [move for cycle in solution.cycles for move in cycle_moves(cycle)]
    moves += [move for chain in solution.chains for move in chain_moves(chain)]
    wanted = set(moves)
    size = max(len(problem.offers), 1)
    keys = problem.arcs.source * size + problem.arcs.target
    rows = np.flatnonzero(np.isin(keys, np.array([u * size + v for u, v in wanted], dtype=np.int64)))
    weights: dict[tuple[int, int], int] = {}
    for row in rows.tolist():
        pair = (int(problem.arcs.source[row]), int(problem.arcs.target[row]))
        weights[pair] = int(problem.arcs.weight[row])
    missing = [move for move in moves if move not in weights]
    faults += [f"household {household} would not accept flat {flat}" for household, flat in missing]
    if faults:
        return faults
    relieved = sum(1 for household, flat in moves if _relieves(problem, household, flat))
    counted = {MOVED: len(moves), RELIEVED: relieved, WEIGHT: sum(weights[move] for move in moves)}
    return _count_faults(solution, counted | _expected(problem, solution))


def _expected(problem: Problem, solution: Solution) -> dict[str, int]:
    """The expected measures of a solution, in hundredths, counted anew."""
    total = {EXPECTED_RELIEVED: 0, EXPECTED_MOVED: 0}
    weighed = [(move, problem.percent(len(cycle))) for cycle in solution.cycles for move in cycle_moves(cycle)]
    weighed += [
        (move, problem.percent(place)) for chain in solution.chains for place, move in enumerate(chain_moves(chain), 1)
    ]
    for (household, flat), percent in weighed:
        total[EXPECTED_MOVED] += percent
        total[EXPECTED_RELIEVED] += percent * _relieves(problem, household, flat)
    return total


def _relieves(problem: Problem, household: int, flat: int) -> bool:
    mover = problem.offers[household]
    return mover.arrears and problem.offers[flat].cost <= mover.affordable


def _shape_faults(problem: Problem, solution: Solution) -> list[str]:
    faults = []
    known = range(len(problem.offers))
    for cycle in solution.cycles:
        if not 2 <= len(cycle) <= problem.longest_cycle:
            faults.append(f"cycle {cycle} has {len(cycle)} households")
        if any(offer not in known or problem.offers[offer].vacant for offer in cycle):
            faults.append(f"cycle {cycle} contains an offer without a household")
    for chain in solution.chains:
        if not 1 <= len(chain) - 1 <= problem.max_moves:
            faults.append(f"chain {chain} has {len(chain) - 1} moves")
        if not chain or chain[0] not in problem.vacancies:
            faults.append(f"chain {chain} does not start at a vacancy")
        if any(offer not in known or problem.offers[offer].vacant for offer in chain[1:]):
            faults.append(f"chain {chain} moves an offer without a household")
    return faults


def _count_faults(solution: Solution, counted: Mapping[str, int]) -> list[str]:
    faults = []
    claimed = {MOVED: solution.moved, RELIEVED: solution.relieved, WEIGHT: solution.weight}
    for level, value in claimed.items():
        if counted[level] != value:
            faults.append(f"{level} is claimed as {value} but is {counted[level]}")
    achieved = [counted[level] for level in solution.bound]
    bounds = list(solution.bound.values())
    if achieved > bounds:
        faults.append(f"the bound {bounds} lies below the achieved {achieved}")
    if solution.optimal and achieved != bounds:
        faults.append(f"claimed optimal, but the bound {bounds} is not the achieved {achieved}")
    return faults
