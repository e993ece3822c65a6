"""Payment plans from the offer to the end: what the office's rules allow, and what the ledger says of keeping them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from cases.arrears import cases, plan_checks, plans, policies
from cases.arrears.models import ArrearsCase, PaymentPlan, PlanCheck
from cases.arrears.plan_limits import CannotPlan, Terms
from kernel.access import SYSTEM
from kernel.models import OutboxMessage
from tests.cases.arrears.household import ADVISER, HEAD, ON, TERMS, case_of, charging, owing, signed_plan, writer
from tests.cast import CALENDAR, charge, pay

OCTOBER, NOVEMBER = date(2026, 10, 15), date(2026, 11, 16)


def drafted(let, terms=TERMS, *, on=ON):
    case = cases.open_case_of(let) or case_of(let, on=on)
    return plans.draft(case=case, terms=terms, on=on, calendar=CALENDAR, by=ADVISER)


def amounts(plan):
    return list(plan.instalments.values_list("number", "due_on", "amount"))


def night(on):
    return plan_checks.check_all(on=on, writer=writer(on), by=SYSTEM)


def state(plan):
    plan.refresh_from_db()
    return plan.state


def test_a_plan_covers_everything_overdue_and_its_days_are_working_days(alder):
    plan = drafted(owing(amount=15_450 * 4), Terms(count=12, first_due_on=date(2026, 10, 15)))

    assert plan.principal == 185_400
    assert [amount for _number, _due, amount in amounts(plan)] == [15_500] * 11 + [14_900]
    assert amounts(plan)[1] == (2, date(2026, 11, 16), 15_500)  # the 15th is a Sunday
    assert sum(item.amount for item in plans.covered(plan)) == 185_400
    assert plan.number.startswith("RM-000001-")


def test_a_charge_that_is_not_due_yet_is_not_in_the_plan(alder):
    let = owing()
    charge(let, period=date(2026, 10, 1))
    assert drafted(let).principal == 60_000


def test_the_down_payment_is_number_nought(alder):
    plan = drafted(owing(), replace(TERMS, down=10_000, down_due_on=date(2026, 9, 28)))
    assert amounts(plan)[0] == (0, date(2026, 9, 28), 10_000)
    assert sum(amount for _number, _due, amount in amounts(plan)) == 60_000


REFUSED = {
    "too many instalments": {"count": 25},
    "instalments below the smallest": {"count": 24, "down": 20_000, "down_due_on": ON},
    "first due in the past": {"first_due_on": ON - timedelta(days=1)},
    "first due far away": {"first_due_on": ON + timedelta(days=63)},
    "down payment after the first instalment": {"down": 5_000, "down_due_on": date(2026, 10, 20)},
    "down payment in the past": {"down": 5_000, "down_due_on": date(2026, 9, 1)},
    "down payment of everything": {"down": 60_000},
    "negative down payment": {"down": -1},
    "no instalment": {"count": 0},
}


@pytest.mark.parametrize("terms", REFUSED.values(), ids=REFUSED.keys())
def test_terms_outside_the_rules_are_refused_and_leave_nothing(alder, terms):
    case = case_of(owing())
    with pytest.raises((CannotPlan, plans.instalments.CannotSplit)):
        plans.draft(case=case, terms=replace(TERMS, **terms), on=ON, calendar=CALENDAR, by=ADVISER)
    assert PaymentPlan.objects.count() == 0


def test_a_plan_for_an_account_that_owes_nothing_is_refused(alder):
    let = owing()
    case = case_of(let)
    pay(let, 60_000, on=ON)
    with pytest.raises(CannotPlan):
        plans.draft(case=case, terms=TERMS, on=ON, calendar=CALENDAR, by=ADVISER)
    cases.close(case=case, outcome="completed", on=ON, by=ADVISER)
    with pytest.raises(CannotPlan):
        plans.draft(case=case, terms=TERMS, on=ON, calendar=CALENDAR, by=ADVISER)


def test_a_longer_plan_waits_for_a_second_person(alder):
    policies.change(valid_from=ON, on=ON, by=HEAD, decree="r.", smallest_instalment=1_000, interest_free_months=24)
    plan = drafted(owing(), Terms(count=20, first_due_on=OCTOBER))
    plans.propose(plan=plan, on=ON, by=ADVISER)
    with pytest.raises(plans.CannotGoOn):
        plans.sign(plan=plan, on=ON, by=ADVISER)
    with pytest.raises(plans.CannotGoOn):
        plans.approve(plan=plan, by=ADVISER)
    plans.approve(plan=plan, by=HEAD)
    assert plans.sign(plan=plan, on=ON, by=ADVISER).state == "live"


def test_long_without_interest_is_refused_where_interest_is_charged(alder):
    policies.change(valid_from=ON, on=ON, by=HEAD, decree="r.", smallest_instalment=1_000)
    assert drafted(owing(), Terms(count=20, first_due_on=OCTOBER)).needs_approval
    charging()
    with pytest.raises(CannotPlan):
        drafted(owing(door="2"), Terms(count=20, first_due_on=OCTOBER))
    assert drafted(owing(door="3"), Terms(count=20, first_due_on=OCTOBER, interest="statutory")).needs_approval


def test_a_signed_plan_stands_in_the_case_and_takes_one_step_at_a_time(alder):
    let = owing()
    plan = drafted(let)
    with pytest.raises(plans.CannotGoOn):
        plans.sign(plan=plan, on=ON, by=ADVISER)
    plans.propose(plan=plan, on=ON, by=ADVISER)
    plans.sign(plan=plan, on=ON, by=ADVISER)
    with pytest.raises(plans.CannotGoOn):
        plans.sign(plan=plan, on=ON, by=ADVISER)
    assert ArrearsCase.objects.get(tenancy=let).stage == "plan_active"


def test_a_stale_offer_is_not_signed(alder):
    plan = drafted(owing())
    plans.propose(plan=plan, on=ON, by=ADVISER)
    for day in (ON + timedelta(days=46), ON - timedelta(days=1)):
        with pytest.raises(plans.CannotGoOn):
            plans.sign(plan=plan, on=day, by=ADVISER)


def test_a_new_draft_takes_the_place_of_the_one_that_waits(alder):
    let = owing()
    first = drafted(let)
    second = drafted(let, replace(TERMS, count=3))
    assert (state(first), first.end_reason, state(second)) == ("cancelled", "not_signed", "draft")


def test_a_plan_that_is_kept_with_the_current_bill_stays_live_to_its_end(alder):
    let = owing()
    plan = signed_plan(let)
    for month, day in ((10, 15), (11, 16), (12, 15)):
        charge(let, period=date(2026, month, 1), due_on=date(2026, month, day))
        pay(let, 35_000, on=date(2026, month, day))
        night(date(2026, month, day) + timedelta(days=7))
        assert state(plan) == "live"
    charge(let, period=date(2027, 1, 1), due_on=date(2027, 1, 15))
    pay(let, 35_000, on=date(2027, 1, 15))

    checked = night(date(2027, 1, 16))

    assert (checked.completed, state(plan), plan.end_reason) == (1, "completed", "paid")
    assert cases.open_case_of(let) is None
    assert OutboxMessage.objects.get(topic="case_letter").envelope["code"] == "plan_done"


def test_everything_paid_before_the_down_payment_ends_the_plan_in_one_night(alder):
    let = owing()
    plan = signed_plan(let, replace(TERMS, down=10_000, down_due_on=date(2026, 9, 28)))
    pay(let, 60_000, on=ON)
    assert (night(ON).completed, night(ON).looked_at, state(plan)) == (1, 0, "completed")


def test_a_missed_instalment_is_a_breach_after_the_days_of_grace(alder):
    let = owing(email="anna@example.hu")
    plan = signed_plan(let)

    assert night(OCTOBER + timedelta(days=5)).breached == 0
    assert night(OCTOBER + timedelta(days=6)).breached == 1

    assert (state(plan), plan.breached_on, plan.cure_by) == ("breached", date(2026, 10, 21), date(2026, 10, 29))
    assert plan.case.__class__.objects.get(pk=plan.case_id).stage == "warning"
    letter = OutboxMessage.objects.get(topic="case_letter")
    assert (letter.envelope["code"], letter.channel, letter.envelope["to"]) == (
        "plan_warning", "email", ["anna@example.hu"],
    )  # fmt: skip
    assert "15\u00a0000\u00a0Ft hiányzik" in letter.envelope["text"]


def test_the_current_bill_is_part_of_the_plan(alder):
    let = owing()
    plan = signed_plan(let)
    charge(let, period=date(2026, 10, 1), due_on=OCTOBER)
    pay(let, 15_000, on=OCTOBER)

    night(OCTOBER + timedelta(days=6))

    assert state(plan) == "breached"
    check = PlanCheck.objects.get(plan=plan)
    assert (check.expected, check.actual, check.shortfall, check.missed) == (35_000, 15_000, 20_000, 1)


def test_an_office_that_asks_only_for_the_instalment_gets_only_that(alder):
    policies.change(valid_from=ON, on=ON, by=HEAD, decree="r.", needs_current_bill=False)
    let = owing()
    plan = signed_plan(let)
    charge(let, period=date(2026, 10, 1), due_on=OCTOBER)
    pay(let, 15_000, on=OCTOBER)
    night(OCTOBER + timedelta(days=6))
    assert state(plan) == "live"


def test_a_breach_made_good_in_time_goes_on(alder):
    let = owing()
    plan = signed_plan(let)
    night(OCTOBER + timedelta(days=6))
    pay(let, 15_000, on=date(2026, 10, 29))

    assert night(date(2026, 10, 30)).cured == 1

    assert (state(plan), plan.breached_on, plan.cure_by) == ("live", None, None)
    assert ArrearsCase.objects.get(tenancy=let).stage == "plan_active"


def test_a_postal_payment_that_arrives_late_counts_by_its_day(alder):
    let = owing()
    plan = signed_plan(let)
    night(OCTOBER + timedelta(days=6))
    assert night(date(2026, 11, 3)).broken == 0  # the money may be under way
    pay(let, 15_000, on=date(2026, 10, 28))
    assert night(date(2026, 11, 4)).cured == 1
    assert state(plan) == "live"


def test_a_breach_not_made_good_breaks_the_plan_and_says_so(alder):
    let = owing()
    plan = signed_plan(let)
    night(OCTOBER + timedelta(days=6))

    assert night(date(2026, 11, 4)).broken == 1

    assert (state(plan), plan.end_reason) == ("cancelled", "broken")
    assert ArrearsCase.objects.get(tenancy=let).stage == "broken"
    codes = set(OutboxMessage.objects.filter(topic="case_letter").values_list("envelope__code", flat=True))
    assert codes == {"plan_warning", "plan_broken"}


def test_after_a_broken_plan_a_new_one_needs_a_hardship_and_a_second_person(alder):
    let = owing()
    signed_plan(let)
    night(OCTOBER + timedelta(days=6))
    night(date(2026, 11, 4))
    case, terms = cases.open_case_of(let), Terms(count=4, first_due_on=date(2026, 12, 15))
    with pytest.raises(CannotPlan):
        plans.draft(case=case, terms=terms, on=date(2026, 11, 20), calendar=CALENDAR, by=ADVISER)
    ArrearsCase.objects.filter(pk=case.pk).update(causes=["illness"])
    again = plans.draft(case=case, terms=terms, on=date(2026, 11, 20), calendar=CALENDAR, by=ADVISER)
    assert again.needs_approval


def test_a_plan_with_a_down_payment_is_live_when_it_came(alder):
    let = owing()
    plan = signed_plan(let, replace(TERMS, down=12_000, down_due_on=date(2026, 9, 28)))
    assert plan.state == "signed"
    night(date(2026, 9, 25))
    assert state(plan) == "signed"
    pay(let, 12_000, on=date(2026, 9, 28))
    assert night(date(2026, 9, 29)).went_live == 1
    assert state(plan) == "live"


def test_the_same_night_twice_is_the_same_as_once(alder):
    signed_plan(owing())
    night(OCTOBER + timedelta(days=6))
    night(OCTOBER + timedelta(days=6))
    assert PlanCheck.objects.count() == 1
    assert OutboxMessage.objects.filter(topic="case_letter").count() == 1


def test_a_reversed_payment_is_missing_again(alder):
    from cases.tenancies import ledger

    let = owing()
    plan = signed_plan(let)
    paid = pay(let, 15_000, on=OCTOBER)
    night(OCTOBER + timedelta(days=6))
    ledger.reverse(payment=paid, on=date(2026, 10, 22), by=SYSTEM)
    night(date(2026, 10, 23))
    assert state(plan) == "breached"


def test_a_change_supersedes_when_it_is_signed_and_history_stays(alder):
    let = owing()
    plan = signed_plan(let)
    pay(let, 15_000, on=OCTOBER)
    on = date(2026, 10, 20)
    new = plans.change(
        plan=plan, terms=Terms(count=9, first_due_on=date(2026, 11, 15)), on=on, calendar=CALENDAR, by=ADVISER
    )
    assert (new.number, new.version, new.principal, state(plan)) == (plan.number, 2, 45_000, "live")
    plans.propose(plan=new, on=on, by=ADVISER)
    plans.sign(plan=new, on=on, by=ADVISER)
    assert (state(plan), plan.end_reason, state(new)) == ("superseded", "changed", "live")
    assert plan.instalments.count() == 4


def test_a_change_can_be_offered_again(alder):
    plan = signed_plan(owing())
    terms = Terms(count=9, first_due_on=date(2026, 11, 15))
    first = plans.change(plan=plan, terms=terms, on=ON, calendar=CALENDAR, by=ADVISER)
    second = plans.change(plan=plan, terms=terms, on=ON, calendar=CALENDAR, by=ADVISER)
    assert (state(first), second.version) == ("cancelled", 3)
    plans.propose(plan=second, on=ON, by=ADVISER)
    plans.sign(plan=second, on=ON, by=ADVISER)
    assert state(plan) == "superseded"


@pytest.mark.parametrize(("count", "approval"), [(10, False), (11, True)])
def test_an_extension_adds_so_many_instalments_by_the_adviser_alone(alder, count, approval):
    policies.change(valid_from=ON, on=ON, by=HEAD, decree="r.", smallest_instalment=1_000, extension_instalments=6)
    plan = signed_plan(owing())
    terms = Terms(count=count, first_due_on=OCTOBER)
    changed = plans.change(plan=plan, terms=terms, on=ON, calendar=CALENDAR, by=ADVISER)
    assert changed.needs_approval is approval


def test_a_second_change_needs_a_second_person(alder):
    plan = signed_plan(owing())
    terms = Terms(count=9, first_due_on=date(2026, 11, 15))
    second = plans.change(plan=plan, terms=terms, on=ON, calendar=CALENDAR, by=ADVISER)
    assert not second.needs_approval
    plans.propose(plan=second, on=ON, by=ADVISER)
    second = plans.sign(plan=second, on=ON, by=ADVISER)
    third = plans.change(plan=second, terms=terms, on=ON, calendar=CALENDAR, by=ADVISER)
    assert third.needs_approval


def test_a_client_may_withdraw(alder):
    plan = signed_plan(owing())
    plans.withdraw(plan=plan, reason="withdrawn", on=ON, by=ADVISER)
    assert (state(plan), plan.end_reason) == ("cancelled", "withdrawn")
    with pytest.raises(plans.CannotGoOn):
        plans.withdraw(plan=plan, reason="withdrawn", on=ON, by=ADVISER)


BROKEN_ROWS = {
    "running without a signature": {"state": "live"},
    "ended without a day": {"state": "cancelled"},
    "a day of the end while it runs": {"ended_on": ON},
    "breached without a term": {"state": "breached", "signed_on": ON},
    "approved by nobody": {"approved_at": "2026-09-20T08:00+02:00"},
    "down payment of everything": {"down": 60_000},
    "signed without the approval it needs": {"needs_approval": True, "signed_on": ON, "state": "live"},
}


@pytest.mark.parametrize("values", BROKEN_ROWS.values(), ids=BROKEN_ROWS.keys())
def test_the_database_says_never(alder, values):
    plan = drafted(owing())
    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentPlan.objects.filter(pk=plan.pk).update(**values)


def test_two_running_plans_of_one_household_cannot_be(alder):
    plan = signed_plan(owing())
    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentPlan.objects.filter(pk=plan.pk).update(state="live")
        plan.pk, plan._state.adding, plan.version = None, True, 7
        plan.id = None
        PaymentPlan.objects.bulk_create([PaymentPlan(**{
            field.attname: getattr(plan, field.attname) for field in PaymentPlan._meta.fields if field.name != "id"
        })])  # fmt: skip


def test_checking_many_plans_takes_as_many_statements_as_checking_one(alder):
    from django.test.utils import CaptureQueriesContext

    signed_plan(owing())
    with CaptureQueriesContext(connection) as one:
        night(date(2026, 10, 1))
    for door in ("2", "3"):
        signed_plan(owing(door=door, name=f"Őri {door}"))
    with CaptureQueriesContext(connection) as three:
        assert night(date(2026, 10, 2)).looked_at == 3
    assert len(three) == len(one)
