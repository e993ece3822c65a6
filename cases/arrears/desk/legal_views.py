"""Legal steps at the desk: prepared and approved by two people, then their dates and what came of them."""

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

from cases.arrears import legal, order_sheet
from cases.arrears.desk.case_views import loaded as loaded_case
from cases.arrears.desk.legal_forms import DayForm, PrepareForm
from cases.arrears.desk.letter_files import VIEWER, pdf
from cases.arrears.desk.run_pages import who
from cases.arrears.models import LegalStep
from cases.arrears.permissions import ArrearsPermission
from catalogue.shared import calendars
from kernel import access, audit
from kernel.refusal import Refused
from shell.guards import DeskRequest, desk
from shell.pages import page


@desk
def legal_new(request: DeskRequest, pk: UUID) -> HttpResponse:
    access.require(request.user, ArrearsPermission.CASES_WRITE)
    case, today = loaded_case(pk), timezone.localdate()
    form = PrepareForm(request.POST or None, initial={"kind": request.GET.get("kind", "")})
    if form.is_valid():
        try:
            known: dict[str, Any] = {"case": case, "on": today, "calendar": calendars.national(), "by": request.user}
            step = legal.prepare(**known, **form.cleaned_data)
            return redirect("legal_step", step.pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    claim = legal.claim_of(case.tenancy, on=today)
    return page(request, "arrears/desk/legal_new.html", case=case, form=form, claim=claim)


def loaded(pk: UUID) -> LegalStep:
    return get_object_or_404(LegalStep.objects.select_related("case__tenancy__dwelling"), pk=pk)


@desk
def legal_step(request: DeskRequest, pk: UUID) -> HttpResponse:
    access.require(request.user, ArrearsPermission.CASES_READ)
    step = loaded(pk)
    audit.read(request.user, step)
    return page(
        request,
        "arrears/desk/legal_step.html",
        step=step,
        form=DayForm(initial={"on": timezone.localdate()}),
        actions=ACTIONS.get(step.state, []),
        prepared_by=who(step.prepared_by),
        approved_by=who(step.approved_by) if step.approved_by else "",
        is_own=step.prepared_by == request.user.actor_id,
        may_write=access.allowed(request.user, ArrearsPermission.CASES_WRITE),
        may_approve=access.allowed(request.user, ArrearsPermission.APPROVE),
    )


@desk
@require_POST
def legal_approve(request: DeskRequest, pk: UUID) -> HttpResponse:
    access.require(request.user, ArrearsPermission.APPROVE)
    step = loaded(pk)
    return _do(request, pk, lambda: legal.approve(step=step, by=request.user))


@desk
@require_POST
def legal_act(request: DeskRequest, pk: UUID) -> HttpResponse:
    """One of the dates or ends of a step: filed, served, opposed, final, carried out, withdrawn."""
    access.require(request.user, ArrearsPermission.CASES_WRITE)
    step, form, today = loaded(pk), DayForm(request.POST), timezone.localdate()
    if not form.is_valid():
        messages.error(request, _("Write the day, and choose what happened."))
        return redirect("legal_step", pk)
    on, text, act = form.cleaned_data["on"], form.cleaned_data["text"], form.cleaned_data["act"]
    calls: dict[str, Callable[[], object]] = {
        "file": lambda: legal.file(step=step, on=on, today=today, reference=text, by=request.user),
        "served": lambda: legal.served(step=step, on=on, today=today, by=request.user),
        "oppose": lambda: legal.oppose(step=step, on=on, today=today, by=request.user),
        "final": lambda: legal.become_final(step=step, on=on, today=today, by=request.user),
        "finish": lambda: legal.finish(step=step, on=on, today=today, outcome=text, by=request.user),
        "withdraw": lambda: legal.withdraw(step=step, on=on, outcome=text, by=request.user),
    }
    return _do(request, pk, calls[act])


def _do(request: DeskRequest, pk: UUID, call: Callable[[], object]) -> HttpResponse:
    try:
        call()
        messages.success(request, _("Noted."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("legal_step", pk)


@desk
@csp_override(VIEWER)
def legal_sheet(request: DeskRequest, pk: UUID) -> HttpResponse:
    """The preparation sheet of an order for payment."""
    access.require(request.user, ArrearsPermission.CASES_READ)
    step = loaded(pk)
    if step.kind != LegalStep.Kind.ORDER:
        raise Http404
    audit.read(request.user, step, what="sheet")
    return pdf(order_sheet.render_sheet(step, on=timezone.localdate()), name=f"fmh-{step.case.number}.pdf")


# What can be written down in each state, in the order shown.
ACTIONS = {
    "approved": ["file", "finish", "withdraw"],
    "filed": ["served", "oppose", "final", "finish", "withdraw"],
    "opposed": ["final", "finish", "withdraw"],
    "final": ["finish", "withdraw"],
    "prepared": ["withdraw"],
}
