"""A friendly word before an instalment and after a late one: once each, and never to who has paid."""

from datetime import date, timedelta

from cases.arrears import case_letters, plan_reminders
from kernel.access import SYSTEM
from kernel.models import OutboxMessage
from tests.cases.arrears.household import owing, signed_plan, writer
from tests.cast import pay

DUE = date(2026, 10, 15)


def remind(on):
    return plan_reminders.remind(on=on, writer=writer(on), by=SYSTEM)


def codes():
    return list(OutboxMessage.objects.order_by("pk").values_list("envelope__code", flat=True))


def test_three_days_before_on_the_day_and_three_days_after(alder):
    signed_plan(owing(email="anna@example.hu"))
    written = {day: remind(DUE + timedelta(days=day)) for day in range(-6, 8)}
    assert {day for day, count in written.items() if count} == {-3, 0, 3}
    assert codes() == ["plan_due", "plan_due", "plan_late"]


def test_a_missed_night_is_made_up_for_and_a_second_call_writes_nothing(alder):
    signed_plan(owing(email="anna@example.hu"))
    assert remind(DUE - timedelta(days=1)) == 1
    assert remind(DUE - timedelta(days=1)) == 0
    assert remind(DUE) == 1
    assert remind(DUE) == 0


def test_who_has_paid_is_left_in_peace(alder):
    let = owing(email="anna@example.hu")
    signed_plan(let)
    pay(let, 15_000, on=DUE - timedelta(days=5))
    assert remind(DUE - timedelta(days=3)) == 0
    assert remind(DUE + timedelta(days=3)) == 0


def test_nobody_gets_a_letter_by_post_for_this(alder):
    signed_plan(owing())
    assert remind(DUE - timedelta(days=3)) == 0


def test_a_plan_that_ended_meanwhile_stops_the_message(alder):
    from cases.arrears import plans

    plan = signed_plan(owing(email="anna@example.hu"))
    remind(DUE - timedelta(days=3))
    message = OutboxMessage.objects.get()
    assert case_letters.why_not_now(message, on=DUE) == ""
    plans.withdraw(plan=plan, reason="withdrawn", on=DUE, by=SYSTEM)
    assert case_letters.why_not_now(message, on=DUE) == "the plan moved on"
