"""What the arrears have for today's work list."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.arrears import letter_outcomes, worklists
from cases.arrears.models import Pause, Reminder, ResidentMessage
from cases.arrears.permissions import ArrearsPermission
from cases.arrears.settling import UNSETTLED
from kernel import access
from kernel.access import Actor
from shell.work import WorkItem

SHOWN = {"due", "approve", "window", "breached", "promised", "eviction"}  # disconnections: household_work
ENDING_SOON = timedelta(days=7)


def due(on: date, user: Actor) -> list[WorkItem]:
    """Reminders to release, deliveries nobody is sure of, pauses that are about to end."""
    items = _cases(on, user) if access.allowed(user, ArrearsPermission.CASES_WRITE) else []
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
                Reminder.objects.filter(state__in=UNSETTLED).count() + letter_outcomes.unsettled().count(),
                _("letters that may not have arrived"),
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


def _cases(on: date, user: Actor) -> list[WorkItem]:
    """The adviser's urgent lists; what only a second person can do is shown to who may do it."""
    counts = worklists.counts(on)
    may_approve = access.allowed(user, ArrearsPermission.APPROVE)
    waiting = ResidentMessage.objects.filter(answered_at__isnull=True).count()
    messages = WorkItem(
        waiting,
        _("residents wait for an answer"),
        reverse("resident_messages"),
        _("Call back, or look at the paper."),
        True,
    )
    return [messages] + [
        WorkItem(
            counts[item.code],
            format_lazy(_("arrears cases: {list}"), list=item.label),
            f"{reverse('arrears')}?list={item.code}",
            item.hint,
            item.is_urgent,
        )
        for item in worklists.LISTS
        if item.code in SHOWN and (item.code != "approve" or may_approve)
    ]
