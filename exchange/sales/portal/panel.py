"""What the resident's exchange page shows of a sale: that there is a plan, and the next meeting."""

from datetime import date
from typing import Any

from django.utils import timezone

from exchange.sales import queries
from exchange.sales.models import Appointment
from kernel.access import Actor
from shell.panels import Panel


def of(account: Any, on: date, user: Actor) -> Panel | None:
    """The signed-in resident's own plan; nothing without one."""
    plan = queries.current_of(account.resident.person_id)
    if plan is None:
        return None
    coming = Appointment.objects.standing().filter(plan=plan, at__gte=timezone.now())
    return Panel("sales/portal/panel.html", {"plan": plan, "meeting": coming.first()})
