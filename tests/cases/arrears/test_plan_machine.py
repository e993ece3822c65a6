"""A payment plan under any order of events: offers, signatures, payments, misses, changes, second thoughts."""

import os
from datetime import date, timedelta

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from cases.arrears import cases, instalments, owing, plan_checks, plans
from cases.arrears.models import ArrearsCase, Instalment, PaymentPlan, PlanCheck
from cases.arrears.plan_limits import Terms
from cases.tenancies import ledger
from cases.tenancies.models import Payment
from kernel.access import SYSTEM
from kernel.models import OutboxMessage
from kernel.refusal import Refused
from tests.cases.arrears.household import ADVISER, HEAD, case_of, writer
from tests.cases.arrears.household import owing as household
from tests.cast import CALENDAR, charge, pay
from tests.report import say

SEQUENCES = int(os.environ.get("KUSZOB_SEQUENCES", "60"))
START = date(2026, 9, 20)


class PlanLife(RuleBasedStateMachine):
    """One household; days only go forward. Every example is rolled back."""

    tried = 0

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.on = START
        self.let = household()
        self.case = case_of(self.let, on=START)
        type(self).tried += 1

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    def _open_case(self) -> ArrearsCase:
        return cases.open_case_of(self.let) or case_of(self.let, on=self.on)

    def _attempt(self, call) -> None:
        """Any refusal is fine as long as it is one of ours and leaves everything consistent."""
        try:
            with transaction.atomic():
                call()
        except Refused:
            pass

    def _waiting(self) -> PaymentPlan | None:
        return PaymentPlan.objects.filter(state__in=PaymentPlan.WAITING).first()

    def _running(self) -> PaymentPlan | None:
        return PaymentPlan.objects.running().first()

    @rule(count=st.integers(0, 26), down=st.sampled_from([0, 0, 5_000, 60_000]), after=st.integers(-2, 70))
    def draft(self, count, down, after):
        terms = Terms(count=count, first_due_on=self.on + timedelta(days=after), down=down)
        self._attempt(
            lambda: plans.draft(case=self._open_case(), terms=terms, on=self.on, calendar=CALENDAR, by=ADVISER)
        )

    @precondition(lambda self: self._waiting())
    @rule()
    def propose(self):
        self._attempt(lambda: plans.propose(plan=self._waiting(), on=self.on, by=ADVISER))

    @precondition(lambda self: self._waiting())
    @rule(by=st.sampled_from([ADVISER, HEAD]))
    def approve(self, by):
        self._attempt(lambda: plans.approve(plan=self._waiting(), by=by))

    @precondition(lambda self: self._waiting())
    @rule()
    def sign(self):
        self._attempt(lambda: plans.sign(plan=self._waiting(), on=self.on, by=ADVISER))

    @precondition(lambda self: self._running())
    @rule(count=st.integers(1, 12), after=st.integers(0, 40))
    def change(self, count, after):
        terms = Terms(count=count, first_due_on=self.on + timedelta(days=after))
        self._attempt(
            lambda: plans.change(plan=self._running(), terms=terms, on=self.on, calendar=CALENDAR, by=ADVISER)
        )

    @rule(reason=st.sampled_from(["withdrawn", "by_hand", "paid"]))
    def withdraw(self, reason):
        plan = self._running() or self._waiting()
        if plan:
            self._attempt(lambda: plans.withdraw(plan=plan, reason=reason, on=self.on, by=ADVISER))

    @rule(amount=st.sampled_from([500, 5_000, 15_000, 20_000, 35_000, 90_000]), days_ago=st.integers(0, 9))
    def pay(self, amount, days_ago):
        pay(self.let, amount, on=self.on - timedelta(days=days_ago))

    @rule()
    def take_a_payment_back(self):
        last = Payment.objects.filter(reverses=None, reversed_by=None).order_by("-created_at").first()
        if last:
            ledger.reverse(payment=last, on=self.on, by=SYSTEM)

    @rule(days=st.integers(1, 45), nights=st.booleans())
    def days_go_by(self, days, nights):
        """A month's rent is charged when the month turns; the nightly look is sometimes missed."""
        for _day in range(days):
            before, self.on = self.on, self.on + timedelta(days=1)
            if self.on.month != before.month:
                first = self.on.replace(day=1)
                charge(self.let, period=first, due_on=first.replace(day=15))
        if nights:
            self.night()

    @rule()
    def night(self):
        once = plan_checks.check_all(on=self.on, writer=writer(self.on), by=SYSTEM)
        letters = OutboxMessage.objects.count()
        again = plan_checks.check_all(on=self.on, writer=writer(self.on), by=SYSTEM)
        assert once.looked_at >= again.looked_at
        assert (again.breached, OutboxMessage.objects.count()) == (0, letters)

    @invariant()
    def one_plan_runs_and_one_waits_at_most(self):
        assert PaymentPlan.objects.running().count() <= 1
        assert PaymentPlan.objects.filter(state__in=PaymentPlan.WAITING).count() <= 1

    @invariant()
    def instalments_are_the_debt(self):
        for plan in PaymentPlan.objects.all():
            amounts = list(Instalment.objects.filter(plan=plan).values_list("amount", flat=True))
            assert sum(amounts) == plan.principal == sum(item.amount for item in plan.items.all())
            assert len(amounts) <= instalments.MOST_INSTALMENTS + 1

    @invariant()
    def what_ended_says_why_and_the_case_follows(self):
        for plan in PaymentPlan.objects.all():
            assert (plan.ended_on is None) == (plan.state not in PaymentPlan.ENDED)
            assert plan.state != "breached" or plan.cure_by is not None
            assert not plan.needs_approval or not plan.signed_on or plan.approved_by not in {"", plan.drafted_by}
        running = self._running()
        if running:
            stage = ArrearsCase.objects.get(pk=running.case_id).stage
            assert stage == ("warning" if running.state == "breached" else "plan_active") or self._waiting()

    @invariant()
    def each_breach_has_one_warning_and_each_night_one_row(self):
        keys = list(OutboxMessage.objects.filter(envelope__code="plan_warning").values_list("key", flat=True))
        assert len(keys) == len(set(keys))
        rows = list(PlanCheck.objects.values_list("plan", "on"))
        assert len(rows) == len(set(rows))

    @invariant()
    def a_completed_plan_left_no_debt_on_its_day(self):
        if PaymentPlan.objects.filter(state="completed", ended_on=self.on).exists():
            later = Payment.objects.filter(reverses__isnull=False, paid_on=self.on).exists()
            assert later or owing.owed([self.let.pk], on=self.on).get(self.let.pk) is None


def test_c2_a_plan_keeps_its_promises_whatever_happens(alder):
    PlanLife.tried = 0
    run_state_machine_as_test(
        PlanLife,
        settings=settings(
            max_examples=SEQUENCES, stateful_step_count=22, deadline=None,
            suppress_health_check=list(HealthCheck), derandomize=SEQUENCES <= 60,
        ),
    )  # fmt: skip
    say("C2", tried=PlanLife.tried, survived=PlanLife.tried)
    assert PlanLife.tried >= SEQUENCES // 2
