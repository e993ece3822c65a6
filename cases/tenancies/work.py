"""What the tenancies have for today's work list."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.tenancies import lapses, queries
from cases.tenancies.models import ImportedRow, ReductionProposal, Tenancy
from cases.tenancies.permissions import TenanciesPermission
from cases.tenancies.statements import queue
from kernel import access
from kernel.access import Actor
from shell.work import WorkItem


def due(on: date, user: Actor) -> list[WorkItem]:
    """Lines without an owner, rows that need a person, contracts that ended with an open account."""
    items = []
    if access.allowed(user, TenanciesPermission.PAYMENTS_WRITE):
        items.append(
            WorkItem(
                queue.waiting().count(),
                _("payments without an owner"),
                reverse("lines"),
                _("Say whose they are, so that nobody gets a reminder for money that is here."),
                is_urgent=True,
            )
        )
    if access.allowed(user, TenanciesPermission.IMPORT):
        rows = ImportedRow.objects.filter(outcome=ImportedRow.Outcome.PERSON)
        items.append(
            WorkItem(
                rows.count(),
                _("rows of a rent roll need a person"),
                reverse("rent_rolls"),
                _("They were not taken over because something in them is not certain."),
            )
        )
    if access.allowed(user, TenanciesPermission.PAYMENTS_APPROVE):
        proposed = ReductionProposal.objects.filter(state=ReductionProposal.State.PROPOSED)
        items.append(
            WorkItem(
                proposed.exclude(proposed_by=user.actor_id).count(),
                _("proposals to give up a debt"),
                reverse("reduction_proposals"),
                _("Somebody proposed a waiver or a write-off: another person decides on it."),
            )
        )
    if access.allowed(user, TenanciesPermission.PAYMENTS_WRITE):
        items.append(
            WorkItem(
                lapses.soon_count(on=on),
                _("open items lapse within half a year"),
                reverse("limitations"),
                _("An acknowledgement in writing or a claim in court keeps them alive."),
            )
        )
    if access.allowed(user, TenanciesPermission.READ):
        ended = queries.with_balance(Tenancy.objects.filter(ends_on__lt=on)).exclude(balance=0)
        items.append(
            WorkItem(
                ended.count(),
                _("contracts ended, but their account is still open"),
                reverse("tenancies") + "?show=ended",
                _("Settle what is owed or in credit, or let the flat anew."),
            )
        )
    return items
