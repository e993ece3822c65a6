"""What the office already knows of a household and its flat, so that nobody is asked twice."""

from decimal import Decimal
from typing import Any

from cases.housing_stock.models import Dwelling
from cases.people.models import HouseholdMember
from cases.tenancies.models import Tenancy
from exchange.pool import places
from exchange.pool.columns import LARGEST_AREA, SMALLEST_AREA, Heating, Tenure
from exchange.pool.models import Place


def of_dwelling(dwelling: Dwelling) -> dict[str, Any]:
    """The offered flat's columns as far as the stock knows them; a place not on the list stays open."""
    building = dwelling.building
    known = Place.objects.filter(town=building.town, district__in=["", building.district]).order_by("-district").first()
    town, district = places.split(known.code) if known else ("", "")
    return {
        "town": town,
        "district": district,
        "half_rooms": dwelling.half_rooms,
        "area_m2": _whole_metres(dwelling.area_m2),
        "comfort": dwelling.comfort,
        "heating": dwelling.heating if dwelling.heating in Heating.values else "",
        "floor": floor_number(dwelling.floor),
        "has_lift": bool(building.has_lift),
        "tenure": Tenure.TENANCY,
    }


def of_tenancy(tenancy: Tenancy) -> dict[str, Any]:
    """The flat's columns, its rent, and how many live there."""
    party = tenancy.parties.filter(until__isnull=True).order_by("position").first()
    size = 1
    if party is not None:
        own = HouseholdMember.objects.filter(person=party.person_id, until__isnull=True).values("household")
        size = HouseholdMember.objects.filter(household__in=own, until__isnull=True).count() or 1
    return of_dwelling(tenancy.dwelling) | {"monthly_cost": tenancy.monthly_rent, "household_size": min(size, 30)}


def _whole_metres(area: Decimal | None) -> int | None:
    """The stock's area without its tenths; nothing where it is missing or no flat can be so small or large."""
    return int(area) if area is not None and SMALLEST_AREA <= area < LARGEST_AREA + 1 else None


def floor_number(text: str) -> int | None:
    """'fszt.' → 0, '3' or '3. em.' → 3; None where the stock does not say."""
    plain = text.strip().lower().rstrip(".")
    if plain in {"fszt", "földszint", "fsz", "0"}:
        return 0
    if plain in {"pince", "alagsor", "szuterén", "-1"}:
        return -1
    digits = plain.split(".")[0].split()[0] if plain else ""
    return int(digits) if digits.isdigit() and int(digits) <= 30 else None
