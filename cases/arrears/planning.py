"""Planning a reminder run: one statement decides for every tenancy in arrears, and the preview is the run."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from cases.arrears import ladder, overlays
from cases.arrears.models import Pause, Reminder, ReminderRun
from cases.arrears.owing import OWED
from kernel import audit, faults
from kernel.access import Actor
from kernel.refusal import Refused


class NoLadder(Refused):
    """The office has no ladder in force."""


def no_ladder() -> NoLadder:
    return NoLadder(_("No reminder step is in force on that day: set up the ladder first."))


# Where several reasons hold a tenancy, the run names the first of these.
FIRST_REASONS = [
    Pause.Reason.DECEASED, Pause.Reason.PLAN, Pause.Reason.DISPUTE, Pause.Reason.SETTLEMENT, Pause.Reason.SUPPORT,
    Pause.Reason.HOSPITAL, Pause.Reason.DEBT_SERVICE, Pause.Reason.EXCHANGE, Pause.Reason.REFERRAL, Pause.Reason.TALKS,
]  # fmt: skip


# Open charges that were due before the business date, less what was paid on them, per tenancy; then
# the step after the last one sent for the same oldest charge, and the first exclusion that applies.
DECIDE = f"""
WITH steps AS (
    SELECT number, days_overdue, days_after_previous, minimum_amount, minimum_months, channel {ladder.REMINDERS}
),
{OWED},
last_sent AS (
    SELECT DISTINCT ON (r.tenancy_id, r.period) r.tenancy_id, r.period, r.step, run.business_date
    FROM arrears_reminder r JOIN arrears_reminderrun run ON run.id = r.run_id
    WHERE r.state NOT IN ('excluded', 'cancelled')
    ORDER BY r.tenancy_id, r.period, r.step DESC
),
under_way AS (
    SELECT DISTINCT tenancy_id FROM arrears_reminder WHERE state IN ('planned', 'released', 'uncertain', 'failed')
),
parties AS (
    SELECT p.tenancy_id,
           count(*) AS living,
           bool_or(person.is_deceased) AS any_deceased,
           bool_and(person.undeliverable_since IS NOT NULL) AS all_undeliverable,
           bool_or(person.email <> '' AND person.email_bounced_on IS NULL) AS any_email,
           bool_or(person.phone <> '' AND person.sms_consent_on IS NOT NULL) AS any_phone
    FROM tenancies_tenancyparty p JOIN people_person person ON person.id = p.person_id
    WHERE p.until IS NULL OR p.until >= %(on)s
    GROUP BY p.tenancy_id
),
holds AS (
    SELECT tenancy_id, reason FROM arrears_pause WHERE starts_on <= %(on)s AND ends_on >= %(on)s
    UNION ALL
    SELECT tenancy_id, 'plan' FROM arrears_paymentplan WHERE state IN ('signed', 'live', 'breached')
    UNION ALL
    SELECT * FROM unnest(%(held)s::uuid[], %(held_for)s::text[]) AS h(tenancy_id, reason)
),
pauses AS (
    SELECT DISTINCT ON (tenancy_id) tenancy_id, reason
    FROM holds ORDER BY tenancy_id, array_position(%(first_reasons)s::text[], reason), reason
),
due AS (
    SELECT owed.*, t.starts_on, t.ends_on, t.death_reported,
           coalesce(l.step, 0) AS done, l.business_date AS done_on,
           next.number AS step, next.minimum_amount, next.minimum_months, next.channel,
           parties.living, parties.any_deceased, parties.all_undeliverable, parties.any_email, parties.any_phone,
           under_way.tenancy_id IS NOT NULL AS earlier_open,
           demands.tenancy_id IS NOT NULL AS demanded, pauses.reason AS held
    FROM owed
    JOIN tenancies_tenancy t ON t.id = owed.tenancy_id
    LEFT JOIN last_sent l ON l.tenancy_id = owed.tenancy_id AND l.period = owed.period
    LEFT JOIN LATERAL (SELECT * FROM steps WHERE number > coalesce(l.step, 0) ORDER BY number LIMIT 1) next ON true
    LEFT JOIN parties ON parties.tenancy_id = owed.tenancy_id
    LEFT JOIN under_way ON under_way.tenancy_id = owed.tenancy_id
    LEFT JOIN pauses ON pauses.tenancy_id = owed.tenancy_id
    LEFT JOIN (
        SELECT DISTINCT tenancy_id FROM arrears_demand WHERE state IN ('issued', 'served', 'terminated')
    ) demands ON demands.tenancy_id = owed.tenancy_id
    WHERE next.number IS NULL
       OR (%(on)s - owed.oldest_due_on >= next.days_overdue
           AND (l.business_date IS NULL OR %(on)s - l.business_date >= next.days_after_previous))
),
decided AS (
    SELECT *, CASE
        WHEN (starts_on IS NOT NULL AND starts_on > %(on)s) OR (ends_on IS NOT NULL AND ends_on < %(on)s)
            THEN 'no_valid_tenancy'
        WHEN any_deceased OR death_reported THEN 'deceased'
        WHEN living IS NULL THEN 'data_gap'
        WHEN all_undeliverable THEN 'undeliverable'
        WHEN held = 'plan' THEN 'live_plan'
        WHEN held = 'other' THEN 'pause'
        WHEN held IS NOT NULL THEN held
        WHEN demanded THEN 'demanded'
        WHEN earlier_open THEN 'earlier_open'
        WHEN step IS NULL THEN 'ladder_done'
        WHEN amount < minimum_amount OR months < minimum_months THEN 'below_threshold'
        ELSE ''
    END AS exclusion FROM due
)
SELECT tenancy_id, coalesce(step, done) AS step, period, amount, months, oldest_due_on, exclusion,
       CASE WHEN exclusion <> '' THEN ''
            WHEN channel = 'email' AND any_email THEN 'email'
            WHEN channel = 'sms' AND any_phone THEN 'sms' ELSE 'post' END AS channel
FROM decided
"""  # noqa: S608  # joined from constants of our own


# One run of an office is planned at a time: two missed days at once would decide the same step for the same household.
PLANNING_LOCK = 7_420_012
CLAIM = f"""
INSERT INTO arrears_reminderrun (id, business_date, planned_by, released_by)
SELECT gen_random_uuid(), %(on)s, %(by)s, ''
FROM (SELECT pg_advisory_xact_lock(%(lock)s, hashtext(current_schema()))) alone
WHERE EXISTS (SELECT {ladder.REMINDERS})
ON CONFLICT (business_date) DO NOTHING RETURNING *
"""  # noqa: S608  # joined from constants of our own

PLAN = f"""
INSERT INTO arrears_reminder
    (id, run_id, tenancy_id, step, period, amount, months, oldest_due_on, state, exclusion, channel, note)
SELECT gen_random_uuid(), %(run)s, tenancy_id, step, period, amount, months, oldest_due_on,
       CASE WHEN exclusion = '' THEN 'planned' ELSE 'excluded' END, exclusion, channel, ''
FROM ({DECIDE}) decision
"""  # noqa: S608  # joined from constants of our own

PLAN_AND_COUNT = f"WITH kept AS ({PLAN} RETURNING state) SELECT state, count(*) FROM kept GROUP BY state"  # noqa: S608


@dataclass(frozen=True)
class Decision:
    """What a run would decide for one tenancy: the step and its channel, or the reason why nothing goes out."""

    tenancy_id: UUID
    step: int
    amount: int
    months: int
    oldest_due_on: date
    exclusion: str
    channel: str


def dry_run(*, on: date) -> list[Decision]:
    """What the run of any day would decide, by the rows as they are now. Writes nothing. Refuses without a ladder."""
    if not ladder.steps_on(on):
        raise no_ladder()
    values = _values(on)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM ({DECIDE}) decision ORDER BY exclusion, step, amount DESC", values)  # noqa: S608
        return [
            Decision(tenancy_id, step, int(amount), months, oldest, exclusion, channel)
            for tenancy_id, step, _period, amount, months, oldest, exclusion, channel in cursor.fetchall()
        ]


def _values(on: date) -> dict[str, Any]:
    """The statement's parameters: the day and what slices above hold back."""
    held = overlays.from_above(on)
    return {
        "on": on,
        "held": list(held),
        "held_for": list(held.values()),
        "first_reasons": FIRST_REASONS,
    }


@transaction.atomic
def plan(*, on: date, by: Actor) -> ReminderRun:
    """The run of a business date; the same date again gives the same run and changes nothing.

    Every tenancy that owes something due before the date and has reached a step gets a row: planned,
    or excluded with the first reason that applies. Refuses when no ladder is in force.
    """
    claimed = list(ReminderRun.objects.raw(CLAIM, {"on": on, "by": by.actor_id, "lock": PLANNING_LOCK}))
    if not claimed:
        planned = ReminderRun.objects.filter(business_date=on).first()
        if planned is None:
            raise no_ladder()
        return planned
    run = claimed[0]
    values = _values(on)
    faults.point("reminders.run_claimed")
    with connection.cursor() as cursor:
        cursor.execute(PLAN_AND_COUNT, {**values, "run": run.pk})
        counts = dict(cursor.fetchall())
    faults.point("reminders.planned")
    audit.record(by, "reminders_planned", run, **_every_state(counts))
    faults.point("reminders.plan_audited")
    return run


def count(run: ReminderRun) -> dict[str, int]:
    """How many rows of the run are in each state, and how many are excluded for each reason."""
    return _every_state(dict(run.reminders.values_list("state").annotate(Count("pk")).order_by()))


def _every_state(counts: Mapping[str, int]) -> dict[str, int]:
    return {state: counts.get(state, 0) for state in Reminder.State.values}


def exclusions(run: ReminderRun) -> dict[str, int]:
    """Excluded rows by coded reason, most frequent first."""
    rows = (
        run.reminders.filter(state=Reminder.State.EXCLUDED)
        .values_list("exclusion")
        .annotate(number=Count("pk"))
        .order_by("-number", "exclusion")
    )
    return dict(rows)
