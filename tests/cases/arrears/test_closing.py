"""An office's own closing days: nothing goes out, and no legal term moves."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cases.arrears import clock, closing, policies, timing
from cases.arrears.models import ReminderRun
from kernel.access import SYSTEM
from tests.cases.arrears.household import owing
from worker import jobs

FRIDAY = date(2026, 11, 20)
BUDAPEST = ZoneInfo("Europe/Budapest")


def close(day, on=FRIDAY):
    return closing.close(day=day, note="leltár", on=on, by=SYSTEM)


def test_on_a_closing_day_no_run_is_made_and_the_next_day_makes_it(alder):
    owing()
    close(FRIDAY)
    assert jobs.payment_reminders(FRIDAY) == "closed today"
    assert ReminderRun.objects.count() == 0
    jobs.payment_reminders(FRIDAY + timedelta(days=3))
    assert ReminderRun.objects.get().reminders.count() == 1


def test_a_message_waits_for_the_next_open_day(alder):
    policies.change(
        valid_from=FRIDAY, on=FRIDAY, by=SYSTEM, decree="r.", quiet_from_hour=20, quiet_until_hour=8,
        sends_on_rest_days=False,
    )  # fmt: skip
    close(FRIDAY)
    moment = timing.first_allowed("email", at=datetime(2026, 11, 20, 10, tzinfo=BUDAPEST))
    assert moment == datetime(2026, 11, 23, 8, tzinfo=BUDAPEST)
    assert timing.first_allowed("post", at=moment - timedelta(days=3)) == moment - timedelta(days=3)


def test_a_closing_day_moves_no_legal_term(alder):
    close(date(2026, 11, 26), on=FRIDAY)
    assert clock.termination_window(date(2026, 11, 18), closing.calendar()).pay_by == date(2026, 11, 26)


@pytest.mark.parametrize("day", [FRIDAY - timedelta(days=1), FRIDAY + timedelta(days=800)])
def test_a_day_gone_by_or_far_away_is_refused(alder, day):
    with pytest.raises(closing.CannotClose):
        close(day)


def test_a_day_is_closed_once_and_can_be_opened_again(alder):
    closed = close(FRIDAY)
    with pytest.raises(closing.CannotClose):
        close(FRIDAY)
    closing.open_again(closed=closed, by=SYSTEM)
    assert closing.calendar().is_office_day(FRIDAY)
