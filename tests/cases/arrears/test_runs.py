"""Around a run: what it would do, how it differs from the last one, who may let which step go, what came back."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from cases.arrears import comparing, ladder, planning, reminders, returned
from cases.arrears.models import LadderStep, PaymentPlan, Reminder, ReminderRun
from kernel.access import SYSTEM, Robot
from kernel.models import AuditEntry, OutboxMessage
from tenants.accounts import staff
from tests.cases.arrears.household import owing, signed_plan
from tests.cast import pay
from tests.conftest import PASSWORD
from worker import delivery

ON = date(2026, 9, 21)


def decisions(on=ON):
    return sorted((row.exclusion, row.step, row.amount, row.channel) for row in planning.dry_run(on=on))


def test_a_dry_run_decides_what_the_run_decides_and_writes_nothing(alder):
    owing(email="a@example.hu")
    owing(door="2", amount=500)
    held = owing(door="3")
    signed_plan(held)

    foreseen = decisions()

    assert ReminderRun.objects.count() == Reminder.objects.count() == 0
    run = planning.plan(on=ON, by=SYSTEM)
    assert foreseen == sorted(run.reminders.values_list("exclusion", "step", "amount", "channel"))
    assert [exclusion for exclusion, *_rest in foreseen] == ["", "below_threshold", "live_plan"]


def test_a_run_tells_the_audit_trail_what_it_holds_and_is_given_back_as_it_was_kept(alder):
    owing()
    owing(door="2")
    owing(door="3", amount=500)

    run = planning.plan(on=ON, by=SYSTEM)

    kept = ReminderRun.objects.get()
    assert (run.pk, run.business_date, run.planned_by, run.planned_at, run.released_at, run.released_by) == (
        kept.pk, ON, SYSTEM.actor_id, kept.planned_at, None, "",
    )  # fmt: skip
    told = AuditEntry.objects.get(verb="reminders_planned")
    assert (told.subject_id, told.details) == (str(run.pk), planning.count(run))
    assert (told.details["planned"], told.details["excluded"], told.details["sent"]) == (2, 1, 0)


def test_a_dry_run_of_a_day_to_come_reaches_further_steps(alder):
    let = owing(months=1)
    assert decisions(date(2026, 9, 20)) == []
    assert [row[1] for row in decisions(ON + timedelta(days=30))] == [1]
    pay(let, 20_000, on=ON)
    assert decisions(ON + timedelta(days=30)) == []


def test_a_plan_without_a_signature_holds_nothing(alder):
    plan = signed_plan(owing())
    PaymentPlan.objects.filter(pk=plan.pk).update(state="proposed", signed_on=None)
    assert [exclusion for exclusion, *_rest in decisions()] == [""]


def test_a_run_is_compared_with_the_one_before(alder):
    first, second, third = owing(), owing(door="2"), owing(door="3")
    before = planning.plan(on=ON, by=SYSTEM)
    assert comparing.with_the_last(before) is None
    before.reminders.update(state="cancelled")
    pay(first, 60_000, on=ON)
    signed_plan(second)
    owing(door="4")

    found = comparing.with_the_last(planning.plan(on=ON + timedelta(days=1), by=SYSTEM))

    assert (found.before_on, found.first_time, found.further, found.newly_held, found.freed, found.gone) == (
        ON, 1, 0, 1, 0, 1,
    )  # fmt: skip
    assert third.reminders.count() == 2


@pytest.fixture
def adviser(alder):
    return staff.take_on(email="t@example.hu", name="T", roles=["debt_adviser"], password=PASSWORD, by=SYSTEM)


@pytest.fixture
def head(alder):
    return staff.take_on(email="v@example.hu", name="V", roles=["office_head"], password=PASSWORD, by=SYSTEM)


def test_a_step_kept_for_the_head_is_not_released_by_an_adviser(adviser, head):
    owing()
    LadderStep.objects.filter(number=1).update(approver="head")
    run = planning.plan(on=ON, by=SYSTEM)
    assert reminders.release(run=run, by=adviser, on=ON, steps=[]) == 0
    with pytest.raises(reminders.CannotRelease):
        reminders.release(run=run, by=adviser, on=ON, steps=[1])
    assert reminders.release(run=run, by=head, on=ON, steps=[1]) == 1


def test_only_the_steps_that_were_ticked_leave(alder, head):
    owing()
    run = planning.plan(on=ON, by=SYSTEM)
    assert reminders.release(run=run, by=head, on=ON, steps=[2]) == 0
    assert reminders.release(run=run, by=head, on=ON, steps=[1]) == 1


def sent(let, channel="post"):
    run = planning.plan(on=ON, by=SYSTEM)
    reminders.release(run=run, by=SYSTEM, on=ON)
    run.reminders.update(state="sent", sent_on=ON, channel=channel)
    return run.reminders.get()


def test_a_letter_that_came_back_keeps_the_next_one_from_going_there(alder):
    let = owing()
    returned.came_back(reminder=sent(let), on=ON + timedelta(days=5), today=ON + timedelta(days=5), by=SYSTEM)
    assert [row[0] for row in decisions(ON + timedelta(days=20))] == ["undeliverable"]


def test_a_mail_that_came_back_makes_the_next_one_a_letter(alder):
    let = owing(email="rossz@example.hu")
    assert decisions()[0][3] == "email"
    returned.came_back(reminder=sent(let, "email"), on=ON, today=ON, by=SYSTEM)
    assert [(row[0], row[3]) for row in decisions(ON + timedelta(days=20))] == [("", "post")]


@pytest.mark.parametrize("day", [ON - timedelta(days=1), ON + timedelta(days=9)])
def test_it_comes_back_between_its_sending_and_today(alder, day):
    reminder = sent(owing())
    with pytest.raises(returned.CannotReturn):
        returned.came_back(reminder=reminder, on=day, today=ON + timedelta(days=5), by=SYSTEM)


def test_it_comes_back_once_and_only_if_it_left(alder):
    reminder = sent(owing())
    returned.came_back(reminder=reminder, on=ON, today=ON, by=SYSTEM)
    with pytest.raises(returned.CannotReturn):
        returned.came_back(reminder=reminder, on=ON, today=ON, by=SYSTEM)
    Reminder.objects.update(state="released", sent_on=None, returned_on=None)
    with pytest.raises(returned.CannotReturn):
        returned.came_back(reminder=reminder, on=ON, today=ON, by=SYSTEM)


def test_a_step_with_a_fee_charges_it_once_when_it_is_sent(alder, settings, tmp_path):
    settings.POST_SPOOL = tmp_path
    LadderStep.objects.filter(number=1).update(fee=1_200)
    let = owing()
    run = planning.plan(on=ON, by=SYSTEM)
    reminders.release(run=run, by=SYSTEM, on=ON)
    assert let.charges.filter(kind="cost").count() == 0
    OutboxMessage.objects.update(due_at="2026-09-21T08:00+02:00")

    from datetime import UTC, datetime

    delivery.drain(at=datetime(2026, 9, 21, 9, tzinfo=UTC))
    delivery.drain(at=datetime(2026, 9, 21, 10, tzinfo=UTC))

    assert list(let.charges.filter(kind="cost").values_list("amount", flat=True)) == [1_200]


def test_a_changed_step_holds_from_its_day(alder):
    step = LadderStep.objects.get(number=1)
    changed = ladder.change(step=step, valid_from=ON, on=ON, by=SYSTEM, minimum_amount=90_000)
    assert ladder.steps_on(ON - timedelta(days=1))[0].minimum_amount == 3_000
    assert ladder.steps_on(ON)[0] == changed
    owing()
    assert [row[0] for row in decisions()] == ["below_threshold"]


@pytest.mark.parametrize(
    "values",
    [
        {"valid_from": ON - timedelta(days=1)},
        {"legal_basis": " "},
        {"text": "Tisztelt {nobody}!"},
    ],
)
def test_a_step_that_would_write_a_bad_letter_is_refused(alder, values):
    step = LadderStep.objects.get(number=1)
    with pytest.raises((ladder.CannotChangeStep, ladder.UnknownPlaceholder)):
        ladder.change(step=step, **{"valid_from": ON, "on": ON, "by": Robot("x", "staff"), **values})


def test_what_has_legal_effect_never_goes_by_itself(alder):
    demand = LadderStep.objects.get(action="demand")
    with pytest.raises(ladder.CannotChangeStep):
        ladder.change(step=demand, valid_from=ON, on=ON, by=SYSTEM, approver="nobody")


def test_each_recipient_s_own_outcome_is_shown(alder):
    from cases.arrears import recipients
    from tests.cast import person

    let = owing(parties=[person("Őri Anna", email="a@example.hu"), person("Űrös Béla", email="b@example.hu")])
    run = planning.plan(on=ON, by=SYSTEM)
    reminders.release(run=run, by=SYSTEM, on=ON)
    OutboxMessage.objects.update(
        state="sent", handed_at="2026-09-21T09:00+02:00", receipt="250 ok; not to: b@example.hu"
    )
    found = recipients.of(let.reminders.get())
    assert [(one.address, one.tone) for one in found] == [("a@example.hu", "good"), ("b@example.hu", "bad")]


@pytest.mark.parametrize(
    ("note", "words"),
    [
        ("paid", "közben kifizették"),
        ("cannot be written: KeyError", "ez a levél nem készült el: szóljon az üzemeltetőnek"),
        ("unfinished attempt 2", "éppen készül"),
        ("the worker disappeared while handing over", "a program küldés közben leállt"),
        ("Kérte, hogy ne írjunk, jövő héten jön.", "Kérte, hogy ne írjunk, jövő héten jön."),
        ("", ""),
    ],
)
def test_the_programs_own_notes_are_hungarian_and_a_clerks_stays_as_it_is(note, words):
    with translation.override("hu"):
        assert str(Reminder(note=note).note_in_words) == words
