"""Who gets a reminder, and why not."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from cases.arrears import pauses, planning, reminders
from cases.arrears.models import LadderStep, Reminder, ReminderRun
from cases.people import persons
from kernel.access import SYSTEM
from kernel.models import AuditEntry, OutboxMessage
from tests.cast import charge, pay, person, tenancy

ON = date(2026, 11, 23)
OCTOBER = date(2026, 10, 1)


def rows(run: ReminderRun) -> list[tuple[str, str, int]]:
    return list(run.reminders.order_by("tenancy__number").values_list("state", "exclusion", "step"))


def test_a_tenancy_that_owes_reaches_the_first_step(alder):
    let = tenancy()
    charge(let, period=OCTOBER)

    run = planning.plan(on=ON, by=SYSTEM)

    reminder = run.reminders.get()
    assert (reminder.state, reminder.step, reminder.amount, reminder.months) == ("planned", 1, 20_000, 1)
    assert (reminder.oldest_due_on, reminder.period, reminder.channel) == (date(2026, 10, 15), OCTOBER, "post")


def test_a_paid_up_tenancy_gets_no_reminder(alder):
    let = tenancy()
    charge(let, period=OCTOBER)
    pay(let, 20_000, on=date(2026, 11, 20))

    assert rows(planning.plan(on=ON, by=SYSTEM)) == []


def test_what_is_not_overdue_long_enough_is_left_alone(alder):
    let = tenancy()
    charge(let, period=date(2026, 11, 1), due_on=ON - timedelta(days=7))
    assert rows(planning.plan(on=ON, by=SYSTEM)) == []
    assert rows(planning.plan(on=ON + timedelta(days=1), by=SYSTEM)) == [("planned", "", 1)]


def _deceased(let):
    persons.mark_deceased(person=let.parties.get().person, on=None, by=SYSTEM)


def _undeliverable(let):
    persons.mark_undeliverable(person=let.parties.get().person, since=OCTOBER, by=SYSTEM)


def _ended(let):
    let.ends_on = date(2026, 9, 30)
    let.save()


def _no_party(let):
    let.parties.update(until=date(2026, 1, 1))


def _death_reported(let):
    let.death_reported = True
    let.save()


def _paused(reason):
    return lambda let: pauses.pause(tenancy=let, reason=reason, until=ON, on=ON, by=SYSTEM)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (_ended, "no_valid_tenancy"),
        (_deceased, "deceased"),
        (_death_reported, "deceased"),
        (_no_party, "data_gap"),
        (_undeliverable, "undeliverable"),
        (_paused("plan"), "live_plan"),
        (_paused("dispute"), "dispute"),
        (_paused("hospital"), "hospital"),
        (_paused("other"), "pause"),
        (lambda let: pay(let, 18_000, on=ON), "below_threshold"),
    ],
)
def test_every_exclusion_is_a_row_with_its_reason(alder, spoil, reason):
    let = tenancy()
    charge(let, period=OCTOBER)
    spoil(let)

    assert rows(planning.plan(on=ON, by=SYSTEM)) == [("excluded", reason, 1)]


def test_a_pause_that_is_over_excludes_nobody(alder):
    let = tenancy()
    charge(let, period=OCTOBER)
    pauses.pause(tenancy=let, reason="plan", until=ON - timedelta(days=1), on=OCTOBER, by=SYSTEM)
    assert rows(planning.plan(on=ON, by=SYSTEM)) == [("planned", "", 1)]


def test_the_same_day_again_is_the_same_run(alder):
    charge(tenancy(), period=OCTOBER)
    first = planning.plan(on=ON, by=SYSTEM)
    assert planning.plan(on=ON, by=SYSTEM) == first
    assert Reminder.objects.count() == 1
    assert AuditEntry.objects.filter(verb="reminders_planned").count() == 1


def test_no_second_step_while_the_first_still_waits(alder):
    charge(tenancy(), period=OCTOBER)
    planning.plan(on=ON, by=SYSTEM)
    assert rows(planning.plan(on=ON + timedelta(days=10), by=SYSTEM)) == [("excluded", "earlier_open", 2)]


def _send(run):
    reminders.release(run=run, by=SYSTEM, on=ON)
    for message in OutboxMessage.objects.filter(state="waiting"):
        message.state = "sent"
        reminders.delivered(message, on=run.business_date)


def test_the_ladder_is_climbed_one_step_at_a_time_and_ends(alder):
    charge(tenancy(), period=OCTOBER)
    steps = []
    for days in (0, 5, 8, 18, 30, 40):
        run = planning.plan(on=ON + timedelta(days=days), by=SYSTEM)
        steps.append(rows(run))
        _send(run)
        OutboxMessage.objects.update(state="failed")
    assert steps == [
        [("planned", "", 1)],
        [],
        [("planned", "", 2)],
        [("planned", "", 3)],
        [("excluded", "ladder_done", 3)],
        [("excluded", "ladder_done", 3)],
    ]


def test_paying_the_oldest_debt_starts_the_ladder_anew(alder):
    let = tenancy()
    charge(let, period=OCTOBER)
    _send(planning.plan(on=ON, by=SYSTEM))
    charge(let, period=date(2026, 11, 1), due_on=date(2026, 11, 16))
    pay(let, 20_000, on=ON)
    run = planning.plan(on=date(2026, 12, 1), by=SYSTEM)
    assert list(run.reminders.values_list("step", "period")) == [(1, date(2026, 11, 1))]


def test_an_office_without_a_ladder_is_told_so(alder):
    LadderStep.objects.all().delete()
    with pytest.raises(planning.NoLadder):
        planning.plan(on=ON, by=SYSTEM)
    assert not ReminderRun.objects.exists()


def test_the_number_of_statements_does_not_grow_with_the_rows(alder):
    def statements(on):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            planning.plan(on=on, by=SYSTEM)
        return len(queries)

    charge(tenancy(door="1"), period=OCTOBER)
    one = statements(ON)
    for door in range(2, 12):
        charge(tenancy(f"Próba {door}", door=str(door)), period=OCTOBER)
    assert statements(ON + timedelta(days=1)) == one


def test_release_writes_letters_and_posts_each_once(alder):
    charge(tenancy(email="anna@example.hu"), period=OCTOBER)
    charge(tenancy("Zsiga Péter", door="2"), period=OCTOBER)
    run = planning.plan(on=ON, by=SYSTEM)

    assert reminders.release(run=run, by=SYSTEM, on=ON) == 2
    assert reminders.release(run=run, by=SYSTEM, on=ON) == 0

    run.refresh_from_db()
    assert run.released_at is not None
    assert sorted(OutboxMessage.objects.values_list("channel", flat=True)) == ["email", "post"]
    message = OutboxMessage.objects.select_related("document").get(channel="email")
    assert message.envelope["to"] == ["anna@example.hu"]
    assert "20 000 Ft".replace(" ", "\u00a0") in message.envelope["text"]
    assert bytes(message.document.content).startswith(b"%PDF")


def test_the_planner_cannot_release_and_a_second_person_can(alder, person_at_desk):
    charge(tenancy(), period=OCTOBER)
    planner, second = person_at_desk("debt_adviser"), person_at_desk("office_head")
    run = planning.plan(on=ON, by=planner)
    with pytest.raises(reminders.CannotRelease):
        reminders.release(run=run, by=planner, on=ON)
    assert reminders.release(run=run, by=second, on=ON) == 1


def test_routine_release_lets_only_the_first_step_go(alder):
    first, second = tenancy(door="1"), tenancy("Zsiga Péter", door="2")
    charge(second, period=OCTOBER)
    _send(planning.plan(on=ON - timedelta(days=10), by=SYSTEM))
    charge(first, period=OCTOBER)
    run = planning.plan(on=ON, by=SYSTEM)
    assert reminders.release_routine(run=run, by=SYSTEM, on=ON) == 1
    assert rows(run) == [("released", "", 1), ("planned", "", 2)]


def test_a_text_cannot_run_anything(alder):
    let = tenancy("{amount.__class__} #eval")
    charge(let, period=OCTOBER)
    step = LadderStep.objects.get(number=1)
    step.text = '{name} {number} *nem félkövér* #read("/etc/passwd")'
    step.save()
    run = planning.plan(on=ON, by=SYSTEM)
    assert reminders.release(run=run, by=SYSTEM, on=ON) == 1
    assert "{amount.__class__} #eval" in OutboxMessage.objects.get().envelope["text"]


def test_delivery_asks_again_before_it_sends(alder):
    let = tenancy()
    charge(let, period=OCTOBER)
    reminders.release(run=planning.plan(on=ON, by=SYSTEM), by=SYSTEM, on=ON)
    message = OutboxMessage.objects.get()
    assert reminders.why_not_now(message, on=ON) == ""
    pay(let, 20_000, on=ON)
    assert reminders.why_not_now(message, on=ON) == "paid"


def test_the_database_refuses_the_same_step_twice(alder):
    let = tenancy()
    charge(let, period=OCTOBER)
    planning.plan(on=ON, by=SYSTEM)
    other = ReminderRun.objects.create(business_date=ON + timedelta(days=1), planned_by="x")
    row = Reminder.objects.get()
    row.pk, row.run = None, other
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_joint_tenants_are_both_addressed(alder):
    people = [person("Nagyné Papp Katalin"), person("Zsiga Péter")]
    let = tenancy(parties=people)
    charge(let, period=OCTOBER)
    reminders.release(run=planning.plan(on=ON, by=SYSTEM), by=SYSTEM, on=ON)
    assert OutboxMessage.objects.get().envelope["text"].startswith("Tisztelt Nagyné Papp Katalin és Zsiga Péter!")


def test_a_letter_carries_what_is_owed_on_the_day_it_is_released(alder):
    let = tenancy()
    charge(let, period=OCTOBER, amount=40_000)
    run = planning.plan(on=ON, by=SYSTEM)
    pay(let, 15_000, on=ON)
    reminders.release(run=run, by=SYSTEM, on=ON + timedelta(days=2))
    message = OutboxMessage.objects.get()
    assert "25\u00a0000\u00a0Ft" in message.envelope["text"]
    assert Reminder.objects.get().amount == 25_000
    pay(let, 5_000, on=ON)
    assert reminders.why_not_now(message, on=ON + timedelta(days=2)) == "partly paid"


def test_what_was_paid_before_the_release_gets_no_letter(alder):
    let = tenancy()
    charge(let, period=OCTOBER)
    run = planning.plan(on=ON, by=SYSTEM)
    pay(let, 20_000, on=ON)
    assert reminders.release(run=run, by=SYSTEM, on=ON) == 0
    assert rows(run) == [("cancelled", "", 1)]
    assert not OutboxMessage.objects.exists()


def test_a_poisoned_row_does_not_stop_the_run(alder, monkeypatch):
    for door in ("1", "2", "3"):
        charge(tenancy(f"Próba {door}", door=door), period=OCTOBER)
    run = planning.plan(on=ON, by=SYSTEM)
    written = reminders.letters.word

    def poisoned(reminder, **known):
        if reminder.tenancy.dwelling.door == "2":
            raise ZeroDivisionError
        return written(reminder, **known)

    monkeypatch.setattr(reminders.letters, "word", poisoned)
    assert reminders.release(run=run, by=SYSTEM, on=ON) == 2
    assert [state for state, _why, _step in rows(run)] == ["released", "cancelled", "released"]
    assert Reminder.objects.get(state="cancelled").note == "cannot be written: ZeroDivisionError"


def test_a_tenant_who_leaves_later_is_still_addressed(alder):
    let = tenancy("Nagy Anna")
    let.parties.update(until=ON + timedelta(days=20))
    charge(let, period=OCTOBER)
    reminders.release(run=planning.plan(on=ON, by=SYSTEM), by=SYSTEM, on=ON)
    assert OutboxMessage.objects.get().envelope["text"].startswith("Tisztelt Nagy Anna!")


def test_a_failed_letter_is_not_followed_by_the_next_step(alder):
    charge(tenancy(), period=OCTOBER)
    reminders.release(run=planning.plan(on=ON, by=SYSTEM), by=SYSTEM, on=ON)
    Reminder.objects.update(state="failed")
    assert rows(planning.plan(on=ON + timedelta(days=10), by=SYSTEM)) == [("excluded", "earlier_open", 2)]
