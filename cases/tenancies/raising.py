"""What a month costs every tenancy, raised by one statement: the same month again raises nothing."""

from datetime import date
from typing import Any

from django.db import connection

from cases.tenancies.models import MoneyRule
from cases.tenancies.rent import in_force
from kernel.calendar import Calendar, month_end

# The price of a tenancy that follows the rent table is that of the month's first day (or of its own first day);
# where the table has no line, the last rent stays. From the month after the title ended a use charge is raised
# instead: the rent for two months, then the office's percent of it (Housing Act 1993:LXXVIII, 20. §).
RAISE = """
WITH due AS (SELECT * FROM unnest(%(days)s::int[], %(dates)s::date[]) AS d(due_day, due_on)),
let AS (
    SELECT t.id, t.dwelling_id, t.basis, t.category, t.monthly_rent, t.rent_from_table, t.due_day,
           greatest(%(period)s, coalesce(t.starts_on, %(period)s)) AS priced_on,
           coalesce(t.title_ends_on < %(period)s, false) AS without_title,
           12 * (extract(year FROM %(period)s::date) - extract(year FROM t.title_ends_on))
               + extract(month FROM %(period)s::date) - extract(month FROM t.title_ends_on) AS months_without
    FROM tenancies_tenancy t
    WHERE (t.starts_on IS NULL OR t.starts_on <= %(last)s)
      AND (t.ends_on IS NULL OR t.ends_on >= %(period)s)
      AND (t.charged_until IS NULL OR t.charged_until < %(period)s)
),
modified AS (
    SELECT let.id, sum(r.percent) AS percent
    FROM let
    JOIN tenancies_dwellingmodifier m ON m.dwelling_id = let.dwelling_id
        AND m.valid_from <= let.priced_on AND (m.valid_until IS NULL OR m.valid_until >= let.priced_on)
    JOIN tenancies_modifierrate r ON r.modifier_id = m.modifier_id
        AND r.valid_from <= let.priced_on AND (r.valid_until IS NULL OR r.valid_until >= let.priced_on)
    WHERE let.rent_from_table
    GROUP BY let.id
),
priced AS (
    SELECT let.id, round(
        d.area_m2 * rate.forints_per_m2 * greatest(100 + coalesce(modified.percent, 0), 0) / 100
    )::int AS rent
    FROM let
    JOIN housing_stock_dwelling d ON d.id = let.dwelling_id
    JOIN tenancies_rentrate rate ON rate.basis = let.basis AND rate.category = let.category
        AND rate.comfort = d.comfort AND rate.valid_from <= let.priced_on
        AND (rate.valid_until IS NULL OR rate.valid_until >= let.priced_on)
    LEFT JOIN modified ON modified.id = let.id
    WHERE let.rent_from_table AND d.area_m2 IS NOT NULL
),
wanted AS (
    SELECT let.id AS tenancy_id, let.due_day, NULL::bigint AS recurring_id, '' AS note,
           CASE WHEN let.without_title THEN 'use_charge' ELSE 'rent' END AS kind,
           CASE WHEN let.without_title AND let.months_without > 2
                THEN round(coalesce(priced.rent, let.monthly_rent)::numeric * %(use_charge_percent)s / 100)::int
                ELSE coalesce(priced.rent, let.monthly_rent) END AS amount
    FROM let LEFT JOIN priced ON priced.id = let.id
    UNION ALL
    SELECT let.id, let.due_day, r.id, r.label, r.kind, r.amount
    FROM let JOIN tenancies_recurringcharge r ON r.tenancy_id = let.id
        AND r.valid_from <= %(period)s AND (r.valid_until IS NULL OR r.valid_until >= %(period)s)
),
raised AS (
    INSERT INTO tenancies_charge (id, tenancy_id, kind, period, amount, due_on, recurring_id, note, created_by)
    SELECT gen_random_uuid(), wanted.tenancy_id, kind, %(period)s, amount, due.due_on, recurring_id, note, %(by)s
    FROM wanted JOIN due ON due.due_day = wanted.due_day
    WHERE amount > 0
    ON CONFLICT DO NOTHING
    RETURNING id, tenancy_id, due_on, amount
),
repriced AS (
    UPDATE tenancies_tenancy t SET monthly_rent = priced.rent
    FROM priced WHERE priced.id = t.id AND t.monthly_rent <> priced.rent AND NOT EXISTS (
        SELECT FROM tenancies_charge c
        WHERE c.tenancy_id = t.id AND c.kind IN ('rent', 'use_charge') AND c.period > %(period)s
    )
)
INSERT INTO tenancies_ledgerentry (tenancy_id, "on", amount, charge_id)
SELECT tenancy_id, due_on, amount, id FROM raised
"""


def raise_month(*, first: date, calendar: Calendar, by: str) -> int:
    """Charges of the month that begins on `first`; returns how many were raised. Call it in a transaction."""
    days = list(range(1, 29))
    values: dict[str, Any] = {
        "days": days,
        "dates": [calendar.next_working_day(first.replace(day=day)) for day in days],
        "period": first,
        "last": month_end(first),
        "use_charge_percent": rule_on(first).use_charge_percent,
        "by": by,
    }
    with connection.cursor() as cursor:
        cursor.execute(RAISE, values)
        return int(cursor.rowcount)


def rule_on(on: date) -> MoneyRule:
    """The office's money rule of the day; without one, what costs a resident least: no raise and no interest."""
    return MoneyRule.objects.filter(in_force(on)).first() or MoneyRule(valid_from=on)
