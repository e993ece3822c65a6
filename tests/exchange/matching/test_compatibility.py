"""What a household would and may take: each wish by itself, the law, and whole pools at once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.matching import acceptances, compatibility
from exchange.matching.compatibility import Block, Comfort, Entry, Fit, Heating, Home, Tenure, Wish

FLAT = Home(
    town="Pécs",
    district="Kertváros",
    half_rooms=4,
    area=54,
    comfort=Comfort.COMFORT,
    heating=Heating.GAS,
    tenure=Tenure.TENANCY,
    monthly_cost=80_000,
    floor=2,
)
WISH = Wish()

BLOCKS = [
    (Wish(places=frozenset({("Pécs", "Belváros")})), FLAT, Block.PLACE),
    (Wish(places=frozenset({("Baja", None)})), FLAT, Block.PLACE),
    (Wish(half_rooms_min=5), FLAT, Block.TOO_FEW_ROOMS),
    (Wish(half_rooms_max=3), FLAT, Block.TOO_MANY_ROOMS),
    (Wish(area_min=55), FLAT, Block.TOO_SMALL),
    (Wish(area_max=53), FLAT, Block.TOO_LARGE),
    (Wish(household_size=7, area_per_person=8), FLAT, Block.CROWDED),
    (Wish(cost_max=79_999), FLAT, Block.TOO_COSTLY),
    (Wish(highest_floor=1), FLAT, Block.TOO_HIGH_UP),
    (Wish(highest_floor=9), replace(FLAT, floor=None), Block.TOO_HIGH_UP),
    (Wish(needs_lift=True), FLAT, Block.TOO_HIGH_UP),
    (Wish(needs_step_free=True), FLAT, Block.STEPS),
    (Wish(heatings=frozenset({Heating.DISTRICT})), FLAT, Block.HEATING),
    (Wish(comfort_min=Comfort.FULL_COMFORT), FLAT, Block.COMFORT),
    (Wish(tenures=frozenset({Tenure.OWNERSHIP})), FLAT, Block.TENURE),
    (Wish(), replace(FLAT, tenure=None), Block.NOT_A_FLAT),
]
MET = [
    (Wish(places=frozenset({("Pécs", "Kertváros")})), FLAT),
    (Wish(places=frozenset({("Pécs", None)})), FLAT),
    (Wish(half_rooms_min=4, half_rooms_max=4), FLAT),
    (Wish(area_min=54, area_max=54), FLAT),
    (Wish(household_size=6, area_per_person=9), FLAT),
    (Wish(cost_max=80_000), FLAT),
    (Wish(highest_floor=2), FLAT),
    (Wish(highest_floor=0), replace(FLAT, has_lift=True)),
    (Wish(needs_lift=True), replace(FLAT, floor=0)),
    (Wish(), replace(FLAT, floor=None)),
    (Wish(needs_step_free=True), replace(FLAT, step_free=True)),
    (Wish(heatings=frozenset({Heating.GAS, Heating.DISTRICT})), FLAT),
    (Wish(comfort_min=Comfort.COMFORT), FLAT),
    (Wish(tenures=frozenset({Tenure.TENANCY})), FLAT),
]


@pytest.mark.parametrize(("wish", "home", "block"), BLOCKS)
def test_missed_wish_has_exactly_its_reason(wish: Wish, home: Home, block: Block) -> None:
    assert compatibility.why_not(wish, home) == [block]


@pytest.mark.parametrize(("wish", "home"), MET)
def test_met_wish_has_no_reason(wish: Wish, home: Home) -> None:
    assert compatibility.why_not(wish, home) == []


def test_every_missed_wish_is_named() -> None:
    wish = Wish(half_rooms_min=9, cost_max=1, needs_step_free=True)

    assert compatibility.why_not(wish, FLAT) == [Block.TOO_FEW_ROOMS, Block.TOO_COSTLY, Block.STEPS]


@pytest.mark.parametrize(
    ("given_tenure", "received", "allowed"),
    [
        (Tenure.TENANCY, Tenure.TENANCY, True),
        (Tenure.TENANCY, Tenure.OWNERSHIP, True),
        (Tenure.OWNERSHIP, Tenure.TENANCY, True),
        (Tenure.OWNERSHIP, Tenure.OWNERSHIP, True),
        (Tenure.TENANCY, None, False),
        (None, Tenure.TENANCY, False),
    ],
)
def test_tenancy_is_exchanged_only_for_tenancy_or_ownership(
    given_tenure: Tenure | None, received: Tenure | None, allowed: bool
) -> None:
    assert compatibility.may_exchange(given_tenure, received) is allowed


@pytest.mark.parametrize(
    ("in_arrears", "cost", "relieved"), [(True, 80_000, True), (True, 80_001, False), (False, 1, False)]
)
def test_only_arrears_and_an_affordable_flat_relieve(in_arrears: bool, cost: int, relieved: bool) -> None:
    wish = Wish(in_arrears=in_arrears, affordable=80_000)

    assert compatibility.relieves(wish, replace(FLAT, monthly_cost=cost)) is relieved


def test_fit_is_explained_to_the_point() -> None:
    present = replace(FLAT, monthly_cost=120_000)
    offered = replace(FLAT, has_lift=True, area=60)

    found = compatibility.fit(Wish(household_size=5, area_per_person=10), present, offered)

    assert found == Fit(total=69, cost=26, room=10, place=20, comfort=7, access=5)


def test_best_and_worst_fit_are_one_hundred_and_one() -> None:
    palace = replace(FLAT, monthly_cost=0, area=200, comfort=Comfort.FULL_COMFORT, has_lift=True, step_free=True)
    hovel = replace(FLAT, town="Baja", monthly_cost=90_000, area=0, comfort=Comfort.EMERGENCY)

    assert compatibility.fit(WISH, FLAT, palace).total == 100
    assert compatibility.fit(WISH, FLAT, hovel).total == 1


towns = st.sampled_from(["Baja", "Pécs"])
districts = st.sampled_from(["A", "B", "C"])
limits = st.none() | st.integers(0, 8)
homes = st.builds(
    Home,
    town=towns,
    district=districts,
    half_rooms=st.integers(1, 6),
    area=st.integers(0, 12),
    comfort=st.sampled_from(Comfort),
    heating=st.sampled_from(list(Heating)[:3]),
    tenure=st.sampled_from([Tenure.TENANCY, Tenure.OWNERSHIP, Tenure.TENANCY, None]),
    monthly_cost=st.integers(0, 12),
    floor=st.none() | st.integers(-1, 4),
    has_lift=st.booleans(),
    step_free=st.booleans(),
)
wishes = st.builds(
    Wish,
    places=st.frozensets(st.tuples(towns, st.none() | districts), max_size=3),
    half_rooms_min=limits,
    half_rooms_max=limits,
    area_min=limits,
    area_max=st.none() | st.integers(4, 12),
    cost_max=st.none() | st.integers(-1, 14),
    highest_floor=st.none() | st.integers(0, 4),
    needs_lift=st.booleans(),
    needs_step_free=st.booleans(),
    heatings=st.frozensets(st.sampled_from(list(Heating)[:3])),
    comfort_min=st.sampled_from(Comfort),
    tenures=st.frozensets(st.sampled_from(Tenure)),
    household_size=st.integers(1, 4),
    area_per_person=st.integers(0, 3),
)
pools = st.lists(st.builds(Entry, home=homes, wish=st.none() | wishes | st.just(Wish())), max_size=8)


def pairwise(entries: list[Entry]) -> list[tuple[int, int, int]]:
    found = []
    for source, mover in enumerate(entries):
        for target, offered in enumerate(entries):
            fit = compatibility.acceptance(mover, offered)
            if source != target and fit is not None:
                found.append((source, target, fit.total))
    return found


def rows(entries: list[Entry]) -> list[tuple[int, int, int]]:
    arcs = acceptances.arcs(entries)
    return list(zip(arcs.source.tolist(), arcs.target.tolist(), arcs.weight.tolist(), strict=True))


@settings(max_examples=500, deadline=None)
@given(entries=pools)
def test_whole_pool_equals_pair_by_pair(entries: list[Entry]) -> None:
    expected = pairwise(entries)

    assert rows(entries) == expected
    assert all(1 <= weight <= 100 for _, _, weight in expected)


def larger_pool(count: int) -> list[Entry]:
    random = np.random.default_rng(17)
    entries = []
    for number in range(count):
        home = Home(
            town=str(random.choice(["Baja", "Pécs"])),
            district=str(random.integers(4)),
            half_rooms=int(random.integers(2, 8)),
            area=int(random.integers(25, 90)),
            comfort=Comfort(int(random.integers(5))),
            heating=list(Heating)[int(random.integers(3))],
            tenure=list(Tenure)[int(random.integers(2))],
            monthly_cost=int(random.integers(30, 160)) * 1_000,
            floor=int(random.integers(6)),
            has_lift=bool(random.random() < 0.4),
            step_free=bool(random.random() < 0.3),
        )
        wish = Wish(
            places=frozenset({("Baja", str(random.integers(4))), ("Pécs", None)}),
            half_rooms_min=int(random.integers(2, 5)),
            cost_max=home.monthly_cost,
            comfort_min=Comfort(int(random.integers(3))),
            highest_floor=int(random.integers(6)),
        )
        entries.append(Entry(home, None if number % 10 == 0 else wish))
    return entries


def test_blocks_of_pairs_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = larger_pool(150)
    expected = pairwise(entries)
    assert len(expected) > 1_000

    assert rows(entries) == expected
    monkeypatch.setattr(acceptances, "MOST_PAIRS", 7)
    assert rows(entries) == expected


def test_law_is_what_keeps_cash_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Control: with the legal rule switched off, a household without a flat would be let in."""
    mover, offered = Entry(replace(FLAT, tenure=None), WISH), Entry(FLAT, WISH)
    assert compatibility.acceptance(mover, offered) is None

    monkeypatch.setattr(compatibility, "may_exchange", lambda given, received: True)
    assert compatibility.acceptance(mover, offered) is not None


def test_offers_carry_what_the_clearing_needs() -> None:
    household = Entry(FLAT, Wish(in_arrears=True, affordable=60_000))

    found = acceptances.offers([household, Entry(FLAT, None)])

    assert [(o.arrears, o.cost, o.affordable, o.vacant) for o in found] == [
        (True, 80_000, 60_000, False),
        (False, 80_000, 0, True),
    ]
