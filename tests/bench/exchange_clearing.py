"""How long the exchange takes: compatibility and clearing of random pools, one JSON line each.

Run: PYTHONPATH=. python tests/bench/exchange_clearing.py [name …]; without names every pool is run. The pools
are drawn from fixed seeds. Where networkx is installed, its bounded cycle enumeration is the baseline, cut off
after BASELINE_SECONDS; a cut baseline gives a ratio that is at least as large as printed.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from dataclasses import dataclass, replace

import numpy as np

from exchange.matching import acceptances, clearing
from exchange.matching import cycles as cycles_module
from exchange.matching.compatibility import Comfort, Entry, Heating, Home, Tenure, Wish
from exchange.matching.problem import Arcs, Offer, Problem, Solution

TIME_LIMIT = 60.0
BASELINE_SECONDS = 20.0


@dataclass(frozen=True)
class Pool:
    """What to draw: households, vacant flats, acceptances a household, limits of cycles and chains."""

    households: int
    vacancies: int
    degree: int
    longest_cycle: int
    max_moves: int
    baseline: bool = False


POOLS = {
    "sparse_10000_k3": Pool(10_000, 0, 5, 3, 0, baseline=True),
    "sparse_10000_k4": Pool(10_000, 0, 5, 4, 0),
    "sparse_50000_k3": Pool(50_000, 0, 5, 3, 0),
    "sparse_50000_k4": Pool(50_000, 0, 5, 4, 0),
    "medium_10000_k3": Pool(10_000, 0, 11, 3, 0),
    "medium_50000_k3": Pool(50_000, 0, 11, 3, 0),
    "vacancies_10000_k2": Pool(10_000, 100, 11, 2, 3),
    "vacancies_10000_k3": Pool(10_000, 100, 11, 3, 3),
    "vacancies_50000_k3": Pool(50_000, 500, 5, 3, 3),
}


def draw(pool: Pool) -> Problem:
    """A random pool: every household accepts `degree` flats on average, one in eight is in arrears."""
    random = np.random.default_rng(20_261_122)
    total = pool.households + pool.vacancies
    cost = np.exp(random.normal(11.2, 0.5, total)).astype(np.int64)
    arrears = random.random(total) < 1 / 8
    affordable = np.where(arrears, cost * 3 // 4, cost * 5 // 4)
    size = (pool.households * pool.degree, 2)
    pairs = random.integers(0, [pool.households, total], size=size)
    pairs = np.unique(pairs[pairs[:, 0] != pairs[:, 1]], axis=0)
    weight = random.integers(1, 101, len(pairs))
    offers = tuple(
        Offer(bool(arrears[i]) and i < pool.households, int(cost[i]), int(affordable[i]), i >= pool.households)
        for i in range(total)
    )
    arcs = Arcs(pairs[:, 0].copy(), pairs[:, 1].copy(), weight)
    return Problem(offers, arcs, pool.longest_cycle, pool.max_moves, tuple(range(pool.households, total)))


def draw_entries(count: int) -> list[Entry]:
    """Adverts of twenty towns with ten districts each; wishes name two districts and a lower cost."""
    random = np.random.default_rng(20_261_122)
    number = random.integers(0, 1 << 30, size=(count, 12)).tolist()
    tenures, heatings = list(Tenure), list(Heating)
    entries = []
    for draws in number:
        town, cost = f"town {draws[0] % 20}", 30_000 + draws[1] % 120_000
        home = Home(
            town=town,
            district=str(draws[2] % 10),
            half_rooms=2 + draws[3] % 6,
            area=25 + draws[4] % 70,
            comfort=Comfort(1 + draws[5] % 4),
            heating=heatings[draws[6] % 4],
            tenure=tenures[draws[7] % 2],
            monthly_cost=cost,
            floor=draws[8] % 6,
            has_lift=draws[8] % 5 == 0,
            step_free=draws[8] % 7 == 0,
        )
        rooms = 2 + draws[9] % 4
        wish = Wish(
            places=frozenset({(town, str(draws[10] % 10)), (town, str(draws[11] % 10))}),
            half_rooms_min=rooms,
            half_rooms_max=rooms + 2,
            area_min=20 + draws[9] % 40,
            cost_max=cost * 9 // 10,
            comfort_min=Comfort(1 + draws[10] % 3),
            highest_floor=1 + draws[11] % 5,
            household_size=1 + draws[9] % 5,
            area_per_person=8,
        )
        entries.append(Entry(home, wish))
    return entries


def bench_clearing(name: str, pool: Pool) -> dict[str, object]:
    """Clear the pool once; CPU seconds of the whole clearing, and of the enumeration by itself."""
    problem = draw(pool)
    started = time.process_time()
    solution = clearing.solve(problem, time_limit=TIME_LIMIT)
    seconds = time.process_time() - started
    line: dict[str, object] = {
        "bench": name,
        "offers": len(problem.offers),
        "arcs": len(problem.arcs),
        "vacancies": pool.vacancies,
        "k": pool.longest_cycle,
        "max_moves": pool.max_moves,
        "cpu_seconds": round(seconds, 3),
        "relieved": solution.relieved,
        "moved": solution.moved,
        "weight": solution.weight,
        "bound": dict(solution.bound),
        "optimal": solution.optimal,
    }
    return line | (baseline(problem) if pool.baseline else {})


def baseline(problem: Problem) -> dict[str, object]:
    """Our enumeration against networkx's on the same graph."""
    started = time.process_time()
    size, arcs, longest = len(problem.offers), problem.arcs, problem.longest_cycle
    found = cycles_module.enumerate_cycles(size, arcs.source, arcs.target, longest, time.monotonic() + 60)
    ours = time.process_time() - started
    line: dict[str, object] = {
        "cycles": sum(len(rows) for rows in found.by_length.values()),
        "enumeration_cpu_seconds": round(ours, 4),
    }
    try:
        networkx = importlib.import_module("networkx")
    except ImportError:
        return line | {"networkx": "not installed"}
    graph = networkx.DiGraph(zip(arcs.source.tolist(), arcs.target.tolist(), strict=True))
    started, count, cut = time.process_time(), 0, False
    for _ in networkx.simple_cycles(graph, length_bound=longest):
        count += 1
        if time.process_time() - started > BASELINE_SECONDS:
            cut = True
            break
    theirs = time.process_time() - started
    return line | {
        "networkx_cpu_seconds": round(theirs, 2),
        "networkx_cycles": count,
        "networkx_cut": cut,
        "ratio": round(theirs / ours, 1),
    }


def bench_compatibility(count: int) -> dict[str, object]:
    """The acceptance graph of `count` adverts."""
    entries = draw_entries(count)
    started = time.process_time()
    arcs = acceptances.arcs(entries)
    seconds = time.process_time() - started
    return {
        "bench": f"compatibility_{count}",
        "offers": count,
        "arcs": len(arcs),
        "cpu_seconds": round(seconds, 3),
    }


def bench_replan(count: int) -> dict[str, object]:
    """One household of an exchange says no: clearing around those it set free, against clearing all that is free."""
    entries = [_sparser(entry, place) for place, entry in enumerate(draw_entries(count))]
    first = _solved(entries, acceptances.arcs(entries))
    taken = {number for cycle in first.cycles for number in cycle}
    fallen = max(first.cycles, key=len)
    free = sorted((set(range(count)) - taken) | set(fallen[:-1]))
    left = [entries[number] for number in free]
    freed = np.array([free.index(number) for number in fallen[:-1]], dtype=np.int64)
    started = time.process_time()
    pool = acceptances.Standing.of(left)
    columns = time.process_time() - started
    started = time.process_time()
    near = pool.around(freed, reach=2)
    around = _solved([left[number] for number in near.tolist()], None)
    ours = time.process_time() - started
    started = time.process_time()
    everything = _solved(left, None)
    theirs = time.process_time() - started
    return {
        "bench": f"replan_{count}",
        "offers": count,
        "free": len(free),
        "near": len(near),
        "moved": [around.moved, everything.moved],
        "columns_cpu_seconds": round(columns, 3),
        "cpu_seconds": round(ours, 3),
        "whole_cpu_seconds": round(theirs, 3),
        "ratio": round(theirs / max(ours, 1e-6), 1),
    }


def _sparser(entry: Entry, place: int) -> Entry:
    """The advert in one of many towns, ready to pay a little more: about as many arcs as a sparse pool has."""
    wish, part = entry.wish, f" {place % 40}"
    if wish is None:
        return entry
    places = frozenset((town + part, district) for town, district in wish.places)
    return Entry(
        replace(entry.home, town=entry.home.town + part),
        replace(wish, places=places, cost_max=entry.home.monthly_cost * 6 // 5),
    )


def _solved(entries: list[Entry], arcs: Arcs | None) -> Solution:
    found = acceptances.arcs(entries) if arcs is None else arcs
    return clearing.solve(Problem(acceptances.offers(entries), found, 3), time_limit=TIME_LIMIT)


def main(names: list[str]) -> None:
    """Run the named benches, or all."""
    if not names or "compatibility" in names:
        print(json.dumps(bench_compatibility(50_000)), flush=True)
    if not names or "replan" in names:
        print(json.dumps(bench_replan(50_000)), flush=True)
    for name, pool in POOLS.items():
        if not names or name in names:
            print(json.dumps(bench_clearing(name, pool)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
