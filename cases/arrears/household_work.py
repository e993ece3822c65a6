"""What households in debt have for today's work list."""

from datetime import date, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.arrears import cooperation, early_warning, protected
from cases.arrears.models import DebtItem
from cases.arrears.permissions import ArrearsPermission
from kernel import access
from kernel.access import Actor
from shell.work import WorkItem

DISCONNECTED_SOON = timedelta(days=30)


def disconnections(on: date) -> "QuerySet[DebtItem]":
    """Open debts with a disconnection set within 30 days or in the past week, the first one first."""
    return (
        DebtItem.objects.open()
        .filter(
            case__closed_on__isnull=True,
            disconnection_on__gte=on - timedelta(days=7),
            disconnection_on__lte=on + DISCONNECTED_SOON,
        )
        .exclude(stage="disconnected")
        .select_related("case__tenancy__dwelling", "debtor")
        .order_by("disconnection_on", "pk")
    )


def _signs(on: date) -> int:
    try:
        return len(early_warning.signs(on))
    except early_warning.NoWarningRule:
        return 0


def due(on: date, user: Actor) -> list[WorkItem]:
    """Disconnections that are set, statuses to renew, households not met for a month, first signs of trouble."""
    if not access.allowed(user, ArrearsPermission.CASES_WRITE):
        return []
    return [
        WorkItem(
            disconnections(on).count(),
            _("disconnections are set within 30 days"),
            reverse("disconnections"),
            _("Write to the supplier, look for support, ask for a prepayment meter."),
            is_urgent=True,
        ),
        WorkItem(
            protected.renewals(on).count(),
            _("protected consumers must be renewed"),
            reverse("protected_renewals"),
            _("The status ends after a year: send the supplier's form in time."),
        ),
        WorkItem(
            cooperation.without_meeting(on).count(),
            _("households were not met for a month"),
            reverse("meetings_due"),
            _("At least one personal meeting a month was agreed."),
        ),
        WorkItem(
            _signs(on),
            _("tenancies show first signs of trouble"),
            reverse("prevention"),
            _("A friendly call now often saves a case later."),
        ),
    ]
