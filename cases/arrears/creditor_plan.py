"""The plan across all creditors of a case: who gets how much of the month's free amount, and for how long."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cases.arrears import budgets, debt_priority, debts, distribution
from cases.arrears.debt_priority import Claim, Place
from cases.arrears.distribution import Distribution, Method, Part
from cases.arrears.models import ArrearsCase


@dataclass(frozen=True)
class Proposal:
    """The claims in their order, those left out, and the distribution; a proposal, agreed with nobody yet."""

    planned: Sequence[tuple[Claim, Place]]
    left_out: Sequence[tuple[Claim, Place]]
    monthly: int
    distribution: Distribution

    @property
    def total(self) -> int:
        return sum(claim.amount for claim, _place in self.planned)


def ordered(case: ArrearsCase, *, on: date) -> list[tuple[Claim, Place]]:
    """All claims against the household with their places, first to last."""
    return debt_priority.order(debts.claims(case, on=on), has_minor=has_minor(case), on=on)


def has_minor(case: ArrearsCase) -> bool:
    """A minor by the case or by the last budget sheet."""
    sheet = budgets.sheet_of(case)
    return case.has_minor or bool(sheet and sheet.minors)


def propose(case: ArrearsCase, *, monthly: int, method: Method, on: date) -> Proposal:
    """Spread the monthly amount (forints). An informal lender's debt without a legal referral is left out.

    Refuses what `distribution.distribute` refuses, and when the office has no rule for instalments in force.
    """
    found = ordered(case, on=on)
    planned = [pair for pair in found if pair[0].may_be_planned]
    parts = [Part(claim.key, claim.amount) for claim, _place in planned]
    step = budgets.setting_on(on).instalment_step
    made = distribution.distribute(parts, monthly=monthly, method=method, step=step)
    return Proposal(planned, [pair for pair in found if not pair[0].may_be_planned], monthly, made)


def suggested(case: ArrearsCase, *, on: date) -> int | None:
    """The monthly amount that the last budget sheet suggests; None when there is no sheet or no rule."""
    sheet = budgets.sheet_of(case)
    if sheet is None:
        return None
    try:
        return budgets.figures_of(sheet, on=on).suggested
    except budgets.NoBudgetSetting:
        return None
