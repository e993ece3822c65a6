"""The calculator's three questions: each its form and, where it was asked, the answer of the product's own rules."""

from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exchange.sales import duty, plans, result, rules, settlement, ways
from exchange.sales.desk.forms import DutyForm, FiguresForm, WaysForm
from exchange.sales.duty import Duty, Why
from exchange.sales.result import Figures
from exchange.sales.settlement import Side
from exchange.sales.ways import Terms
from kernel.refusal import Refused

CODES = ("sale", "ways", "duty")
TITLES: dict[str, Any] = {
    "sale": _("Sale and a cheaper home"),
    "ways": _("Arrears at an exchange"),
    "duty": _("Duty on a home"),
}
LAWS: dict[str, Any] = {
    "sale": _("the price pays: landlord, utilities, debts on the home, costs, the new home"),
    "ways": _("Housing Act 29. §, the office's own rule"),
    "duty": _("Duties Act 1990:XCIII 19. §, 21. §, 26. §"),
}


@dataclass(frozen=True)
class Part:
    """One question of the page."""

    code: str
    title: Any
    law: Any
    form: Any
    answer: Any


def part(code: str, sent: Any) -> Part:
    """The question's form, filled with what was sent, and the answer if that can be worked out."""
    form = {"sale": FiguresForm, "ways": WaysForm, "duty": DutyForm}[code](sent, auto_id=f"{code}-%s")
    answer = None
    if form.is_valid():
        try:
            answer = {"sale": _sale, "ways": _ways, "duty": _duty}[code](form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return Part(code, TITLES[code], LAWS[code], form, answer)


def _sale(form: Any) -> Any:
    given = form.figures()
    told = given.pop("told_duty")
    figures = Figures(**given)
    table, today = rules.duty_table(), timezone.localdate()
    paid = plans.counted_duty(figures, table, on=today) if told is None else Duty(told, 0, Why.TOLD)
    rule = duty.in_force(table, on=today) if paid.why in plans.COUNTED else None
    return {"result": result.calculate(figures, duty=paid), "rule": rule}


def _ways(form: django_forms.Form) -> Any:
    given: dict[str, Any] = {
        name: 0 if value is None and name != "carries" else value for name, value in form.cleaned_data.items()
    }
    difference = settlement.value_difference(
        leaves=Side(given.pop("leaves_tenure"), given.pop("leaves_price")),
        gets=Side(given.pop("gets_tenure"), given.pop("gets_price")),
    )
    return ways.all_results(Terms(difference=difference, **given), allowed=rules.ways_on(timezone.localdate()))


def _duty(form: django_forms.Form) -> Any:
    given = form.cleaned_data
    rule = duty.in_force(rules.duty_table(), on=given["bought_on"])
    found = duty.of_purchase(rule, **given)
    return {"duty": found, "rule": rule}
