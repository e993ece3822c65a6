"""Prevention at the desk: tenancies with first signs of trouble, a call noted, the office's rule."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.arrears import early_warning
from cases.arrears.early_warning import BOUNDS, REASONS, Sign
from cases.arrears.models import PreventionCall, WarningRule
from cases.arrears.permissions import ArrearsPermission
from cases.tenancies import queries
from cases.tenancies.desk.forms import day_field
from cases.tenancies.models import Tenancy
from kernel import access, audit
from kernel.refusal import Refused
from shell.guards import DeskRequest, desk
from shell.pages import page, sheet


class CallForm(forms.Form):
    outcome = forms.ChoiceField(
        label=gettext_lazy("How the call ended"), choices=PreventionCall.Outcome.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=gettext_lazy("What was said"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 4})
    )


LABELS = {
    "good_months": gettext_lazy("Months paid on time before a first missed one counts"),
    "grace_days": gettext_lazy("Days of grace after the due day"),
    "fall_percent": gettext_lazy("Falling: less than this percent of what was paid before"),
    "look_back_days": gettext_lazy("Days compared with as many before, and days a lost support or plan counts"),
    "quiet_days": gettext_lazy("After a call the tenancy rests for, days"),
}


class WarningRuleForm(forms.Form):
    legal_basis = forms.CharField(label=gettext_lazy("Decree or decision"), max_length=200)
    valid_from = day_field(gettext_lazy("In force from"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (low, high) in BOUNDS.items():
            self.fields[name] = forms.IntegerField(label=LABELS[name], min_value=low, max_value=high)
        self.order_fields([*BOUNDS, "legal_basis", "valid_from"])


@dataclass(frozen=True)
class Row:
    """One tenancy of the list, in words."""

    sign: Sign
    tenancy: Any
    reasons: list[Any]


def rows(found: Sequence[Sign]) -> list[Row]:
    """The signs of one page with their tenancies; two questions however many rows."""
    known = queries.with_balance(Tenancy.objects.select_related("dwelling")).in_bulk(
        [sign.tenancy_id for sign in found]
    )
    return [Row(sign, known[sign.tenancy_id], [REASONS[code] for code in sign.reasons]) for sign in found]


@desk
def prevention(request: DeskRequest) -> HttpResponse:
    """Tenancies without a case that show first signs, each with its reasons."""
    access.require(request.user, ArrearsPermission.CASES_READ)
    called, refusal = request.GET.get("called") == "1", ""
    found: list[Sign] = []
    try:
        found = early_warning.signs(timezone.localdate(), called=called)
    except Refused as refused:
        refusal = str(refused)
    shown = sheet(found, request)
    return page(
        request,
        "arrears/desk/prevention.html",
        sheet=shown,
        rows=rows(list(shown.object_list)),
        called=called,
        refusal=refusal,
        may_write=access.allowed(request.user, ArrearsPermission.CASES_WRITE),
    )


@desk
def prevention_call(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Note a call; the earlier ones stand beside it."""
    access.require(request.user, ArrearsPermission.CASES_WRITE)
    tenancy = get_object_or_404(queries.with_balance(Tenancy.objects.select_related("dwelling")), pk=pk)
    audit.read(request.user, tenancy, what="prevention")
    form = CallForm(request.POST or None)
    if form.is_valid():
        try:
            early_warning.note_call(tenancy=tenancy, on=timezone.localdate(), by=request.user, **form.cleaned_data)
            messages.success(request, _("The call is noted. The tenancy rests on the list for a while."))
            return redirect("prevention")
        except Refused as refusal:
            form.add_error(None, str(refusal))
    people = tenancy.parties.filter(until__isnull=True).select_related("person")
    calls = PreventionCall.objects.filter(tenancy=tenancy)
    return page(request, "arrears/desk/prevention_call.html", tenancy=tenancy, form=form, people=people, calls=calls)


@desk
def prevention_rule(request: DeskRequest) -> HttpResponse:
    """What the office takes notice of; a new rule takes its place from a day on."""
    access.require(request.user, ArrearsPermission.CASES_READ)
    rules, today = WarningRule.objects.all(), timezone.localdate()
    newest = rules.first() or WarningRule()
    start = {name: getattr(newest, name) for name in BOUNDS} | {"valid_from": today}
    form = WarningRuleForm(request.POST or None, initial=start)
    if request.method == "POST":
        access.require(request.user, ArrearsPermission.SETTINGS)
    if form.is_valid():
        try:
            numbers = {name: form.cleaned_data.pop(name) for name in BOUNDS}
            early_warning.set_rule(numbers=numbers, by=request.user, **form.cleaned_data)
            messages.success(request, _("The rule is kept. It counts from its first day on."))
            return redirect("prevention_rule")
        except Refused as refusal:
            form.add_error(None, str(refusal))
    shown = [(rule, [(form.fields[name].label, getattr(rule, name)) for name in BOUNDS]) for rule in rules]
    may_set = access.allowed(request.user, ArrearsPermission.SETTINGS)
    return page(request, "arrears/desk/prevention_rule.html", form=form, rules=shown, today=today, may_set=may_set)
