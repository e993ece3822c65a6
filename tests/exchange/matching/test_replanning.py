"""Asking a pool for some of its arcs, and clearing only what lies around the offers that were set free."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.matching import acceptances, clearing
from exchange.matching.acceptances import Standing
from exchange.matching.population import Scenario, arriving
from exchange.matching.problem import Arcs, Problem

POOL = [one.entry for one in arriving(Scenario(households=120, vacancies=6, seed=11), 0)]


def rows(arcs: Arcs) -> list[tuple[int, int, int]]:
    return list(zip(arcs.source.tolist(), arcs.target.tolist(), arcs.weight.tolist(), strict=True))


@settings(max_examples=40, deadline=None)
@given(st.sets(st.integers(0, len(POOL) - 1)), st.sets(st.integers(0, len(POOL) - 1)))
def test_some_arcs_are_those_of_the_whole_pool(movers: set[int], flats: set[int]) -> None:
    whole, pool = rows(acceptances.arcs(POOL)), Standing.of(POOL)
    some = [np.array(sorted(numbers), dtype=np.int64) for numbers in (movers, flats)]
    assert rows(pool.arcs(movers=some[0])) == [row for row in whole if row[0] in movers]
    assert rows(pool.arcs(flats=some[1])) == [row for row in whole if row[1] in flats]
    both = pool.arcs(movers=some[0], flats=some[1])
    assert rows(both) == [row for row in whole if row[0] in movers and row[1] in flats]


def test_around_is_what_ways_of_that_length_reach() -> None:
    pool, whole = Standing.of(POOL), rows(acceptances.arcs(POOL))
    ahead: dict[int, set[int]] = {}
    behind: dict[int, set[int]] = {}
    for source, target, _weight in whole:
        ahead.setdefault(source, set()).add(target)
        behind.setdefault(target, set()).add(source)
    for start in range(0, len(POOL), 7):
        wanted = {start}
        for step in (ahead, behind):
            front, seen = {start}, {start}
            for _ in range(2):
                front = {far for near in front for far in step.get(near, set())} - seen
                seen |= front
            wanted |= seen
        assert set(pool.around(np.array([start]), reach=2).tolist()) == wanted


def whole(entries: list, numbers: list[int], *, k: int, moves: int) -> Problem:
    some = [entries[number] for number in numbers]
    vacancies = tuple(place for place, one in enumerate(some) if one.wish is None)
    return Problem(acceptances.offers(some), acceptances.arcs(some), k, moves, vacancies)


@pytest.mark.parametrize(("k", "moves"), [(2, 0), (3, 0), (3, 3), (4, 2)])
@pytest.mark.parametrize("seed", range(6))
def test_clearing_around_the_freed_is_as_good_as_clearing_everything(k: int, moves: int, seed: int) -> None:
    """After the best clearing, one exchange falls through: its first household stays away, the others are free."""
    entries = [one.entry for one in arriving(Scenario(households=70, vacancies=3, seed=seed), 0)]
    first = clearing.solve(whole(entries, list(range(len(entries))), k=k, moves=moves))
    assert first.optimal
    groups = [*first.cycles, *first.chains]
    if not groups:
        pytest.skip("nothing was proposed in this pool")
    fallen = max(groups, key=len)
    taken = {number for group in groups for number in group}
    freed = [number for number in fallen if number != fallen[-1]]
    free = sorted((set(range(len(entries))) - taken) | set(freed))
    everything = clearing.solve(whole(entries, free, k=k, moves=moves))
    pool = Standing.of([entries[number] for number in free])
    near = pool.around(np.array([free.index(number) for number in freed]), reach=max(k - 1, moves))
    around = clearing.solve(whole(entries, [free[place] for place in near.tolist()], k=k, moves=moves))
    assert (around.relieved, around.moved, around.weight) == (
        everything.relieved, everything.moved, everything.weight,
    )  # fmt: skip


def test_a_pool_without_wishes_or_of_nobody_has_no_arcs() -> None:
    vacant = [replace(one, wish=None) for one in POOL[:3]]
    assert not len(Standing.of(vacant).arcs()) and not len(Standing.of([]).arcs())
    assert Standing.of(vacant).around(np.array([1]), reach=3).tolist() == [1]
