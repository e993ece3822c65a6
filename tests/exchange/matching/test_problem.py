"""The independent check finds every broken rule."""

from __future__ import annotations

from dataclasses import replace

import pytest

from exchange.matching.problem import Arcs, Offer, Problem, Solution, verify

OFFERS = (Offer(True, 9, 5), Offer(False, 4, 9), Offer(False, 3, 9), Offer(False, 2, 0, vacant=True))
ROWS = [(0, 1, 10), (1, 0, 20), (1, 2, 30), (2, 0, 40), (2, 3, 50), (0, 2, 60)]
POOL = Problem(OFFERS, Arcs.of(ROWS), longest_cycle=2, max_moves=2, vacancies=(3,))
SOUND = Solution(
    cycles=((0, 1),),
    chains=((3, 2),),
    moved=3,
    relieved=1,
    weight=80,
    optimal=True,
    bound={"relieved": 1, "moved": 3, "weight": 80},
    seconds=0.0,
)


def test_sound_solution_has_no_fault() -> None:
    assert verify(POOL, SOUND) == []


@pytest.mark.parametrize(
    ("broken", "fault"),
    [
        (replace(SOUND, moved=4), "moved is claimed as 4 but is 3"),
        (replace(SOUND, relieved=0), "relieved is claimed as 0 but is 1"),
        (replace(SOUND, weight=81), "weight is claimed as 81 but is 80"),
        (replace(SOUND, cycles=((0, 1, 2),), chains=()), "cycle (0, 1, 2) has 3 households"),
        (replace(SOUND, cycles=((0,),)), "cycle (0,) has 1 households"),
        (replace(SOUND, cycles=((0, 2), (0, 1)), chains=()), "offer 0 is used 2 times"),
        (replace(SOUND, cycles=((0, 2),)), "offer 2 is used 2 times"),
        (replace(SOUND, cycles=((2, 3),), chains=()), "cycle (2, 3) contains an offer without a household"),
        (replace(SOUND, cycles=((0, 9),)), "cycle (0, 9) contains an offer without a household"),
        (replace(SOUND, cycles=(), chains=((3, 2, 1, 0),)), "chain (3, 2, 1, 0) has 3 moves"),
        (replace(SOUND, chains=((3,),)), "chain (3,) has 0 moves"),
        (replace(SOUND, chains=((),)), "chain () does not start at a vacancy"),
        (replace(SOUND, cycles=(), chains=((1, 0),)), "chain (1, 0) does not start at a vacancy"),
        (replace(SOUND, cycles=(), chains=((3, 0),)), "household 0 would not accept flat 3"),
        (
            replace(SOUND, bound={"relieved": 1, "moved": 3, "weight": 79}),
            "the bound [1, 3, 79] lies below the achieved [1, 3, 80]",
        ),
        (
            replace(SOUND, bound={"relieved": 1, "moved": 4, "weight": 80}),
            "claimed optimal, but the bound [1, 4, 80] is not the achieved [1, 3, 80]",
        ),
    ],
)
def test_broken_rule_is_named(broken: Solution, fault: str) -> None:
    assert fault in verify(POOL, broken)


def test_bound_above_is_fine_when_not_called_optimal() -> None:
    assert verify(POOL, replace(SOUND, optimal=False, bound={"relieved": 1, "moved": 4, "weight": 90})) == []
