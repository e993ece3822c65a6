"""The offices of the reminder benches: tenancies, three months' rent, and people of every sort the ladder asks about."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

ON = date(2026, 11, 23)
PERIODS = (date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1))
RENT = 20_000


@dataclass(frozen=True)
class Size:
    """How many offices, how many tenancies in each; how many tasks are tried, and letters released in each office."""

    offices: int
    tenancies: int
    looped: int
    letters: int


def seconds(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def opened(size: Size) -> list[Any]:
    """Offices with tenancies, three months' rent, and people of every sort that the ladder asks about."""
    from django.db import connection

    from tenants import context
    from tenants.registry import opening

    offices = []
    for number in range(size.offices):
        office = opening.open_office(slug=f"bench{number}", name="Mérő Lakásiroda", iban=iban(number))
        opening.set_letterhead(
            office,
            postal_address="7621 Pécs, Minta tér 1.",
            phone="+36 72 000 001",
            email="m@example.hu",
            bic="MINTHUHBXXX",
        )
        office.refresh_from_db()
        with context.entered(office):
            fill(size.tenancies)
        offices.append(office)
    with connection.owner(), connection.cursor() as cursor:  # type: ignore[attr-defined]
        for office in offices:
            for table in ("tenancies_charge", "tenancies_paymentshare", "tenancies_tenancy", "tenancies_tenancyparty"):
                cursor.execute(f'ANALYZE "{office.schema_name}".{table}')
    return offices


def iban(number: int) -> str:
    """A valid account number that no bank has given out: every group of digits weighed 9, 7, 3, 1 gives a ten."""
    weights = (9, 7, 3, 1)

    def checked(digits: str) -> str:
        return digits + str(-sum(int(digit) * weights[place % 4] for place, digit in enumerate(digits)) % 10)

    account = checked("9990001") + checked(f"{number + 1:015d}")
    return f"HU{98 - int(f'{account}173000') % 97:02d}{account}"


def fill(tenancies: int) -> None:
    """Of ten tenancies two have paid; of a hundred four are paused, two have a tenant who died, one has nobody."""
    from cases.arrears.models import Pause
    from cases.housing_stock.models import Building, Dwelling
    from cases.people import persons
    from cases.people.models import Person
    from cases.tenancies import contracts, ledger
    from cases.tenancies.models import Payment, Tenancy, TenancyParty
    from kernel.access import SYSTEM
    from kernel.calendar import Calendar

    building = Building.objects.create(postcode="7621", town="Pécs", street="Mérő utca", house_number="1")
    flats = Dwelling.objects.bulk_create(
        Dwelling(
            building=building, door=str(n), address=f"7621 Pécs, Mérő utca 1. {n}.", sort_key=str(n), search_key=str(n)
        )
        for n in range(tenancies)
    )
    people = Person.objects.bulk_create(
        persons.prepare(name=f"Próba Őrs {n}", is_deceased=n % 50 == 7, email=f"p{n}@example.hu" if n % 3 else "")
        for n in range(tenancies)
    )
    numbers = contracts.next_numbers(tenancies)
    lets = Tenancy.objects.bulk_create(
        Tenancy(number=number, dwelling=flat, monthly_rent=RENT, starts_on=date(2020, 1, 1))
        for number, flat in zip(numbers, flats, strict=True)
    )
    TenancyParty.objects.bulk_create(
        TenancyParty(tenancy=let, person=who, position=1)
        for place, (let, who) in enumerate(zip(lets, people, strict=True))
        if place % 100 != 33
    )
    for period in PERIODS:
        ledger.raise_rents(period=period, calendar=Calendar(), by=SYSTEM)
    Pause.objects.bulk_create(
        Pause(tenancy=let, reason="talks", starts_on=PERIODS[0], ends_on=date(2026, 12, 31), created_by="x")
        for let in lets[4::25]
    )
    paid = [let for place, let in enumerate(lets) if place % 10 < 2]
    ledger.book(
        [ledger.Receipt(let.pk, RENT * len(PERIODS), date(2026, 11, 3), Payment.Source.CASH) for let in paid], by=SYSTEM
    )
