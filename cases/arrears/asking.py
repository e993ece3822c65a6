"""What a running payment plan asks of the household now, instead of everything that is overdue."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from cases.arrears import plan_standing
from cases.arrears.models import PaymentPlan
from cases.tenancies.asking import Ask
from cases.tenancies.models import Tenancy


def by_plan(tenancy: Tenancy, on: date) -> Ask | None:
    """The missing amount of a breached plan with its last day, otherwise the next instalment; None without a plan."""
    plan = PaymentPlan.objects.running().filter(tenancy=tenancy).first()
    if plan is None:
        return None
    standing = plan_standing.of([plan], on=on)[plan.pk].standing
    if standing.shortfall:
        return Ask(standing.shortfall, plan.cure_by, _("Missing from your payment plan"), is_missing=True)
    if standing.next_due is None:
        return None
    return Ask(standing.next_amount, standing.next_due.due_on, _("The next instalment of your payment plan"))
