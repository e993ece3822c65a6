"""A household in debt for the tests: its case, its budget, its debts."""

from datetime import date
from typing import Any

from cases.arrears import budgets, numbers
from cases.arrears.budget_figures import Line
from cases.arrears.models import ArrearsCase, BudgetSheet
from cases.tenancies.models import Tenancy
from kernel.access import SYSTEM

ON = date(2026, 11, 23)
FAMILY = [
    Line("wage", 280_000),
    Line("family_allowance", 26_600, "monthly", "két gyermek"),
    Line("rent", 30_000),
    Line("electricity", 14_000),
    Line("gas", 11_000),
    Line("water", 8_000),
    Line("food", 130_000),
    Line("travel", 4_600, "weekly"),
    Line("medicine", 24_000, "yearly"),
]


def case_of(tenancy: Tenancy, *, on: date = ON, **known: Any) -> ArrearsCase:
    """An open case, written as the verb that opens one writes it."""
    return ArrearsCase.objects.create(
        number=numbers.next_number(numbers.CASE), tenancy=tenancy, opened_on=on, opened_by="system",
        opened_because="by_hand", **known,
    )  # fmt: skip


def budget(case: ArrearsCase, lines: list[Line] = FAMILY, *, on: date = ON, **told: Any) -> BudgetSheet:
    facts = {"adults": 2, "minors": 2, "drawn_up_on": on} | told
    return budgets.draw_up(case=case, lines=lines, on=on, by=SYSTEM, **facts)


def of_everything(tenancy: Tenancy, *, on: date = ON) -> dict[str, Any]:
    """Route name → one of what it shows."""
    case = case_of(tenancy, on=on)
    sheet = budget(case, on=on)
    return {
        "household_budget": case, "budget_new": case, "budget_compare": case, "budget_sheet": sheet,
        "budget_paper": sheet,
    }  # fmt: skip
