"""The adviser's lists and one case: what to do next, what is known, everything that happened."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases.arrears import advice, cases, contacts, owing, timeline, worklists
from cases.arrears.desk import case_pages
from cases.arrears.desk.case_forms import CaseForm, CloseForm, ContactForm
from cases.arrears.models import ArrearsCase, Cause
from cases.arrears.permissions import ArrearsPermission
from cases.tenancies.models import Tenancy
from catalogue.shared import calendars
from kernel import access, audit
from kernel.refusal import Refused
from shell.guards import DeskRequest, desk
from shell.pages import page, sheet


@desk
def arrears(request: DeskRequest) -> HttpResponse:
    """The lists with their counts, and the cases of the one that is open."""
    access.require(request.user, ArrearsPermission.CASES_READ)
    today = timezone.localdate()
    counts = worklists.counts(today)
    shown = worklists.BY_CODE.get(request.GET.get("list", "")) or case_pages.first_list(counts)
    mine = request.user.actor_id if request.GET.get("whose") == "mine" else ""
    return page(
        request,
        "arrears/desk/arrears.html#rows",
        lists=[(item, counts[item.code]) for item in worklists.LISTS if counts[item.code] or item.code == "all"],
        shown=shown,
        mine=bool(mine),
        sheet=sheet(worklists.rows(shown.code, on=today, adviser=mine), request),
        overstayers=list(worklists.overstayers(today)[:20]),
        today=today,
    )


def loaded(pk: UUID) -> ArrearsCase:
    return get_object_or_404(ArrearsCase.objects.select_related("tenancy__dwelling"), pk=pk)


@desk
def arrears_case(request: DeskRequest, pk: UUID) -> HttpResponse:
    access.require(request.user, ArrearsPermission.CASES_READ)
    case = loaded(pk)
    audit.read(request.user, case)
    today, kind = timezone.localdate(), request.GET.get("kind", "")
    return page(
        request,
        "arrears/desk/case.html#timeline",
        case=case,
        today=today,
        owed=owing.owed([case.tenancy_id], on=today).get(case.tenancy_id),
        parties=case.tenancy.parties.select_related("person").filter(until__isnull=True),
        advices=case_pages.linked(case, advice.of(case, on=today, calendar=calendars.national()), request.user),
        plan=case_pages.running_plan(case, on=today),
        papers=case_pages.open_papers(case),
        adviser=case_pages.who(case.adviser_id),
        causes=[Cause(code).label for code in case.causes],
        moves=[(stage, ArrearsCase.Stage(stage).label) for stage in sorted(cases.MOVES.get(case.stage, ()))],
        kinds=case_pages.KINDS,
        kind=kind,
        sheet=sheet(timeline.of(case, kind=kind), request, size=30),
        may_write=access.allowed(request.user, ArrearsPermission.CASES_WRITE) and case.is_open,
    )


@desk
@require_POST
def case_open(request: DeskRequest, pk: UUID) -> HttpResponse:
    """A case opened by hand; where one is open, that one is shown."""
    access.require(request.user, ArrearsPermission.CASES_WRITE)
    tenancy = get_object_or_404(Tenancy, pk=pk)
    found = cases.open_case_of(tenancy)
    if found is None:
        found = cases.open_by_hand(tenancy=tenancy, on=timezone.localdate(), by=request.user)
        messages.success(request, _("The case is open. Begin with a talk."))
    return redirect("arrears_case", found.pk)


@desk
@require_POST
def case_move(request: DeskRequest, pk: UUID) -> HttpResponse:
    access.require(request.user, ArrearsPermission.CASES_WRITE)
    case = loaded(pk)
    try:
        moved = cases.move(case=case, stage=request.POST.get("stage", ""), by=request.user)
        messages.success(request, _("The case is now here: %(stage)s") % {"stage": moved.get_stage_display()})
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("arrears_case", pk)


@desk
def case_edit(request: DeskRequest, pk: UUID) -> HttpResponse:
    """What is known of the household and what happens next."""
    access.require(request.user, ArrearsPermission.CASES_WRITE)
    case = loaded(pk)
    audit.read(request.user, case)
    form = CaseForm(request.POST or None, initial=case_pages.initial(case))
    if form.is_valid():
        try:
            cases.describe(case=case, by=request.user, **form.cleaned_data)
            messages.success(request, _("The case is kept."))
            return redirect("arrears_case", pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return page(request, "arrears/desk/case_edit.html", case=case, form=form)


@desk
def contact_new(request: DeskRequest, pk: UUID) -> HttpResponse:
    access.require(request.user, ArrearsPermission.CASES_WRITE)
    case, today = loaded(pk), timezone.localdate()
    form = ContactForm(request.POST or None, initial={"on": today, "kind": request.GET.get("kind", "call")})
    if form.is_valid():
        try:
            contacts.note(case=case, today=today, by=request.user, **form.cleaned_data)
            messages.success(request, _("Written down."))
            return redirect("arrears_case", pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return page(request, "arrears/desk/contact.html", case=case, form=form)


@desk
def case_close(request: DeskRequest, pk: UUID) -> HttpResponse:
    access.require(request.user, ArrearsPermission.CASES_WRITE)
    case, form = loaded(pk), CloseForm(request.POST or None)
    if form.is_valid():
        try:
            cases.close(case=case, on=timezone.localdate(), by=request.user, **form.cleaned_data)
            messages.success(request, _("The case is closed."))
            return redirect("arrears_case", pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return page(request, "arrears/desk/case_close.html", case=case, form=form)
