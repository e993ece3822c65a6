"""A sample sale plan in every office: a household sells its home, pays its debts and lives in a cheaper one."""

import random
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from cases.people.models import Person
from exchange.sales import appointments, checklist, plans, queries
from exchange.sales.models import SalePlan
from kernel.access import SYSTEM
from project.demo.towns import Town
from tenants.accounts.models import ResidentAccount

DONE = ("title_deed", "mortgagee", "energy")


def fill(town: Town, *, on: date) -> None:
    """One plan that does not come out yet, and the sample resident's own, that does. Twice changes nothing."""
    if SalePlan.objects.exists():
        return
    chance = random.Random(f"{town.slug} sales")
    bought = {
        "new_home": "purchase",
        "new_price": 15_800_000,
        "mortgage": chance.randrange(4_200_000, 6_800_000, 10_000),
    }
    begun = plans.begin_for_new(name="Minta Eladó Júlia", by=SYSTEM, on=on)
    _write(begun, chance, town, on=on, price=chance.randrange(21_000_000, 23_000_000, 100_000), **bought)
    resident = ResidentAccount.objects.first()
    person = Person.objects.filter(pk=resident.person_id).first() if resident else None
    if person is not None:
        let = {"new_home": "municipal", "landlord_debt": chance.randrange(280_000, 520_000, 1_000)}
        own = plans.begin(person=person, by=SYSTEM, on=on)
        price, note = (
            chance.randrange(6_800_000, 9_500_000, 100_000),
            "örökölt ház; a háztartás kisebb bérlakásba költözik",
        )
        _steps(_write(own, chance, town, on=on, price=price, note=note, **let), on=on)


def _write(plan: SalePlan, chance: random.Random, town: Town, *, on: date, **known: Any) -> SalePlan:
    figures = {
        "address": f"{town.postcode} {town.town}, Minta utca {chance.randint(2, 60)}.",
        "utility_debt": chance.randrange(180_000, 640_000, 1_000),
        "common_charges_debt": chance.randrange(90_000, 280_000, 1_000),
        "enforcement_debt": chance.randrange(250_000, 900_000, 1_000),
        "cost_before": 138_000,
        "cost_after": 71_000,
        "carries": 115_000,
    }
    return plans.write(plan=plan, version=plan.version, figures=figures | known, by=SYSTEM, on=on)


def _steps(plan: SalePlan, *, on: date) -> None:
    for line in queries.lines(plan, on=on):
        if line.item.code in DONE:
            checklist.note(item=line.item, state="done", text="", on=on - timedelta(days=4), today=on, by=SYSTEM)
    meetings = (
        (
            "lawyer",
            "dr. Minta Ügyvéd",
            "Minta tér 3. I. em.",
            "személyi igazolvány, tulajdoni lap, a bank levele",
            2,
            10,
        ),
        ("agent", "Minta Ingatlaniroda", "Minta utca 8.", "energetikai tanúsítvány, alaprajz", 6, 15),
    )
    for kind, whom, place, bring, days, hour in meetings:
        at = timezone.make_aware(datetime.combine(on + timedelta(days=days), time(hour)))
        appointments.arrange(
            plan=plan, kind=kind, with_whom=whom, place=place, bring=bring, at=at, now=timezone.now(), by=SYSTEM
        )
