"""Meetings about a sale, and the household told the day before."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from cases.people import persons
from cases.people.persons import Contact
from exchange.sales import appointments, notices, plans
from exchange.sales.models import Appointment
from kernel.access import SYSTEM
from kernel.models import Document, OutboxMessage
from tests.exchange.sales import cast
from tests.exchange.sales.cast import NOON, TODAY
from worker import delivery

FRIDAY = timezone.make_aware(datetime(2026, 11, 27, 14, 30))


@pytest.fixture
def plan(alder):
    return cast.plan()


def reached(plan, **known):
    facts = {"email": "", "phone": "", "sms_consent_on": None, "postal_address": "", "letter_language": ""} | known
    persons.set_contact(person=plan.person, contact=Contact(**facts), on=TODAY, by=SYSTEM)


def write(days=0):
    return notices.write(on=TODAY + timedelta(days=days), by=SYSTEM)


@pytest.mark.parametrize(
    "different",
    [
        {"at": NOON}, {"at": NOON - timedelta(days=1)}, {"at": NOON + timedelta(days=731)},
        {"at": FRIDAY, "with_whom": " "}, {"at": FRIDAY, "place": " "},
    ],
)  # fmt: skip
def test_the_past_a_day_too_far_and_a_meeting_with_nobody_are_refused(plan, different):
    with pytest.raises(appointments.CannotMeet):
        cast.meeting(plan, **different)
    assert Appointment.objects.count() == 0


def test_two_meetings_at_one_time_are_refused_until_the_first_is_called_off(plan):
    first = cast.meeting(plan, at=FRIDAY)
    with pytest.raises(appointments.CannotMeet):
        cast.meeting(plan, at=FRIDAY, kind="agent")
    appointments.call_off(appointment=first, at=NOON, by=SYSTEM)
    appointments.call_off(appointment=first, at=NOON + timedelta(hours=1), by=SYSTEM)
    assert Appointment.objects.get().cancelled_at == NOON
    cast.meeting(plan, at=FRIDAY, kind="agent")


def test_what_is_over_cannot_be_called_off_and_a_closed_plan_meets_nobody(plan):
    meeting = cast.meeting(plan, at=FRIDAY)
    with pytest.raises(appointments.CannotMeet):
        appointments.call_off(appointment=meeting, at=FRIDAY, by=SYSTEM)
    plans.close(plan=plan, state="dropped", by=SYSTEM, on=TODAY)
    with pytest.raises(appointments.CannotMeet):
        cast.meeting(plan, at=FRIDAY + timedelta(days=1))


@pytest.mark.parametrize(
    ("known", "channel", "day"),
    [
        ({"email": "ilona@example.hu"}, "email", 3),
        ({"phone": "+36201234567", "sms_consent_on": TODAY}, "sms", 3),
        ({"phone": "+36201234567"}, "post", 0),
        ({}, "post", 0),
    ],
)
def test_the_household_is_told_once_by_the_way_that_reaches_it_early_enough(plan, known, channel, day):
    reached(plan, **known)
    cast.meeting(plan, at=FRIDAY)
    written = {days: write(days) for days in range(6)}
    assert {days for days, count in written.items() if count} == {day}
    message = OutboxMessage.objects.get()
    assert (message.topic, message.channel, message.envelope["until"]) == ("sale_appointment", channel, "2026-11-27")
    assert Document.objects.count() == (channel == "post")


def test_a_letter_by_post_is_not_written_weeks_before(plan):
    cast.meeting(plan, at=FRIDAY + timedelta(days=14))
    written = {days for days in range(14) if write(days)}
    assert written == {12}


def test_the_mail_says_where_when_and_what_to_bring_and_the_text_message_names_nobody(plan):
    reached(plan, email="ilona@example.hu")
    meeting = cast.meeting(plan, at=FRIDAY)
    write(3)
    text = OutboxMessage.objects.get().envelope["text"]
    for words in ("Tisztelt Eladó Ilona!", "2026. november 27. 14:30", "Minta tér 2.", "személyi igazolvány"):
        assert words in text
    short = notices.word(meeting, _office(), "hu").short
    assert "Ilona" not in short and len(short) < 200


def _office():
    from tenants import context

    return context.office()


def test_who_reads_english_gets_both(plan):
    reached(plan, email="ilona@example.hu", letter_language="en")
    cast.meeting(plan, at=FRIDAY)
    write(3)
    text = OutboxMessage.objects.get().envelope["text"]
    assert text.index("Tisztelt") < text.index("Dear Eladó Ilona") < text.index("Please bring")


def test_what_is_called_off_closed_or_over_does_not_leave_any_more(plan):
    reached(plan, email="ilona@example.hu")
    meeting = cast.meeting(plan, at=FRIDAY)
    write(3)
    message = OutboxMessage.objects.get()
    day_before = TODAY + timedelta(days=3)
    assert notices.why_not_now(message, on=day_before) == ""
    assert notices.why_not_now(message, on=TODAY + timedelta(days=5)) == "too late"
    plans.close(plan=plan, state="done", by=SYSTEM, on=TODAY)
    assert notices.why_not_now(message, on=day_before) == "plan closed"
    appointments.call_off(appointment=meeting, at=NOON, by=SYSTEM)
    assert notices.why_not_now(message, on=day_before) == "called off"
    notices.delivered(message, on=day_before)
    assert notices.not_before(message, at=NOON) >= NOON


def test_nobody_is_told_of_a_dead_persons_meeting(plan):
    cast.meeting(plan, at=FRIDAY)
    persons.mark_deceased(person=plan.person, on=None, by=SYSTEM)
    assert write(3) == 0


def test_a_letter_is_laid_out_for_the_print_shop(plan, settings, tmp_path):
    settings.POST_SPOOL, now = tmp_path, timezone.now()
    cast.meeting(plan, at=now + timedelta(days=3), now=now)
    notices.write(on=timezone.localdate(now), by=SYSTEM)
    delivery.drain(at=timezone.now())
    assert OutboxMessage.objects.get().state == "sent"
    assert len(list(tmp_path.rglob("*.pdf"))) == 1
