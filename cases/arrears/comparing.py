"""A run against the one before: what is new, what moved up, what is gone."""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from cases.arrears.models import ReminderRun

# One row for every tenancy in either run; a reminder only counts where it was not excluded.
COMPARE = """
WITH earlier AS (
    SELECT id, business_date FROM arrears_reminderrun WHERE business_date < %(day)s ORDER BY business_date DESC LIMIT 1
),
now AS (SELECT tenancy_id, step, exclusion FROM arrears_reminder WHERE run_id = %(now)s),
before AS (SELECT tenancy_id, step, exclusion FROM arrears_reminder WHERE run_id = (SELECT id FROM earlier))
SELECT
    (SELECT business_date FROM earlier),
    count(*) FILTER (WHERE before.tenancy_id IS NULL AND now.exclusion = ''),
    count(*) FILTER (WHERE now.exclusion = '' AND before.tenancy_id IS NOT NULL AND now.step > before.step),
    count(*) FILTER (WHERE now.exclusion <> '' AND before.exclusion = ''),
    count(*) FILTER (WHERE now.exclusion = '' AND before.exclusion <> ''),
    count(*) FILTER (WHERE now.tenancy_id IS NULL)
FROM now FULL JOIN before USING (tenancy_id)
"""


@dataclass(frozen=True)
class Comparison:
    """Tenancies: first time, a step further, newly held back, no longer held back, and not in this run any more."""

    before_on: date
    first_time: int
    further: int
    newly_held: int
    freed: int
    gone: int


def with_the_last(run: ReminderRun) -> Comparison | None:
    """The run against the latest earlier one; None for the first run of all. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(COMPARE, {"now": run.pk, "day": run.business_date})
        day, *counts = cursor.fetchone()
    return Comparison(day, *map(int, counts)) if day else None
