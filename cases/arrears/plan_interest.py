"""Late interest and payment plans: what a plan keeps free of it, and what one with interest asks for it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from cases.arrears.models import PaymentPlan, PlanItem
from cases.arrears.plan_terms import Due, Standing
from cases.tenancies import interest, lateness, raising, settlement
from cases.tenancies.allocation import OpenItem, allocate
from cases.tenancies.lateness import Spell
from cases.tenancies.models import InterestPosting
from kernel.access import Actor
from kernel.calendar import HalfYear, half_year


def free_spells(charge_ids: Collection[UUID]) -> dict[UUID, list[Spell]]:
    """Asked by late interest: from the freezing of a signed plan without interest to its end nothing is charged.

    What is still open when such a plan is broken bears interest again, for all its days: the agreement says
    "while you keep to it". What was paid in the meantime stays free.
    """
    found: dict[UUID, list[Spell]] = defaultdict(list)
    rows = PlanItem.objects.filter(
        charge__in=charge_ids, plan__signed_on__isnull=False, plan__interest=PaymentPlan.Interest.NONE
    ).values_list("charge_id", "plan__frozen_on", "plan__ended_on")
    for charge_id, frozen_on, ended_on in rows:
        found[charge_id].append((frozen_on, ended_on))
    return dict(found)


def expected(
    items: Sequence[OpenItem], dues: Sequence[Due], *, bearing: Collection[str], rates: Mapping[HalfYear, Decimal]
) -> int:
    """Open items, the schedule of the debt alone, the keys of items that bear interest, percent a year by half-year
    in; the interest in whole forints out.

    Counted as if every instalment came on its day and settled the items in the law's order. Where a half-year's
    base rate is not known yet, the last one known stands for it: this is an estimate, and what is posted is exact.
    """
    known = _carried_on(rates, until=max(due.due_on for due in dues))
    left = {item.key: item for item in items}
    total = Fraction(0)
    for due in sorted(dues, key=lambda due: due.due_on):
        for share in allocate(due.amount, list(left.values())).shares:
            item = left.pop(share.key)
            if share.amount < item.amount:
                left[share.key] = replace(item, amount=item.amount - share.amount)
            if share.key in bearing and due.due_on > item.due_on:
                total += interest.late_interest(share.amount, due_on=item.due_on, paid_on=due.due_on, rates=known).exact
    return interest.whole_forints(total)


def _carried_on(rates: Mapping[HalfYear, Decimal], *, until: date) -> Mapping[HalfYear, Decimal]:
    """The rates, and the last one known for every half-year after it until the day."""
    if not rates:
        return rates
    full, half = dict(rates), max(rates, key=lambda one: one.first_day)
    last = rates[half]
    while half.last_day < until:
        half = half_year(half.last_day + timedelta(days=1))
        full[half] = last
    return full


def is_settled(plan: PaymentPlan, standing: Standing, *, on: date, by: Actor) -> bool:
    """Whether a plan whose debt is paid is done with its interest too; posts what has not been posted of it.

    Where the schedule is paid in full, what the estimate fell short of is an item of the account like any other.
    """
    if plan.interest != PaymentPlan.Interest.STATUTORY:
        return True
    if raising.rule_on(on).charges_interest and any(item.to_post for item in lateness.explain(plan.tenancy, on=on)):
        lateness.post(up_to=on, by=by, tenancy=plan.tenancy)
    posted = InterestPosting.objects.filter(charge__plan_items__plan=plan, up_to__gte=plan.frozen_on)
    ours = set(posted.values_list("interest", flat=True))
    still_open = any(charge.pk in ours for charge in settlement.open_charges([plan.tenancy_id]))
    return standing.next_due is None or not still_open
