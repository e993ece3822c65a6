"""Debt support at the desk: a look at eligibility from what the case knows, its result, what became of support."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_POST

from cases.arrears import dated, protected, support_checks
from cases.arrears.desk import household_pages, support_pages
from cases.arrears.desk.letter_files import VIEWER
from cases.arrears.desk.support_forms import CheckForm, SupportEventForm, check_start
from cases.arrears.letters import LETTER_LANGUAGE
from cases.arrears.models import DebtSupportRule, SupportCheck, SupportEvent
from cases.arrears.permissions import ArrearsPermission
from kernel import access, audit
from kernel.refusal import Refused
from shell.guards import DeskRequest, desk


@desk
def support(request: DeskRequest, pk: UUID) -> HttpResponse:
    """The looks so far, the rule in force, what was asked for and granted."""
    access.require(request.user, ArrearsPermission.CASES_READ)
    case, today = household_pages.case_or_404(pk), timezone.localdate()
    rule = dated.in_force(DebtSupportRule.objects.all(), on=today).first()
    return household_pages.case_page(
        request,
        "arrears/desk/support.html",
        case,
        shown="support",
        rule=rule,
        kinds=support_pages.kinds(rule) if rule else "",
        checks=support_pages.check_rows(list(SupportCheck.objects.filter(case=case).select_related("rule"))),
        events=SupportEvent.objects.filter(tenancy=case.tenancy_id),
        form=SupportEventForm(initial={"happened_on": today, "what": "asked"}),
        needs_pause=support_checks.is_pending(case.tenancy, on=today)
        and not case.tenancy.pauses.filter(starts_on__lte=today, ends_on__gte=today).exists(),
    )


@desk
def support_check_new(request: DeskRequest, pk: UUID) -> HttpResponse:
    """The facts, filled in with what the case knows."""
    access.require(request.user, ArrearsPermission.CASES_WRITE)
    case, today = household_pages.case_or_404(pk), timezone.localdate()
    known = support_checks.known_facts(case, on=today)
    form = CheckForm(request.POST or None, owings=known.debts, initial=check_start(known))
    if form.is_valid():
        try:
            made = support_checks.check(case=case, facts=form.facts(), on=today, by=request.user)
            return redirect("support_check", made.pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return household_pages.case_page(request, "arrears/desk/support_check_new.html", case, shown="support", form=form)


@desk
def support_check(request: DeskRequest, pk: int) -> HttpResponse:
    """One look: the result, every condition with its reason, the amounts."""
    access.require(request.user, ArrearsPermission.CASES_READ)
    check = get_object_or_404(SupportCheck.objects.select_related("rule"), pk=pk)
    case = household_pages.case_or_404(check.case_id)
    shown = support_pages.result(check)
    information = support_pages.information()
    return household_pages.case_page(
        request, "arrears/desk/support_check.html", case, shown="support", information=information, **shown
    )


@desk
@csp_override(VIEWER)
def support_check_paper(request: DeskRequest, pk: int) -> HttpResponse:
    """The result as a PDF, in Hungarian whoever prints it."""
    access.require(request.user, ArrearsPermission.CASES_READ)
    check = get_object_or_404(SupportCheck.objects.select_related("rule"), pk=pk)
    case = household_pages.case_or_404(check.case_id)
    audit.read(request.user, case.tenancy, what="support")
    with translation.override(LETTER_LANGUAGE):
        return support_pages.paper(case, check)


@desk
@require_POST
def support_note(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Note that a support was asked for, granted, refused or ended."""
    access.require(request.user, ArrearsPermission.CASES_WRITE)
    case, form = household_pages.case_or_404(pk), SupportEventForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose the support and what happened, and write the day."))
        return redirect("support", pk)
    try:
        today = timezone.localdate()
        support_checks.note(tenancy=case.tenancy, on=today, by=request.user, **form.cleaned_data)
        if protected.prompt(case, on=today):
            messages.success(request, _("Noted. The household may become a protected consumer: look at its rights."))
        else:
            messages.success(request, _("Noted."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("support", pk)
