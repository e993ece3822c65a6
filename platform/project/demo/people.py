"""Invented names and flats, always the same ones: the seed of the numbers is the town's name."""

import random
from dataclasses import dataclass

from project.demo.towns import SIZES, Town

FAMILY = (
    "Nagy", "Kovács", "Tóth", "Szabó", "Horváth", "Varga", "Kiss", "Molnár", "Németh", "Farkas", "Balogh", "Papp",
    "Lakatos", "Juhász", "Mészáros", "Oláh", "Simon", "Rácz", "Fekete", "Szűcs", "Török", "Gulyás", "Bíró", "Király",
    "Csonka", "Őri", "Gyenes", "Zsiga", "Orsós", "Bogdán", "Kalányos", "Petrovics", "Schmidt", "Wágner", "Sárközi",
)  # fmt: skip
WOMEN = (
    "Mária", "Erzsébet", "Katalin", "Ilona", "Éva", "Anna", "Zsuzsanna", "Margit", "Judit", "Ágnes", "Andrea",
    "Erika", "Krisztina", "Mónika", "Tünde", "Csilla", "Gyöngyi", "Eszter", "Piroska", "Ibolya",
)  # fmt: skip
MEN = (
    "László", "József", "István", "János", "Zoltán", "Sándor", "Gábor", "Ferenc", "Attila", "Péter", "Tamás", "Zsolt",
    "Tibor", "Csaba", "Győző", "Ödön", "Imre", "Lajos", "Dezső", "Szilárd",
)  # fmt: skip
STREETS = (
    "Minta utca", "Próba köz", "Képzelet tér", "Példa sor", "Vadgesztenye utca", "Kőris utca", "Égerfa utca",
    "Bányász út", "Zsálya köz", "Csillagvirág utca", "Őszirózsa utca", "Tűzliliom utca", "Gyümölcsös dűlő",
)  # fmt: skip


@dataclass(frozen=True)
class SampleFlat:
    street: str
    house: str
    floor: str
    door: str
    parcel: str
    area: int
    half_rooms: int
    comfort: int  # index into towns.GRADES
    district: str


@dataclass(frozen=True)
class SampleTenancy:
    names: tuple[str, ...]
    basis: str
    begun_years_ago: int
    months_owed: int
    pays_by_email: bool


def flats(town: Town) -> list[SampleFlat]:
    """The town's flats, no two with the same address."""
    chance = random.Random(town.slug)
    found = []
    for number in range(town.flats):
        street = STREETS[number % len(STREETS)]
        house = number // len(STREETS) // 4 * 2 + 3
        door = number // len(STREETS) % 4 + 1
        area, half_rooms = chance.choice(SIZES)
        found.append(
            SampleFlat(
                street=street,
                house=str(house),
                floor=("fsz.", "I", "II", "III")[door - 1],
                door=str(door),
                parcel=f"{1000 + number}/{door}",
                area=area,
                half_rooms=half_rooms,
                comfort=chance.choices(range(5), town.comfort)[0],
                district=chance.choice(town.districts),
            )
        )
    return found


def tenancies(town: Town) -> list[SampleTenancy | None]:
    """Who lives in which flat; None is a vacant one. Debts as unevenly spread as in life."""
    chance = random.Random(f"{town.slug} people")
    found: list[SampleTenancy | None] = []
    for _number in range(town.flats):
        if chance.random() < town.vacant:
            found.append(None)
            continue
        owes = chance.random() < town.in_arrears
        months = chance.choices(
            [1, chance.randint(2, 3), chance.randint(4, 6), chance.randint(7, 12), chance.randint(13, 14)],
            [18, 12, 9, 6, 3],
        )[0]
        found.append(
            SampleTenancy(
                names=_names(chance),
                basis=chance.choices(["social", "cost", "market"], [80, 14, 6])[0],
                begun_years_ago=chance.randint(2, 24),
                months_owed=months if owes else 0,
                pays_by_email=chance.random() < 0.4,
            )
        )
    return found


def _names(chance: random.Random) -> tuple[str, ...]:
    family = chance.choice(FAMILY)
    first = f"{family} {chance.choice(WOMEN if chance.random() < 0.6 else MEN)}"
    if chance.random() < 0.2:
        return first, f"{chance.choice(FAMILY)} {chance.choice(MEN)}"
    return (first,)
