"""What a sale plan's page shows beside the form of figures: the result, the checklist, the meetings."""

from typing import Any

from django.utils import timezone

from exchange.sales import plans, queries
from exchange.sales.models import SalePlan


def of_plan(plan: SalePlan, *, may_write: bool) -> dict[str, Any]:
    """Everything beside the form of figures."""
    lines = queries.lines(plan, on=timezone.localdate())
    return {
        "plan": plan,
        "lines": lines,
        "open_lines": sum(line.item.state == "open" for line in lines),
        "meetings": queries.of_plan(plan),
        "now": timezone.now(),
        "may_write": may_write and plan.is_open,
        "worked": plans.worked(plan),
    }
