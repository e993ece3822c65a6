"""The arcs of a whole pool at once, equal to asking `compatibility.acceptance` for every pair.

Flats are sorted by place, rooms and cost, so that each wish looks up, for each place and number of rooms, one
run of affordable flats by bisection; only those are tested for the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from exchange.matching import compatibility
from exchange.matching.compatibility import Comfort, Entry, Heating, Home, Tenure, Wish
from exchange.matching.problem import Arcs, Integers, Offer

# Pairs tested at once: bounds the memory when wishes are wide open.
MOST_PAIRS = 4_000_000
NO_LIMIT = 2**40
UNREACHABLE = 2**30
ANYWHERE = 0

HEATING_BIT = {heating: 1 << number for number, heating in enumerate(Heating)}
TENURE_BIT = {tenure: 1 << number for number, tenure in enumerate(Tenure)}
ANY_BIT = 2**30 - 1


@dataclass(frozen=True, slots=True, eq=False)
class Homes:
    """Flats as columns; `climb` is the floor to be climbed, nothing with a lift, and unreachable if unknown."""

    town: Integers
    place: Integers
    half_rooms: Integers
    area: Integers
    comfort: Integers
    heating: Integers
    tenure: Integers
    cost: Integers
    climb: Integers
    lift: Integers
    step_free: Integers


@dataclass(frozen=True, slots=True, eq=False)
class Wishes:
    """Wishes as columns in the order of `mover`, the entry each belongs to; no limit is a far-off number."""

    mover: Integers
    rooms_least: Integers
    rooms_most: Integers
    area_least: Integers
    area_most: Integers
    cost_most: Integers
    highest: Integers
    step_free: Integers
    heatings: Integers
    comfort: Integers
    tenures: Integers


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Codes of everywhere, of towns and of districts."""

    code: dict[tuple[str, str | None], int]

    @classmethod
    def of(cls, homes: Iterable[Home]) -> Places:
        """Codes from 1 on; 0 is ANYWHERE."""
        code: dict[tuple[str, str | None], int] = {}
        for home in homes:
            code.setdefault((home.town, None), len(code) + 1)
            code.setdefault((home.town, home.district), len(code) + 1)
        return cls(code)

    def wanted(self, wish: Wish) -> list[int]:
        """The codes a wish looks under, none twice: a whole town stands for its districts."""
        if not wish.places:
            return [ANYWHERE]
        return [
            self.code[place]
            for place in wish.places
            if place in self.code and (place[1] is None or (place[0], None) not in wish.places)
        ]


def arcs(entries: Sequence[Entry]) -> Arcs:
    """Every acceptable and lawful move of the pool with its fit, sorted by household, then flat.

    Entry numbers become offer numbers. Costs and areas are whole and not negative.
    """
    places = Places.of(entry.home for entry in entries)
    homes = _homes([entry.home for entry in entries], places)
    movers = [(number, entry.wish) for number, entry in enumerate(entries) if entry.wish is not None]
    wishes = _wishes(movers)
    found: list[tuple[Integers, Integers, Integers]] = []
    for asking, flat in _affordable_pairs(homes, wishes, [places.wanted(wish) for _, wish in movers]):
        kept = _acceptable(homes, wishes, asking, flat)
        asking_kept, flat_kept = asking[kept], flat[kept]
        found.append((wishes.mover[asking_kept], flat_kept, _fit(homes, wishes, asking_kept, flat_kept)))
    if not found:
        return Arcs.of([])
    source, target, weight = (np.concatenate(column) for column in zip(*found, strict=True))
    order = np.argsort(source * len(entries) + target)
    return Arcs(source[order], target[order], weight[order])


def offers(entries: Sequence[Entry]) -> tuple[Offer, ...]:
    """What the clearing needs to know of each entry."""
    return tuple(
        Offer(False, entry.home.monthly_cost, 0, vacant=True)
        if entry.wish is None
        else Offer(entry.wish.in_arrears, entry.home.monthly_cost, entry.wish.affordable)
        for entry in entries
    )


def _affordable_pairs(homes: Homes, wishes: Wishes, wanted: list[list[int]]) -> Iterator[tuple[Integers, Integers]]:
    """Blocks of (wish, flat) that agree in place, rooms and cost."""
    if not len(homes.cost):
        return
    rooms = int(homes.half_rooms.max()) + 1
    prices = int(homes.cost.max()) + 1
    flats = np.tile(np.arange(len(homes.cost)), 3)
    bucket = np.concatenate([np.zeros(len(homes.cost), dtype=np.int64), homes.town, homes.place])
    bucket = bucket * rooms + homes.half_rooms[flats]
    keys = bucket * prices + homes.cost[flats]
    order = np.argsort(keys)
    keys, flats = keys[order], flats[order]
    asking = np.repeat(np.arange(len(wanted)), [len(codes) for codes in wanted])
    code = np.array([place for codes in wanted for place in codes], dtype=np.int64)
    least = np.maximum(wishes.rooms_least, 0)[asking]
    spread = np.maximum(np.minimum(wishes.rooms_most[asking], rooms - 1) - least + 1, 0)
    which = np.repeat(np.arange(len(asking)), spread)
    room = least[which] + np.arange(len(which)) - np.repeat(np.cumsum(spread) - spread, spread)
    asking, looked = asking[which], code[which] * rooms + room
    ceiling = np.clip(wishes.cost_most[asking], -1, prices - 1)
    edges = np.searchsorted(keys, np.arange((int(homes.place.max()) + 1) * rooms) * prices)
    low = edges[looked]
    high = np.maximum(np.searchsorted(keys, looked * prices + ceiling, side="right"), low)
    total = np.cumsum(high - low)
    first = 0
    while first < len(asking):
        reached = total[first - 1] if first else 0
        last = max(int(np.searchsorted(total, reached + MOST_PAIRS, side="right")), first + 1)
        length = (high - low)[first:last]
        owner = np.repeat(np.arange(first, last), length)
        position = np.arange(len(owner)) - np.repeat(np.cumsum(length) - length, length) + low[owner]
        yield asking[owner], flats[position]
        first = last


def _acceptable(homes: Homes, wishes: Wishes, asking: Integers, flat: Integers) -> Integers:
    """Positions of the pairs that miss no hard wish and are lawful, testing fewer pairs with every rule."""
    kept = np.flatnonzero(wishes.mover[asking] != flat)
    rules: tuple[Callable[[Integers, Integers], NDArray[np.bool_]], ...] = (
        lambda wish, home: homes.area[home] >= wishes.area_least[wish],
        lambda wish, home: homes.area[home] <= wishes.area_most[wish],
        lambda wish, home: (homes.heating[home] & wishes.heatings[wish]) > 0,
        lambda wish, home: homes.comfort[home] >= wishes.comfort[wish],
        lambda wish, home: homes.climb[home] <= wishes.highest[wish],
        lambda wish, home: homes.step_free[home] >= wishes.step_free[wish],
        lambda wish, home: (homes.tenure[home] & wishes.tenures[wish]) > 0,
        lambda wish, _: homes.tenure[wishes.mover[wish]] > 0,
    )
    for rule in rules:
        kept = kept[rule(asking[kept], flat[kept])]
    return kept


def _fit(homes: Homes, wishes: Wishes, asking: Integers, flat: Integers) -> Integers:
    """The total of `compatibility.fit`, column by column."""
    present = wishes.mover[asking]
    present_cost = np.maximum(homes.cost[present], 1)
    saving = np.clip(homes.cost[present] - homes.cost[flat], 0, present_cost)
    points = saving * 100 * compatibility.COST_POINTS // (present_cost * compatibility.FULL_SAVING_PERCENT)
    total = compatibility.FIRST_POINT + np.minimum(points, compatibility.COST_POINTS)
    spare = homes.area[flat] - np.maximum(wishes.area_least[asking], 0)
    total += np.clip(spare, 0, compatibility.ROOM_POINTS)
    half_place = compatibility.PLACE_POINTS // 2
    total += half_place * (homes.town[present] == homes.town[flat])
    total += half_place * (homes.place[present] == homes.place[flat])
    better = homes.comfort[flat] - wishes.comfort[asking]
    total += np.maximum(compatibility.COMFORT_POINTS * better // int(Comfort.FULL_COMFORT), 0)
    total += compatibility.ACCESS_POINTS // 2 * (homes.lift[flat] + homes.step_free[flat])
    points_of_pairs: Integers = total
    return points_of_pairs


def _homes(homes: list[Home], places: Places) -> Homes:
    def column(values: Iterable[int]) -> Integers:
        return np.fromiter(values, dtype=np.int64, count=len(homes))

    floor = column(UNREACHABLE if home.floor is None else home.floor for home in homes)
    lift = column(home.has_lift for home in homes)
    return Homes(
        town=column(places.code[home.town, None] for home in homes),
        place=column(places.code[home.town, home.district] for home in homes),
        half_rooms=column(home.half_rooms for home in homes),
        area=column(home.area for home in homes),
        comfort=column(home.comfort for home in homes),
        heating=column(HEATING_BIT[home.heating] for home in homes),
        tenure=column(TENURE_BIT[home.tenure] if home.tenure else 0 for home in homes),
        cost=column(home.monthly_cost for home in homes),
        climb=np.where(lift == 1, 0, np.abs(floor)),
        lift=lift,
        step_free=column(home.step_free for home in homes),
    )


def _wishes(movers: list[tuple[int, Wish]]) -> Wishes:
    wishes = [wish for _, wish in movers]

    def column(values: Iterable[int]) -> Integers:
        return np.fromiter(values, dtype=np.int64, count=len(wishes))

    def limit(values: Iterable[int | None], without: int) -> Integers:
        return column(without if value is None else value for value in values)

    needed = column(wish.household_size * wish.area_per_person for wish in wishes)
    highest = limit((wish.highest_floor for wish in wishes), UNREACHABLE)
    lift = column(wish.needs_lift for wish in wishes)
    return Wishes(
        mover=column(number for number, _ in movers),
        rooms_least=limit((wish.half_rooms_min for wish in wishes), 0),
        rooms_most=limit((wish.half_rooms_max for wish in wishes), NO_LIMIT),
        area_least=np.maximum(limit((wish.area_min for wish in wishes), 0), needed),
        area_most=limit((wish.area_max for wish in wishes), NO_LIMIT),
        cost_most=limit((wish.cost_max for wish in wishes), NO_LIMIT),
        highest=np.where(lift == 1, 0, highest),
        step_free=column(wish.needs_step_free for wish in wishes),
        heatings=column(sum(HEATING_BIT[heating] for heating in wish.heatings) or ANY_BIT for wish in wishes),
        comfort=column(wish.comfort_min for wish in wishes),
        tenures=column(sum(TENURE_BIT[tenure] for tenure in wish.tenures) or ANY_BIT for wish in wishes),
    )
