"""Filling a sample office: flats, people, contracts, fourteen months of rent and what was paid of it."""

import random
from datetime import date, timedelta
from decimal import Decimal

from cases.arrears import pauses
from cases.arrears.models import Pause
from cases.housing_stock.models import Building, Dwelling
from cases.people import persons
from cases.people.models import Person
from cases.tenancies import contracts, ledger, rent, settlement
from cases.tenancies.models import Payment, RentRate, Tenancy, TenancyParty
from catalogue.shared import calendars
from kernel import collation
from kernel.access import SYSTEM
from project.demo import people
from project.demo.towns import GRADES, RENTS, Town

MONTHS = 14


def fill(town: Town, *, on: date) -> None:
    """Everything of one sample office that is not an account or an advert."""
    _rent_table()
    let = _let(town, _dwellings(town), on=on)
    _charge_and_pay(let, on=on)
    _spoil_a_little([tenancy for tenancy, _sample in let], on=on)


def _rent_table() -> None:
    RentRate.objects.bulk_create(
        RentRate(basis=basis, comfort=grade, forints_per_m2=rate, valid_from=date(2020, 1, 1), decree="minta rendelet")
        for basis, rates in RENTS.items()
        for grade, rate in zip(GRADES, rates, strict=True)
        if rate is not None
    )


def _dwellings(town: Town) -> list[Dwelling]:
    buildings: dict[tuple[str, str], Building] = {}
    dwellings = []
    for flat in people.flats(town):
        key = (flat.street, flat.house)
        if key not in buildings:
            buildings[key] = Building(
                postcode=town.postcode,
                town=town.town,
                street=flat.street,
                house_number=flat.house,
                district=flat.district,
                has_lift=False,
            )
        floor = f"{flat.floor}" if flat.floor == "fsz." else f"{flat.floor}. em."
        address = f"{town.postcode} {town.town}, {flat.street} {flat.house}. {floor} {flat.door}."
        dwellings.append(
            Dwelling(
                building=buildings[key],
                floor=flat.floor,
                door=flat.door,
                parcel_number=flat.parcel,
                address=address,
                sort_key=collation.sort_key(address),
                search_key=collation.search_key(address),
                area_m2=Decimal(flat.area),
                half_rooms=flat.half_rooms,
                comfort=GRADES[flat.comfort],
            )
        )
    Building.objects.bulk_create(buildings.values())
    return Dwelling.objects.bulk_create(dwellings)


def _let(town: Town, dwellings: list[Dwelling], *, on: date) -> list[tuple[Tenancy, people.SampleTenancy]]:
    samples = [(dwelling, sample) for dwelling, sample in zip(dwellings, people.tenancies(town), strict=True) if sample]
    tenancies, parties, persons_new = [], [], []
    for number, (dwelling, sample) in zip(contracts.next_numbers(len(samples)), samples, strict=True):
        basis = sample.basis if RENTS[sample.basis][GRADES.index(dwelling.comfort)] else "social"
        rate = RENTS[basis][GRADES.index(dwelling.comfort)] or 0
        tenancy = Tenancy(
            number=number,
            dwelling=dwelling,
            starts_on=date(on.year - sample.begun_years_ago, 3, 1),
            basis=basis,
            monthly_rent=rent.monthly(Decimal(dwelling.area_m2 or 0), rate),
        )
        tenancies.append(tenancy)
        for position, name in enumerate(sample.names, 1):
            address = f"{collation.search_key(name).replace(' ', '.')}.{number[3:9]}@example.hu"
            person = persons.prepare(
                name=name, email=address if sample.pays_by_email and position == 1 else "", phone="+36 30 000 0000"
            )
            persons_new.append(person)
            parties.append(TenancyParty(tenancy=tenancy, person=person, position=position, since=tenancy.starts_on))
    Person.objects.bulk_create(persons_new)
    Tenancy.objects.bulk_create(tenancies)
    TenancyParty.objects.bulk_create(parties)
    return list(zip(tenancies, (sample for _dwelling, sample in samples), strict=True))


def _charge_and_pay(let: list[tuple[Tenancy, people.SampleTenancy]], *, on: date) -> None:
    calendar = calendars.national()
    months = _months_before(on)
    for month in months:
        ledger.raise_rents(period=month, calendar=calendar, by=SYSTEM)
    chance = random.Random(len(let))
    receipts: list[ledger.Receipt] = []
    for tenancy, sample in let:
        for month in months[: max(len(months) - sample.months_owed, 0)]:
            paid_on = month + timedelta(days=chance.randint(4, 22))
            if paid_on <= on:
                receipts.append(
                    ledger.Receipt(
                        tenancy.pk, tenancy.monthly_rent, paid_on, Payment.Source.BANK, f"MINTA{len(receipts)}"
                    )
                )
    ledger.book(sorted(receipts, key=lambda receipt: receipt.paid_on), by=SYSTEM)
    settlement.settle_credits()


def _months_before(on: date) -> list[date]:
    """The first days of the last months, the present one last."""
    first = on.replace(day=1)
    months = [first]
    while len(months) < MONTHS:
        first = (first - timedelta(days=1)).replace(day=1)
        months.insert(0, first)
    return months


def _spoil_a_little(let: list[Tenancy], *, on: date) -> None:
    """The cases every office has: somebody died, post came back, support is asked for, a debt is disputed."""
    chance = random.Random(f"{len(let)} cases")
    owed = {item.tenancy_id for item in settlement.open_charges([tenancy.pk for tenancy in let])}
    owing = [tenancy for tenancy in let if tenancy.pk in owed]
    for kind in ("died", "moved", Pause.Reason.SUPPORT, Pause.Reason.DISPUTE, Pause.Reason.TALKS):
        for tenancy in chance.sample(owing, max(len(owing) // 25, 1)):
            party = tenancy.parties.select_related("person").first()
            if kind == "died" and party:
                persons.mark_deceased(person=party.person, on=None, by=SYSTEM)
            elif kind == "moved" and party:
                persons.mark_undeliverable(person=party.person, since=on - timedelta(days=20), by=SYSTEM)
            elif kind not in {"died", "moved"}:
                pauses.pause(
                    tenancy=tenancy, reason=kind, until=on + timedelta(days=60), on=on - timedelta(days=12), by=SYSTEM
                )
