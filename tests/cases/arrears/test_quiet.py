"""Nobody's phone rings at night or on a holiday; the clock changes twice a year and that is all right."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cases.arrears import policies, reminders
from cases.arrears.models import LadderStep, Reminder
from cases.arrears.quiet import next_allowed
from kernel.access import SYSTEM
from kernel.calendar import Calendar
from kernel.models import OutboxMessage
from tests.cases.arrears.household import owing
from worker import delivery

BUDAPEST = ZoneInfo("Europe/Budapest")
CALENDAR = Calendar(moved_rest_days=frozenset({date(2026, 12, 24)}), working_saturdays=frozenset({date(2026, 12, 12)}))


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BUDAPEST)


def allowed(at: datetime, **rules: object) -> datetime:
    known = {"quiet_from_hour": 20, "quiet_until_hour": 8, "sends_on_rest_days": False, "calendar": CALENDAR}
    return next_allowed(at, **{**known, **rules})


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-11-23T08:00", "2026-11-23T08:00"),
        ("2026-11-23T19:59", "2026-11-23T19:59"),
        ("2026-11-23T20:00", "2026-11-24T08:00"),
        ("2026-11-23T03:00", "2026-11-23T08:00"),
        ("2026-11-27T20:00", "2026-11-30T08:00"),  # Friday evening
        ("2026-12-12T10:00", "2026-12-12T10:00"),  # a working Saturday
        ("2026-12-23T21:00", "2026-12-28T08:00"),  # a moved rest day, Christmas, a weekend
        ("2026-10-24T22:00", "2026-10-26T08:00"),  # the night the clock goes back
        ("2026-03-28T22:00", "2026-03-30T08:00"),  # and forward
    ],
)
def test_the_next_allowed_moment(at, expected):
    assert allowed(local(at)) == local(expected)


def test_every_hour_of_a_year_leads_to_an_allowed_one_within_nine_days():
    at = datetime(2026, 1, 1, tzinfo=UTC)
    while at.year == 2026:
        found = allowed(at)
        here = found.astimezone(BUDAPEST)
        assert timedelta(0) <= found - at < timedelta(days=9)
        assert 8 <= here.hour < 20
        assert CALENDAR.is_working_day(here.date())
        assert allowed(found) == found
        at += timedelta(hours=1)


def test_an_office_without_quiet_hours_sends_at_once():
    at = local("2026-12-25T03:00")
    assert allowed(at, quiet_from_hour=24, quiet_until_hour=0, sends_on_rest_days=True) == at


@pytest.fixture
def released(alder):
    """A reminder by e-mail, released; its office is quiet from 20 to 8."""
    policies.change(
        valid_from=date(2026, 9, 1), on=date(2026, 9, 1), by=SYSTEM, decree="r.", quiet_from_hour=20,
        quiet_until_hour=8, sends_on_rest_days=False,
    )  # fmt: skip
    LadderStep.objects.update(channel="sms")
    let = owing()
    let.parties.get().person.__class__.objects.update(phone="06 30 000 0001", sms_consent_on=date(2026, 1, 1))
    from cases.arrears import planning

    run = planning.plan(on=date(2026, 9, 21), by=SYSTEM)
    reminders.release(run=run, by=SYSTEM, on=date(2026, 9, 21))
    OutboxMessage.objects.update(due_at=local("2026-09-21T19:00"))
    return run.reminders.get()


def test_a_text_message_released_in_the_evening_waits_until_the_morning(released, settings, tmp_path):
    settings.SMS = {"gateway": "", "token": "", "sink": str(tmp_path)}
    message = OutboxMessage.objects.get()
    assert (message.channel, message.envelope["to"]) == ("sms", ["06 30 000 0001"])
    assert "Őri" not in message.envelope["text"]

    assert delivery.drain(at=local("2026-09-21T22:00")) == 0
    message.refresh_from_db()
    assert (message.state, message.due_at, message.attempts) == ("waiting", local("2026-09-22T08:00"), 0)
    assert list(tmp_path.rglob("*.json")) == []

    assert delivery.drain(at=local("2026-09-22T08:01")) == 1
    assert Reminder.objects.get(pk=released.pk).state == "sent"
    assert len(list(tmp_path.rglob("*.json"))) == 1
