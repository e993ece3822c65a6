"""Working with the family support service at the desk: consent, goals, meetings, the monthly report."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_POST

from cases.arrears import consents, cooperation
from cases.arrears.desk import cooperation_pages, household_pages
from cases.arrears.desk.cooperation_forms import GoalEndForm, GoalForm, MeetingForm, MonthForm
from cases.arrears.desk.debt_forms import CooperationForm
from cases.arrears.desk.letter_files import VIEWER
from cases.arrears.letters import LETTER_LANGUAGE
from cases.arrears.models import ArrearsCase, Consent, Goal, Meeting
from cases.arrears.permissions import ArrearsPermission
from kernel import access, audit
from kernel.refusal import Refused
from shell.guards import DeskRequest, desk
from shell.pages import page, sheet


@desk
def cooperation_of(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Who consented to what, the shared goals, the meetings."""
    access.require(request.user, ArrearsPermission.CASES_READ)
    return _page(request, household_pages.case_or_404(pk))


def _page(request: DeskRequest, case: ArrearsCase, **bound: Any) -> HttpResponse:
    """The cooperation's page; a form that was refused keeps what was typed."""
    today = timezone.localdate()
    people = household_pages.people_of(case)
    consented = consents.in_force(case, purpose=Consent.Purpose.FAMILY_SERVICE, on=today).select_related("person")
    met = Meeting.objects.filter(case=case)
    forms = {
        "consent_form": CooperationForm(people=people, initial={"given_on": today}),
        "goal_form": GoalForm(),
        "meeting_form": MeetingForm(initial={"met_on": today, "who": ["household", "adviser"]}),
    }
    return household_pages.case_page(
        request,
        "arrears/desk/cooperation.html",
        case,
        shown="cooperation",
        consented=[(one, ", ".join(str(Consent.Covers(part).label) for part in one.covers)) for one in consented],
        goals=Goal.objects.filter(case=case),
        meetings=[(one, cooperation_pages.who(one)) for one in met],
        wrong=next(iter(bound.values()), None),
        **(forms | bound),
    )


@desk
@require_POST
def cooperation_consent(request: DeskRequest, pk: UUID) -> HttpResponse:
    access.require(request.user, ArrearsPermission.CASES_WRITE)
    case = household_pages.case_or_404(pk)
    people = {str(person.pk): person for person in household_pages.people_of(case)}
    form = CooperationForm(request.POST, people=list(people.values()))
    if form.is_valid():
        told = form.cleaned_data
        try:
            consents.give(
                case=case, person=people[told["person"]], purpose=Consent.Purpose.FAMILY_SERVICE,
                covers=told["covers"], given_on=told["given_on"], on=timezone.localdate(), by=request.user,
            )  # fmt: skip
            messages.success(request, _("The consent is kept."))
            return redirect("cooperation", pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _page(request, case, consent_form=form)


@desk
@require_POST
def goal_new(request: DeskRequest, pk: UUID) -> HttpResponse:
    access.require(request.user, ArrearsPermission.CASES_WRITE)
    case, form = household_pages.case_or_404(pk), GoalForm(request.POST)
    if form.is_valid():
        try:
            cooperation.set_goal(case=case, on=timezone.localdate(), by=request.user, **form.cleaned_data)
            messages.success(request, _("The goal is kept."))
            return redirect("cooperation", pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _page(request, case, goal_form=form)


@desk
@require_POST
def meeting_new(request: DeskRequest, pk: UUID) -> HttpResponse:
    access.require(request.user, ArrearsPermission.CASES_WRITE)
    case, form = household_pages.case_or_404(pk), MeetingForm(request.POST)
    if form.is_valid():
        try:
            cooperation.meet(case=case, on=timezone.localdate(), by=request.user, **form.cleaned_data)
            messages.success(request, _("The meeting is kept."))
            return redirect("cooperation", pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _page(request, case, meeting_form=form)


@desk
@require_POST
def goal_close(request: DeskRequest, pk: int) -> HttpResponse:
    access.require(request.user, ArrearsPermission.CASES_WRITE)
    goal, form = get_object_or_404(Goal, pk=pk), GoalEndForm(request.POST)
    if form.is_valid():
        cooperation.close_goal(goal=goal, state=form.cleaned_data["state"], on=timezone.localdate(), by=request.user)
        messages.success(request, _("Noted."))
    else:
        messages.error(request, _("Say whether the goal was reached or given up."))
    return redirect("cooperation", goal.case_id)


@desk
def monthly_report(request: DeskRequest, pk: UUID) -> HttpResponse:
    """The month as it may be told to the family support service, and what was left out."""
    access.require(request.user, ArrearsPermission.CASES_READ)
    case, today = household_pages.case_or_404(pk), timezone.localdate()
    months = cooperation_pages.months(case, on=today)
    form = MonthForm(
        request.GET if "month" in request.GET else None, months=months, initial={"month": f"{months[0]:%Y-%m}"}
    )
    report, refusal = None, ""
    try:
        report = cooperation.report(case, month=form.chosen(months[0]), on=today)
    except Refused as refused:
        refusal = str(refused)
    return household_pages.case_page(
        request,
        "arrears/desk/monthly_report.html",
        case,
        shown="cooperation",
        form=form,
        report=report,
        refusal=refusal,
        covers=cooperation_pages.covers(report) if report else [],
        meetings=[(one, cooperation_pages.who(one)) for one in report.meetings or []] if report else [],
    )


@desk
@csp_override(VIEWER)
def monthly_report_paper(request: DeskRequest, pk: UUID) -> HttpResponse:
    """The report as a PDF, in Hungarian; that it was made for somebody outside is written down."""
    access.require(request.user, ArrearsPermission.CASES_READ)
    case, today = household_pages.case_or_404(pk), timezone.localdate()
    months = cooperation_pages.months(case, on=today)
    month = MonthForm(request.GET if "month" in request.GET else None, months=months).chosen(months[0])
    try:
        report = cooperation.report(case, month=month, on=today)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("monthly_report", pk)
    audit.read(request.user, case.tenancy, what="monthly report", month=f"{month:%Y-%m}", covers=sorted(report.covers))
    with translation.override(LETTER_LANGUAGE):
        return cooperation_pages.paper(case, report, on=today)


@desk
def meetings_due(request: DeskRequest) -> HttpResponse:
    """Households that agreed to meet every month and were not met for one."""
    access.require(request.user, ArrearsPermission.CASES_READ)
    due = cooperation.without_meeting(timezone.localdate()).select_related("tenancy__dwelling")
    return page(request, "arrears/desk/meetings_due.html", sheet=sheet(household_pages.with_people(due), request))
