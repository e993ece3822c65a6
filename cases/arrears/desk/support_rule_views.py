"""The office's rule for debt support: the one in force, earlier ones, and ready templates to start from."""

from django.contrib import messages
from django.forms import model_to_dict
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.arrears import support_rules
from cases.arrears.desk import support_pages
from cases.arrears.desk.support_forms import SupportRuleForm, rule_start
from cases.arrears.models import DebtSupportRule
from cases.arrears.permissions import ArrearsPermission
from cases.arrears.support_variants import VARIANTS
from kernel import access
from kernel.refusal import Refused
from shell.guards import DeskRequest, desk
from shell.pages import page


@desk
def support_rule_list(request: DeskRequest) -> HttpResponse:
    access.require(request.user, ArrearsPermission.CASES_READ)
    rules = [
        (rule, support_pages.kinds(rule), support_pages.obligations(rule)) for rule in DebtSupportRule.objects.all()
    ]
    return page(
        request,
        "arrears/desk/support_rules.html",
        rules=rules,
        variants=VARIANTS.items(),
        today=timezone.localdate(),
        may_set=access.allowed(request.user, ArrearsPermission.SETTINGS),
    )


@desk
def support_rule_new(request: DeskRequest, variant: str) -> HttpResponse:
    """A rule that starts from a template, looked through and put in force by the head of the office."""
    access.require(request.user, ArrearsPermission.SETTINGS)
    if variant not in VARIANTS:
        raise Http404
    template = VARIANTS[variant]
    start = rule_start(template.values) | {"name": template.name, "decree": template.decree, "note": template.note}
    return _put_in_force(request, start, variant=variant)


@desk
def support_rule_next(request: DeskRequest, pk: int) -> HttpResponse:
    """A changed rule that follows this one from a day on."""
    access.require(request.user, ArrearsPermission.SETTINGS)
    old = get_object_or_404(DebtSupportRule, pk=pk)
    return _put_in_force(request, rule_start(model_to_dict(old)), variant=old.variant)


def _put_in_force(request: DeskRequest, start: dict[str, object], *, variant: str) -> HttpResponse:
    form = SupportRuleForm(request.POST or None, initial=start | {"valid_from": timezone.localdate()})
    if form.is_valid():
        try:
            values = form.values() | {"variant": variant}
            support_rules.put_in_force(values=values, valid_from=form.cleaned_data["valid_from"], by=request.user)
            messages.success(request, _("The rule is in force from its first day on."))
            return redirect("support_rule_list")
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return page(request, "arrears/desk/support_rule_new.html", form=form)
