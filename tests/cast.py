"""The fixed people and flats of the tests. All of them are invented."""

from datetime import date
from decimal import Decimal

from cases.housing_stock.models import Building, Dwelling
from cases.people import persons
from cases.people.models import Person
from cases.tenancies import contracts, ledger
from cases.tenancies.models import Payment, Tenancy
from kernel import collation
from kernel.access import SYSTEM
from kernel.calendar import Calendar

CALENDAR = Calendar()


def dwelling(
    street: str = "Minta utca", number: str = "12", door: str = "1", *, area: float = 54, half_rooms: int = 4
) -> Dwelling:
    building, _ = Building.objects.get_or_create(postcode="7621", town="Pécs", street=street, house_number=number)
    address = f"7621 Pécs, {street} {number}. {door}."
    return Dwelling.objects.create(
        building=building,
        door=door,
        address=address,
        sort_key=collation.sort_key(address),
        search_key=collation.search_key(address),
        area_m2=Decimal(area),
        half_rooms=half_rooms,
        comfort="comfort",
    )


def person(name: str = "Őri Anna", **known: object) -> Person:
    return persons.register(name=name, by=SYSTEM, **known)


def tenancy(
    name: str = "Őri Anna",
    *,
    door: str = "1",
    rent: int = 20_000,
    starts_on: date = date(2020, 1, 1),
    ends_on: date | None = None,
    old_identifier: str | None = None,
    email: str = "",
    parties: list[Person] | None = None,
) -> Tenancy:
    return contracts.let(
        dwelling=dwelling(door=door),
        parties=parties if parties is not None else [person(name, email=email)],
        starts_on=starts_on,
        ends_on=ends_on,
        basis="social",
        monthly_rent=rent,
        old_identifier=old_identifier,
        by=SYSTEM,
    )


def charge(let: Tenancy, *, period: date, amount: int = 20_000, due_on: date | None = None, kind: str = "rent") -> None:
    ledger.charge(
        tenancy=let, kind=kind, period=period, amount=amount, due_on=due_on or period.replace(day=15), by=SYSTEM
    )


def pay(let: Tenancy, amount: int, *, on: date) -> Payment:
    return ledger.book([ledger.Receipt(let.pk, amount, on, Payment.Source.CASH)], by=SYSTEM)[0]
