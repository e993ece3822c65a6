"""What the page of a tenancy shows about its reminders."""

from datetime import date
from typing import Any

from cases.arrears.models import ArrearsCase, Pause, Reminder
from cases.arrears.permissions import ArrearsPermission
from kernel import access
from kernel.access import Actor
from shell.panels import Panel


def of(tenancy: Any, on: date, user: Actor) -> Panel | None:
    """The open case, the pause in force, the last reminder, and the way to the rest; nothing without the permission."""
    if not access.allowed(user, ArrearsPermission.REMINDERS_READ):
        return None
    pause = Pause.objects.filter(tenancy=tenancy, starts_on__lte=on, ends_on__gte=on).order_by("-ends_on").first()
    last = (
        Reminder.objects.filter(tenancy=tenancy, state=Reminder.State.SENT)
        .select_related("run")
        .order_by("-run__business_date")
        .first()
    )
    values = {
        "tenancy": tenancy,
        "pause": pause,
        "last": last,
        "may_pause": access.allowed(user, ArrearsPermission.PAUSE),
        "case": ArrearsCase.objects.open().filter(tenancy=tenancy).first(),
        "may_open": access.allowed(user, ArrearsPermission.CASES_WRITE),
    }
    return Panel("arrears/desk/panel.html", values)
