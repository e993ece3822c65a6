"""Why a proposal was made: who moves where, why each move fits and what it saves, as codes and numbers.

Nothing here is a sentence: pages and letters word these codes in the reader's language.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from exchange.matching import compatibility
from exchange.matching.compatibility import Entry, Fit
from exchange.matching.problem import chain_moves, cycle_moves


class Shape(Enum):
    """What kind of exchange it is."""

    SWAP = "swap"
    RING = "ring"
    CHAIN = "chain"


class Reason(Enum):
    """A good thing about one move."""

    RELIEVES_ARREARS = "relieves_arrears"
    COSTS_LESS = "costs_less"
    LARGER = "larger"
    SMALLER = "smaller"
    MORE_COMFORT = "more_comfort"
    SAME_DISTRICT = "same_district"
    SAME_TOWN = "same_town"
    STEP_FREE = "step_free"
    LIFT = "lift"


@dataclass(frozen=True, slots=True)
class Leg:
    """One household's move: into whose flat, its fit by parts, the reasons, the forints saved each month.

    A negative saving is a higher cost. Reasons come in the order of Reason.
    """

    household: int
    flat: int
    fit: Fit
    reasons: tuple[Reason, ...]
    monthly_saving: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """One cycle or chain, move by move; `freed` is the flat that stands empty after a chain."""

    shape: Shape
    legs: tuple[Leg, ...]
    relieved: int
    monthly_saving: int
    freed: int | None


class NotAcceptable(Exception):
    """A move to be explained is not an acceptable one: the pool has changed since it was cleared."""


def explain_cycle(entries: Sequence[Entry], cycle: tuple[int, ...]) -> Explanation:
    """The exchange round `cycle`; raises NotAcceptable if a move in it is refused by wish or law."""
    shape = Shape.SWAP if len(cycle) == 2 else Shape.RING
    return _explanation(entries, shape, cycle_moves(cycle), freed=None)


def explain_chain(entries: Sequence[Entry], chain: tuple[int, ...]) -> Explanation:
    """The moves from the vacant flat `chain[0]` on; raises NotAcceptable as `explain_cycle` does."""
    return _explanation(entries, Shape.CHAIN, chain_moves(chain), freed=chain[-1])


def _explanation(
    entries: Sequence[Entry], shape: Shape, moves: list[tuple[int, int]], *, freed: int | None
) -> Explanation:
    legs = tuple(_leg(entries, household, flat) for household, flat in moves)
    return Explanation(
        shape=shape,
        legs=legs,
        relieved=sum(Reason.RELIEVES_ARREARS in leg.reasons for leg in legs),
        monthly_saving=sum(leg.monthly_saving for leg in legs),
        freed=freed,
    )


def _leg(entries: Sequence[Entry], household: int, flat: int) -> Leg:
    mover, offered = entries[household], entries[flat]
    fit = compatibility.acceptance(mover, offered)
    if fit is None or mover.wish is None:
        raise NotAcceptable(f"household {household} would or may not take flat {flat}")
    present, home, wish = mover.home, offered.home, mover.wish
    same_town = present.town == home.town
    claims = {
        Reason.RELIEVES_ARREARS: compatibility.relieves(wish, home),
        Reason.COSTS_LESS: home.monthly_cost < present.monthly_cost,
        Reason.LARGER: home.area > present.area,
        Reason.SMALLER: home.area < present.area,
        Reason.MORE_COMFORT: home.comfort > present.comfort,
        Reason.SAME_DISTRICT: same_town and home.district == present.district,
        Reason.SAME_TOWN: same_town and home.district != present.district,
        Reason.STEP_FREE: home.step_free and not present.step_free,
        Reason.LIFT: home.has_lift and not present.has_lift,
    }
    reasons = tuple(reason for reason, holds in claims.items() if holds)
    return Leg(household, flat, fit, reasons, present.monthly_cost - home.monthly_cost)
