"""What a sale plan's page shows beside the form of figures: the result, the checklist, the meetings."""

from datetime import date
from typing import Any

from django.utils import timezone

from exchange.sales import plans, queries
from exchange.sales.desk.forms import PlanForm
from exchange.sales.models import SalePlan
from kernel.money import format_forint
from shell.templatetags.office import day

PERCENTS = frozenset({"agent_percent", "lawyer_percent"})


def of_plan(plan: SalePlan, *, may_write: bool) -> dict[str, Any]:
    """Everything beside the form of figures."""
    lines = queries.lines(plan, on=timezone.localdate())
    return {
        "plan": plan,
        "lines": lines,
        "open_lines": sum(line.item.state == "open" for line in lines),
        "meetings": queries.of_plan(plan),
        "told": told(plan),
        "now": timezone.now(),
        "may_write": may_write and plan.is_open,
        "worked": plans.worked(plan),
    }


def told(plan: SalePlan) -> list[tuple[Any, str]]:
    """The figures in words for who may not write them; what is nothing is left out."""
    return [
        (field.label, _words(plan, name))
        for name, field in PlanForm.base_fields.items()
        if name != "version" and getattr(plan, name)
    ]


def _words(plan: SalePlan, name: str) -> str:
    value = getattr(plan, name)
    if name in PERCENTS:
        return f"{value:.2f} %".replace(".", ",")
    if hasattr(plan, f"get_{name}_display"):
        return str(getattr(plan, f"get_{name}_display")())
    return format_forint(value) if isinstance(value, int) else day(value) if isinstance(value, date) else str(value)
