"""From rows to what the matching engine reads."""

from collections.abc import Iterable

from exchange.matching import compatibility
from exchange.matching.compatibility import Comfort, Entry, Home, Wish
from exchange.pool import places
from exchange.pool.columns import FloorBand, HomeColumns, WishColumns
from exchange.pool.models import Listing

COMFORT = {
    "full": Comfort.FULL_COMFORT,
    "comfort": Comfort.COMFORT,
    "half": Comfort.HALF_COMFORT,
    "none": Comfort.NO_COMFORT,
    "emergency": Comfort.EMERGENCY,
}
# A band counts as its highest floor, so that nobody is promised fewer stairs than there are.
BAND_FLOOR = {FloorBand.BELOW: -1, FloorBand.GROUND: 0, FloorBand.LOW: 2, FloorBand.MIDDLE: 4, FloorBand.HIGH: 10}
LOW_UP_TO, MIDDLE_UP_TO = 2, 4


def band(floor: int | None) -> FloorBand:
    """The exact floor in; how the pool shows it out."""
    if floor is None:
        return FloorBand.UNKNOWN
    if floor < 0:
        return FloorBand.BELOW
    if floor == 0:
        return FloorBand.GROUND
    return FloorBand.LOW if floor <= LOW_UP_TO else FloorBand.MIDDLE if floor <= MIDDLE_UP_TO else FloorBand.HIGH


def home(row: HomeColumns, floor: str) -> Home:
    """The flat of a complete row."""
    return Home(
        town=row.town,
        district=row.district,
        half_rooms=row.half_rooms or 0,
        area=row.area_m2 or 0,
        comfort=COMFORT[row.comfort],
        heating=compatibility.Heating(row.heating),
        tenure=compatibility.Tenure(row.tenure),
        monthly_cost=row.monthly_cost or 0,
        floor=BAND_FLOOR.get(FloorBand(floor)),
        has_lift=row.has_lift,
        step_free=row.step_free,
    )


def wish(row: WishColumns, *, in_arrears: bool, affordable: int) -> Wish:
    """What the household of a row wants."""
    return Wish(
        places=frozenset((town, district or None) for town, district in map(places.split, row.wish_places)),
        half_rooms_min=row.wish_half_rooms_min,
        half_rooms_max=row.wish_half_rooms_max,
        area_min=row.wish_area_min,
        area_max=row.wish_area_max,
        cost_max=row.wish_cost_max,
        needs_lift=row.wish_lift,
        needs_step_free=row.wish_step_free,
        heatings=frozenset(map(compatibility.Heating, row.wish_heatings)),
        comfort_min=COMFORT[row.wish_comfort_min or "emergency"],
        tenures=frozenset(map(compatibility.Tenure, row.wish_tenures)),
        household_size=row.household_size,
        area_per_person=row.area_per_person,
        in_arrears=in_arrears,
        affordable=affordable,
    )


def entry(row: Listing) -> Entry:
    """One listing as the engine reads it."""
    wanted = None if row.is_vacant else wish(row, in_arrears=row.seeks_relief, affordable=row.affordable_cost)
    return Entry(home(row, row.floor), wanted)


def entries(rows: Iterable[Listing]) -> list[Entry]:
    return [entry(row) for row in rows]
