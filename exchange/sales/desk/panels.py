"""What an arrears case and an advert show of a sale: the household's plan, or one click to begin it."""

from datetime import date
from typing import Any

from exchange.adverts.permissions import ExchangePermission
from exchange.pool.columns import Tenure
from exchange.sales import queries
from exchange.sales.models import SalePlan
from kernel import access
from kernel.access import Actor
from shell.panels import Panel


def beside_adverts(sheet: Any, on: date, user: Actor) -> Panel | None:
    """The way from the adverts to the sale plans."""
    return Panel("sales/desk/link.html") if access.allowed(user, ExchangePermission.READ) else None


def of_case(case: Any, on: date, user: Actor) -> Panel | None:
    """The plan that was begun from the case or for somebody on its contract. Nothing for who may not read plans."""
    if not access.allowed(user, ExchangePermission.READ):
        return None
    plan = SalePlan.objects.filter(case=case.pk).first() or queries.open_of_case(case)
    may_begin = case.is_open and access.allowed(user, ExchangePermission.WRITE)
    if plan is None and not may_begin:
        return None
    values = {"plan": plan, "may_begin": may_begin, "route": "sale_begin_case", "pk": case.pk}
    return Panel("sales/desk/panel.html", values)


def of_advert(advert: Any, on: date, user: Actor) -> Panel | None:
    """The plan of the household that offers an owned home."""
    if advert.tenure != Tenure.OWNERSHIP or advert.person_id is None:
        return None
    plan = SalePlan.objects.filter(person=advert.person_id).first()
    may_begin = access.allowed(user, ExchangePermission.WRITE)
    values = {"plan": plan, "may_begin": may_begin, "route": "sale_begin_advert", "pk": advert.pk}
    return Panel("sales/desk/panel.html", values) if plan or may_begin else None
