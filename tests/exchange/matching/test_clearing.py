"""The clearing reaches exactly the lexicographic optimum, and says honestly when it did not."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.matching import clearing, instances, programme
from exchange.matching import columns as columns_module
from exchange.matching import cycles as cycles_module
from exchange.matching.problem import Arcs, BrokenSolution, Objective, Offer, Problem, verify

SAMPLES = Path(__file__).parents[2] / "data" / "exchange"
EXPECTED = json.loads((SAMPLES / "expected.json").read_text())


def sample(name: str) -> Problem:
    return instances.read((SAMPLES / f"{name}.json").read_bytes())


def random_pool(*, households: int, vacancies: int, degree: int, k: int, moves: int, seed: int) -> Problem:
    random = np.random.default_rng(seed)
    total = households + vacancies
    pairs = random.integers(0, [households, total], size=(households * degree, 2))
    pairs = np.unique(pairs[pairs[:, 0] != pairs[:, 1]], axis=0)
    weight = random.integers(1, 101, len(pairs))
    offers = tuple(
        Offer(i < households and bool(random.random() < 0.3), int(random.integers(1, 9)), 4, i >= households)
        for i in range(total)
    )
    arcs = Arcs(pairs[:, 0].copy(), pairs[:, 1].copy(), weight)
    return Problem(offers, arcs, k, moves, tuple(range(households, total)))


def brute_force(problem: Problem, *, expected: bool = False) -> tuple[tuple[int, int, int], int]:
    """The best (relieved, moved, weight) and the most moved, by trying every set of cycles and chains.

    Expected: the first two in hundredths by the problem's odds, each move as far as others have to say yes for it.
    """
    weight = {
        (int(u), int(v)): int(w)
        for u, v, w in zip(problem.arcs.source, problem.arcs.target, problem.arcs.weight, strict=True)
    }
    offers = problem.offers
    households = [i for i, offer in enumerate(offers) if not offer.vacant]
    groups: list[tuple[frozenset[int], tuple[int, int, int]]] = []

    def add(members: tuple[int, ...], moves: list[tuple[int, int]], depends: list[int]) -> None:
        if all(move in weight for move in moves):
            odds = [problem.percent(others) if expected else 1 for others in depends]
            relieves = [offers[u].arrears and offers[v].cost <= offers[u].affordable for u, v in moves]
            relieved = sum(one * sure for one, sure in zip(odds, relieves, strict=True))
            groups.append((frozenset(members), (relieved, sum(odds), sum(weight[move] for move in moves))))

    for length in range(2, problem.longest_cycle + 1):
        for members in permutations(households, length):
            if members[0] == min(members):
                moves = [(members[i], members[(i + 1) % length]) for i in range(length)]
                add(members, moves, [length] * length)
    for length in range(1, problem.max_moves + 1):
        for vacancy in problem.vacancies:
            for movers in permutations(households, length):
                flats = (vacancy, *movers)
                add(flats, [(flats[i + 1], flats[i]) for i in range(length)], list(range(1, length + 1)))
    best, most = (0, 0, 0), 0

    def extend(start: int, used: frozenset[int], value: tuple[int, int, int]) -> None:
        nonlocal best, most
        best, most = max(best, value), max(most, value[1])
        for number in range(start, len(groups)):
            members, gain = groups[number]
            if not members & used:
                extend(
                    number + 1,
                    used | members,
                    (value[0] + gain[0], value[1] + gain[1], value[2] + gain[2]),
                )

    extend(0, frozenset(), (0, 0, 0))
    return best, most


@st.composite
def small_problems(draw: st.DrawFn) -> Problem:
    households = draw(st.integers(1, 5))
    vacancies = draw(st.integers(0, 2))
    total = households + vacancies
    offers = tuple(
        Offer(
            i < households and draw(st.booleans()),
            draw(st.integers(1, 4)),
            draw(st.integers(0, 4)),
            i >= households,
        )
        for i in range(total)
    )
    possible = [(u, v) for u in range(households) for v in range(total) if u != v]
    pairs = draw(st.lists(st.sampled_from(possible), unique=True, max_size=14)) if possible else []
    rows = [(u, v, draw(st.integers(1, 100))) for u, v in pairs]
    listed = tuple(v for v in range(households, total) if draw(st.integers(0, 3)))
    return Problem(offers, Arcs.of(rows), draw(st.integers(2, 5)), draw(st.integers(0, 5)), listed)


@pytest.mark.parametrize("name", EXPECTED)
def test_sample_reaches_its_proven_optimum(name: str) -> None:
    problem = sample(name)

    solution = clearing.solve(problem)

    achieved = [solution.relieved, solution.moved, solution.weight]
    assert achieved == EXPECTED[name]["relieved_then_moved_then_fit"]
    assert list(solution.bound.items()) == list(zip(("relieved", "moved", "weight"), achieved, strict=True))
    assert solution.optimal
    assert verify(problem, solution) == []


@pytest.mark.parametrize("name", EXPECTED)
def test_sample_moves_most_when_only_moves_count(name: str) -> None:
    solution = clearing.solve(sample(name), objective=Objective.MOVED)

    assert (solution.moved, solution.optimal) == (EXPECTED[name]["max_moved"], True)
    assert solution.bound == {"moved": EXPECTED[name]["max_moved"]}


@settings(max_examples=400, deadline=None)
@given(problem=small_problems())
def test_small_problem_equals_brute_force(problem: Problem) -> None:
    best, most = brute_force(problem)

    solution = clearing.solve(problem)
    only_moves = clearing.solve(problem, objective=Objective.MOVED)

    assert (solution.relieved, solution.moved, solution.weight) == best
    assert (only_moves.moved, solution.optimal, only_moves.optimal) == (most, True, True)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), moves=st.integers(0, 4), k=st.integers(2, 4))
def test_medium_problem_equals_one_model_of_whole_columns(seed: int, moves: int, k: int) -> None:
    """The stages, filters and components change nothing against one weighted model of all columns."""
    problem = random_pool(households=30, vacancies=3, degree=4, k=k, moves=moves, seed=seed)
    columns = columns_module.build(problem, time.monotonic() + 60)
    part = programme.Part(np.arange(len(columns)), np.zeros(len(columns), dtype=np.int64), 1)
    value = columns.value
    gain = value["relieved"] * 10**6 + value["moved"] * 10**4 + value["weight"]
    answer = programme.optimise(programme.matrix(columns, part), gain, integral=True, seconds=60)
    assert answer.levels is not None
    best = int(gain[answer.levels > 0.5].sum())

    solution = clearing.solve(problem)

    assert solution.relieved * 10**6 + solution.moved * 10**4 + solution.weight == best


def test_empty_pool_moves_nobody() -> None:
    solution = clearing.solve(Problem((), Arcs.of([]), 3))

    assert (solution.moved, solution.optimal, solution.cycles, solution.chains) == (0, True, (), ())


def test_vacancy_that_is_not_listed_starts_no_chain() -> None:
    offers = (Offer(False, 1, 1), Offer(False, 1, 1, vacant=True))

    solution = clearing.solve(Problem(offers, Arcs.of([(0, 1, 5)]), 2, 3, ()))

    assert (solution.moved, solution.optimal) == (0, True)


def test_chain_is_written_from_its_vacancy() -> None:
    solution = clearing.solve(sample("s2_vacancy_chain"))

    assert solution.chains == ((3, 0, 1, 2),)
    assert instances.as_dict(solution)["chains"] == [list(chain) for chain in solution.chains]


@pytest.mark.parametrize("limit", [0.0, 0.02, 0.2])
def test_time_limit_gives_a_sound_answer_with_its_bound(limit: float) -> None:
    problem = random_pool(households=300, vacancies=8, degree=6, k=4, moves=3, seed=7)
    best = clearing.solve(problem, time_limit=60)
    assert best.optimal

    solution = clearing.solve(problem, time_limit=limit)

    assert verify(problem, solution) == []
    assert list(solution.bound.values()) >= [best.relieved, best.moved, best.weight]
    assert solution.optimal or solution.moved > 0 or limit == 0.0
    assert solution.seconds < limit + 3


def test_cut_enumeration_is_never_called_optimal(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = random_pool(households=200, vacancies=0, degree=8, k=3, moves=0, seed=3)
    best = clearing.solve(problem)
    monkeypatch.setattr(cycles_module, "MOST_CYCLES", 1)
    monkeypatch.setattr(cycles_module, "MOST_PATHS", 50)

    solution = clearing.solve(problem)

    assert not solution.optimal
    assert list(solution.bound.values()) >= [best.relieved, best.moved, best.weight]


def test_dense_pool_is_answered_soon_with_swaps_at_least() -> None:
    problem = random_pool(households=1_000, vacancies=0, degree=100, k=5, moves=0, seed=13)

    solution = clearing.solve(problem, time_limit=1)

    assert solution.moved > 500
    assert solution.seconds < 10
    assert verify(problem, solution) == []


def test_wrong_answer_of_the_solver_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Control: with the packing check switched off, only the final verification stands in the way."""
    problem = sample("s1_two_or_three")
    honest = programme.optimise

    def everything(rows: programme.Matrix, gain: programme.Integers, *, integral: bool, seconds: float):
        answer = honest(rows, gain, integral=integral, seconds=seconds)
        return programme.Answer(True, np.ones(len(gain)), answer.prices)

    monkeypatch.setattr(programme, "optimise", everything)
    solution = clearing.solve(problem, time_limit=1)
    assert verify(problem, solution) == []

    monkeypatch.setattr(columns_module, "fits", lambda columns, chosen: True)
    with pytest.raises(BrokenSolution):
        clearing.solve(problem, time_limit=1)


@pytest.mark.parametrize("spread", [0.0, 0.3, 2.0, 1e4])
def test_bound_holds_for_any_prices(spread: float) -> None:
    """Weak duality needs no good prices: also absurd ones give a bound at or above the optimum."""
    problem = sample("s3_flats_300_k4_chains")
    columns = columns_module.build(problem, time.monotonic() + 60)
    part = programme.Part(np.arange(len(columns)), np.zeros(len(columns), dtype=np.int64), 1)
    rows = programme.matrix(columns, part)
    prices = np.random.default_rng(5).normal(0, spread, len(rows.upper))

    proof = programme.price_bound(columns, part, rows, columns.value["moved"], prices)

    assert proof is not None
    bound, loss = proof
    assert bound[0] // programme.SCALE >= EXPECTED["s3_flats_300_k4_chains"]["max_moved"]
    assert (loss >= 0).all()


def test_numbers_too_large_to_add_up_prove_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = sample("s2_vacancy_chain")
    monkeypatch.setattr(programme, "MOST_GAIN", 1)

    solution = clearing.solve(problem)

    assert (solution.optimal, verify(problem, solution)) == (False, [])


def test_small_multiplier_is_found_out_and_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    """A multiplier of one would trade moves for fit; the check on the earlier levels must notice."""
    monkeypatch.setattr(clearing, "FIRST_MULTIPLIER", {"moved": 1, "weight": 1})

    for name, expected in EXPECTED.items():
        solution = clearing.solve(sample(name))
        assert [solution.relieved, solution.moved, solution.weight] == expected["relieved_then_moved_then_fit"]
        assert solution.optimal


def test_prices_that_do_not_pay_would_give_a_false_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Control: a bound taken from unrepaired prices stops too early, and the optimum is missed."""
    problem = sample("s3_flats_300_k4_chains")
    honest = programme.price_bound

    def unpaid(*given: object) -> object:
        proof = honest(*given)
        return None if proof is None else (proof[0] // 2, proof[1])

    monkeypatch.setattr(programme, "price_bound", unpaid)

    with pytest.raises(BrokenSolution, match=r"the bound .* lies below the achieved"):
        clearing.solve(problem, time_limit=5)


@settings(max_examples=60, deadline=None)
@given(problem=small_problems(), odds=st.lists(st.integers(1, 100), min_size=1, max_size=4))
def test_expected_households_equal_brute_force(problem: Problem, odds: list[int]) -> None:
    problem = replace(problem, odds=tuple(sorted(odds, reverse=True)))
    best, _most = brute_force(problem, expected=True)
    found = clearing.solve(problem, objective=Objective.EXPECTED_RELIEVED_THEN_MOVED_THEN_FIT)
    assert found.optimal
    assert (*[found.bound[level] for level in ("expected_relieved", "expected_moved")], found.weight) == best


def test_bad_odds_prefer_two_swaps_to_a_ring_of_four() -> None:
    """Four households: one ring moves all of them with certainty, two swaps do so with worse fits."""
    ring, swaps = [(0, 1), (1, 2), (2, 3), (3, 0)], [(1, 0), (3, 2)]
    offers = tuple(Offer(False, 1, 1) for _ in range(4))
    arcs = Arcs.of([(u, v, 90) for u, v in ring] + [(u, v, 10) for u, v in swaps])
    sure = Problem(offers, arcs, 4)
    expected = Objective.EXPECTED_RELIEVED_THEN_MOVED_THEN_FIT
    assert [len(cycle) for cycle in clearing.solve(sure, objective=expected).cycles] == [4]
    doubtful = replace(sure, odds=(80, 64, 51, 41))
    assert [len(cycle) for cycle in clearing.solve(doubtful, objective=expected).cycles] == [2, 2]


def test_a_false_expectation_is_found_out() -> None:
    problem = Problem((Offer(False, 1, 1),) * 2, Arcs.of([(0, 1, 5), (1, 0, 5)]), 2, odds=(50,))
    found = clearing.solve(problem, objective=Objective.EXPECTED_RELIEVED_THEN_MOVED_THEN_FIT)
    assert found.bound["expected_moved"] == 100 and verify(problem, found) == []
    assert verify(problem, replace(found, bound={**found.bound, "expected_moved": 99}))
