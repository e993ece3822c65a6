"""What the office already knows of a household and its flat, so that nobody is asked twice."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.db.models.functions import Coalesce

from cases.housing_stock.models import Dwelling
from cases.people.models import HouseholdMember
from cases.tenancies import queries
from cases.tenancies.models import Payment, Tenancy
from exchange.pool import places
from exchange.pool.columns import LARGEST_AREA, SMALLEST_AREA, Heating, Tenure
from exchange.pool.models import Place

MONTHS = 6
DAYS = 182
# Rounded down to whole thousands: the exact sum would tell of the payments behind it.
STEP = 1000


def affordable(paid: int, months: int = MONTHS) -> int:
    """Forints paid over some months in; what the household can carry a month, in whole thousands, out."""
    return max(paid, 0) // months // STEP * STEP


def of_ledger(tenancy: Tenancy, *, on: date) -> tuple[bool, int]:
    """Whether the tenancy is overdue, and what it has paid a month over the last half year."""
    paid = Payment.objects.filter(tenancy=tenancy, paid_on__gt=on - timedelta(days=DAYS), paid_on__lte=on)
    total = paid.exclude(source=Payment.Source.BROUGHT_FORWARD).aggregate(total=Coalesce(Sum("amount"), 0))["total"]
    return queries.account(tenancy.pk, on=on).overdue > 0, affordable(total)


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
