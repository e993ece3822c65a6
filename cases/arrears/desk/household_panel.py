"""What the page of a case shows about the household: one row for each of its pages."""

from datetime import date
from typing import Any

from django.db.models import Count, F, Sum

from cases.arrears import budgets, protected
from cases.arrears.desk import support_pages
from cases.arrears.models import DebtItem, Meeting, SupportCheck
from cases.arrears.permissions import ArrearsPermission
from kernel import access
from kernel.access import Actor
from shell.panels import Panel


def of(case: Any, on: date, user: Actor) -> Panel | None:
    """Where each of the household's pages stands, and the way to it; nothing without the permission."""
    if not access.allowed(user, ArrearsPermission.CASES_READ):
        return None
    debts = DebtItem.objects.open().filter(case=case).aggregate(n=Count("pk"), owed=Sum(F("principal") + F("extras")))
    looked = SupportCheck.objects.filter(case=case).first()
    values = {
        "case": case,
        "sheet": budgets.sheet_of(case),
        "creditors": debts["n"],
        "owed": debts["owed"] or 0,
        "looked": looked,
        "looked_words": support_pages.outcome_words(looked.outcome) if looked else "",
        "prompted": protected.prompt(case, on=on) is not None,
        "protected": protected.in_force(case.tenancy).exists(),
        "met": Meeting.objects.filter(case=case).first(),
    }
    return Panel("arrears/desk/household_panel.html", values)
