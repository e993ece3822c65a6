"""What is due becomes a row once, whatever the clock, the beats and the silence between them."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import psycopg
import pytest
from django.db import OperationalError, connection

from catalogue.shared import calendars
from kernel.calendar import Calendar
from tests import services
from tests.report import say
from worker import offices, timetable
from worker.models import JobRun
from worker.schedule import TIMETABLE, Entry

BUDAPEST = ZoneInfo("Europe/Budapest")
CALENDAR = Calendar()
REMINDERS = Entry("payment_reminders", lambda on: "", time(8, 0), on_working_days_only=True)
DAILY = Entry("monthly_rents", lambda on: "", time(1, 0))


def local(year, month, day, hour, minute=0):
    return datetime(year, month, day, hour, minute, tzinfo=BUDAPEST)


def test_nothing_is_due_before_its_hour():
    due = timetable.due_dates(REMINDERS, at=local(2026, 11, 24, 7, 59), after=date(2026, 11, 23), calendar=CALENDAR)
    assert due == []
    due = timetable.due_dates(REMINDERS, at=local(2026, 11, 24, 8), after=date(2026, 11, 23), calendar=CALENDAR)
    assert due == [date(2026, 11, 24)]


def test_a_weekend_has_no_reminder_run_and_a_moved_saturday_has_one(db):
    calendar = calendars.national()
    week = timetable.due_dates(REMINDERS, at=local(2026, 12, 13, 9), after=date(2026, 12, 6), calendar=calendar)
    assert week == [date(2026, 12, day) for day in (7, 8, 9, 10, 11, 12)]


def test_after_a_silence_each_missed_day_is_caught_up_once(db):
    woken: list[tuple[str, str, date]] = []

    def wake(job: str, schema: str, day: date) -> None:
        woken.append((job, schema, day))

    timetable.tick(at=local(2026, 11, 23, 8, 1), wake=wake)
    JobRun.objects.update(state="done", finished_at=local(2026, 11, 23, 8, 2))
    woken.clear()
    timetable.tick(at=local(2026, 11, 25, 10), wake=wake)
    timetable.tick(at=local(2026, 11, 25, 10, 1), wake=wake)
    alder = [(job, day) for job, schema, day in woken if schema == "t_alder"]
    assert sorted(alder) == sorted(
        (entry.name, day)
        for entry in TIMETABLE
        if entry.for_each_office
        for day in (date(2026, 11, 24), date(2026, 11, 25))
    )


def test_a_silence_of_weeks_is_made_up_for_a_week_only(db):
    due = timetable.due_dates(DAILY, at=local(2026, 11, 25, 10), after=date(2026, 10, 1), calendar=CALENDAR)
    assert due == [date(2026, 11, day) for day in range(19, 26)]


def test_r13_a_task_without_a_true_office_runs_nowhere(db, monkeypatch):
    ran: list[str] = []
    spy = Entry("payment_reminders", lambda on: ran.append("ran") or "", time(8, 0))
    monkeypatch.setitem(timetable.BY_NAME, "payment_reminders", spy)
    forged = ["", "public", "t_nowhere", "t_cedar", "t_operator", "t_template", "pg_catalog", 't_alder"; --']
    for schema in forged:
        JobRun.objects.create(job="payment_reminders", business_date=date(2026, 11, 23), office_schema=schema[:44])
        with pytest.raises(offices.NoSuchOffice):
            offices.run_job("payment_reminders", schema, date(2026, 11, 23), at=datetime.now(UTC))
        with pytest.raises(offices.NoSuchOffice):
            offices.deliver(schema, at=datetime.now(UTC))
    say("R13", tried=len(forged) * 2, survived=len(forged) * 2, leaked=len(ran))
    assert ran == []


def test_a_run_is_worked_on_by_one_and_taken_up_when_its_worker_is_gone(db):
    at = local(2026, 11, 24, 9)
    JobRun.objects.create(job="payment_reminders", business_date=date(2026, 11, 24), office_schema="t_alder")
    first = timetable.claim("payment_reminders", "t_alder", date(2026, 11, 24), at=at)
    assert first is not None
    assert timetable.claim("payment_reminders", "t_alder", date(2026, 11, 24), at=at) is None
    later = at + timetable.LEASE + timedelta(seconds=1)
    second = timetable.claim("payment_reminders", "t_alder", date(2026, 11, 24), at=later)
    assert second is not None
    timetable.finish(first, outcome="too late")
    assert JobRun.objects.get(pk=first.pk).state == "running"
    timetable.finish(second, outcome="done")
    assert JobRun.objects.get(pk=first.pk).outcome == "done"


@pytest.mark.parametrize("tells_again", [True, False])
def test_how_a_run_ended_is_told_again_when_the_database_was_away(own_database, monkeypatch, tells_again):
    """Control: told once only, the run would be taken for a running one until its lease is over."""
    at, day = local(2026, 11, 24, 9), date(2026, 11, 24)
    entry = Entry("payment_reminders", lambda on: end_session() or "all written", time(8, 0))
    monkeypatch.setitem(timetable.BY_NAME, "payment_reminders", entry)
    if not tells_again:
        monkeypatch.setattr(offices, "TELL_AGAIN_SECONDS", ())
    JobRun.objects.create(job="payment_reminders", business_date=day, office_schema="t_alder")
    try:
        offices.run_job("payment_reminders", "t_alder", day, at=at)
    except OperationalError:
        connection.close()
    run = JobRun.objects.get()
    assert (run.state, run.outcome) == (("done", "all written") if tells_again else ("running", ""))


def end_session() -> None:
    with psycopg.connect(services.owner_dsn("postgres"), autocommit=True) as owner:
        owner.execute("SELECT pg_terminate_backend(%s, 5000)", [connection.connection.info.backend_pid])
