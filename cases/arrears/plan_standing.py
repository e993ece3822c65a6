"""How payment plans stand by the ledger on a day: one statement for all of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from cases.arrears import plan_terms
from cases.arrears.models import Instalment, PaymentPlan
from cases.arrears.plan_terms import Due, Standing

# What was charged and paid when the plan was frozen is known; everything since is the difference to it. Charges
# count by their due day less the days of grace (never back before the freeze), payments by the day of payment. Interest
# posted on what a plan with interest covers is in its schedule already, so it is no current bill.
SINCE = """
SELECT p.id,
       coalesce(sum(e.amount) FILTER (
           WHERE e.payment_id IS NULL AND e."on" <= greatest(%(on)s - p.grace_days - 1, p.frozen_on - 1)
       ), 0) - p.charged_frozen AS charged,
       -coalesce(sum(e.amount) FILTER (WHERE e.payment_id IS NOT NULL AND e."on" <= %(on)s), 0) - p.paid_frozen AS paid
FROM arrears_paymentplan p LEFT JOIN tenancies_ledgerentry e ON e.tenancy_id = p.tenancy_id AND NOT EXISTS (
    SELECT FROM tenancies_interestposting posting
    JOIN arrears_planitem item ON item.charge_id = posting.charge_id AND item.plan_id = p.id
    WHERE p.interest = 'statutory' AND posting.interest_id = e.charge_id AND posting.up_to >= p.frozen_on
)
WHERE p.id = ANY(%(plans)s)
GROUP BY p.id, p.charged_frozen, p.paid_frozen
"""
FROZEN = """
SELECT coalesce(sum(amount) FILTER (WHERE payment_id IS NULL AND "on" < %(on)s), 0),
       -coalesce(sum(amount) FILTER (WHERE payment_id IS NOT NULL), 0)
FROM tenancies_ledgerentry WHERE tenancy_id = %(tenancy)s
"""


@dataclass(frozen=True)
class PlanStanding:
    """A plan, its schedule and how it stands."""

    plan: PaymentPlan
    dues: tuple[Due, ...]
    standing: Standing


def of(plans: Sequence[PaymentPlan], *, on: date) -> dict[UUID, PlanStanding]:
    """How these plans stand on the day; two statements whatever their number."""
    dues = _dues(plan.pk for plan in plans)
    since = _since([plan.pk for plan in plans], on=on)
    return {
        plan.pk: PlanStanding(
            plan,
            dues[plan.pk],
            plan_terms.standing(
                dues[plan.pk],
                on=on,
                grace_days=plan.grace_days,
                tolerance=plan.tolerance,
                current_due=since[plan.pk][0] if plan.needs_current_bill else 0,
                paid=since[plan.pk][1],
            ),
        )
        for plan in plans
    }


def _since(plan_ids: list[UUID], *, on: date) -> dict[UUID, tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(SINCE, {"plans": plan_ids, "on": on})
        return {pk: (int(charged), int(paid)) for pk, charged, paid in cursor.fetchall()}


def _dues(plan_ids: Iterable[UUID]) -> dict[UUID, tuple[Due, ...]]:
    found: dict[UUID, list[Due]] = {pk: [] for pk in plan_ids}
    for row in Instalment.objects.filter(plan__in=list(found)).order_by("plan", "number"):
        found[row.plan_id].append(Due(row.number, row.due_on, row.amount))
    return {pk: tuple(dues) for pk, dues in found.items()}


def frozen(tenancy_id: UUID, *, on: date) -> tuple[int, int]:
    """Forints charged before the day and forints paid at all: where a plan of that day is measured from."""
    with connection.cursor() as cursor:
        cursor.execute(FROZEN, {"tenancy": tenancy_id, "on": on})
        charged, paid = cursor.fetchone()
    return int(charged), int(paid)
