"""Which charges have lapsed by limitation, asked of the database. They stay on the account and are not demanded.

For set-based statements of other slices: `LAST_DAYS` is the text of a query with the columns (charge_id, last_on);
a charge is left out of what is demanded when its `last_on` lies before the day. It holds only charges that are old
enough to matter, so join it from the left:

    LEFT JOIN (<LAST_DAYS>) lapse ON lapse.charge_id = c.id
    WHERE ... AND (lapse.last_on IS NULL OR lapse.last_on >= %(on)s)

Its one parameter is `%(on)s`, the day.
"""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Max

from cases.tenancies import limitation
from cases.tenancies.models import AcknowledgedCharge, Charge

# An acknowledgement is only taken down while the claim lives (`acknowledgements.acknowledge`), so the latest counts.
LAST_DAYS = """
SELECT c.id AS charge_id, (greatest(c.due_on, a.last_on) + interval '5 years')::date AS last_on
FROM tenancies_charge c
LEFT JOIN (
    SELECT charge_id, max("on") AS last_on FROM tenancies_acknowledgedcharge WHERE "on" <= %(on)s GROUP BY charge_id
) a ON a.charge_id = c.id
WHERE c.due_on < %(on)s::date - interval '4 years'
"""
SOON = """
SELECT c.id, lapse.last_on, c.amount - coalesce(s.amount, 0)
FROM tenancies_charge c
JOIN (LAST_DAYS) lapse ON lapse.charge_id = c.id
LEFT JOIN (SELECT charge_id, sum(amount) AS amount FROM tenancies_paymentshare GROUP BY charge_id) s
    ON s.charge_id = c.id
WHERE c.amount > coalesce(s.amount, 0) AND lapse.last_on < %(until)s
ORDER BY lapse.last_on, c.id
""".replace("LAST_DAYS", LAST_DAYS)


def last_days(charges: Collection[Charge], *, on: date | None = None) -> dict[UUID, date]:
    """The last day of limitation of each charge, as it is known on the day (or by everything that is known)."""
    told = AcknowledgedCharge.objects.filter(charge__in=[charge.pk for charge in charges])
    if on is not None:
        told = told.filter(on__lte=on)
    latest = dict(told.values_list("charge").annotate(latest=Max("on")).order_by()) if charges else {}
    return {
        charge.pk: limitation.last_day(charge.due_on, [latest[charge.pk]] if charge.pk in latest else ())
        for charge in charges
    }


def barred(charges: Collection[Charge], *, on: date) -> set[UUID]:
    """Which of these charges have lapsed on the day."""
    oldest = limitation.years_later(on, -limitation.YEARS)
    old = [charge for charge in charges if charge.due_on < oldest]
    return {pk for pk, last_on in last_days(old, on=on).items() if on > last_on} if old else set()


def soon(*, on: date) -> list[tuple[Charge, date, int]]:
    """Open charges that have lapsed or lapse within half a year: the charge, its last day, what is open of it."""
    until = on + timedelta(days=31 * limitation.WARNING_MONTHS)
    with connection.cursor() as cursor:
        cursor.execute(SOON, {"on": on, "until": until})
        rows = cursor.fetchall()
    charges = _charges(pk for pk, _last_on, _open in rows)
    return [(charges[pk], last_on, int(amount)) for pk, last_on, amount in rows]


def soon_count(*, on: date) -> int:
    """How many open charges lapse within half a year and have not lapsed yet."""
    until = on + timedelta(days=31 * limitation.WARNING_MONTHS)
    with connection.cursor() as cursor:
        cursor.execute(SOON, {"on": on, "until": until})
        return sum(1 for _pk, last_on, _open in cursor.fetchall() if last_on >= on)


def _charges(pks: Iterable[Any]) -> dict[UUID, Charge]:
    found = Charge.objects.filter(pk__in=list(pks)).select_related("tenancy__dwelling")
    return {charge.pk: charge for charge in found}
