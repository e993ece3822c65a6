"""What the office sets by its decree: rules, closed days, the ladder. Everybody at the desk reads, the head changes."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases.arrears import closing, ladder, policies
from cases.arrears.desk.rules_forms import ClosedDayForm, RulesForm, StepForm
from cases.arrears.desk.run_pages import who
from cases.arrears.models import ArrearsPolicy, ClosedDay, LadderStep
from cases.arrears.permissions import ArrearsPermission
from kernel import access
from kernel.refusal import Refused
from shell.guards import DeskRequest, desk
from shell.pages import page


@desk
def arrears_rules(request: DeskRequest) -> HttpResponse:
    """The figures of the decree, and changing them from a day on."""
    access.require(request.user, ArrearsPermission.CASES_READ)
    today = timezone.localdate()
    latest = ArrearsPolicy.objects.order_by("-valid_from").first()
    known = {name: getattr(latest, name) for name in policies.FIELDS} if latest else {}
    form = RulesForm(request.POST or None, initial={**known, "valid_from": today})
    if request.method == "POST":
        access.require(request.user, ArrearsPermission.SETTINGS)
    if form.is_valid():
        try:
            policies.change(on=today, by=request.user, **form.cleaned_data)
            messages.success(request, _("The rules are kept. What was agreed before stays as it was."))
            return redirect("arrears_rules")
        except Refused as refusal:
            form.add_error("valid_from", str(refusal))
    return page(
        request,
        "arrears/desk/rules.html",
        form=form,
        versions=[(row, who(row.changed_by)) for row in ArrearsPolicy.objects.all()[:10]],
        today=today,
        closed_days=ClosedDay.objects.filter(day__gte=today),
        closed_form=ClosedDayForm(),
        may_set=access.allowed(request.user, ArrearsPermission.SETTINGS),
    )


@desk
@require_POST
def closed_day_new(request: DeskRequest) -> HttpResponse:
    access.require(request.user, ArrearsPermission.SETTINGS)
    form = ClosedDayForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write the day as year, month, day: 2026-11-23."))
        return redirect("arrears_rules")
    try:
        closing.close(on=timezone.localdate(), by=request.user, **form.cleaned_data)
        messages.success(request, _("The office is closed on that day: no run is made and no message leaves."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("arrears_rules")


@desk
@require_POST
def closed_day_end(request: DeskRequest, day: str) -> HttpResponse:
    access.require(request.user, ArrearsPermission.SETTINGS)
    closed = next((row for row in ClosedDay.objects.all() if row.day.isoformat() == day), None)
    if closed is None:
        raise Http404
    closing.open_again(closed=closed, by=request.user)
    return redirect("arrears_rules")


@desk
def ladder_step(request: DeskRequest, number: int) -> HttpResponse:
    """One step of the ladder, changed from a day on: its latest version."""
    access.require(request.user, ArrearsPermission.SETTINGS)
    step, today = get_object_or_404(LadderStep, number=number, valid_until__isnull=True), timezone.localdate()
    initial = {name: getattr(step, name) for name in ladder.CHANGEABLE}
    form = StepForm(request.POST or None, initial={**initial, "valid_from": today})
    if form.is_valid():
        try:
            ladder.change(step=step, on=today, by=request.user, **form.cleaned_data)
            messages.success(request, _("The step is kept."))
            return redirect("ladder")
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return page(request, "arrears/desk/ladder_step.html", step=step, form=form, words=sorted(ladder.PLACEHOLDERS))
