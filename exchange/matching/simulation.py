"""What a policy would bring over months: the same invented pool cleared week by week under each. Pure.

Whether a household says yes to a flat depends on the two alone, so that policies are compared on the same luck.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from exchange.matching import acceptances, clearing, odds
from exchange.matching.compatibility import Entry, relieves
from exchange.matching.population import Member, Scenario, arriving, draw
from exchange.matching.problem import Arcs, Objective, Problem, Solution, chain_moves, cycle_moves

WEEK_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Policy:
    """How the pool is cleared: the longest cycle, the most moves of a chain (0: none), and whether odds count."""

    name: str
    longest_cycle: int
    max_moves: int
    failure_aware: bool = False


@dataclass(slots=True)
class Result:
    """What a policy brought. By week: households moved and relieved so far. `waited`: weeks of those who moved."""

    policy: Policy
    moved: list[int] = field(default_factory=list)
    relieved: list[int] = field(default_factory=list)
    waited: list[int] = field(default_factory=list)
    proposals: int = 0
    fell_through: int = 0
    waiting: int = 0
    proven: bool = True

    @property
    def average_wait(self) -> float:
        """Weeks from the advert to the move; 0 where nobody moved."""
        return sum(self.waited) / len(self.waited) if self.waited else 0.0


def compare(scenario: Scenario, policies: Sequence[Policy]) -> Iterator[Result]:
    """Each policy's result over the same scenario, in their order."""
    for policy in policies:
        yield simulate(scenario, policy)


def simulate(scenario: Scenario, policy: Policy) -> Result:
    """One policy over the scenario's weeks."""
    state = _State(scenario, policy, Result(policy))
    for week in range(scenario.weeks):
        state.pool += arriving(scenario, week)
        state.pool = [one for one in state.pool if not _leaves(one, week, scenario)]
        _clear(state, week)
        state.result.moved.append(len(state.result.waited))
        state.result.relieved.append(state.relieved)
    state.result.waiting = sum(one.entry.wish is not None for one in state.pool)
    return state.result


@dataclass(slots=True)
class _State:
    scenario: Scenario
    policy: Policy
    result: Result
    pool: list[Member] = field(default_factory=list)
    declined: set[tuple[int, int]] = field(default_factory=set)
    relieved: int = 0
    asked: Counter[int] = field(default_factory=Counter)
    agreed: Counter[int] = field(default_factory=Counter)

    def odds(self) -> tuple[int, ...]:
        """Percent by the number of households, as observed, never rising; empty where odds do not count."""
        if not self.policy.failure_aware:
            return ()
        longest = max(self.policy.longest_cycle, self.policy.max_moves, 1)
        return odds.observed(self.asked, self.agreed, longest=longest)


def _leaves(member: Member, week: int, scenario: Scenario) -> bool:
    return member.entry.wish is not None and draw(scenario.seed, member.number, week, 1) < scenario.leaving


def _clear(state: _State, week: int) -> None:
    entries = [one.entry for one in state.pool]
    arcs = _not_declined(acceptances.arcs(entries), state)
    if not len(arcs):
        return
    vacancies = tuple(number for number, entry in enumerate(entries) if entry.wish is None)
    problem = Problem(
        acceptances.offers(entries), arcs, state.policy.longest_cycle, state.policy.max_moves, vacancies, state.odds()
    )
    expected = Objective.EXPECTED_RELIEVED_THEN_MOVED_THEN_FIT
    plain = Objective.RELIEVED_THEN_MOVED_THEN_FIT
    solution = clearing.solve(
        problem, time_limit=WEEK_SECONDS, objective=expected if state.policy.failure_aware else plain
    )
    state.result.proven &= solution.optimal
    _answer(state, solution, week)


def _not_declined(arcs: Arcs, state: _State) -> Arcs:
    numbers = [one.number for one in state.pool]
    kept = np.array(
        [
            (numbers[source], numbers[target]) not in state.declined
            for source, target in zip(arcs.source.tolist(), arcs.target.tolist(), strict=True)
        ],
        dtype=np.bool_,
    )
    return Arcs(arcs.source[kept], arcs.target[kept], arcs.weight[kept]) if len(arcs) else arcs


def _answer(state: _State, solution: Solution, week: int) -> None:
    """A circle goes ahead when everybody says yes; a chain as far as everybody so far has said yes."""
    pool, gone, freed = state.pool, set[int](), list[Member]()
    for cycle in solution.cycles:
        answers = [_says_yes(state, household, flat) for household, flat in cycle_moves(cycle)]
        _count(state, len(cycle), agreed=all(answers))
        if all(answers):
            gone |= set(cycle)
            _move(state, cycle_moves(cycle), week)
    for chain in solution.chains:
        moves = chain_moves(chain)
        answers = [_says_yes(state, household, flat) for household, flat in moves]
        reached = answers.index(False) if False in answers else len(moves)
        _count(state, len(moves), agreed=reached == len(moves))
        if reached:
            last = chain[reached]
            gone |= set(chain[: reached + 1])
            freed.append(Member(pool[last].number, week, Entry(pool[last].entry.home, None), 100))
            _move(state, moves[:reached], week)
    state.pool = [one for number, one in enumerate(pool) if number not in gone] + freed


def _says_yes(state: _State, household: int, flat: int) -> bool:
    mover, offered = state.pool[household], state.pool[flat]
    yes = draw(state.scenario.seed, mover.number, offered.number, 2) < mover.says_yes
    state.asked[1] += 1
    state.agreed[1] += yes
    if not yes:
        state.declined.add((mover.number, offered.number))
    return yes


def _count(state: _State, households: int, *, agreed: bool) -> None:
    state.result.proposals += 1
    state.result.fell_through += not agreed
    if households > 1:
        state.asked[households] += 1
        state.agreed[households] += agreed


def _move(state: _State, moves: Sequence[tuple[int, int]], week: int) -> None:
    for household, flat in moves:
        mover, home = state.pool[household], state.pool[flat].entry.home
        state.result.waited.append(week - mover.week)
        state.relieved += mover.entry.wish is not None and relieves(mover.entry.wish, home)
