"""What may be agreed in a payment plan by the office's rules, and what needs a second person."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from cases.arrears import instalments, plan_standing
from cases.arrears.models import ArrearsCase, ArrearsPolicy, Cause, PaymentPlan
from cases.tenancies import raising
from kernel.refusal import Refused

# A second plan within the office's waiting time is only for these (as local decrees have it, Újpest).
HARDSHIPS = frozenset({Cause.JOB_LOSS, Cause.ILLNESS, Cause.DIVORCE, Cause.DEATH})
FURTHEST_FIRST = timedelta(days=62)


class CannotPlan(Refused):
    """No such plan can be made for this case."""


@dataclass(frozen=True)
class Terms:
    """What is agreed: forints and days. Without `step` and the like the office's rules hold."""

    count: int
    first_due_on: date
    down: int = 0
    down_due_on: date | None = None
    interest: str = PaymentPlan.Interest.NONE


def check(
    case: ArrearsCase, terms: Terms, parts: instalments.Split, policy: ArrearsPolicy, *, owed: int, on: date,
    replaces: PaymentPlan | None,
) -> bool:  # fmt: skip
    """Refuse what the office's rules do not allow; whether somebody else has to approve.

    `owed` are the forints that the plan is about, `parts` the amounts that the terms split it into. How long a plan
    may be free of interest only matters where the office charges interest at all.
    """
    if terms.count > policy.most_instalments_head:
        raise CannotPlan(
            _("The office's rules allow %(most)s instalments at the most: choose fewer.")
            % {"most": policy.most_instalments_head}
        )
    if parts.instalments[0] < policy.smallest_instalment and terms.count > 1:
        raise CannotPlan(
            _("An instalment is at least %(least)s Ft by the office's rules: choose fewer instalments.")
            % {"least": policy.smallest_instalment}
        )
    if terms.down * 100 < owed * policy.least_down_percent:
        raise CannotPlan(
            _("The office's rules ask for a down payment of at least %(percent)s percent.")
            % {"percent": policy.least_down_percent}
        )
    if not on <= terms.first_due_on <= on + FURTHEST_FIRST:
        raise CannotPlan(_("The first instalment falls due between today and two months from now: choose another day."))
    if terms.down and not on <= (terms.down_due_on or on) <= terms.first_due_on:
        raise CannotPlan(_("The down payment falls due between today and the first instalment: choose another day."))
    too_long_for_free = len(parts.instalments) > policy.interest_free_months and raising.rule_on(on).charges_interest
    if terms.interest == PaymentPlan.Interest.NONE and too_long_for_free:
        raise CannotPlan(
            _("A plan without interest has %(most)s instalments at the most: choose fewer, or late interest.")
            % {"most": policy.interest_free_months}
        )
    is_second = _is_too_soon(case, policy, on=on)
    if is_second and not HARDSHIPS & set(case.causes):
        raise CannotPlan(
            _(
                "A plan was broken within the last %(months)s months: a new one needs a cause on the case, such as "
                "illness or a lost job."
            )
            % {"months": policy.wait_months_after_break}
        )
    is_long = len(parts.instalments) > policy.most_instalments_adviser
    is_stretched = replaces is not None and _stretches(replaces, parts, policy, on=on)
    return is_long or is_second or is_stretched


def _stretches(plan: PaymentPlan, parts: instalments.Split, policy: ArrearsPolicy, *, on: date) -> bool:
    """Whether the change is more than the one extension that an adviser may agree to: a second change, or more
    instalments beyond what was left than the office allows for it.
    """
    standing = plan_standing.of([plan], on=on)[plan.pk]
    first_open = standing.standing.next_due
    left = sum(due.number >= max(first_open.number, 1) for due in standing.dues) if first_open else 0
    return plan.version > 1 or len(parts.instalments) > left + policy.extension_instalments


def _is_too_soon(case: ArrearsCase, policy: ArrearsPolicy, *, on: date) -> bool:
    since = on - timedelta(days=policy.wait_months_after_break * 365 // 12)
    return PaymentPlan.objects.filter(
        tenancy_id=case.tenancy_id, end_reason=PaymentPlan.EndReason.BROKEN, ended_on__gt=since
    ).exists()
