"""All exchange cycles up to a length, each found once, from its first vertex in the search order.

Distances prune the search: a path is followed only while the way back to its start is short enough. An arc
between two strongly connected components has no way back at all, so this covers the component pruning too.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from exchange.matching.problem import Integers

# Paths held in memory at once: a block that would grow beyond this is halved first.
MOST_PATHS = 2_000_000
# Distance cells of one block of start vertices: small enough to stay in the processor's cache.
DISTANCE_CELLS = 1 << 22
# Beyond this many cycles the integer model would not fit into memory anyway.
MOST_CYCLES = 1_000_000

FAR = np.uint8(255)


@dataclass(frozen=True, slots=True, eq=False)
class Cycles:
    """Cycles by length: row i of `by_length[L]` is one cycle of L arcs, given as arc numbers in order."""

    by_length: dict[int, Integers]
    complete: bool


@dataclass(frozen=True, slots=True, eq=False)
class Neighbours:
    """Adjacency in compressed rows: the neighbours of v are ends[start[v]:start[v + 1]], reached by arc."""

    start: Integers
    ends: Integers
    arc: Integers

    @classmethod
    def of(cls, size: int, tails: Integers, heads: Integers, arc: Integers) -> Neighbours:
        """Rows sorted by tail, then by head."""
        order = np.argsort(tails * size + heads)
        start = np.zeros(size + 1, dtype=np.int64)
        np.cumsum(np.bincount(tails, minlength=size), out=start[1:])
        return cls(start, heads[order], arc[order])

    def expand(self, tails: Integers) -> tuple[Integers, Integers]:
        """For every tail all its rows: (which tail, position in `ends`)."""
        counts = self.start[tails + 1] - self.start[tails]
        which = np.repeat(np.arange(len(tails)), counts)
        before = np.cumsum(counts) - counts
        return which, np.arange(len(which)) - before[which] + self.start[tails][which]

    def pieces(self, tails: Integers) -> list[slice]:
        """Slices of `tails` that each expand to about MOST_PATHS rows at most."""
        total = np.cumsum(self.start[tails + 1] - self.start[tails])
        count = int(total[-1]) // MOST_PATHS + 1 if len(total) else 0
        edges = np.searchsorted(total, np.arange(1, count) * MOST_PATHS).tolist()
        return [slice(low, high) for low, high in pairwise([0, *edges, len(tails)])]

    def expansion(self, tails: Integers) -> int:
        """How many rows `expand` would give."""
        return int((self.start[tails + 1] - self.start[tails]).sum())


def enumerate_cycles(size: int, source: Integers, target: Integers, longest: int, until: float) -> Cycles:
    """All simple cycles of 2 … `longest` arcs of the graph on vertices 0 … size-1.

    Stops at the moment `until` (time.monotonic) or at MOST_CYCLES; `complete` then is false.
    """
    rank, kept = _search_order(size, source, target)
    tails, heads = rank[source[kept]], rank[target[kept]]
    forward = Neighbours.of(size, tails, heads, kept)
    backward = Neighbours.of(size, heads, tails, kept)
    search = _Search(forward, backward, longest, until)
    active = int(np.count_nonzero(np.bincount(tails, minlength=size)))
    step = max(1, DISTANCE_CELLS // max(size, 1))
    distance = np.full((step, size), FAR, dtype=np.uint8)
    for first in range(0, active, step):
        search.from_block(np.arange(first, min(first + step, active), dtype=np.int64), distance)
        if not search.complete:
            break
    empty = np.empty((0, 0), dtype=np.int64)
    by_length = {
        length: np.concatenate(parts) if parts else empty.reshape(0, length) for length, parts in search.found.items()
    }
    return Cycles(by_length, search.complete)


def _search_order(size: int, source: Integers, target: Integers) -> tuple[Integers, Integers]:
    """Busiest vertices first, so that they are out of the way early; arcs that lie on no cycle are dropped."""
    kept = np.arange(len(source))
    while True:
        outgoing = np.bincount(source[kept], minlength=size)
        incoming = np.bincount(target[kept], minlength=size)
        alive = (outgoing > 0) & (incoming > 0)
        stays = alive[source[kept]] & alive[target[kept]]
        if stays.all():
            break
        kept = kept[stays]
    rank = np.empty(size, dtype=np.int64)
    rank[np.argsort(-(outgoing * incoming), kind="stable")] = np.arange(size)
    return rank, kept


class _Search:
    """The state of one enumeration: the graph, its limits and what was found so far."""

    def __init__(self, forward: Neighbours, backward: Neighbours, longest: int, until: float) -> None:
        self.forward = forward
        self.backward = backward
        self.longest = longest
        self.until = until
        self.complete = True
        self.count = 0
        self.marks = np.empty(0, dtype=np.int32)
        self.found: dict[int, list[Integers]] = {length: [] for length in range(2, longest + 1)}

    def from_block(self, starts: Integers, distance: np.ndarray[tuple[int, int], np.dtype[np.uint8]]) -> None:
        """All cycles whose first vertex is one of `starts`."""
        touched = list(self._measure(starts, distance))
        local = np.arange(len(starts), dtype=np.int64)
        self._follow(local, starts[:, None], np.empty((len(starts), 0), dtype=np.int64), distance)
        for rows, ends in touched:
            distance[rows, ends] = FAR

    def _measure(
        self, starts: Integers, distance: np.ndarray[tuple[int, int], np.dtype[np.uint8]]
    ) -> Iterator[tuple[Integers, Integers]]:
        """Write the arcs needed to get back to each start, over later vertices only, up to longest - 1."""
        rows, ends = np.arange(len(starts), dtype=np.int64), starts
        for hops in range(1, self.longest):
            reached = [np.empty(0, dtype=np.int64)]
            for piece in self.backward.pieces(ends):
                if time.monotonic() > self.until:
                    self.complete = False
                    break
                which, position = self.backward.expand(ends[piece])
                back, before = rows[piece][which], self.backward.ends[position]
                fresh = (before > starts[back]) & (distance[back, before] == FAR)
                keys = self._each_once(back[fresh] * distance.shape[1] + before[fresh], distance.size)
                distance.ravel()[keys] = hops
                reached.append(keys)
            rows, ends = np.divmod(np.concatenate(reached), distance.shape[1])
            yield rows, ends

    def _each_once(self, keys: Integers, cells: int) -> Integers:
        """The keys without repetitions: whoever wrote last into its cell stays. Much cheaper than sorting them."""
        if len(self.marks) < cells:
            self.marks = np.empty(cells, dtype=np.int32)
        place = np.arange(len(keys), dtype=np.int32)
        self.marks[keys] = place
        once: Integers = keys[self.marks[keys] == place]
        return once

    def _follow(
        self,
        rows: Integers,
        path: Integers,
        arcs: Integers,
        distance: np.ndarray[tuple[int, int], np.dtype[np.uint8]],
    ) -> None:
        """Lengthen every path by one arc, halving blocks that would grow too large."""
        if not len(rows) or not self.complete:
            return
        if time.monotonic() > self.until or self.count > MOST_CYCLES:
            self.complete = False
            return
        if len(rows) > 1 and self.forward.expansion(path[:, -1]) > MOST_PATHS:
            half = len(rows) // 2
            self._follow(rows[:half], path[:half], arcs[:half], distance)
            self._follow(rows[half:], path[half:], arcs[half:], distance)
            return
        which, position = self.forward.expand(path[:, -1])
        ends = self.forward.ends[position]
        taken = arcs.shape[1] + 1
        if taken >= 2:
            closing = ends == path[which, 0]
            closed = np.column_stack([arcs[which[closing]], self.forward.arc[position[closing]]])
            self.found[taken].append(closed)
            self.count += len(closed)
        if taken == self.longest:
            return
        going = (ends > path[which, 0]) & (distance[rows[which], ends] <= self.longest - taken)
        for column in range(1, path.shape[1]):
            going &= ends != path[which, column]
        which, position, ends = which[going], position[going], ends[going]
        self._follow(
            rows[which],
            np.column_stack([path[which], ends]),
            np.column_stack([arcs[which], self.forward.arc[position]]),
            distance,
        )
