"""From the timetable to rows: what is due gets a JobRun, and whoever has an open one is woken."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from catalogue.shared import calendars
from kernel.calendar import Calendar
from tenants.registry.models import Office
from worker.models import JobRun
from worker.schedule import BY_NAME, TIMETABLE, Entry

BUDAPEST = ZoneInfo("Europe/Budapest")
CATCH_UP_DAYS = 7
WAKE_AGAIN = timedelta(minutes=5)
LEASE = timedelta(minutes=50)
MOST_ATTEMPTS = 5

Wake = Callable[[str, str, date], None]


def tick(*, at: datetime, wake: Wake) -> int:
    """Write what has become due, and wake every open run that nobody works on. Returns how many were woken.

    Any number of ticks at once, or a tick after days of silence, makes each business date's run once.
    """
    write_due(at=at)
    woken = claim_wake_ups(at=at)
    for run in woken:
        wake(run.job, run.office_schema, run.business_date)
    return len(woken)


def write_due(*, at: datetime) -> int:
    """Insert the missing JobRun rows of every timetable entry; returns how many."""
    calendar = calendars.national()
    schemas = list(
        Office.objects.filter(status=Office.Status.ACTIVE, kind=Office.Kind.TOWN).values_list("schema_name", flat=True)
    )
    rows: list[JobRun] = []
    for entry in TIMETABLE:
        places = schemas if entry.for_each_office else [""]
        latest = dict(JobRun.objects.filter(job=entry.name).values_list("office_schema").annotate(Max("business_date")))
        for place in places:
            rows += [
                JobRun(job=entry.name, business_date=day, office_schema=place)
                for day in due_dates(entry, at=at, after=latest.get(place), calendar=calendar)
            ]
    JobRun.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    return len(rows)


def due_dates(entry: Entry, *, at: datetime, after: date | None, calendar: Calendar) -> Iterable[date]:
    """Business dates that have come and have no run yet, oldest first; pure.

    After a silence the missed days are caught up, a week at the most; a new office starts today.
    """
    local = at.astimezone(BUDAPEST)
    today = local.date() if local.time() >= entry.at else local.date() - timedelta(days=1)
    first = today if after is None else max(after + timedelta(days=1), today - timedelta(days=CATCH_UP_DAYS - 1))
    days = (first + timedelta(days=number) for number in range((today - first).days + 1))
    return [day for day in days if not entry.on_working_days_only or calendar.is_working_day(day)]


@transaction.atomic
def claim_wake_ups(*, at: datetime) -> list[JobRun]:
    """Open runs that were not woken lately; marks them woken. Two ticks never wake the same run."""
    unattended = Q(state=JobRun.State.DUE) | Q(state=JobRun.State.RUNNING, lease_until__lt=at)
    not_woken = Q(woken_at__isnull=True) | Q(woken_at__lt=at - WAKE_AGAIN)
    runs = list(JobRun.objects.select_for_update(skip_locked=True).filter(unattended & not_woken).order_by("pk")[:2000])
    JobRun.objects.filter(pk__in=[run.pk for run in runs]).update(woken_at=at)
    return runs


@transaction.atomic
def claim(job: str, office_schema: str, business_date: date, *, at: datetime) -> JobRun | None:
    """Take the run for this process, or None when it is done, being worked on, or given up."""
    run = (
        JobRun.objects.select_for_update()
        .filter(job=job, office_schema=office_schema, business_date=business_date)
        .first()
    )
    if run is None or run.state in {JobRun.State.DONE, JobRun.State.FAILED} or job not in BY_NAME:
        return None
    if run.state == JobRun.State.RUNNING and run.lease_until and run.lease_until > at:
        return None
    if run.attempts >= MOST_ATTEMPTS:
        JobRun.objects.filter(pk=run.pk).update(state=JobRun.State.FAILED, lease_until=None)
        return None
    run.state, run.attempts, run.lease_until = JobRun.State.RUNNING, run.attempts + 1, at + LEASE
    run.save(update_fields=["state", "attempts", "lease_until"])
    return run


def finish(run: JobRun, *, outcome: str) -> None:
    """The run is done, once: a run that lost its lease reports into the void."""
    JobRun.objects.filter(pk=run.pk, attempts=run.attempts, state=JobRun.State.RUNNING).update(
        state=JobRun.State.DONE, finished_at=timezone.now(), lease_until=None, outcome=outcome[:300]
    )


def stumble(run: JobRun, *, outcome: str) -> None:
    """The run failed this time: due again, or given up after the last attempt."""
    state = JobRun.State.FAILED if run.attempts >= MOST_ATTEMPTS else JobRun.State.DUE
    JobRun.objects.filter(pk=run.pk, attempts=run.attempts).update(state=state, lease_until=None, outcome=outcome[:300])
