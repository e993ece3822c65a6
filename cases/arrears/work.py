"""What the arrears have for today's work list."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.arrears.models import Pause, Reminder
from cases.arrears.permissions import ArrearsPermission
from cases.arrears.settling import UNSETTLED
from kernel import access
from kernel.access import Actor
from shell.work import WorkItem

ENDING_SOON = timedelta(days=7)


def due(on: date, user: Actor) -> list[WorkItem]:
    """Reminders to release, deliveries nobody is sure of, pauses that are about to end."""
    items = []
    if access.allowed(user, ArrearsPermission.REMINDERS_READ):
        may_release = access.allowed(user, ArrearsPermission.REMINDERS_RELEASE)
        items.append(
            WorkItem(
                Reminder.objects.filter(state=Reminder.State.PLANNED).count(),
                _("reminders wait for release"),
                reverse("reminder_runs"),
                _("Look through them and release them.") if may_release else _("A debt adviser releases them."),
                is_urgent=may_release,
            )
        )
    if access.allowed(user, ArrearsPermission.REMINDERS_PLAN):
        items.append(
            WorkItem(
                Reminder.objects.filter(state__in=UNSETTLED).count(),
                _("reminders that may not have arrived"),
                reverse("reminder_unsettled"),
                _("Say whether they went out."),
                is_urgent=True,
            )
        )
    if access.allowed(user, ArrearsPermission.PAUSE):
        items.append(
            WorkItem(
                Pause.objects.filter(ends_on__gte=on, ends_on__lte=on + ENDING_SOON).count(),
                _("pauses end within 7 days"),
                reverse("pauses"),
                _("After that reminders go out again."),
            )
        )
    return items
