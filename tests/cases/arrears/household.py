"""A household that owes three months, its case, and a plan: what most tests of the debt side start from."""

from datetime import date

from cases.arrears import cases, letters, plans, reminders
from cases.arrears.models import ArrearsCase, PaymentPlan
from cases.arrears.plan_limits import Terms
from cases.tenancies import tariff
from cases.tenancies.models import Tenancy
from kernel.access import Robot
from tests.cast import CALENDAR, charge, tenancy

ON = date(2026, 9, 20)
ADVISER = Robot("adviser", "staff")
HEAD = Robot("head", "staff")
TERMS = Terms(count=4, first_due_on=date(2026, 10, 15))


def writer(on: date) -> letters.Writer:
    return reminders.writer_on(on)


def owing(
    *, months: int = 3, amount: int = 20_000, name: str = "Őri Anna", door: str = "1", **known: object
) -> Tenancy:
    """A tenancy that did not pay the months up to September 2026."""
    let = tenancy(name, door=door, rent=amount, **known)
    for month in range(10 - months, 10):
        charge(let, period=date(2026, month, 1), amount=amount)
    return let


def case_of(let: Tenancy, *, on: date = ON) -> ArrearsCase:
    return cases.open_by_hand(tenancy=let, on=on, by=ADVISER)


def signed_plan(let: Tenancy, terms: Terms = TERMS, *, on: date = ON) -> PaymentPlan:
    """A plan signed on the day it was drafted."""
    case = cases.open_case_of(let) or case_of(let, on=on)
    plan = plans.draft(case=case, terms=terms, on=on, calendar=CALENDAR, by=ADVISER)
    plans.propose(plan=plan, on=on, by=ADVISER)
    if plan.needs_approval:
        plans.approve(plan=plan, by=HEAD)
    return plans.sign(plan=plan, on=on, by=ADVISER)


def charging(**more: object) -> None:
    """The office charges late interest."""
    known = {"use_charge_percent": 100, "charges_interest": True, "interest_minimum": 0, "decree": "r.", "by": HEAD}
    tariff.set_rule(**{**known, "valid_from": date(2020, 1, 1), **more})
