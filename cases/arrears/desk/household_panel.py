"""What the page of a case shows about the household: one row for each of its pages."""

from datetime import date
from typing import Any

from cases.arrears import budgets
from cases.arrears.permissions import ArrearsPermission
from kernel import access
from kernel.access import Actor
from shell.panels import Panel


def of(case: Any, on: date, user: Actor) -> Panel | None:
    """The budget's state and the ways to the household's pages; nothing without the permission."""
    if not access.allowed(user, ArrearsPermission.CASES_READ):
        return None
    sheet = budgets.sheet_of(case)
    return Panel("arrears/desk/household_panel.html", {"case": case, "sheet": sheet})
