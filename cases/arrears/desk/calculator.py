"""One page on which staff ask the rules: the same pure functions as the product and the command line."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from cases.arrears import clock, eviction, instalments, support_share
from cases.arrears.desk.case_forms import day_field, forint_field
from cases.arrears.permissions import ArrearsPermission
from cases.tenancies import interest
from catalogue.shared import calendars, rates
from kernel import access, identifiers, numbering
from kernel.money import format_forint
from kernel.refusal import Refused
from shell.guards import DeskRequest, desk
from shell.pages import page
from shell.templatetags.office import day

Lines = list[tuple[Any, str]]


class TerminationForm(forms.Form):
    served = day_field(_("Day of (the latest) service"))

    def answer(self) -> Lines:
        window = clock.termination_window(self.cleaned_data["served"], calendars.national())
        return [
            (_("Pay by"), day(window.pay_by)),
            (_("Notice from"), day(window.terminate_from)),
            (_("Notice until"), day(window.terminate_until)),
            (_("The tenancy would end"), day(window.effective_on)),
        ]


class InterestForm(forms.Form):
    principal = forint_field(_("Amount (Ft)"))
    due = day_field(_("Due day"))
    paid = day_field(_("Day of payment"))

    def answer(self) -> Lines:
        wanted = self.cleaned_data
        found = interest.late_interest(
            wanted["principal"], due_on=wanted["due"], paid_on=wanted["paid"], rates=rates.base_rates()
        )
        lines: Lines = [
            (f"{day(line.first_day)} – {day(line.last_day)}", _line(line.days, line.rate)) for line in found.lines
        ]
        exact = found.exact_text.replace(".", ",")
        return [*lines, (_("Exactly"), f"{exact} Ft"), (_("Posted"), format_forint(found.posted))]


def _line(days: int, rate: Any) -> str:
    return str(_("%(days)s days at %(rate)s %%") % {"days": days, "rate": str(rate).replace(".", ",")})


class PlanForm(forms.Form):
    debt = forint_field(_("Debt (Ft)"), least=1)
    count = forms.IntegerField(label=_("Number of instalments"), min_value=1, max_value=instalments.MOST_INSTALMENTS)
    step = forint_field(_("Rounded up to (Ft)"), least=1)
    down = forint_field(_("Down payment (Ft)"), required=False)

    def answer(self) -> Lines:
        wanted = self.cleaned_data
        parts = instalments.split(wanted["debt"], count=wanted["count"], step=wanted["step"], down=wanted["down"] or 0)
        first, last, number = parts.instalments[0], parts.instalments[-1], len(parts.instalments)
        lines: Lines = [(_("Down payment"), format_forint(parts.down))] if parts.down else []
        lines.append((_("Instalments"), f"{number if last == first else number - 1} × {format_forint(first)}"))
        return lines if last == first else [*lines, (_("Last instalment"), format_forint(last))]


class SupportForm(forms.Form):
    debt = forint_field(_("Debt (Ft)"))
    share = forms.DecimalField(label=_("Share (percent)"), min_value=0, max_value=100, decimal_places=2, localize=True)
    cap = forint_field(_("At most (Ft)"))

    def answer(self) -> Lines:
        wanted = self.cleaned_data
        parts = support_share.divide(wanted["debt"], share=wanted["share"], cap=wanted["cap"])
        return [(_("Support"), format_forint(parts.support)), (_("Own share"), format_forint(parts.own_share))]


class EvictionForm(forms.Form):
    on = day_field(_("Wanted day"))

    def answer(self) -> Lines:
        found = eviction.eviction_day(self.cleaned_data["on"], calendars.national())
        return [
            (_("In the winter moratorium"), str(_("no") if found.allowed else _("yes"))),
            (_("Earliest day"), day(found.earliest)),
        ]


class WorkingDayForm(forms.Form):
    on = day_field(_("Day"))
    add = forms.IntegerField(label=_("Working days after it"), min_value=0, max_value=1000, required=False)

    def answer(self) -> Lines:
        calendar, on, add = calendars.national(), self.cleaned_data["on"], self.cleaned_data["add"]
        result = calendar.add_working_days(on, add) if add else calendar.next_working_day(on)
        return [
            (_("A working day"), str(_("yes") if calendar.is_working_day(on) else _("no"))),
            (_("Result"), day(result)),
        ]


CHECKS: dict[str, tuple[Any, Callable[[str], identifiers.Checked]]] = {
    "reference": (_("our reference"), numbering.check_reference),
    "giro": (_("account number"), identifiers.check_giro),
    "iban": (_("IBAN"), identifiers.check_iban),
    "taj": (_("social security number (TAJ)"), identifiers.check_taj),
    "tax-id": (_("tax identifier"), identifiers.check_tax_id),
}


class CheckForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Kind of number"), choices=[(code, label) for code, (label, _check) in CHECKS.items()]
    )
    value = forms.CharField(label=_("Number"), max_length=60)

    def answer(self) -> Lines:
        _label, check = CHECKS[self.cleaned_data["kind"]]
        verdict = check(self.cleaned_data["value"])
        words = str(_("the check digits fit")) if verdict.valid else str(verdict.reason)
        return [(verdict.normalised, words)]


@dataclass(frozen=True)
class Rule:
    """One rule on the page: its code, its words, its law, its form."""

    code: str
    label: Any
    law: Any
    form: type[Any]


RULES = (
    Rule("termination", _("Demand and notice"), _("Housing Act 24–25. §, Civil Code 8:3. §"), TerminationForm),
    Rule("interest", _("Late interest"), _("Civil Code 6:48. §"), InterestForm),
    Rule("plan", _("Instalments"), _("the office's own rules"), PlanForm),
    Rule("support", _("Debt support"), _("local social decree"), SupportForm),
    Rule("eviction", _("Eviction moratorium"), _("1994:LIII 182/A. §"), EvictionForm),
    Rule("working-day", _("Working days"), _("Labour Code 102. §, yearly decree"), WorkingDayForm),
    Rule("check", _("Check digits"), "", CheckForm),
)


@desk
def calculator(request: DeskRequest) -> HttpResponse:
    """Nothing is kept and nothing is about anybody: figures in, figures out."""
    access.require(request.user, ArrearsPermission.CASES_READ)
    asked = request.GET.get("rule", "")
    rows = []
    for rule in RULES:
        form, lines = rule.form(request.GET if rule.code == asked else None, prefix=None, auto_id=f"{rule.code}-%s"), []
        if form.is_valid():
            try:
                lines = form.answer()
            except Refused as refusal:
                form.add_error(None, str(refusal))
        rows.append((rule, form, lines))
    return page(request, "arrears/desk/calculator.html", rows=rows, asked=asked)
