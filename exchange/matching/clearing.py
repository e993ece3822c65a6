"""The best set of exchange cycles and vacancy chains, proven level by level.

Each level of the objective is one stage. It maximises `multiplier * (earlier levels) + level`, so that no row
ties the whole pool together, and checks afterwards that the earlier levels kept their proven best: then the
result is best among them, whatever the multiplier. Where they did not, the stage is repeated with a larger
one. Multipliers stay small, so tolerances of the solver have nothing to blur; see `programme` for the proof.

A stage solves one linear relaxation. Its row prices give an integer-checked upper bound per component and, for
every column, what using it must cost; columns that cost more than the gap cannot be part of a best solution
and leave the model for good. Where the relaxation is fractional, an integer programme over the cheapest
columns closes the gap. The lexicographic best of the pool is the sum of those of its components, which shrink
and split from stage to stage.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from exchange.matching import ceilings, greedy, programme
from exchange.matching import columns as columns_module
from exchange.matching.columns import Columns
from exchange.matching.problem import (
    EXPECTED_MOVED,
    EXPECTED_OF,
    MOVED,
    RELIEVED,
    WEIGHT,
    BrokenSolution,
    Integers,
    Objective,
    Problem,
    Solution,
    verify,
)
from exchange.matching.programme import SCALE, Part

Flags = NDArray[np.bool_]

# Shares of the remaining time: enough must be left for the steps that follow.
ENUMERATION_SHARE = 0.4
RELAXATION_SHARE = 0.6
GAP_SHARE = 0.5
# Parts of the gap closed in turn: the cheapest columns find a good solution, all that could beat it prove it.
GAP_QUARTERS = (0, 1, 4)
# What one point of the earlier levels is worth in points of the next: first tried, and growth when too small.
# Expected measures come in hundredths, so that a point of the fit weighs a hundredth beside them.
FIRST_MULTIPLIER = {MOVED: 12, WEIGHT: 300, EXPECTED_MOVED: 12}
AFTER_EXPECTED = 3
MULTIPLIER_GROWTH = 8
# Within this of a whole number, a column value counts as whole; only a hint, every choice is checked.
TOLERANCE = 1e-6


@dataclass(slots=True, eq=False)
class Search:
    """What the stages know so far: columns still possible, the best choice, and which columns' components
    have had every level so far proven."""

    problem: Problem
    columns: Columns
    levels: tuple[str, ...]
    until: float
    active: Flags
    chosen: Flags
    proven: Flags

    def remaining(self) -> float:
        """Seconds left."""
        return self.until - time.monotonic()


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """One level being raised over a part: what each column gains, what the relaxation proves, the best found.

    `bound` and `achieved` are per component in whole points of `gain`; `scaled` is the relaxation's bound in
    1/SCALE, `loss` what each column costs of it. `picked` is the best choice of the part's columns.
    """

    part: Part
    gain: Integers
    scaled: Integers
    loss: Integers
    bound: Integers
    achieved: Integers
    picked: Flags


def solve(
    problem: Problem,
    *,
    time_limit: float = 60.0,
    objective: Objective = Objective.RELIEVED_THEN_MOVED_THEN_FIT,
) -> Solution:
    """The lexicographic optimum of the pool, or the best found in `time_limit` seconds with its proven bound.

    Never trusts the solver: the answer is counted again and checked against every rule in integers, and
    BrokenSolution is raised if it fails.
    """
    started = time.monotonic()
    until = started + time_limit
    columns = columns_module.build(problem, started + ENUMERATION_SHARE * time_limit)
    search = Search(
        problem=problem,
        columns=columns,
        levels=objective.levels,
        until=until,
        active=np.ones(len(columns), dtype=np.bool_),
        chosen=np.zeros(len(columns), dtype=np.bool_),
        proven=np.full(len(columns), columns.complete),
    )
    everything = np.ones(len(columns), dtype=np.bool_)
    limits = {level: _raise(search, number, everything) for number, level in enumerate(search.levels)}
    optimal = bool(search.proven.all()) and columns.complete
    if not optimal:
        search.chosen = greedy.fill(problem, columns, search.chosen)
    if not columns.complete:
        limits = {level: ceilings.of_pool(problem, level) for level in search.levels}
    solution = _solution(problem, search, limits, optimal=optimal, seconds=time.monotonic() - started)
    faults = verify(problem, solution)
    if faults:
        raise BrokenSolution("; ".join(faults))
    return solution


def _raise(search: Search, number: int, within: Flags, growth: int = 1) -> int:
    """Raise one level over the columns `within` as far as it goes; returns its proven upper bound there."""
    columns, level = search.columns, search.levels[number]
    part = _split(search, within)
    if not part.groups:
        return 0
    trusted = np.ones(part.groups, dtype=np.bool_)
    np.logical_and.at(trusted, part.group, search.proven[part.chosen])
    ceiling = ceilings.of_part(search.problem, columns, part, level)
    before = _combined(search, number, growth)[part.chosen]
    multiplier = _multiplier(search, number) * growth
    gain = multiplier * before + columns.value[level][part.chosen]
    stage = _relax(search, part, gain)
    if stage is None:
        search.proven[part.chosen] = False
        return int(ceiling.sum())
    by_size = np.argsort(np.bincount(part.group, minlength=part.groups), kind="stable")
    for group in by_size[stage.achieved[by_size] < stage.bound[by_size]].tolist():
        _close_gap(search, stage, group)
    closed = stage.achieved == stage.bound
    limit = stage.bound - multiplier * _sums(part, before, search.chosen[part.chosen])
    kept = _adopt(search, stage, number)
    search.proven[part.chosen] &= (closed & kept)[part.group]
    again = trusted & closed & ~kept
    # A component whose earlier levels are unproven may be best with fewer here: it keeps all its columns.
    stays = stage.scaled[part.group] - stage.loss >= stage.achieved[part.group] * SCALE
    search.active[part.chosen] = stays | ~(trusted & kept)[part.group]
    total = int(np.where(trusted, np.minimum(limit, ceiling), ceiling)[~again].sum())
    if again.any():
        rest = np.zeros(len(columns), dtype=np.bool_)
        rest[part.chosen] = again[part.group]
        search.proven |= rest
        total += _raise(search, number, rest, growth * MULTIPLIER_GROWTH)
    return total


def _combined(search: Search, number: int, growth: int) -> Integers:
    """The earlier levels of a stage in one number for each column."""
    total = np.zeros(len(search.columns), dtype=np.int64)
    for place, level in enumerate(search.levels[:number]):
        total = _multiplier(search, place) * growth * total + search.columns.value[level]
    return total


def _multiplier(search: Search, number: int) -> int:
    """What one point of the levels before this one is first taken to be worth."""
    if number and search.levels[number] == WEIGHT and search.levels[number - 1] in EXPECTED_OF:
        return AFTER_EXPECTED
    return FIRST_MULTIPLIER.get(search.levels[number], 1)


def _split(search: Search, within: Flags) -> Part:
    """The columns still possible, in components that share no offer."""
    possible = search.active & within
    chosen = np.flatnonzero(possible)
    label = columns_module.components(search.columns, possible)
    names, group = np.unique(label[search.columns.owner[chosen]], return_inverse=True)
    return Part(chosen, group, len(names))


def _sums(part: Part, value: Integers, picked: Flags) -> Integers:
    """What the picked columns of a part add up to in each component."""
    total = np.zeros(part.groups, dtype=np.int64)
    np.add.at(total, part.group, value * picked)
    return total


def _relax(search: Search, part: Part, gain: Integers) -> Stage | None:
    """Solve the relaxation and take it where it is integral; nothing if time or numbers did not suffice."""
    if search.remaining() <= 0:
        return None
    rows = programme.matrix(search.columns, part)
    answer = programme.optimise(rows, gain, integral=False, seconds=search.remaining() * RELAXATION_SHARE)
    if answer.prices is None or answer.levels is None or not answer.finished:
        return None
    proof = programme.price_bound(search.columns, part, rows, gain, answer.prices)
    if proof is None:
        return None
    scaled, loss = proof
    picked = search.chosen[part.chosen]
    achieved = _sums(part, gain, picked)
    stage = Stage(part, gain, scaled, loss, scaled // SCALE, achieved, picked)
    fractional = np.zeros(part.groups, dtype=np.bool_)
    np.logical_or.at(fractional, part.group, np.abs(answer.levels - np.rint(answer.levels)) > TOLERANCE)
    _take(search, stage, ~fractional, answer.levels > 1 / 2)
    return stage


def _take(search: Search, stage: Stage, groups: Flags, picked: Flags) -> None:
    """Take the picked columns for these components where they are sound and gain more than the best so far."""
    part = stage.part
    sums = _sums(part, stage.gain, picked)
    better = (groups & (sums > stage.achieved))[part.group]
    trial = search.chosen.copy()
    trial[part.chosen] = np.where(better, picked, stage.picked)
    if columns_module.fits(search.columns, trial):
        stage.picked[:] = trial[part.chosen]
        stage.achieved[:] = _sums(part, stage.gain, stage.picked)


def _close_gap(search: Search, stage: Stage, group: int) -> None:
    """Bring one component's achieved gain and bound together; they stay apart if the time runs out.

    A solution of at least `target` uses only columns whose loss fits between the relaxation's bound and the
    target. So when the programme over those columns stays below the target, nothing reaches it.
    """
    members = np.flatnonzero(stage.part.group == group)
    only = np.zeros(stage.part.groups, dtype=np.bool_)
    only[group] = True
    for quarters in GAP_QUARTERS:
        gap = int(stage.bound[group] - stage.achieved[group])
        if not gap:
            return
        target = int(stage.bound[group]) - (gap - 1) * quarters // 4
        cheap = members[stage.loss[members] <= stage.scaled[group] - target * SCALE]
        seconds = search.remaining() * GAP_SHARE
        if seconds <= 0:
            return
        part = Part(stage.part.chosen[cheap], np.zeros(len(cheap), dtype=np.int64), 1)
        rows = programme.matrix(search.columns, part)
        answer = programme.optimise(rows, stage.gain[cheap], integral=True, seconds=seconds)
        if answer.levels is not None:
            picked = np.zeros(len(stage.part.chosen), dtype=np.bool_)
            picked[cheap] = answer.levels > 1 / 2
            _take(search, stage, only, picked)
        if not answer.finished:
            return
        stage.bound[group] = max(int(stage.achieved[group]), target - 1)


def _adopt(search: Search, stage: Stage, number: int) -> Flags:
    """Make the stage's choice ours where no earlier level lost; says for which components that is so."""
    part = stage.part
    kept = np.ones(part.groups, dtype=np.bool_)
    for level in search.levels[:number]:
        value = search.columns.value[level][part.chosen]
        kept &= _sums(part, value, stage.picked) >= _sums(part, value, search.chosen[part.chosen])
    search.chosen[part.chosen] = np.where(kept[part.group], stage.picked, search.chosen[part.chosen])
    return kept


def _solution(problem: Problem, search: Search, limits: dict[str, int], *, optimal: bool, seconds: float) -> Solution:
    """Read cycles and chains off the chosen columns."""
    columns, source, target = search.columns, problem.arcs.source, problem.arcs.target
    picked = np.flatnonzero(search.chosen)
    cycles = []
    taker: dict[int, int] = {}
    for column in picked.tolist():
        arcs = columns.arcs[column]
        if columns.position[column]:
            taker[int(target[arcs[0]])] = int(source[arcs[0]])
        else:
            cycles.append(tuple(int(source[arc]) for arc in arcs if arc >= 0))
    chains = []
    for vacancy in problem.vacancies:
        chain = [vacancy]
        while chain[-1] in taker:
            chain.append(taker[chain[-1]])
        if len(chain) > 1:
            chains.append(tuple(chain))
    totals = {level: int(columns.value[level][picked].sum()) for level in (MOVED, RELIEVED, WEIGHT)}
    return Solution(
        cycles=tuple(sorted(cycles)),
        chains=tuple(sorted(chains)),
        moved=totals[MOVED],
        relieved=totals[RELIEVED],
        weight=totals[WEIGHT],
        optimal=optimal,
        bound=limits,
        seconds=seconds,
    )
