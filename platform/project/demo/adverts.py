"""Sample adverts: households that need less, households that need more, and empty flats between them."""

import random
from datetime import date, timedelta

from cases.housing_stock.models import Dwelling
from cases.tenancies import queries
from cases.tenancies.models import Tenancy
from exchange.adverts import checklist, checks, publishing, verification, writing
from exchange.adverts.checklist import Item, Outcome
from exchange.adverts.models import Advert
from exchange.adverts.verification import Finding
from exchange.pool import places
from kernel.access import SYSTEM
from project.demo.towns import TOWNS, Town

SHARE_OF_TENANCIES, SHARE_OF_VACANT = 0.17, 0.4
DEED_OF_DAYS_AGO = 9
NEIGHBOURS = {
    "pecs": ("Komló", "Szigetvár", "Mohács"),
    "komlo": ("Pécs",),
    "mohacs": ("Pécs", "Szekszárd"),
    "szigetvar": ("Pécs", "Kaposvár"),
    "kaposvar": ("Pécs", "Szigetvár"),
    "szekszard": ("Mohács", "Pécs"),
}
HEATINGS = ("district", "gas", "electric", "solid_fuel")


def register_places(town: Town) -> None:
    """Put the town and its districts on the list that adverts choose from."""
    for district in town.districts:
        places.register(town=town.town, district=district, by=SYSTEM)


def publish(town: Town, *, on: date) -> int:
    """Write and publish the town's sample adverts; returns how many."""
    chance = random.Random(f"{town.slug} adverts")
    published = 0
    tenancies = list(queries.with_balance(Tenancy.objects.valid_on(on)).order_by("number"))
    for tenancy in tenancies:
        owes = tenancy.balance > 2 * tenancy.monthly_rent
        if chance.random() < SHARE_OF_TENANCIES * (2 if owes else 0.75):
            _from_tenancy(tenancy, town, chance, needs_less=owes or chance.random() < 0.25, on=on)
            published += 1
    let = {tenancy.dwelling_id for tenancy in tenancies}
    for dwelling in Dwelling.objects.exclude(pk__in=let).order_by("sort_key"):
        if chance.random() < SHARE_OF_VACANT:
            advert = writing.start_for_vacant(dwelling=dwelling, by=SYSTEM, on=on)
            cost = int(dwelling.area_m2 or 0) * 650 + 9_000
            answers = {"heating": chance.choice(HEATINGS), "monthly_cost": cost, "floor": chance.randint(0, 3)}
            advert = writing.write(advert=advert, by=SYSTEM, answers=answers)
            show(advert, on=on)
            published += 1
    return published


def show(advert: Advert, *, on: date) -> Advert:
    """Check everything that the advert needs, then publish it, as the exchange adviser does."""
    findings = {item: Finding(checklist.OUTCOMES[item][0]) for item in checks.items_of(advert)}
    if Item.TITLE_DEED in findings:
        findings[Item.TITLE_DEED] = Finding(Outcome.SEEN, on - timedelta(days=DEED_OF_DAYS_AGO))
    verification.check(advert=advert, findings=findings, by=SYSTEM, on=on)
    verification.verify(advert=advert, by=SYSTEM, on=on)
    return publishing.publish(advert=advert, by=SYSTEM, on=on)


def _from_tenancy(tenancy: Tenancy, town: Town, chance: random.Random, *, needs_less: bool, on: date) -> None:
    advert = writing.start_from_tenancy(tenancy=tenancy, by=SYSTEM, on=on)
    area, rooms = advert.area_m2 or 40, advert.half_rooms or 3
    cost = tenancy.monthly_rent + area * 450 + 9_000
    wanted = [town.town, *chance.sample(NEIGHBOURS[town.slug], chance.randint(0, len(NEIGHBOURS[town.slug])))]
    answers = {
        "heating": chance.choice(HEATINGS),
        "monthly_cost": cost,
        "floor": chance.randint(0, 3),
        "household_size": chance.randint(1, 2 if needs_less else 4),
        "wish_places": wanted,
        "wish_cost_max": round(cost * (0.9 if needs_less else 1.6), -2),
        "wish_half_rooms_max": rooms if needs_less else None,
        "wish_half_rooms_min": None if needs_less else rooms + 1,
        "stated_affordable_cost": round(cost * 0.85, -2) if needs_less else None,
    }
    show(writing.write(advert=advert, by=SYSTEM, answers=answers), on=on)


def town_of(slug: str) -> Town:
    return next(town for town in TOWNS if town.slug == slug)
