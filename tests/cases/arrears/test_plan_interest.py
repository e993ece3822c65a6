"""Late interest and payment plans: what is kept free, what the schedule holds, and when such a plan is done."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from cases.arrears import plan_checks, plan_interest, plan_sheet, plan_standing, plans
from cases.arrears.plan_limits import CannotPlan
from cases.arrears.plan_terms import Due
from cases.tenancies import lateness
from cases.tenancies.allocation import Kind, OpenItem
from cases.tenancies.models import Charge
from kernel.access import SYSTEM
from kernel.calendar import HalfYear
from tests.cases.arrears.household import ADVISER, ON, TERMS, case_of, charging, owing, signed_plan, writer
from tests.cast import CALENDAR, charge, pay

STATUTORY = replace(TERMS, interest="statutory")
RATES = {HalfYear(2026, 1): Decimal("6.50")}


def night(on):
    return plan_checks.check_all(on=on, writer=writer(on), by=SYSTEM)


def standing(plan, on):
    return plan_standing.of([plan], on=on)[plan.pk].standing


def test_the_estimate_is_the_interest_of_paying_each_instalment_on_its_day():
    items = [OpenItem("a", Kind.PRINCIPAL, date(2026, 6, 10), 50_000)]
    dues = [Due(1, date(2026, 7, 20), 30_000), Due(2, date(2026, 8, 20), 20_000)]
    by_hand = 30_000 * Decimal("6.5") * 40 / 36_500 + 20_000 * Decimal("6.5") * 71 / 36_500
    assert plan_interest.expected(items, dues, bearing={"a"}, rates=RATES) == round(by_hand) == 467


def test_costs_bear_no_interest_and_are_paid_first():
    items = [
        OpenItem("cost", Kind.COST, date(2026, 6, 20), 10_000),
        OpenItem("rent", Kind.PRINCIPAL, date(2026, 6, 10), 10_000),
    ]
    dues = [Due(1, date(2026, 6, 30), 10_000), Due(2, date(2026, 7, 30), 10_000)]
    assert plan_interest.expected(items, dues, bearing={"rent"}, rates=RATES) == round(
        10_000 * Decimal("6.5") * 50 / 36_500
    )


@given(st.lists(st.tuples(st.integers(1, 90_000), st.integers(1, 28)), min_size=1, max_size=6), st.integers(1, 12))
def test_paying_later_never_costs_less(debts, count):
    items = [OpenItem(str(n), Kind.PRINCIPAL, date(2026, 1, day), amount) for n, (amount, day) in enumerate(debts)]
    total = sum(item.amount for item in items)
    each = -(-total // count)

    def asked(year):
        dues = [
            Due(n + 1, date(year, n + 1, 28), min(each, total - n * each)) for n in range(count) if n * each < total
        ]
        return plan_interest.expected(items, dues, bearing={item.key for item in items}, rates=RATES)

    assert 0 <= asked(2026) <= asked(2027)


def test_a_plan_with_interest_holds_it_in_its_instalments(alder):
    charging()
    plan = plans.draft(case=case_of(owing()), terms=STATUTORY, on=ON, calendar=CALENDAR, by=ADVISER)
    assert plan.principal == 60_000 and plan.expected_interest > 0
    assert sum(due.amount for due in plan.instalments.all()) == 60_000 + plan.expected_interest
    with translation.override("hu"):
        words = " ".join(plan_sheet.values(plan, on=ON)["paragraphs"])
    assert f"{plan.expected_interest:,}".replace(",", "\u00a0") in words


def test_an_office_without_interest_makes_no_plan_with_it(alder):
    with pytest.raises(CannotPlan):
        plans.draft(case=case_of(owing()), terms=STATUTORY, on=ON, calendar=CALENDAR, by=ADVISER)


def test_what_a_plan_without_interest_covers_stays_free_while_it_runs_and_afterwards(alder):
    charging()
    let = owing()
    signed_plan(let)
    pay(let, 60_000, on=date(2026, 10, 15))
    assert lateness.post(up_to=date(2026, 10, 31), by=SYSTEM).count == 0
    assert night(date(2026, 11, 1)).completed == 1
    assert lateness.post(up_to=date(2026, 11, 30), by=SYSTEM).count == 0
    assert all(part.is_free for late in lateness.explain(let, on=date(2026, 11, 30)) for part in late.parts)


def test_a_broken_plan_keeps_free_what_was_paid_and_the_rest_bears_interest_again(alder, monkeypatch):
    monkeypatch.setattr("catalogue.shared.rates.base_rates", lambda: {**RATES, HalfYear(2026, 2): Decimal("6.00")})
    charging()
    let = owing(email="anna@example.hu")
    plan = signed_plan(let)
    pay(let, 15_000, on=date(2026, 10, 15))
    for day in (date(2026, 11, 23), date(2026, 12, 9)):
        night(day)
    plan.refresh_from_db()
    assert plan.end_reason == "broken"
    pay(let, 45_000, on=date(2026, 12, 15))
    late = {item.charge.period.month: item for item in lateness.explain(let, on=date(2026, 12, 20))}
    assert [part.is_free for part in late[7].parts] == [True, False]
    assert late[7].parts[1].interest.days == (date(2026, 12, 15) - late[7].charge.due_on).days
    assert lateness.post(up_to=date(2026, 12, 31), by=SYSTEM).count == 3


def test_the_interest_of_a_plan_is_no_current_bill_and_the_plan_ends_when_it_is_paid(alder, monkeypatch):
    known = {**RATES, HalfYear(2026, 2): Decimal("6.50"), HalfYear(2027, 1): Decimal("6.50")}
    monkeypatch.setattr("catalogue.shared.rates.base_rates", lambda: known)
    charging()
    let = owing()
    plan = signed_plan(let, STATUTORY)
    dues = list(plan.instalments.order_by("number"))
    for due in dues[:2]:
        pay(let, due.amount, on=due.due_on)
    posted = lateness.post(up_to=date(2026, 11, 30), by=SYSTEM)
    assert posted.amount > 0
    interest = Charge.objects.filter(kind="interest").first()
    assert standing(plan, interest.due_on).shortfall == 0
    for due in dues[2:]:
        pay(let, due.amount, on=due.due_on)
        night(due.due_on)
    plan.refresh_from_db()
    assert plan.state == "completed"
    total = sum(charge.amount for charge in Charge.objects.filter(kind="interest"))
    assert abs(total - plan.expected_interest) <= 10  # its share of an instalment pays principal sooner


def test_monthly_interest_is_posted_on_the_first_and_only_where_the_office_wants_it(alder, monkeypatch):
    monkeypatch.setattr("catalogue.shared.rates.base_rates", lambda: {**RATES, HalfYear(2026, 2): Decimal("6.00")})
    let = owing()
    charge(let, period=date(2026, 9, 1), kind="water", amount=5_000)
    pay(let, 65_000, on=date(2026, 9, 25))
    assert lateness.post_month(on=date(2026, 10, 1), by=SYSTEM) is None
    charging(posts_interest_monthly=True)
    assert lateness.post_month(on=date(2026, 10, 2), by=SYSTEM) is None
    assert lateness.post_month(on=date(2026, 10, 1), by=SYSTEM).count == 4
    assert lateness.post_month(on=date(2026, 11, 1), by=SYSTEM).count == 0
