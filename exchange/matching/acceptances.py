"""The arcs of a whole pool at once, equal to asking `compatibility.acceptance` for every pair.

Flats are sorted by place, rooms and cost, so that each wish looks up, for each place and number of rooms, one
run of affordable flats by bisection; only those are tested for the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from exchange.matching import compatibility, tables
from exchange.matching.compatibility import Comfort, Entry
from exchange.matching.problem import Arcs, Integers, Offer
from exchange.matching.tables import Homes, Places, Wishes

# Pairs tested at once: bounds the memory when wishes are wide open, and a block's columns stay in the cache.
MOST_PAIRS = 300_000


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """A pool as columns, to be asked for some of its arcs without looking for all of them.

    `row` is the place of an entry's wish among the wishes, -1 where there is none.
    """

    homes: Homes
    wishes: Wishes
    wanted: list[list[int]]
    row: Integers

    @classmethod
    def of(cls, entries: Sequence[Entry]) -> Standing:
        """The pool of these entries. Costs and areas are whole and not negative."""
        places = Places.of(entry.home for entry in entries)
        movers = [(number, entry.wish) for number, entry in enumerate(entries) if entry.wish is not None]
        row = np.full(len(entries), -1, dtype=np.int64)
        row[[number for number, _ in movers]] = np.arange(len(movers))
        homes, wishes = tables.homes_of([entry.home for entry in entries], places), tables.wishes_of(movers)
        return cls(homes, wishes, [places.wanted(wish) for _, wish in movers], row)

    def arcs(self, *, movers: Integers | None = None, flats: Integers | None = None) -> Arcs:
        """Every acceptable and lawful move of these households into these flats (None: of all, into all), with its
        fit, sorted by household, then flat.
        """
        asking_of = np.arange(len(self.wishes.mover)) if movers is None else self.row[movers]
        asking_of = asking_of[asking_of >= 0]
        flat_of = np.arange(len(self.homes.cost)) if flats is None else flats
        homes = self.homes if flats is None else tables.taken(self.homes, flat_of)
        wishes = self.wishes if movers is None else tables.taken(self.wishes, asking_of)
        wanted = self.wanted if movers is None else [self.wanted[place] for place in asking_of.tolist()]
        found: list[tuple[Integers, Integers, Integers]] = []
        for asking, flat in _affordable_pairs(homes, wishes, wanted):
            found.append(self._agreeing(asking_of[asking], flat_of[flat]))
        if not found:
            return Arcs.of([])
        source, target, weight = (np.concatenate(column) for column in zip(*found, strict=True))
        order = np.argsort(source * len(self.homes.cost) + target)
        return Arcs(source[order], target[order], weight[order])

    def _agreeing(self, asking: Integers, flat: Integers) -> tuple[Integers, Integers, Integers]:
        """Of these pairs the acceptable and lawful ones: households, flats, fits."""
        kept = _acceptable(self.homes, self.wishes, asking, flat)
        asking, flat = asking[kept], flat[kept]
        return self.wishes.mover[asking], flat, _fit(self.homes, self.wishes, asking, flat)

    def around(self, freed: Integers, *, reach: int) -> Integers:
        """The offers that a way of so many moves leads to from one of these, or from which one leads to them; sorted.

        After a pool was cleared as well as can be, whatever becomes possible by setting some offers free goes
        through one of them, so that it lies within this.
        """
        known = np.zeros(len(self.homes.cost), dtype=np.bool_)
        known[freed] = True
        for step in (self._ahead, self._behind):
            front, seen = freed, np.zeros_like(known)
            seen[freed] = True
            for _ in range(reach):
                front = np.unique(step(front))
                front = front[~seen[front]]
                if not len(front):
                    break
                seen[front] = True
            known |= seen
        return np.flatnonzero(known)

    def _ahead(self, front: Integers) -> Integers:
        return self.arcs(movers=front).target

    def _behind(self, front: Integers) -> Integers:
        return self.arcs(flats=front).source


def arcs(entries: Sequence[Entry]) -> Arcs:
    """Every acceptable and lawful move of the pool. Entry numbers become offer numbers."""
    return Standing.of(entries).arcs()


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
    # Nothing is offered under a code beyond the last one of these flats.
    offered = code <= int(homes.place.max())
    asking, code = asking[offered], code[offered]
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
