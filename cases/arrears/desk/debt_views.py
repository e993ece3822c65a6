"""The debt file at the desk: all creditors by urgency, one debt, consents, letters, the plan across creditors."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_POST

from cases.arrears import consents, creditor_plan, debts
from cases.arrears.desk import debt_pages, household_pages
from cases.arrears.desk.debt_forms import CloseForm, ConsentForm, DebtForm, PlanForm, ReferralForm, start
from cases.arrears.desk.letter_files import VIEWER
from cases.arrears.distribution import Method
from cases.arrears.letters import LETTER_LANGUAGE
from cases.arrears.models import Consent, DebtItem
from cases.arrears.models.debts import CreditorKind
from cases.arrears.permissions import ArrearsPermission
from kernel import access, audit
from kernel.refusal import Refused
from shell.guards import DeskRequest, desk


@desk
def debt_file(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Everything the household owes, most urgent first, with the reason; who may be written to."""
    access.require(request.user, ArrearsPermission.CASES_READ)
    case, today = household_pages.case_or_404(pk), timezone.localdate()
    rows = debt_pages.rows(case, on=today)
    people = household_pages.people_of(case)
    released = consents.in_force(case, purpose=Consent.Purpose.CREDITORS, on=today).select_related("person")
    return household_pages.case_page(
        request,
        "arrears/desk/debts.html",
        case,
        shown="debts",
        rows=rows,
        total=sum(row.claim.amount for row in rows),
        usury=[row for row in rows if not row.claim.may_be_planned],
        closed=DebtItem.objects.filter(case=case, closed_on__isnull=False),
        released=released,
        consent_form=ConsentForm(people=people, initial={"given_on": today}),
    )


@desk
def debt_new(request: DeskRequest, pk: UUID) -> HttpResponse:
    access.require(request.user, ArrearsPermission.CASES_WRITE)
    case, today = household_pages.case_or_404(pk), timezone.localdate()
    form = DebtForm(request.POST or None, people=household_pages.people_of(case), initial=start(None, on=today))
    if form.is_valid():
        try:
            debts.add(case=case, told=form.told(), on=today, by=request.user)
            messages.success(request, _("The debt is in the file."))
            return redirect("debt_file", pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return household_pages.case_page(request, "arrears/desk/debt_edit.html", case, shown="debts", form=form)


@desk
def debt_edit(request: DeskRequest, pk: UUID) -> HttpResponse:
    """What is known of one debt now; closing it, and the lawyer for an informal lender."""
    access.require(request.user, ArrearsPermission.CASES_WRITE)
    debt, today = get_object_or_404(DebtItem, pk=pk), timezone.localdate()
    case = household_pages.case_or_404(debt.case_id)
    form = DebtForm(request.POST or None, people=household_pages.people_of(case), initial=start(debt, on=today))
    if form.is_valid():
        try:
            debts.amend(debt=debt, told=form.told(), version=form.seen_version(), on=today, by=request.user)
            messages.success(request, _("The debt is kept as it is known now."))
            return redirect("debt_file", case.pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return household_pages.case_page(
        request,
        "arrears/desk/debt_edit.html",
        case,
        shown="debts",
        form=form,
        debt=debt,
        close_form=CloseForm(),
        referral_form=ReferralForm(initial={"referred_on": today}),
        is_informal=debt.kind == CreditorKind.INFORMAL,
    )


@desk
@require_POST
def debt_close(request: DeskRequest, pk: UUID) -> HttpResponse:
    access.require(request.user, ArrearsPermission.CASES_WRITE)
    debt, form = get_object_or_404(DebtItem, pk=pk), CloseForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why the debt is closed."))
        return redirect("debt_edit", pk)
    debts.close(debt=debt, because=form.cleaned_data["because"], on=timezone.localdate(), by=request.user)
    messages.success(request, _("The debt is closed."))
    return redirect("debt_file", debt.case_id)


@desk
@require_POST
def debt_referral(request: DeskRequest, pk: UUID) -> HttpResponse:
    access.require(request.user, ArrearsPermission.CASES_WRITE)
    debt, form = get_object_or_404(DebtItem, pk=pk), ReferralForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write the lawyer or legal aid office and the day."))
        return redirect("debt_edit", pk)
    try:
        debts.refer(debt=debt, on=timezone.localdate(), by=request.user, **form.cleaned_data)
        messages.success(request, _("The referral is noted: this debt may be in a plan now."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("debt_edit", pk)


@desk
@require_POST
def secrecy_release(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Keep the signed consent to talk to the creditors."""
    access.require(request.user, ArrearsPermission.CASES_WRITE)
    case = household_pages.case_or_404(pk)
    people = {str(person.pk): person for person in household_pages.people_of(case)}
    form = ConsentForm(request.POST, people=list(people.values()))
    if not form.is_valid():
        messages.error(request, _("Choose who signed, and write the day of the signature."))
        return redirect("debt_file", pk)
    try:
        consents.give(
            case=case,
            person=people[form.cleaned_data["person"]],
            purpose=Consent.Purpose.CREDITORS,
            given_on=form.cleaned_data["given_on"],
            on=timezone.localdate(),
            by=request.user,
        )
        messages.success(request, _("The consent is kept: creditors may be written to."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("debt_file", pk)


@desk
@require_POST
def consent_withdraw(request: DeskRequest, pk: int) -> HttpResponse:
    access.require(request.user, ArrearsPermission.CASES_WRITE)
    consent = get_object_or_404(Consent, pk=pk)
    consents.withdraw(consent=consent, on=timezone.localdate(), by=request.user)
    messages.success(request, _("The consent is withdrawn: nothing is asked or told on it any more."))
    is_creditors = consent.purpose == Consent.Purpose.CREDITORS
    return redirect("debt_file" if is_creditors else "cooperation", consent.case_id)


@desk
def debt_plan(request: DeskRequest, pk: UUID) -> HttpResponse:
    """The month's amount spread over all creditors: who gets how much and until when."""
    access.require(request.user, ArrearsPermission.CASES_READ)
    case, today = household_pages.case_or_404(pk), timezone.localdate()
    suggested = creditor_plan.suggested(case, on=today)
    given = request.GET if "monthly" in request.GET else None
    form = PlanForm(given, initial={"monthly": suggested or "", "method": Method.PRIORITY})
    proposal = None
    if form.is_valid():
        try:
            method = Method(form.cleaned_data["method"])
            amount = form.cleaned_data["monthly"]
            proposal = creditor_plan.propose(case, monthly=amount, method=method, on=today)
        except Refused as refusal:
            form.add_error("monthly", str(refusal))
    shown: dict[str, Any] = {}
    if proposal:
        shown = {"rows": debt_pages.plan_rows(proposal), "phases": debt_pages.plan_phases(proposal)}
    return household_pages.case_page(
        request, "arrears/desk/debt_plan.html", case, shown="debts", form=form, proposal=proposal,
        suggested=suggested, **shown,
    )  # fmt: skip


@desk
@csp_override(VIEWER)
def debt_plan_paper(request: DeskRequest, pk: UUID) -> HttpResponse:
    """The same plan as a PDF, in Hungarian whoever prints it."""
    access.require(request.user, ArrearsPermission.CASES_READ)
    case, today, form = household_pages.case_or_404(pk), timezone.localdate(), PlanForm(request.GET)
    audit.read(request.user, case.tenancy, what="debts")
    if not form.is_valid():
        return redirect("debt_plan", pk)
    try:
        method, amount = Method(form.cleaned_data["method"]), form.cleaned_data["monthly"]
        with translation.override(LETTER_LANGUAGE):
            proposal = creditor_plan.propose(case, monthly=amount, method=method, on=today)
            return debt_pages.plan_paper(case, proposal, on=today)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("debt_plan", pk)
