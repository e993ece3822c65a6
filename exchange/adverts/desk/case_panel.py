"""What an arrears case shows of the flat exchange: the household's advert, or one click to begin it."""

from datetime import date
from typing import Any

from exchange.adverts import means
from exchange.adverts.models import Advert
from exchange.adverts.permissions import ExchangePermission
from exchange.pool import outlook
from kernel import access
from kernel.access import Actor
from shell.panels import Panel


def of(case: Any, on: date, user: Actor) -> Panel | None:
    """The open advert of the case's tenancy; without one, how many flats on offer the household could carry.

    Nothing for who may not read adverts; a constant number of statements.
    """
    if not access.allowed(user, ExchangePermission.READ):
        return None
    advert = Advert.objects.open().filter(tenancy=case.tenancy_id).first()
    values: dict[str, Any] = {
        "case": case,
        "advert": advert,
        "may_begin": case.is_open and access.allowed(user, ExchangePermission.BEGIN),
    }
    if advert is None:
        known = means.of(case.tenancy, on=on)
        cheaper = min(known.affordable, max(case.tenancy.monthly_rent - 1, 0))
        values |= {"known": known, "within": outlook.on_offer(cost_max=cheaper) if cheaper else 0}
    return Panel("adverts/desk/case_panel.html", values)
