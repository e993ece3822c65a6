"""Invented households and flats for trying out policies: imbalanced as in life, the same for the same seed. Pure.

About four households want a larger flat for each that wants a smaller one; most of those in arrears are among the
latter. Nobody here is real.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from exchange.matching.compatibility import Comfort, Entry, Heating, Home, Tenure, Wish

TOWNS = (("Alma", 50), ("Körte", 30), ("Dió", 20))
DISTRICTS = ("Felső", "Alsó")
# Shares in percent.
WANTS_LARGER, ARREARS_OF_SMALLER, ARREARS_OF_LARGER, WANTS_ANY_TOWN = 80, 70, 10, 30
SHARES_OF_ROOMS = {2: 15, 3: 20, 4: 35, 5: 20, 6: 10}
FORINTS_PER_M2 = {Comfort.HALF_COMFORT: 700, Comfort.COMFORT: 1_000, Comfort.FULL_COMFORT: 1_300}


@dataclass(frozen=True, slots=True)
class Member:
    """One offer of the pool: its number, the week it came in, how likely its household says yes (percent)."""

    number: int
    week: int
    entry: Entry
    says_yes: int


@dataclass(frozen=True, slots=True)
class Scenario:
    """What happens whatever the policy is. Numbers a week; `leaving` and both ends of `says_yes` in percent."""

    weeks: int = 26
    households: int = 150
    arrivals: int = 8
    vacancies: int = 1
    leaving: int = 1
    says_yes: tuple[int, int] = (50, 90)
    seed: int = 1


def arriving(scenario: Scenario, week: int) -> list[Member]:
    """Who comes into the pool in a week (the first one brings those who wait already), the same for every policy."""
    random = np.random.default_rng([scenario.seed, week])
    households = scenario.arrivals + (scenario.households if week == 0 else 0)
    base = week * 1_000_000
    members = [_household(random, base + number, week, scenario) for number in range(households)]
    flats = range(households, households + scenario.vacancies)
    return members + [Member(base + number, week, Entry(_home(random), None), 100) for number in flats]


def draw(seed: int, *numbers: int) -> int:
    """A percent from 0 to 99 that depends on these numbers alone: what somebody decides does not depend on policy."""
    return int(np.random.default_rng([seed, *numbers]).integers(0, 100))


def _household(random: np.random.Generator, number: int, week: int, scenario: Scenario) -> Member:
    home = _home(random)
    larger = bool(random.integers(0, 100) < WANTS_LARGER) and home.half_rooms < max(SHARES_OF_ROOMS)
    in_arrears = bool(random.integers(0, 100) < (ARREARS_OF_LARGER if larger else ARREARS_OF_SMALLER))
    low, high = scenario.says_yes
    wish = _wish(random, home, larger=larger, in_arrears=in_arrears)
    return Member(number, week, Entry(home, wish), int(random.integers(low, high + 1)))


def _home(random: np.random.Generator) -> Home:
    towns, shares = [town for town, _share in TOWNS], [share / 100 for _town, share in TOWNS]
    rooms = int(random.choice(list(SHARES_OF_ROOMS), p=[share / 100 for share in SHARES_OF_ROOMS.values()]))
    comfort = Comfort(int(random.choice([int(grade) for grade in FORINTS_PER_M2], p=[0.2, 0.5, 0.3])))
    area = 12 * rooms + int(random.integers(0, 13))
    return Home(
        town=str(random.choice(towns, p=shares)),
        district=str(random.choice(DISTRICTS)),
        half_rooms=rooms,
        area=area,
        comfort=comfort,
        heating=Heating.DISTRICT,
        tenure=Tenure.TENANCY,
        monthly_cost=area * FORINTS_PER_M2[comfort] + 15_000,
        floor=int(random.integers(0, 5)),
        has_lift=bool(random.integers(0, 2)),
    )


def _wish(random: np.random.Generator, home: Home, *, larger: bool, in_arrears: bool) -> Wish:
    """Larger and dearer up to half as much again, or smaller and cheaper by a tenth at least."""
    anywhere = bool(random.integers(0, 100) < WANTS_ANY_TOWN)
    cost = home.monthly_cost
    return Wish(
        places=frozenset() if anywhere else frozenset({(home.town, None)}),
        half_rooms_min=home.half_rooms + 1 if larger else 2,
        half_rooms_max=home.half_rooms + 3 if larger else max(home.half_rooms - 1, 2),
        cost_max=cost * 3 // 2 if larger else cost * 9 // 10,
        comfort_min=Comfort.HALF_COMFORT,
        in_arrears=in_arrears,
        affordable=cost * 17 // 20 if in_arrears else cost * 2,
        household_size=max(home.half_rooms // 2 + (1 if larger else 0), 1),
    )
