"""R7: every day from 2026 to 2036, with its clock changes, month ends and moved days: one run each, legal dates right."""

from calendar import monthrange
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from cases.arrears.models import ReminderRun
from cases.tenancies import ledger
from cases.tenancies.models import Charge
from catalogue.shared import calendars
from catalogue.shared.models import MovedDay
from kernel.access import SYSTEM
from kernel.calendar import Calendar
from tenants import context
from tenants.registry.models import Office
from tests.cast import charge, tenancy
from tests.report import say
from worker import offices, timetable
from worker.models import JobRun
from worker.schedule import BY_NAME, TIMETABLE, Entry

BUDAPEST = ZoneInfo("Europe/Budapest")
YEARS = range(2026, 2037)
ONE_DAY = timedelta(days=1)
# From the almanac, not from our own rule.
EASTER_SUNDAYS = (
    date(2026, 4, 5), date(2027, 3, 28), date(2028, 4, 16), date(2029, 4, 1), date(2030, 4, 21), date(2031, 4, 13),
    date(2032, 3, 28), date(2033, 4, 17), date(2034, 4, 9), date(2035, 3, 25), date(2036, 4, 13),
)  # fmt: skip
FIXED = {(1, 1), (3, 15), (5, 1), (8, 20), (10, 23), (11, 1), (12, 25), (12, 26)}
# As the decrees move days in such years; the table of a real service has them once they are out.
MOVED_TO_WORK = (date(2026, 1, 10), date(2026, 8, 8), date(2026, 12, 12), date(2027, 11, 13), date(2029, 12, 15))
MOVED_TO_REST = (date(2026, 1, 2), date(2026, 8, 21), date(2026, 12, 24), date(2027, 11, 2), date(2029, 12, 24))
_counted = {"tried": 0, "survived": 0, "lost": 0, "duplicate": 0}


def is_worked(day: date) -> bool:
    """Said anew from the law's list, for the test to compare with."""
    if day in MOVED_TO_WORK:
        return True
    movable = {sunday + timedelta(days=after) for sunday in EASTER_SUNDAYS for after in (-2, 1, 50)}
    return not (day.weekday() >= 5 or day in MOVED_TO_REST or day in movable or (day.month, day.day) in FIXED)


WORKED = {
    day for number in range(366 * 12) if is_worked(day := date(2026, 1, 1) + timedelta(days=number))
}  # a year more, for terms that end in it
CALENDAR = Calendar(moved_rest_days=frozenset(MOVED_TO_REST), working_saturdays=frozenset(MOVED_TO_WORK))


def first_worked(day: date) -> date:
    while day not in WORKED:
        day += ONE_DAY
    return day


def changes_of_the_clock() -> list[date]:
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range((date(2037, 1, 1) - date(2026, 1, 1)).days)]
    noon = [datetime.combine(day, time(12), tzinfo=BUDAPEST).utcoffset() for day in days]
    return [day for number, day in enumerate(days) if number and noon[number] != noon[number - 1]]


CHANGES = changes_of_the_clock()
MONTH_ENDS = [date(year, month, monthrange(year, month)[1]) for year in YEARS for month in range(1, 13)]
LEAP_DAYS = [day for day in MONTH_ENDS if (day.month, day.day) == (2, 29)]
SPECIAL = sorted({*CHANGES, *MONTH_ENDS, *LEAP_DAYS, *MOVED_TO_WORK, *MOVED_TO_REST} | {
    day + ONE_DAY for day in CHANGES
})  # fmt: skip


def count(seen: list[date], expected: list[date]) -> None:
    """One more try: these business dates came, and these should have."""
    _counted["tried"] += 1
    _counted["lost"] += (Counter(expected) - Counter(seen)).total()
    _counted["duplicate"] += (Counter(seen) - Counter(expected)).total()
    _counted["survived"] += seen == expected
    assert seen == expected


def dates_of(entry: Entry, *, first: date, days: int, minutes: int, calendar: Calendar = CALENDAR) -> list[date]:
    """The business dates for which a beat that ticks all these days finds the entry due, as it finds them."""
    seen: list[date] = []
    moment = datetime.combine(first, time(0), tzinfo=BUDAPEST).astimezone(UTC)
    end = datetime.combine(first + timedelta(days=days), time(0), tzinfo=BUDAPEST).astimezone(UTC)
    while moment < end:
        after = seen[-1] if seen else first - ONE_DAY
        seen += timetable.due_dates(entry, at=moment, after=after, calendar=calendar)
        moment += timedelta(minutes=minutes)
    return seen


def wanted(entry: Entry, *, first: date, days: int) -> list[date]:
    all_days = [first + timedelta(days=number) for number in range(days)]
    return [day for day in all_days if day in WORKED or not entry.on_working_days_only]


def test_there_are_as_many_special_days_as_the_almanac_says() -> None:
    assert (len(CHANGES), len(MONTH_ENDS), len(LEAP_DAYS)) == (22, 132, 3)
    assert {day.weekday() for day in CHANGES} == {6}
    assert {(day.month, day.day) for day in LEAP_DAYS} == {(2, 29)}


@pytest.mark.parametrize("entry", TIMETABLE, ids=lambda entry: entry.name)
def test_r7_around_every_change_of_the_clock_each_business_date_comes_once(entry: Entry) -> None:
    """Ticks every five minutes, also in the hour that is not there and in the one that comes twice."""
    for sunday in CHANGES:
        first = sunday - ONE_DAY
        count(dates_of(entry, first=first, days=3, minutes=5), wanted(entry, first=first, days=3))
    say("R7", **_counted)


def test_r7_in_ten_years_each_working_day_has_one_run_and_no_other_day_has() -> None:
    entry = BY_NAME["payment_reminders"]
    for year in YEARS:
        first, days = date(year, 1, 1), (date(year + 1, 1, 1) - date(year, 1, 1)).days
        count(dates_of(entry, first=first, days=days, minutes=60), wanted(entry, first=first, days=days))
    say("R7", **_counted)


def test_r7_the_calendar_and_every_legal_date_of_ten_years_are_the_laws() -> None:
    for number in range((date(2037, 1, 1) - date(2026, 1, 1)).days):
        day = date(2026, 1, 1) + timedelta(days=number)
        assert CALENDAR.is_working_day(day) == (day in WORKED), day
        for term in (8, 15, 30):
            assert CALENDAR.deadline(day, term) == first_worked(day + timedelta(days=term)), (day, term)


@pytest.fixture
def moved(owned: str) -> Calendar:
    with connection.owner():
        for kind, days in ((MovedDay.Kind.WORK, MOVED_TO_WORK), (MovedDay.Kind.REST, MOVED_TO_REST)):
            for day in days:
                MovedDay.objects.get_or_create(day=day, defaults={"kind": kind, "source": "próba"})
    return calendars.national()


@pytest.fixture
def office(moved: Calendar) -> Office:
    return Office.objects.get(slug="alder")


def test_r7_on_every_special_day_the_office_s_reminders_are_planned_once(moved: Calendar, office: Office) -> None:
    """Through the timetable's rows: three ticks about eight o'clock, and every run is given out twice."""
    with context.entered(office):
        charge(tenancy(), period=date(2025, 10, 1))
    for day in SPECIAL:
        JobRun.objects.all().delete()
        yesterday = JobRun(job="payment_reminders", business_date=day - ONE_DAY, office_schema=office.schema_name)
        yesterday.state, yesterday.finished_at = "done", datetime.combine(day, time(0), tzinfo=UTC)
        yesterday.save()
        for minute in (-1, 0, 1):
            at = datetime.combine(day, time(8), tzinfo=BUDAPEST) + timedelta(minutes=minute)
            woken: list[tuple[str, str, date]] = []
            timetable.tick(at=at, wake=lambda *run, woken=woken: woken.append(run))
            for run in [run for run in woken if run[:2] == ("payment_reminders", office.schema_name)] * 2:
                offices.run_job(*run, at=at)
        with context.entered(office):
            planned = list(ReminderRun.objects.filter(business_date=day).values_list("business_date", flat=True))
        count(planned, [day] if day in WORKED else [])
    with context.entered(office):
        made = list(ReminderRun.objects.order_by("business_date").values_list("business_date", flat=True))
    assert made == [day for day in SPECIAL if day in WORKED]
    say("R7", **_counted)


def test_r7_rents_of_ten_years_fall_due_on_the_day_or_the_next_that_is_worked(moved: Calendar, office: Office) -> None:
    with context.entered(office):
        lets = [tenancy(f"Próba {day}", door=str(day)) for day in (1, 15, 28)]
        for let, day in zip(lets, (1, 15, 28), strict=True):
            type(let).objects.filter(pk=let.pk).update(due_day=day)
        months = [end.replace(day=1) for end in MONTH_ENDS]
        for month in months:
            for _time in range(2):
                ledger.raise_rents(period=month, calendar=moved, by=SYSTEM)
        for let, day in zip(lets, (1, 15, 28), strict=True):
            due = dict(Charge.objects.filter(tenancy=let).values_list("period", "due_on"))
            assert due == {month: first_worked(month.replace(day=day)) for month in months}


def test_r7_control_a_timetable_that_asks_whether_it_is_just_the_hour_loses_or_doubles_days() -> None:
    """As a plain cron line does: due in the very minute that the wall clock shows, as often as it shows it."""

    def as_cron_does(at: datetime, hour: time) -> bool:
        return at.astimezone(BUDAPEST).time() == hour

    seen: list[date] = []
    for sunday in CHANGES[:2]:
        moment = datetime.combine(sunday, time(0), tzinfo=BUDAPEST).astimezone(UTC)
        for _tick in range(24 * 12):
            if as_cron_does(moment, time(2, 0)):
                seen.append(moment.astimezone(BUDAPEST).date())
            moment += timedelta(minutes=5)
    assert seen == [CHANGES[1], CHANGES[1]]
    assert BY_NAME["exchange_run"].at == time(2, 0)
