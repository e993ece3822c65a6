"""What the resident's first page shows about the debt: the plan, what was sent and answered, how to reach us."""

from datetime import date
from typing import Any

from cases.arrears.models import PaymentPlan, ResidentMessage
from kernel.access import Actor
from shell.panels import Panel

LAST = 4


def of(tenancy: Any, on: date, user: Actor) -> Panel | None:
    """The running plan or the offer to sign, the last messages, and the two ways to write to the office."""
    plans = PaymentPlan.objects.filter(tenancy=tenancy)
    return Panel(
        "arrears/portal/panel.html",
        {
            "tenancy": tenancy,
            "plan": plans.running().first(),
            "offer": plans.filter(state=PaymentPlan.State.PROPOSED).first(),
            "messages": list(ResidentMessage.objects.filter(tenancy=tenancy)[:LAST]),
        },
    )
