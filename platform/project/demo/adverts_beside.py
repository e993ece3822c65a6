"""Beside the sample adverts: owners with a price, adverts that wait for the adviser, photographs, flats to rent."""

import io
import random
from datetime import date, timedelta

from PIL import Image, ImageDraw

from cases.tenancies import queries
from cases.tenancies.models import Tenancy
from exchange.adverts import handing_in, market, photos, writing
from exchange.adverts.models import OPEN, Advert
from exchange.pool.states import State
from kernel.access import SYSTEM
from project.demo.adverts import HEATINGS, show
from project.demo.towns import Town

OWNERS = ("Minta Ottó", "Minta Olga")
WAITING, WITH_PHOTOS = 3, 3
ROOMS = (("nappali", "#e9dcc3", "#b98a5a"), ("konyha", "#d9e4dd", "#8c8f86"), ("szoba", "#dfe3ee", "#a67c52"))
MARKET = (
    (2, 26, 42_000, "helyi újság"),
    (2, 30, 58_000, "hirdetőtábla a piacon"),
    (3, 38, 95_000, "hirdetőtábla a piacon"),
    (3, 44, 125_000, "a tulajdonos hívta az irodát"),
    (4, 55, 160_000, "helyi újság"),
    (6, 71, 210_000, "a tulajdonos hívta az irodát"),
)


def fill(town: Town, *, on: date) -> None:
    """Once the town's adverts are there."""
    chance = random.Random(f"{town.slug} beside")
    for name in OWNERS:
        _owner(name, town, chance, on=on)
    for tenancy in _not_offered(on=on):
        _hand_in(tenancy, town, chance, on=on)
    for advert in Advert.objects.filter(state=State.ACTIVE, person__isnull=False).order_by("number")[:WITH_PHOTOS]:
        for caption, wall, floor in ROOMS:
            photos.add(advert=advert, content=room(wall, floor), caption=caption, by=SYSTEM, on=on)
    for sample in MARKET:
        _rented(town, sample, district=chance.choice(town.districts), on=on)


def _owner(name: str, town: Town, chance: random.Random, *, on: date) -> None:
    area = chance.randint(48, 85)
    advert = writing.start_for_new_owner(name=f"{name} {town.town}", by=SYSTEM)
    answers = {
        "town": town.town, "district": town.districts[0], "half_rooms": 4, "area_m2": area, "comfort": "comfort",
        "heating": chance.choice(HEATINGS), "floor": chance.randint(0, 4), "monthly_cost": area * 900,
        "household_size": 2, "wish_area_max": area - 8, "asking_price": area * chance.randint(380, 620) * 1000,
        "wants_sale": chance.random() < 0.5,
    }  # fmt: skip
    show(writing.write(advert=advert, by=SYSTEM, answers=answers), on=on)


def _not_offered(*, on: date) -> list[Tenancy]:
    offered = Advert.objects.filter(OPEN, tenancy__isnull=False).values("tenancy_id")
    rows = queries.with_balance(Tenancy.objects.valid_on(on)).exclude(pk__in=offered)
    return list(rows.order_by("-number")[:WAITING])


def _hand_in(tenancy: Tenancy, town: Town, chance: random.Random, *, on: date) -> None:
    advert = writing.start_from_tenancy(tenancy=tenancy, by=SYSTEM, on=on)
    answers = {
        "heating": chance.choice(HEATINGS), "monthly_cost": tenancy.monthly_rent + 30_000, "floor": 1,
        "wish_places": [town.town], "half_rooms": advert.half_rooms or 3, "area_m2": advert.area_m2 or 45,
    }  # fmt: skip
    advert = writing.write(advert=advert, by=SYSTEM, answers=answers)
    handing_in.hand_in(advert=advert, by=SYSTEM, on=on - timedelta(days=chance.randint(0, 4)))


def _rented(town: Town, sample: tuple[int, int, int, str], *, district: str, on: date) -> None:
    half_rooms, area, cost, source = sample
    answers = {
        "town": town.town, "district": district, "half_rooms": half_rooms, "area_m2": area, "monthly_cost": cost,
        "contact": f"{town.phone} (minta)", "source": source, "note": "",
    }  # fmt: skip
    market.record(answers=answers, seen_on=on - timedelta(days=half_rooms), by=SYSTEM, on=on)


def room(wall: str, floor: str) -> bytes:
    """A drawn room: a wall, a window, a floor."""
    image = Image.new("RGB", (1200, 900), wall)
    pen = ImageDraw.Draw(image)
    pen.polygon([(0, 900), (160, 640), (1040, 640), (1200, 900)], fill=floor)
    pen.line([(160, 0), (160, 640), (1040, 640), (1040, 0)], fill="#00000040", width=4)
    pen.rectangle((430, 170, 770, 460), fill="#bfe0f2", outline="#ffffff", width=14)
    pen.line([(600, 170), (600, 460)], fill="#ffffff", width=10)
    written = io.BytesIO()
    image.save(written, "JPEG", quality=80)
    return written.getvalue()
