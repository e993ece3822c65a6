"""People who sell, and their meetings, for the tests of sales."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from cases.people import persons
from cases.people.models import Person
from exchange.sales import appointments, plans
from exchange.sales.models import Appointment, SalePlan
from kernel.access import SYSTEM

TODAY = date(2026, 11, 23)
NOON = timezone.make_aware(datetime(2026, 11, 23, 12))
FIGURES = {
    "price": 24_000_000, "new_home": "purchase", "new_price": 14_000_000, "utility_debt": 600_000, "mortgage": 5_000_000,
    "cost_before": 140_000, "cost_after": 75_000, "carries": 120_000,
}  # fmt: skip


def person(name: str = "Eladó Ilona", **known: Any) -> Person:
    return persons.register(name=name, by=SYSTEM, **known)


def plan(who: Person | None = None, **figures: Any) -> SalePlan:
    """A plan with figures, in the office that was entered."""
    begun = plans.begin(person=who or person(), by=SYSTEM, on=TODAY)
    return plans.write(plan=begun, version=begun.version, figures=FIGURES | figures, by=SYSTEM, on=TODAY)


def meeting(of: SalePlan, *, at: datetime, now: datetime | None = None, **asked: Any) -> Appointment:
    wanted = {
        "kind": "lawyer",
        "with_whom": "dr. Minta Ügyvéd",
        "place": "7621 Pécs, Minta tér 2.",
        "bring": "személyi igazolvány",
    }
    return appointments.arrange(plan=of, at=at, now=now or NOON, by=SYSTEM, **wanted | asked)
