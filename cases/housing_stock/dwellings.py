"""Registering the municipality's flats."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.housing_stock.models import Building, Dwelling
from kernel import audit, collation
from kernel.access import Actor
from kernel.refusal import Refused


class CannotRegister(Refused):
    """The flat cannot be registered as asked."""


def full_address(building: Building, *, stair: str = "", floor: str = "", door: str = "") -> str:
    """The address on one line, as letters write it: 7621 Pécs, Király utca 5. A lph. 2. em. 3. ajtó."""
    within = [
        f"{part.rstrip('.')}{dot} {word}"
        for part, dot, word in ((stair, "", "lph."), (floor, ".", "em."), (door, ".", "ajtó"))
        if part
    ]
    return " ".join([str(building), *within])[:200]


@transaction.atomic
def register(
    *,
    postcode: str,
    town: str,
    street: str,
    house_number: str,
    by: Actor,
    stair: str = "",
    floor: str = "",
    door: str = "",
    parcel_number: str = "",
    area_m2: Decimal | None = None,
    half_rooms: int | None = None,
    comfort: str = "",
) -> Dwelling:
    """A new flat, and its building when it is the first there. Refuses an address or parcel already registered."""
    building, _is_new = Building.objects.get_or_create(
        postcode=postcode, town=town.strip(), street=street.strip(), house_number=house_number.strip().rstrip(".")
    )
    if Dwelling.objects.filter(building=building, stair=stair, floor=floor, door=door).exists():
        raise CannotRegister(_("There is a flat at this address already."))
    if parcel_number and Dwelling.objects.filter(parcel_number=parcel_number).exists():
        raise CannotRegister(_("There is a flat with this parcel number already."))
    address = full_address(building, stair=stair, floor=floor, door=door)
    dwelling = Dwelling.objects.create(
        building=building,
        stair=stair,
        floor=floor,
        door=door,
        parcel_number=parcel_number,
        address=address,
        sort_key=collation.sort_key(address),
        search_key=collation.search_key(address),
        area_m2=area_m2,
        half_rooms=half_rooms,
        comfort=comfort,
    )
    audit.record(by, "dwelling_registered", dwelling)
    return dwelling
