"""The household's budget at the desk: the last sheet with its figures, a new version, two compared, the paper."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override

from cases.arrears import budget_figures, budgets
from cases.arrears.desk import budget_pages, household_pages
from cases.arrears.desk.budget_forms import BudgetForm, CompareForm, GuardForm, TryForm
from cases.arrears.desk.letter_files import VIEWER
from cases.arrears.letters import LETTER_LANGUAGE
from cases.arrears.models import BudgetSetting, BudgetSheet
from cases.arrears.permissions import ArrearsPermission
from kernel import access, audit
from kernel.refusal import Refused
from shell.guards import DeskRequest, desk
from shell.pages import page


@desk
def household_budget(request: DeskRequest, pk: UUID) -> HttpResponse:
    """The last sheet, what can be paid by it, an instalment tried, the earlier versions."""
    access.require(request.user, ArrearsPermission.CASES_READ)
    case, today = household_pages.case_or_404(pk), timezone.localdate()
    sheet = budgets.sheet_of(case)
    form = TryForm(request.GET if "instalment" in request.GET else None)
    tried = form.tried()
    shown = budget_pages.shown(sheet, on=today) if sheet else None
    verdict = budgets.affordable(case=case, instalment=tried, on=today) if tried else None
    figures = shown.get("figures") if shown else None
    return household_pages.case_page(
        request,
        "arrears/desk/budget.html",
        case,
        shown="budget",
        form=form,
        tried=tried,
        verdict=verdict,
        after=budget_figures.with_instalment(figures, tried) if figures and tried else None,
        sheet=sheet,
        sheets=case.budget_sheets.all(),
        **(shown or {}),
    )


@desk
def budget_new(request: DeskRequest, pk: UUID) -> HttpResponse:
    """A new version, filled in with the last one."""
    access.require(request.user, ArrearsPermission.CASES_WRITE)
    case, today = household_pages.case_or_404(pk), timezone.localdate()
    last = budgets.sheet_of(case)
    start = {"drawn_up_on": today, "adults": last.adults if last else 1, "minors": last.minors if last else 0}
    form = BudgetForm(request.POST or None, lines=budgets.lines_of(last) if last else (), initial=start)
    if form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("adults", "minors", "drawn_up_on", "note")}
        try:
            budgets.draw_up(case=case, lines=form.lines(), on=today, by=request.user, **told)
            messages.success(request, _("The budget sheet is kept."))
            return redirect("household_budget", pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return household_pages.case_page(
        request, "arrears/desk/budget_new.html", case, shown="budget", form=form, last=last
    )


@desk
def budget_sheet(request: DeskRequest, pk: int) -> HttpResponse:
    """One version as it was drawn up, ready to be printed."""
    access.require(request.user, ArrearsPermission.CASES_READ)
    sheet = get_object_or_404(BudgetSheet, pk=pk)
    case = household_pages.case_or_404(sheet.case_id)
    shown = budget_pages.shown(sheet, on=timezone.localdate())
    return household_pages.case_page(
        request, "arrears/desk/budget_sheet.html", case, shown="budget", sheet=sheet, **shown
    )


@desk
@csp_override(VIEWER)
def budget_paper(request: DeskRequest, pk: int) -> HttpResponse:
    """The sheet as a PDF for the household to sign, in Hungarian whoever prints it."""
    access.require(request.user, ArrearsPermission.CASES_READ)
    sheet, today = get_object_or_404(BudgetSheet, pk=pk), timezone.localdate()
    case = household_pages.case_or_404(sheet.case_id)
    audit.read(request.user, case.tenancy, what="budget")
    try:
        with translation.override(LETTER_LANGUAGE):
            return budget_pages.paper(case, sheet, on=today)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("budget_sheet", pk)


@desk
def budget_compare(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Two versions side by side: what became better."""
    access.require(request.user, ArrearsPermission.CASES_READ)
    case = household_pages.case_or_404(pk)
    sheets = {sheet.pk: sheet for sheet in case.budget_sheets.prefetch_related("lines")}
    form = CompareForm(request.GET or None, versions=budget_pages.versions(sheets.values()))
    compared: dict[str, Any] = {}
    if form.is_valid():
        before, after = (sheets[form.cleaned_data[name]] for name in ("before", "after"))
        try:
            compared = budget_pages.compared(before, after, on=timezone.localdate())
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return household_pages.case_page(
        request, "arrears/desk/budget_compare.html", case, shown="budget", form=form, **compared
    )


@desk
def budget_setting(request: DeskRequest) -> HttpResponse:
    """What the office takes for affordable, and since when; a new rule takes its place from a day on."""
    access.require(request.user, ArrearsPermission.CASES_READ)
    form = GuardForm(request.POST or None, initial=budget_pages.setting_start(timezone.localdate()))
    if request.method == "POST":
        access.require(request.user, ArrearsPermission.SETTINGS)
    if form.is_valid():
        try:
            budgets.set_guard(by=request.user, **form.cleaned_data)
            messages.success(request, _("The rule is kept. It counts from its first day on."))
            return redirect("budget_setting")
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return page(
        request,
        "arrears/desk/budget_setting.html",
        form=form,
        settings=BudgetSetting.objects.all(),
        today=timezone.localdate(),
        may_set=access.allowed(request.user, ArrearsPermission.SETTINGS),
    )
