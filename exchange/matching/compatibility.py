"""Which household would and may take which flat: hard wishes, the law, and how well the flat fits.

All of it is arithmetic on two plain records. `acceptance` holds the same rule for one pair that `arcs` in
`exchange.matching.arcs` applies to whole pools.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, IntEnum


class Comfort(IntEnum):
    """Comfort grades in rising order (Housing Act 1993:LXXVIII, section 91/A)."""

    EMERGENCY = 0
    NO_COMFORT = 1
    HALF_COMFORT = 2
    COMFORT = 3
    FULL_COMFORT = 4


class Tenure(Enum):
    """By what right the household holds the flat."""

    TENANCY = "tenancy"
    OWNERSHIP = "ownership"


class Heating(Enum):
    """How the flat is heated."""

    DISTRICT = "district"
    CENTRAL = "central"
    GAS = "gas"
    ELECTRIC = "electric"
    SOLID_FUEL = "solid_fuel"
    HEAT_PUMP = "heat_pump"
    OTHER = "other"


class Block(Enum):
    """Why a flat is out of the question for a household, one code for each wish it misses."""

    PLACE = "place"
    TOO_FEW_ROOMS = "too_few_rooms"
    TOO_MANY_ROOMS = "too_many_rooms"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    CROWDED = "crowded"
    TOO_COSTLY = "too_costly"
    TOO_HIGH_UP = "too_high_up"
    STEPS = "steps"
    HEATING = "heating"
    COMFORT = "comfort"
    TENURE = "tenure"
    NOT_A_FLAT = "not_a_flat"


@dataclass(frozen=True, slots=True)
class Home:
    """One flat. Rooms are counted in half rooms, area in m², cost in forints a month with common charges and
    utilities; `floor` is 0 on the ground and None when unknown. `tenure` None stands for anything that is
    neither a tenancy nor ownership, such as cash.
    """

    town: str
    district: str
    half_rooms: int
    area: int
    comfort: Comfort
    heating: Heating
    tenure: Tenure | None
    monthly_cost: int
    floor: int | None = None
    has_lift: bool = False
    step_free: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """What a household needs and accepts; None means no limit, an empty set means anything.

    `places` holds (town, district) pairs, a district of None standing for the whole town. `highest_floor` is
    the most floors to climb, or to go down, without a lift. `area_per_person` is the smallest number of m²
    for each member. `affordable` is the monthly cost that the household can carry, in forints.
    """

    places: frozenset[tuple[str, str | None]] = field(default_factory=frozenset)
    half_rooms_min: int | None = None
    half_rooms_max: int | None = None
    area_min: int | None = None
    area_max: int | None = None
    cost_max: int | None = None
    highest_floor: int | None = None
    needs_lift: bool = False
    needs_step_free: bool = False
    heatings: frozenset[Heating] = field(default_factory=frozenset)
    comfort_min: Comfort = Comfort.EMERGENCY
    tenures: frozenset[Tenure] = field(default_factory=frozenset)
    household_size: int = 1
    area_per_person: int = 0
    in_arrears: bool = False
    affordable: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """One advert of the pool: a flat, and what its household wishes; a vacant flat has no wish."""

    home: Home
    wish: Wish | None


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a flat suits a household, 1 to 100, and the points each part gave."""

    total: int
    cost: int
    room: int
    place: int
    comfort: int
    access: int


COST_POINTS, ROOM_POINTS, PLACE_POINTS, COMFORT_POINTS, ACCESS_POINTS = 39, 20, 20, 10, 10
# With every part at nothing a fit still counts 1: an acceptable flat is better than none.
FIRST_POINT = 1
# A saving of half the present monthly cost earns all cost points.
FULL_SAVING_PERCENT = 50


def why_not(wish: Wish, home: Home) -> list[Block]:
    """Every hard wish the flat misses, in the order of Block; an empty list means it is acceptable."""
    needed = wish.household_size * wish.area_per_person
    tests = {
        Block.PLACE: bool(wish.places) and not _in_place(wish, home),
        Block.TOO_FEW_ROOMS: wish.half_rooms_min is not None and home.half_rooms < wish.half_rooms_min,
        Block.TOO_MANY_ROOMS: wish.half_rooms_max is not None and home.half_rooms > wish.half_rooms_max,
        Block.TOO_SMALL: wish.area_min is not None and home.area < wish.area_min,
        Block.TOO_LARGE: wish.area_max is not None and home.area > wish.area_max,
        Block.CROWDED: home.area < needed,
        Block.TOO_COSTLY: wish.cost_max is not None and home.monthly_cost > wish.cost_max,
        Block.TOO_HIGH_UP: not _reachable(wish, home),
        Block.STEPS: wish.needs_step_free and not home.step_free,
        Block.HEATING: bool(wish.heatings) and home.heating not in wish.heatings,
        Block.COMFORT: home.comfort < wish.comfort_min,
        Block.TENURE: bool(wish.tenures) and home.tenure is not None and home.tenure not in wish.tenures,
        Block.NOT_A_FLAT: home.tenure is None,
    }
    return [block for block, missed in tests.items() if missed]


def may_exchange(given: Tenure | None, received: Tenure | None) -> bool:
    """Whether the law lets these two rights be exchanged.

    A municipal tenancy may be exchanged only for another tenancy or for ownership, never for cash (Housing
    Act 1993:LXXVIII, section 29). Two owned flats may be exchanged freely.
    """
    return given is not None and received is not None


def relieves(wish: Wish, home: Home) -> bool:
    """Whether this move takes a household in arrears into a flat that it can afford."""
    return wish.in_arrears and home.monthly_cost <= wish.affordable


def fit(wish: Wish, present: Home, home: Home) -> Fit:
    """How well `home` suits the household that lives in `present`; integers only, so that all agree on it."""
    present_cost = max(present.monthly_cost, 1)
    saving = min(max(present.monthly_cost - home.monthly_cost, 0), present_cost)
    cost = min(COST_POINTS, saving * 100 * COST_POINTS // (present_cost * FULL_SAVING_PERCENT))
    needed = max(wish.household_size * wish.area_per_person, wish.area_min or 0)
    spare = max(home.area - needed, 0)
    room = min(ROOM_POINTS, spare)
    same_town = present.town == home.town
    place = PLACE_POINTS if same_town and present.district == home.district else PLACE_POINTS // 2 * same_town
    comfort = COMFORT_POINTS * (int(home.comfort) - wish.comfort_min) // int(Comfort.FULL_COMFORT)
    access = ACCESS_POINTS // 2 * home.has_lift + ACCESS_POINTS // 2 * home.step_free
    comfort = max(comfort, 0)
    total = FIRST_POINT + cost + room + place + comfort + access
    return Fit(total, cost, room, place, comfort, access)


def acceptance(mover: Entry, offered: Entry) -> Fit | None:
    """The fit if the mover's household would and may take the offered flat, otherwise nothing."""
    if mover.wish is None or why_not(mover.wish, offered.home):
        return None
    if not may_exchange(mover.home.tenure, offered.home.tenure):
        return None
    return fit(mover.wish, mover.home, offered.home)


def _in_place(wish: Wish, home: Home) -> bool:
    return (home.town, home.district) in wish.places or (home.town, None) in wish.places


def _reachable(wish: Wish, home: Home) -> bool:
    """A lift answers any wish about floors; without one the floor must be known, or on the ground."""
    if home.has_lift or home.floor == 0:
        return True
    if wish.needs_lift:
        return False
    return wish.highest_floor is None or (home.floor is not None and abs(home.floor) <= wish.highest_floor)
