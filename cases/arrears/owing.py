"""What tenancies owe that is overdue on a day, answered set-based."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from cases.tenancies import lapses, settlement
from cases.tenancies.models import Charge

# Open charges that were due before the day, less what was paid on them, per tenancy. What has lapsed by limitation
# is on the account and is not demanded.
OWED = f"""
lapse AS (SELECT * FROM ({lapses.LAST_DAYS}) old WHERE last_on < %(on)s),
settled AS (
    SELECT charge_id, sum(amount) AS amount FROM tenancies_paymentshare GROUP BY charge_id
),
owed AS (
    SELECT c.tenancy_id,
           sum(c.amount - coalesce(s.amount, 0)) AS amount,
           count(DISTINCT c.period) AS months,
           min(c.due_on) AS oldest_due_on,
           min(c.period) AS period
    FROM tenancies_charge c LEFT JOIN settled s ON s.charge_id = c.id LEFT JOIN lapse ON lapse.charge_id = c.id
    WHERE c.due_on < %(on)s AND c.amount > coalesce(s.amount, 0) AND lapse.charge_id IS NULL
    GROUP BY c.tenancy_id
)
"""  # noqa: S608  # joined from constants of our own

OWED_OF = f"""
SELECT c.tenancy_id, sum(c.amount - coalesce(s.amount, 0)), count(DISTINCT c.period), min(c.due_on)
FROM tenancies_charge c
LEFT JOIN (
    SELECT share.charge_id, sum(share.amount) AS amount
    FROM tenancies_paymentshare share JOIN tenancies_charge own ON own.id = share.charge_id
    WHERE own.tenancy_id = ANY(%(tenancies)s) GROUP BY share.charge_id
) s ON s.charge_id = c.id
LEFT JOIN ({lapses.LAST_DAYS}) lapse ON lapse.charge_id = c.id
WHERE c.tenancy_id = ANY(%(tenancies)s) AND c.due_on < %(on)s AND c.amount > coalesce(s.amount, 0)
  AND (lapse.last_on IS NULL OR lapse.last_on >= %(on)s)
GROUP BY c.tenancy_id
"""  # noqa: S608  # joined from constants of our own

REACHING = f"""
WITH {OWED}
SELECT owed.tenancy_id, owed.amount, owed.months, owed.oldest_due_on FROM owed
WHERE owed.amount >= %(smallest)s AND (owed.amount >= %(amount)s OR owed.months >= %(months)s)
  AND NOT EXISTS (
      SELECT 1 FROM arrears_arrearscase k WHERE k.tenancy_id = owed.tenancy_id AND k.closed_on IS NULL
  )
ORDER BY owed.oldest_due_on, owed.tenancy_id
"""  # noqa: S608  # joined from constants of our own


@dataclass(frozen=True)
class Owed:
    """What a tenancy owes that was due before a day: forints, months concerned, the oldest due day."""

    amount: int
    months: int
    oldest_due_on: date


def owed(tenancy_ids: Iterable[UUID], *, on: date) -> dict[UUID, Owed]:
    """What these tenancies owe on the day; one without overdue charges is left out."""
    with connection.cursor() as cursor:
        cursor.execute(OWED_OF, {"tenancies": list(tenancy_ids), "on": on})
        return {pk: Owed(int(amount), months, oldest) for pk, amount, months, oldest in cursor.fetchall()}


def reaching(*, on: date, amount: int, months: int, smallest: int) -> dict[UUID, Owed]:
    """Tenancies without an open case that owe so much or so many months, but no trifle; oldest debt first."""
    with connection.cursor() as cursor:
        cursor.execute(REACHING, {"on": on, "amount": amount, "months": months, "smallest": smallest})
        return {pk: Owed(int(owes), count, oldest) for pk, owes, count, oldest in cursor.fetchall()}


def demandable(tenancy_id: UUID, *, on: date) -> list[Charge]:
    """Open charges that were due before the day and have not lapsed, oldest first, each with `.open_amount`."""
    due = [charge for charge in settlement.open_charges([tenancy_id]) if charge.due_on < on]
    lapsed = lapses.barred(due, on=on)
    return [charge for charge in due if charge.pk not in lapsed]


def open_amount(charge: Charge) -> int:
    """Forints still open of a charge from `demandable`."""
    amount: int = charge.open_amount  # type: ignore[attr-defined]  # annotated by settlement.open_charges
    return amount
