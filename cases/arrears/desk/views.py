"""Reminder runs at the desk: plan, look through, take one out, release, settle what is not certain."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cases.arrears import comparing, ladder, letter_outcomes, planning, recipients, reminders, returned, settling
from cases.arrears.desk import run_pages
from cases.arrears.desk.forms import ForecastForm, SettleForm, TakeOutForm
from cases.arrears.models import LadderStep, Reminder, ReminderRun, notes
from cases.arrears.permissions import ArrearsPermission
from cases.tenancies.models import TenancyParty
from kernel import access, audit
from kernel.refusal import Refused
from shell.guards import DeskRequest, desk
from shell.pages import page, sheet

MOST_LETTERS = 100


@desk
def reminder_runs(request: DeskRequest) -> HttpResponse:
    access.require(request.user, ArrearsPermission.REMINDERS_READ)
    today = timezone.localdate()
    return page(
        request,
        "arrears/desk/runs.html",
        sheet=sheet(run_pages.runs(), request),
        today=today,
        is_planned_today=ReminderRun.objects.filter(business_date=today).exists(),
        unsettled=Reminder.objects.filter(state__in=settling.UNSETTLED).count(),
        may_plan=access.allowed(request.user, ArrearsPermission.REMINDERS_PLAN),
    )


@desk
@require_POST
def plan_run(request: DeskRequest) -> HttpResponse:
    """Today's run by hand. The day fixes it: a second press shows the same run."""
    access.require(request.user, ArrearsPermission.REMINDERS_PLAN)
    try:
        run = planning.plan(on=timezone.localdate(), by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("reminder_runs")
    return redirect("reminder_run", run.pk)


@desk
def reminder_run(request: DeskRequest, pk: UUID) -> HttpResponse:
    access.require(request.user, ArrearsPermission.REMINDERS_READ)
    run = get_object_or_404(ReminderRun, pk=pk)
    tabs = run_pages.tabs(run)
    shown = request.GET.get("state") or run_pages.first_shown(tabs)
    reason = request.GET.get("reason", "") if shown == Reminder.State.EXCLUDED else ""
    rows = sheet(run_pages.rows_of(run, state=shown, reason=reason), request)
    return page(
        request,
        "arrears/desk/run.html#rows",
        run=run,
        tabs=tabs,
        shown=shown,
        reasons=run_pages.reasons(run),
        reason=reason,
        sheet=rows,
        channels=notes.CHANNELS,
        waiting=sum(number for state, _label, number in tabs if state == Reminder.State.PLANNED),
        comparison=comparing.with_the_last(run),
        planned_by=run_pages.who(run.planned_by),
        released_by=run_pages.who(run.released_by) if run.released_by else "",
        may_release=access.allowed(request.user, ArrearsPermission.REMINDERS_RELEASE),
    )


@desk
def reminder_release(request: DeskRequest, pk: UUID) -> HttpResponse:
    """What will leave the building, and the button that lets it; the planner is told to ask somebody else."""
    access.require(request.user, ArrearsPermission.REMINDERS_RELEASE)
    run = get_object_or_404(ReminderRun, pk=pk)
    refusal = ""
    if request.method == "POST":
        try:
            steps = [int(step) for step in request.POST.getlist("step") if step.isdecimal()]
            count = reminders.release(run=run, by=request.user, on=timezone.localdate(), steps=steps)
            sentence = ngettext("%(n)d reminder is released.", "%(n)d reminders are released.", count)
            messages.success(request, sentence % {"n": count})
            return redirect("reminder_run", pk)
        except Refused as refused:
            refusal = str(refused)
    leaving = run_pages.leaving(run, request.user)
    return page(
        request,
        "arrears/desk/release.html",
        run=run,
        leaving=leaving,
        may_any=any(line.may_release for line in leaving),
        count=sum(line.count for line in leaving),
        is_own=run.planned_by == request.user.actor_id,
        refusal=refusal,
    )


def loaded(pk: UUID) -> Reminder:
    """One reminder with everything its letter says."""
    parties = Prefetch("tenancy__parties", TenancyParty.objects.select_related("person"))
    rows: QuerySet[Reminder] = Reminder.objects.select_related("run", "tenancy__dwelling").prefetch_related(parties)
    return get_object_or_404(rows, pk=pk)


@desk
def reminder(request: DeskRequest, pk: UUID) -> HttpResponse:
    """One reminder: why, how much, its letter, and taking it out."""
    access.require(request.user, ArrearsPermission.REMINDERS_READ)
    shown = loaded(pk)
    audit.read(request.user, shown.tenancy)
    form = TakeOutForm(request.POST or None)
    if request.method == "POST":
        access.require(request.user, ArrearsPermission.REMINDERS_PLAN)
    if form.is_valid():
        try:
            reminders.take_out(reminder=shown, reason=form.cleaned_data["reason"], by=request.user)
            messages.success(request, _("This reminder will not go out."))
            return redirect("reminder_run", shown.run_id)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return page(
        request,
        "arrears/desk/reminder.html",
        reminder=shown,
        form=form,
        channel=notes.CHANNELS.get(shown.channel, shown.channel),
        recipients=recipients.of(shown),
        tone=run_pages.TONES[Reminder.State(shown.state)],
        may_take_out=access.allowed(request.user, ArrearsPermission.REMINDERS_PLAN),
    )


@desk
def reminder_unsettled(request: DeskRequest) -> HttpResponse:
    access.require(request.user, ArrearsPermission.REMINDERS_READ)
    rows = Reminder.objects.filter(state__in=settling.UNSETTLED).select_related("run", "tenancy__dwelling")
    may_settle = access.allowed(request.user, ArrearsPermission.REMINDERS_PLAN)
    shown = sheet(rows.order_by("run__business_date", "pk"), request)
    letters = letter_outcomes.with_tenancies(letter_outcomes.unsettled()[:MOST_LETTERS])
    return page(request, "arrears/desk/unsettled.html", sheet=shown, letters=letters, may_settle=may_settle)


@desk
@require_POST
def reminder_settle(request: DeskRequest, pk: UUID) -> HttpResponse:
    access.require(request.user, ArrearsPermission.REMINDERS_PLAN)
    unsettled = get_object_or_404(Reminder, pk=pk)
    was_sent = SettleForm(request.POST).said()
    if was_sent is None:
        messages.error(request, _("Say whether it went out or not."))
        return redirect("reminder_unsettled")
    try:
        settling.settle_uncertain(reminder=unsettled, was_sent=was_sent, on=timezone.localdate(), by=request.user)
        messages.success(request, _("Noted."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("reminder_unsettled")


@desk
@require_POST
def reminder_returned(request: DeskRequest, pk: UUID) -> HttpResponse:
    """The letter or mail came back today."""
    access.require(request.user, ArrearsPermission.REMINDERS_PLAN)
    shown, today = get_object_or_404(Reminder, pk=pk), timezone.localdate()
    try:
        returned.came_back(reminder=shown, on=today, today=today, by=request.user)
        messages.success(request, _("Noted: nobody is written to there until the address is corrected."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("reminder", pk)


@desk
def run_forecast(request: DeskRequest) -> HttpResponse:
    """What the run of any day would decide, by the rows as they are now. Nothing is written, nothing goes out."""
    access.require(request.user, ArrearsPermission.REMINDERS_READ)
    form = ForecastForm(request.GET or None, initial={"on": timezone.localdate()})
    decisions: list[planning.Decision] = []
    if form.is_valid():
        try:
            decisions = planning.dry_run(on=form.cleaned_data["on"])
        except Refused as refusal:
            form.add_error("on", str(refusal))
    shown = sheet(decisions, request)
    return page(
        request,
        "arrears/desk/forecast.html",
        form=form,
        sheet=shown,
        rows=run_pages.forecast_rows(shown),
        summary=run_pages.forecast_summary(decisions),
        asked=form.is_bound,
    )


@desk
def ladder_steps(request: DeskRequest) -> HttpResponse:
    access.require(request.user, ArrearsPermission.REMINDERS_READ)
    today = timezone.localdate()
    steps = ladder.all_steps_on(today)
    others = LadderStep.objects.exclude(pk__in=[step.pk for step in steps])
    may_set = access.allowed(request.user, ArrearsPermission.SETTINGS)
    return page(request, "arrears/desk/ladder.html", steps=steps, others=others, today=today, may_set=may_set)
