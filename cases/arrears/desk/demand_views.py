"""A demand at the desk: drafted, approved by somebody else, served party by party; the notice inside its window."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_POST

from cases.arrears import demands, notices, reminders
from cases.arrears.desk.case_views import loaded as loaded_case
from cases.arrears.desk.demand_forms import NoticeForm, ServiceForm, WithdrawForm
from cases.arrears.desk.letter_files import VIEWER, pdf
from cases.arrears.desk.run_pages import who
from cases.arrears.models import Demand, Notice, Service
from cases.arrears.permissions import ArrearsPermission
from catalogue.shared import calendars
from kernel import access, audit
from kernel.models import Document
from kernel.refusal import Refused
from shell.guards import DeskRequest, desk
from shell.pages import page


@desk
def demand_new(request: DeskRequest, pk: UUID) -> HttpResponse:
    """What would be demanded, asked once more; then a draft that waits for another person."""
    access.require(request.user, ArrearsPermission.CASES_WRITE)
    case, today = loaded_case(pk), timezone.localdate()
    refusal = ""
    if request.method == "POST":
        try:
            made = demands.draft(case=case, on=today, by=request.user)
            return redirect("demand", made.pk)
        except Refused as refused:
            refusal = str(refused)
    return page(request, "arrears/desk/demand_new.html", case=case, refusal=refusal)


def loaded(pk: UUID) -> Demand:
    return get_object_or_404(Demand.objects.select_related("case", "tenancy__dwelling", "notice"), pk=pk)


@desk
def demand(request: DeskRequest, pk: UUID) -> HttpResponse:
    access.require(request.user, ArrearsPermission.CASES_READ)
    shown, today = loaded(pk), timezone.localdate()
    audit.read(request.user, shown)
    window = demands.window_of(shown, calendars.national())
    notice = getattr(shown, "notice", None)
    services = Service.objects.select_related("party__person")
    return page(
        request,
        "arrears/desk/demand.html",
        demand=shown,
        items=shown.items.select_related("charge"),
        services=services.filter(demand=shown),
        notice=notice,
        notice_services=services.filter(notice=notice) if notice else [],
        window=window,
        phase=_phase(shown, window, today),
        left=demands.still_open([shown.pk]).get(shown.pk, 0),
        drafted_by=who(shown.drafted_by),
        approved_by=who(shown.approved_by) if shown.approved_by else "",
        is_own=shown.drafted_by == request.user.actor_id,
        is_own_notice=notice is not None and notice.drafted_by == request.user.actor_id,
        withdraw_form=WithdrawForm(),
        may_write=access.allowed(request.user, ArrearsPermission.CASES_WRITE),
        may_approve=access.allowed(request.user, ArrearsPermission.APPROVE),
        today=today,
    )


def _phase(shown: Demand, window: Any, today: Any) -> str:
    """early, open, late – where the day is in the window of a served demand; empty for any other."""
    if window is None or shown.state != Demand.State.SERVED:
        return ""
    if window.is_too_early(today):
        return "early"
    return "late" if window.has_lapsed(today) else "open"


def _step(request: DeskRequest, pk: UUID, call: Callable[[], object], said: str) -> HttpResponse:
    """Do it and say so, or say why not; then back to the demand."""
    try:
        call()
        messages.success(request, said)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("demand", pk)


@desk
@require_POST
def demand_issue(request: DeskRequest, pk: UUID) -> HttpResponse:
    access.require(request.user, ArrearsPermission.APPROVE)
    shown, today = loaded(pk), timezone.localdate()
    return _step(
        request,
        pk,
        lambda: demands.issue(demand=shown, on=today, writer=reminders.writer_on(today), by=request.user),
        _("The demand is approved: one letter to each tenant goes to the print shop."),
    )


@desk
@require_POST
def demand_withdraw(request: DeskRequest, pk: UUID) -> HttpResponse:
    access.require(request.user, ArrearsPermission.CASES_WRITE)
    shown, today, reason = loaded(pk), timezone.localdate(), request.POST.get("reason", "")
    return _step(
        request,
        pk,
        lambda: demands.withdraw(demand=shown, reason=reason, on=today, by=request.user),
        _("The demand is withdrawn."),
    )


@desk
def service(request: DeskRequest, pk: int) -> HttpResponse:
    """The return receipt of one paper: when it arrived and what proves it."""
    access.require(request.user, ArrearsPermission.CASES_WRITE)
    rows = Service.objects.select_related("party__person", "demand", "notice__demand")
    paper, today = get_object_or_404(rows, pk=pk), timezone.localdate()
    of = paper.demand or (paper.notice and paper.notice.demand)
    form = ServiceForm(
        request.POST or None, initial={"served_on": paper.served_on, "proof": paper.proof or "registered"}
    )
    if form.is_valid():
        try:
            known: dict[str, Any] = {
                "service": paper,
                "today": today,
                "calendar": calendars.national(),
                "by": request.user,
            }
            demands.record_service(**known, **form.cleaned_data)
            messages.success(request, _("The service is recorded."))
            return redirect("demand", of.pk)  # type: ignore[union-attr]  # one of the two is there by constraint
        except Refused as refusal:
            form.add_error("served_on", str(refusal))
    return page(request, "arrears/desk/service.html", service=paper, demand=of, form=form)


@desk
@csp_override(VIEWER)
def service_letter(request: DeskRequest, pk: int) -> HttpResponse:
    """The very paper that was sent to one party."""
    access.require(request.user, ArrearsPermission.CASES_READ)
    paper = get_object_or_404(Service, pk=pk)
    audit.read(request.user, paper, what="letter")
    stored = Document.objects.filter(pk=paper.document_id).first()
    if stored is None:
        raise Http404
    return pdf(bytes(stored.content), name=stored.name)


@desk
def notice_new(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Preparing the notice; outside the window the page says why not and since or until when."""
    access.require(request.user, ArrearsPermission.CASES_WRITE)
    shown, today, calendar = loaded(pk), timezone.localdate(), calendars.national()
    form, blocked = NoticeForm(request.POST or None), ""
    try:
        notices.require_window(shown, on=today, calendar=calendar)
    except Refused as refusal:
        blocked = str(refusal)
    if form.is_valid():
        try:
            known: dict[str, Any] = {"demand": shown, "on": today, "calendar": calendar, "by": request.user}
            notices.draft(**known, **form.cleaned_data)
            messages.success(request, _("The notice is prepared. The head of the office gives it, within the window."))
            return redirect("demand", pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    window = demands.window_of(shown, calendar)
    return page(request, "arrears/desk/notice_new.html", demand=shown, form=form, blocked=blocked, window=window)


@desk
@require_POST
def notice_give(request: DeskRequest, pk: UUID) -> HttpResponse:
    access.require(request.user, ArrearsPermission.APPROVE)
    shown, today = get_object_or_404(Notice, pk=pk), timezone.localdate()
    return _step(
        request,
        shown.demand_id,
        lambda: notices.give(notice=shown, on=today, writer=reminders.writer_on(today), by=request.user),
        _("Notice is given: one letter to each tenant goes to the print shop."),
    )


@desk
@require_POST
def notice_withdraw(request: DeskRequest, pk: UUID) -> HttpResponse:
    access.require(request.user, ArrearsPermission.APPROVE)
    shown = get_object_or_404(Notice, pk=pk)
    return _step(
        request,
        shown.demand_id,
        lambda: notices.withdraw(notice=shown, on=timezone.localdate(), by=request.user),
        _("The notice is withdrawn: the tenancy goes on."),
    )
