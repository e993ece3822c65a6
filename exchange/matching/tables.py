"""A pool's flats and wishes as columns of whole numbers, so that whole pools are compared at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cache
from operator import attrgetter

import numpy as np

from exchange.matching.compatibility import Heating, Home, Tenure, Wish
from exchange.matching.problem import Integers

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


def taken[Columns: (Homes, Wishes)](columns: Columns, rows: Integers) -> Columns:
    """The same columns for some of the rows."""
    return type(columns)(**{one.name: getattr(columns, one.name)[rows] for one in fields(columns)})


def homes_of(homes: list[Home], places: Places) -> Homes:
    def column(values: Iterable[int]) -> Integers:
        return np.fromiter(values, dtype=np.int64, count=len(homes))

    floor = column(UNREACHABLE if home.floor is None else home.floor for home in homes)
    lift = column(map(attrgetter("has_lift"), homes))
    return Homes(
        town=column(places.code[home.town, None] for home in homes),
        place=column(places.code[home.town, home.district] for home in homes),
        half_rooms=column(map(attrgetter("half_rooms"), homes)),
        area=column(map(attrgetter("area"), homes)),
        comfort=column(map(attrgetter("comfort"), homes)),
        heating=column(HEATING_BIT[home.heating] for home in homes),
        tenure=column(TENURE_BIT[home.tenure] if home.tenure else 0 for home in homes),
        cost=column(map(attrgetter("monthly_cost"), homes)),
        climb=np.where(lift == 1, 0, np.abs(floor)),
        lift=lift,
        step_free=column(map(attrgetter("step_free"), homes)),
    )


@cache
def _heatings(accepted: frozenset[Heating]) -> int:
    return sum(HEATING_BIT[heating] for heating in accepted) or ANY_BIT


@cache
def _tenures(accepted: frozenset[Tenure]) -> int:
    return sum(TENURE_BIT[tenure] for tenure in accepted) or ANY_BIT


def wishes_of(movers: list[tuple[int, Wish]]) -> Wishes:
    wishes = [wish for _, wish in movers]

    def column(values: Iterable[int]) -> Integers:
        return np.fromiter(values, dtype=np.int64, count=len(wishes))

    def limit(values: Iterable[int | None], without: int) -> Integers:
        return column(without if value is None else value for value in values)

    needed = column(wish.household_size * wish.area_per_person for wish in wishes)
    highest = limit(map(attrgetter("highest_floor"), wishes), UNREACHABLE)
    lift = column(map(attrgetter("needs_lift"), wishes))
    return Wishes(
        mover=column(number for number, _ in movers),
        rooms_least=limit(map(attrgetter("half_rooms_min"), wishes), 0),
        rooms_most=limit(map(attrgetter("half_rooms_max"), wishes), NO_LIMIT),
        area_least=np.maximum(limit(map(attrgetter("area_min"), wishes), 0), needed),
        area_most=limit(map(attrgetter("area_max"), wishes), NO_LIMIT),
        cost_most=limit(map(attrgetter("cost_max"), wishes), NO_LIMIT),
        highest=np.where(lift == 1, 0, highest),
        step_free=column(map(attrgetter("needs_step_free"), wishes)),
        heatings=column(map(_heatings, map(attrgetter("heatings"), wishes))),
        comfort=column(map(attrgetter("comfort_min"), wishes)),
        tenures=column(map(_tenures, map(attrgetter("tenures"), wishes))),
    )
