"""The office's rule on the money of an exchange, and the calculator: nothing there is kept or about anybody."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.arrears.permissions import ArrearsPermission
from catalogue.shared.models import DutyRule
from exchange.adverts.permissions import ExchangePermission
from exchange.sales import rules
from exchange.sales.desk import calculators, forms
from exchange.sales.models import SaleRule
from kernel import access
from kernel.refusal import Refused
from shell.guards import DeskRequest, desk
from shell.pages import page

TERMS = (
    "allowed_ways", "default_way", "agent_percent", "lawyer_percent", "energy_certificate", "land_registry_fee",
    "moving", "legal_basis",
)  # fmt: skip


@desk
def sale_rules(request: DeskRequest) -> HttpResponse:
    """How the office treats arrears at an exchange; a new rule takes its place from a day on."""
    access.require(request.user, ExchangePermission.READ)
    today = timezone.localdate()
    known, may_set = SaleRule.objects.all(), access.allowed(request.user, ArrearsPermission.SETTINGS)
    if request.method == "POST":
        access.require(request.user, ArrearsPermission.SETTINGS)
    form = forms.RuleForm(request.POST or None, initial=_present(known.first()) | {"valid_from": today})
    if form.is_valid():
        try:
            rules.put_in_force(by=request.user, on=today, **_terms(form))
            messages.success(request, _("The rule is kept. It counts from its first day on."))
            return redirect("sale_rules")
        except Refused as refusal:
            form.add_error(None, str(refusal))
    duties = DutyRule.objects.order_by("-valid_from")
    return page(request, "sales/desk/rules.html", form=form, rules=known, duties=duties, today=today, may_set=may_set)


def _present(newest: SaleRule | None) -> dict[str, Any]:
    return {name: getattr(newest, name) for name in TERMS} if newest else {}


def _terms(form: forms.RuleForm) -> dict[str, Any]:
    """The form's answers; a percent left empty is none."""
    return {name: 0 if value is None else value for name, value in form.cleaned_data.items()}


@desk
def sale_calculator(request: DeskRequest) -> HttpResponse:
    """Figures in, figures out: a sale, the four ways to treat arrears, the duty."""
    access.require(request.user, ExchangePermission.READ)
    asked = request.GET.get("rule", "")
    parts = [calculators.part(code, request.GET if code == asked else None) for code in calculators.CODES]
    return page(request, "sales/desk/calculator.html", parts=parts, asked=asked)
