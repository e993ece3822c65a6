"""Flats and households of the exchange tests, written as short as they can be read."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from cases.housing_stock.models import Building, Dwelling
from cases.people import persons
from cases.tenancies import contracts
from cases.tenancies.models import Tenancy
from exchange.adverts import publishing, writing
from exchange.adverts.models import Advert, ExchangeSetting
from exchange.pool import listings, places, progress
from exchange.pool.columns import HOME, WISH
from exchange.pool.models import Listing, Proposal
from exchange.pool.steps import Stage, Task
from kernel.access import SYSTEM
from tenants import context
from tenants.registry.models import Office

TODAY = date(2026, 11, 23)
NOON = timezone.make_aware(datetime(2026, 11, 23, 12))
PLACES = [("Égervár", "Belváros"), ("Égervár", "Kertváros"), ("Nyírtelek", "Újtelep")]


def open_places() -> None:
    publish_without_checks()
    for town, district in PLACES:
        places.register(town=town, district=district, by=SYSTEM)


def send_all(*, at: datetime = NOON) -> None:
    """Every office looks at every new proposal and lets it go to the households."""
    for proposal in Proposal.objects.filter(state=Stage.COMPUTED):
        for office in Office.objects.filter(schema_name__in=proposal.offices):
            with context.entered(office):
                progress.mark(proposal=proposal, task=Task.SCREEN, by=SYSTEM, at=at)


def publish_without_checks() -> None:
    """An office where nothing is verified before it is shown, unless it said otherwise: verifying has its own tests."""
    ExchangeSetting.objects.get_or_create(pk=1, defaults={"verify_first": False})


def flat(
    street: str, number: int, *, town: str = "Égervár", district: str = "Belváros", area: int = 60, half_rooms: int = 4
) -> Dwelling:
    building, _made = Building.objects.get_or_create(
        postcode="7100",
        town=town,
        street=street,
        house_number=str(number),
        defaults={"district": district, "has_lift": False},
    )
    address = f"{building} 1/{number}"
    return Dwelling.objects.create(
        building=building, floor="1", door=str(number), address=address, sort_key=address, search_key=address.lower(),
        area_m2=area, half_rooms=half_rooms, comfort="comfort", heating="gas",
    )  # fmt: skip


def tenancy(name: str, dwelling: Dwelling, *, rent: int = 60_000) -> Tenancy:
    person = persons.register(name=name, by=SYSTEM)
    return contracts.let(
        dwelling=dwelling, parties=[person], starts_on=date(2020, 1, 1), basis="social", monthly_rent=rent, by=SYSTEM
    )


def advert(
    name: str,
    *,
    number: int,
    publish: bool = True,
    rent: int = 60_000,
    area: int = 60,
    half_rooms: int = 4,
    town: str = "Égervár",
    district: str = "Belváros",
    **wish: Any,
) -> Advert:
    """A household's advert, in the office that was entered."""
    publish_without_checks()
    let = tenancy(
        name, flat("Fő utca", number, town=town, district=district, area=area, half_rooms=half_rooms), rent=rent
    )
    begun = writing.start_from_tenancy(tenancy=let, by=SYSTEM, on=TODAY)
    begun = writing.write(advert=begun, by=SYSTEM, answers=wish)
    return publishing.publish(advert=begun, by=SYSTEM, on=TODAY) if publish else begun


def vacant(number: int, *, area: int = 40, half_rooms: int = 3, cost: int = 40_000, **place: Any) -> Advert:
    """An empty municipal flat on offer."""
    publish_without_checks()
    begun = writing.start_for_vacant(
        dwelling=flat("Szabad utca", number, area=area, half_rooms=half_rooms, **place), by=SYSTEM, on=TODAY
    )
    begun = writing.write(advert=begun, by=SYSTEM, answers={"monthly_cost": cost})
    return publishing.publish(advert=begun, by=SYSTEM, on=TODAY)


def columns(**different: Any) -> dict[str, Any]:
    """What leaves an office, for tests that need no advert behind it."""
    made = Listing(town="Égervár", district="Belváros", half_rooms=4, area_m2=60, comfort="comfort", heating="gas", tenure="tenancy", monthly_cost=60_000)  # fmt: skip
    values = {column: getattr(made, column) for column in (*HOME, *WISH)}
    return values | {"is_vacant": False, "floor": "low", "seeks_relief": False, "affordable_cost": 0} | different


def listing(advert_id: UUID | None = None, **different: Any) -> Listing:
    return listings.publish(
        advert_id=advert_id or uuid4(), columns=columns(**different), on=TODAY, expires_on=date(2027, 2, 21)
    )
