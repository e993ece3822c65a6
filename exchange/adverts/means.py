"""What a household can carry a month, and on whose word: the adviser's, its budget sheet's, or its payments'."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from django.db.models import Sum
from django.db.models.functions import Coalesce

from cases.arrears import budgets, cases, instalments, owing, policies
from cases.arrears.models import ArrearsCase, PaymentPlan
from cases.tenancies.models import Payment, Tenancy
from exchange.matching.solvency import Means

MONTHS, DAYS = 6, 182
# Rounded down to whole thousands: the exact sum would tell of the payments behind it.
STEP = 1000


class Source(Enum):
    """Whose word the means are."""

    STATED = "stated"
    BUDGET = "budget"
    PAID = "paid"


@dataclass(frozen=True)
class Known:
    """A household's means on a day and where they come from."""

    means: Means
    source: Source

    @property
    def affordable(self) -> int:
        """The highest monthly cost of a home, all that leaves the office: in whole thousands, or as it was stated."""
        return self.means.affordable if self.source == Source.STATED else self.means.affordable // STEP * STEP


def of(tenancy: Tenancy, *, on: date, stated: int | None = None) -> Known:
    """The means of a tenancy's household. What the adviser states is the cost of a home it can carry beside its debt.

    Otherwise a fresh budget sheet counts (the office's share of the income), and without one what was paid a month
    over the last half year. The instalment is that of a running plan, otherwise of the longest plan the office makes.
    """
    owed = owing.owed([tenancy.pk], on=on).get(tenancy.pk)
    debt = owed.amount if owed else 0
    instalment = _instalment(tenancy, debt, on=on)
    if stated is not None:
        return Known(Means(stated + instalment, instalment, debt), Source.STATED)
    by_budget = _by_budget(tenancy, on=on)
    if by_budget is not None:
        return Known(Means(by_budget, instalment, debt), Source.BUDGET)
    return Known(Means(_paid(tenancy, on=on), instalment, debt), Source.PAID)


def _instalment(tenancy: Tenancy, debt: int, *, on: date) -> int:
    if not debt:
        return 0
    plan = PaymentPlan.objects.running().filter(tenancy=tenancy).first()
    first = plan.instalments.filter(number__gte=1).order_by("number").first() if plan else None
    if first is not None:
        return first.amount
    try:
        policy = policies.in_force(on)
    except policies.NoPolicy:
        return 0
    whole = instalments.split(debt, count=policy.most_instalments_head, step=policy.instalment_step).instalments[0]
    return min(max(whole, policy.smallest_instalment), debt)


def _by_budget(tenancy: Tenancy, *, on: date) -> int | None:
    """The office's share of the income on the last sheet that is still fresh; None without one."""
    case: ArrearsCase | None = cases.open_case_of(tenancy)
    sheet = budgets.sheet_of(case, on=on) if case else None
    if sheet is None:
        return None
    try:
        setting = budgets.setting_on(on)
    except budgets.NoBudgetSetting:
        return None
    if budgets.is_stale(sheet, on=on, months=setting.fresh_months):
        return None
    return budgets.figures_of(sheet, on=on).income * setting.housing_limit_percent // 100


def _paid(tenancy: Tenancy, *, on: date) -> int:
    paid = Payment.objects.filter(tenancy=tenancy, paid_on__gt=on - timedelta(days=DAYS), paid_on__lte=on)
    total = paid.exclude(source=Payment.Source.BROUGHT_FORWARD).aggregate(total=Coalesce(Sum("amount"), 0))["total"]
    return a_month(total)


def a_month(paid: int) -> int:
    """Forints paid over the half year in; a month's share, in whole thousands, out."""
    return max(paid, 0) // MONTHS // STEP * STEP
