"""A payment plan at the desk: terms with their schedule, the offer, approval, signature, how it is kept."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_POST

from cases.arrears import budgets, owing, plan_sheet, plan_standing, plans, policies
from cases.arrears.desk import case_pages
from cases.arrears.desk.case_views import loaded as loaded_case
from cases.arrears.desk.letter_files import VIEWER, pdf
from cases.arrears.desk.plan_forms import EndForm, PlanForm, SignForm
from cases.arrears.desk.run_pages import who
from cases.arrears.models import ArrearsCase, PaymentPlan
from cases.arrears.permissions import ArrearsPermission
from catalogue.shared import calendars
from kernel import access, audit
from kernel.refusal import Refused
from shell.guards import DeskRequest, desk
from shell.pages import page


@desk
def plan_new(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Terms typed, their schedule shown by the rules themselves, then kept as a draft."""
    access.require(request.user, ArrearsPermission.CASES_WRITE)
    return _terms(request, loaded_case(pk), replaces=None)


@desk
def plan_change(request: DeskRequest, pk: UUID) -> HttpResponse:
    """New terms for a running plan: the old one goes on until the new one is signed."""
    access.require(request.user, ArrearsPermission.CASES_WRITE)
    plan = get_object_or_404(PaymentPlan.objects.select_related("case__tenancy__dwelling"), pk=pk)
    return _terms(request, plan.case, replaces=plan)


def _terms(request: DeskRequest, case: ArrearsCase, *, replaces: PaymentPlan | None) -> HttpResponse:
    today = timezone.localdate()
    first = (today.replace(day=28) + timedelta(days=4)).replace(day=15)
    form = PlanForm(request.POST or None, initial={"count": 12, "first_due_on": first, "interest": "none"})
    preview, dues, verdict = None, [], None
    if form.is_valid():
        try:
            with transaction.atomic():
                plan = _draft(request, case, form, replaces=replaces)
                preview, dues = plan, list(plan.instalments.all())
                verdict = budgets.affordable(case=case, instalment=dues[-1 if len(dues) == 1 else 1].amount, on=today)
                if "keep" not in request.POST:
                    transaction.set_rollback(True)
            if "keep" in request.POST:
                return redirect("plan", plan.pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return page(
        request, "arrears/desk/plan_terms.html#schedule", case=case, form=form, replaces=replaces, preview=preview,
        dues=dues, verdict=verdict, policy=policies.in_force(today),
        owed=owing.owed([case.tenancy_id], on=today).get(case.tenancy_id),
    )  # fmt: skip


def _draft(request: DeskRequest, case: ArrearsCase, form: PlanForm, *, replaces: PaymentPlan | None) -> PaymentPlan:
    known = {
        "terms": form.terms(), "on": timezone.localdate(), "calendar": calendars.national(), "by": request.user,
        "note": form.cleaned_data["note"],
    }  # fmt: skip
    return plans.change(plan=replaces, **known) if replaces else plans.draft(case=case, **known)


def loaded(pk: UUID) -> PaymentPlan:
    return get_object_or_404(PaymentPlan.objects.select_related("case", "tenancy__dwelling", "replaces"), pk=pk)


@desk
def plan(request: DeskRequest, pk: UUID) -> HttpResponse:
    access.require(request.user, ArrearsPermission.CASES_READ)
    shown, today = loaded(pk), timezone.localdate()
    audit.read(request.user, shown)
    return page(
        request,
        "arrears/desk/plan.html",
        plan=shown,
        tone=case_pages.PLAN_TONES[shown.state],
        dues=shown.instalments.all(),
        standing=plan_standing.of([shown], on=today)[shown.pk].standing if shown.is_running else None,
        checks=shown.checks.all()[:14],
        items=plans.covered(shown),
        versions=PaymentPlan.objects.filter(number=shown.number).exclude(pk=shown.pk).order_by("-version"),
        sign_form=SignForm(initial={"signed_on": today}),
        end_form=EndForm(),
        drafted_by=who(shown.drafted_by),
        approved_by=who(shown.approved_by) if shown.approved_by else "",
        is_own=shown.drafted_by == request.user.actor_id,
        may_write=access.allowed(request.user, ArrearsPermission.CASES_WRITE),
        may_approve=access.allowed(request.user, ArrearsPermission.APPROVE),
        today=today,
    )


@desk
@require_POST
def plan_propose(request: DeskRequest, pk: UUID) -> HttpResponse:
    access.require(request.user, ArrearsPermission.CASES_WRITE)
    shown = loaded(pk)
    try:
        plans.propose(plan=shown, on=timezone.localdate(), by=request.user)
        messages.success(request, _("The offer is ready: print it and talk it over with the client."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("plan", pk)


@desk
@require_POST
def plan_approve(request: DeskRequest, pk: UUID) -> HttpResponse:
    access.require(request.user, ArrearsPermission.APPROVE)
    shown = loaded(pk)
    try:
        plans.approve(plan=shown, by=request.user)
        messages.success(request, _("The plan is approved."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("plan", pk)


@desk
@require_POST
def plan_sign(request: DeskRequest, pk: UUID) -> HttpResponse:
    """The client has signed on paper: the plan holds from that day."""
    access.require(request.user, ArrearsPermission.CASES_WRITE)
    shown, form = loaded(pk), SignForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write the day of the signature."))
        return redirect("plan", pk)
    try:
        plans.sign(plan=shown, on=form.cleaned_data["signed_on"], by=request.user)
        messages.success(request, _("Signed: the debt is acknowledged and the plan holds."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("plan", pk)


@desk
@require_POST
def plan_end(request: DeskRequest, pk: UUID) -> HttpResponse:
    access.require(request.user, ArrearsPermission.CASES_WRITE)
    shown = loaded(pk)
    try:
        reason = request.POST.get("reason", "")
        plans.withdraw(plan=shown, reason=reason, on=timezone.localdate(), by=request.user)
        messages.success(request, _("The plan has ended."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("plan", pk)


@desk
@csp_override(VIEWER)
def plan_paper(request: DeskRequest, pk: UUID) -> HttpResponse:
    """The agreement on one page, to be printed and signed."""
    access.require(request.user, ArrearsPermission.CASES_READ)
    shown = loaded(pk)
    audit.read(request.user, shown, what="paper")
    return pdf(plan_sheet.render(shown, on=timezone.localdate()), name=f"{shown.number}.pdf")
