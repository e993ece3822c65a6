"""R6: several beats at once, and a beat that comes back after a day and more: each business day is done once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from cases.arrears.models import Reminder, ReminderRun
from catalogue.shared import calendars
from tenants import context
from tenants.registry.models import Office
from tests.cast import charge, tenancy
from tests.report import FULL, say
from worker import offices, timetable
from worker.models import JobRun
from worker.schedule import TIMETABLE

pytestmark = pytest.mark.faults

BUDAPEST = ZoneInfo("Europe/Budapest")
TUESDAY = date(2026, 11, 24)
SILENCE = timedelta(hours=26)
TICKS = 3  # of each beat, one after the other
HOUSEHOLDS = 3
TOWNS = ("alder", "birch")
HOURS = range(24) if FULL else (0, 7, 9)
Woken = tuple[str, str, date]
_counted = {"tried": 0, "survived": 0, "lost": 0, "duplicate": 0}


def at_hour(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour, 1), tzinfo=BUDAPEST)


def later(moment: datetime, by: timedelta) -> datetime:
    """After so much real time, whatever the clock on the wall did meanwhile."""
    return (moment.astimezone(ZoneInfo("UTC")) + by).astimezone(BUDAPEST)


def tick_at_once(beats: int, *, at: datetime) -> list[Woken]:
    """What that many beats wake that all tick at the same time, some times in a row."""
    woken: list[Woken] = []

    def beat(_number: int) -> None:
        try:
            for _tick in range(TICKS):
                timetable.tick(at=at, wake=lambda *run: woken.append(run))
        finally:
            connection.close()

    with ThreadPoolExecutor(beats) as pool:
        list(pool.map(beat, range(beats)))
    return woken


def work(woken: list[Woken], *, at: datetime) -> list[tuple[Woken, str]]:
    """Two workers, and each run is given out twice; how each of them ended."""

    def one(run: Woken) -> tuple[Woken, str]:
        try:
            return run, offices.run_job(*run, at=at)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(one, [run for run in woken for _time in range(2)]))


def due_between(start: datetime, end: datetime) -> Counter[Woken]:
    """What comes due after `start` and until `end`: said anew, hour by hour, for the test to compare with."""
    calendar, due = calendars.national(), Counter()
    for entry in TIMETABLE:
        for day in (start.date() + timedelta(days=number) for number in range((end - start).days + 3)):
            is_due = start < datetime.combine(day, entry.at, tzinfo=BUDAPEST) <= end
            if is_due and (calendar.is_working_day(day) or not entry.on_working_days_only):
                due.update((entry.name, place, day) for place in (towns() if entry.for_each_office else [""]))
    return due


def towns() -> list[str]:
    return list(Office.objects.filter(kind="town", status="active").values_list("schema_name", flat=True))


def count(woken: Counter[Woken], expected: Counter[Woken], beats: int) -> None:
    lost, duplicate = (expected - woken).total(), (woken - expected).total()
    _counted["tried"] += beats
    _counted["survived"] += beats if woken == expected else 0
    _counted["lost"] += lost
    _counted["duplicate"] += duplicate
    assert woken == expected


def settle() -> None:
    JobRun.objects.update(state="done", finished_at=at_hour(TUESDAY, 0))


@pytest.mark.parametrize("beats", [2, 3, 4, 5])
def test_r6_beats_at_once_and_after_a_silence_wake_each_run_once(own_database: str, beats: int) -> None:
    for hour in HOURS:
        JobRun.objects.all().delete()
        last = at_hour(TUESDAY, hour)
        first = Counter(tick_at_once(beats, at=last))
        assert set(first.values()) == {1}
        settle()
        count(Counter(tick_at_once(beats, at=later(last, SILENCE))), due_between(last, later(last, SILENCE)), beats)
    say("R6", **_counted)


@pytest.fixture
def owing(own_database: str) -> None:
    for slug in TOWNS:
        with context.entered(Office.objects.get(slug=slug)):
            for number in range(HOUSEHOLDS):
                charge(tenancy(f"Próba {number}", door=str(number)), period=date(2026, 10, 1))


@pytest.mark.parametrize("beats", [2, 5])
def test_r6_the_missed_day_s_reminders_are_written_once(owing: None, beats: int) -> None:
    """The beat ticks on Monday evening and then not until Tuesday has gone by: Tuesday and Wednesday both come."""
    last = at_hour(TUESDAY - timedelta(days=1), 20)
    tick_at_once(beats, at=last)
    settle()
    moment = later(last, SILENCE + timedelta(hours=12))
    woken = tick_at_once(beats, at=moment)
    count(Counter(woken), due_between(last, moment), beats)
    ended = work(woken, at=moment)
    assert "failed" not in {how for (job, _place, _day), how in ended if job == "payment_reminders"}
    work(woken, at=moment)  # two nights of another job at once may refuse each other; whoever lost is woken again
    say("R6", **_counted)
    for slug in TOWNS:
        with context.entered(Office.objects.get(slug=slug)):
            days = list(ReminderRun.objects.order_by("business_date").values_list("business_date", flat=True))
            assert days == [TUESDAY, TUESDAY + timedelta(days=1)]
            assert Reminder.objects.exclude(state=Reminder.State.EXCLUDED).count() == HOUSEHOLDS
    assert set(JobRun.objects.values_list("state", flat=True)) == {"done"}


def test_r6_control_beats_that_do_not_mark_what_they_wake_wake_it_again(own_database: str, monkeypatch) -> None:
    monkeypatch.setattr(timetable, "claim_wake_ups", lambda *, at: list(JobRun.objects.filter(state="due")))
    assert max(Counter(tick_at_once(2, at=at_hour(TUESDAY, 9))).values()) > 1
