"""What a sale plan's page shows beside the form of figures: the result, the checklist, the meetings."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from exchange.sales import plans, queries
from exchange.sales.desk import forms
from exchange.sales.models import SalePlan


def of_plan(plan: SalePlan, *, may_write: bool) -> dict[str, Any]:
    """Everything beside the form of figures."""
    today, now = timezone.localdate(), timezone.now()
    lines = queries.lines(plan, on=today)
    return {
        "plan": plan,
        "lines": [
            (line, forms.ItemForm(auto_id=f"{line.item.code}-%s", initial=_initial(line, now))) for line in lines
        ],
        "open_lines": sum(line.item.state == "open" for line in lines),
        "meetings": queries.of_plan(plan),
        "now": now,
        "may_write": may_write and plan.is_open,
        "worked": plans.worked(plan),
    }


def _initial(line: queries.Line, now: datetime) -> dict[str, Any]:
    item = line.item
    return {"state": item.state, "on": item.done_on or timezone.localdate(now), "text": item.note}
