"""The household's rights at the desk: protected consumer status, disconnections, the debt settlement checklist."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases.arrears import creditor_plan, household_work, insolvency, protected
from cases.arrears.desk import household_pages
from cases.arrears.desk.rights_forms import BenefitsForm, MonthsForm, ProtectedForm, SettlementForm
from cases.arrears.insolvency import Answer, Item
from cases.arrears.models import ArrearsCase, ProtectedStatus, QualifyingBenefit
from cases.arrears.models.rights import Ground
from cases.arrears.permissions import ArrearsPermission
from kernel import access
from kernel.refusal import Refused
from shell.guards import DeskRequest, desk
from shell.pages import page, sheet

TONES = {Answer.YES: "good", Answer.NO: "bad", Answer.UNKNOWN: "warn"}


@dataclass(frozen=True)
class Prompted:
    """The prompt in words."""

    grounds: str
    supplies: str


@desk
def rights(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Whether somebody may become a protected consumer, where the status is held, what may be asked for."""
    access.require(request.user, ArrearsPermission.CASES_READ)
    case, today = household_pages.case_or_404(pk), timezone.localdate()
    ticked = QualifyingBenefit.objects.filter(tenancy=case.tenancy, ended_on__isnull=True)
    months_form = MonthsForm(request.GET if "debt" in request.GET else None)
    return household_pages.case_page(
        request,
        "arrears/desk/rights.html",
        case,
        shown="rights",
        prompt=_prompted(case, on=today),
        statuses=ProtectedStatus.objects.filter(tenancy=case.tenancy).order_by("ended_on", "renew_on"),
        benefits_form=BenefitsForm(initial={"ticked": [benefit.ground for benefit in ticked]}),
        form=ProtectedForm(initial={"granted_on": today}),
        months_form=months_form,
        months=_months(months_form),
        soon=today + protected.RENEW_SOON,
    )


def _prompted(case: ArrearsCase, *, on: date) -> Prompted | None:
    found = protected.prompt(case, on=on)
    if found is None:
        return None
    grounds = ", ".join(str(Ground(ground).label) for ground in found.grounds)
    return Prompted(grounds, ", ".join(str(ProtectedStatus.Supply(supply).label) for supply in found.supplies))


def _months(form: MonthsForm) -> int | None:
    if not form.is_valid():
        return None
    try:
        return protected.instalment_months(form.cleaned_data["debt"], monthly_use=form.cleaned_data["monthly_use"])
    except Refused as refusal:
        form.add_error("debt", str(refusal))
        return None


@desk
@require_POST
def benefits_tick(request: DeskRequest, pk: UUID) -> HttpResponse:
    access.require(request.user, ArrearsPermission.CASES_WRITE)
    case, form = household_pages.case_or_404(pk), BenefitsForm(request.POST)
    if form.is_valid():
        ticked = form.cleaned_data["ticked"]
        protected.tick(tenancy=case.tenancy, ticked=ticked, on=timezone.localdate(), by=request.user)
        messages.success(request, _("Noted."))
    else:
        messages.error(request, _("Tick benefits of the list."))
    return redirect("rights", pk)


@desk
@require_POST
def protected_grant(request: DeskRequest, pk: UUID) -> HttpResponse:
    access.require(request.user, ArrearsPermission.CASES_WRITE)
    case, form = household_pages.case_or_404(pk), ProtectedForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose the supply and the ground, and write the day of the registration."))
        return redirect("rights", pk)
    try:
        status = protected.grant(tenancy=case.tenancy, on=timezone.localdate(), by=request.user, **form.cleaned_data)
        sentence = _("Noted. The work list reminds you of the renewal: %(day)s")
        messages.success(request, sentence % {"day": f"{status.renew_on:%Y. %m. %d.}"})
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("rights", pk)


@desk
@require_POST
def protected_end(request: DeskRequest, pk: int) -> HttpResponse:
    access.require(request.user, ArrearsPermission.CASES_WRITE)
    status = get_object_or_404(ProtectedStatus.objects.select_related("tenancy"), pk=pk)
    protected.end(status=status, on=timezone.localdate(), by=request.user)
    messages.success(request, _("The status is ended."))
    case = ArrearsCase.objects.filter(tenancy=status.tenancy).order_by("-opened_on").first()
    return redirect("rights", case.pk) if case else redirect("protected_renewals")


@desk
def protected_renewals(request: DeskRequest) -> HttpResponse:
    """Statuses that must be renewed, the first one on top."""
    access.require(request.user, ArrearsPermission.CASES_READ)
    today = timezone.localdate()
    rows = sheet(protected.renewals(today), request)
    may_write = access.allowed(request.user, ArrearsPermission.CASES_WRITE)
    return page(request, "arrears/desk/protected_renewals.html", sheet=rows, today=today, may_write=may_write)


@desk
def disconnections(request: DeskRequest) -> HttpResponse:
    """The calendar of disconnections in all cases."""
    access.require(request.user, ArrearsPermission.CASES_READ)
    today = timezone.localdate()
    rows = sheet(household_work.disconnections(today), request)
    return page(request, "arrears/desk/disconnections.html", sheet=rows, today=today)


@desk
def settlement_checklist(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Whether a personal debt settlement is worth a talk: conditions with yes, no or unknown."""
    access.require(request.user, ArrearsPermission.CASES_READ)
    case, today = household_pages.case_or_404(pk), timezone.localdate()
    form = SettlementForm(request.GET if "debt" in request.GET else None, initial=_known(case, on=today))
    shown: dict[str, Any] = {}
    if form.is_valid():
        items = insolvency.checklist(form.facts())
        shown = {"rows": [_row(item) for item in items], "outlook": insolvency.outlook(items).value}
    return household_pages.case_page(request, "arrears/desk/settlement.html", case, shown="rights", form=form, **shown)


def _row(item: Item) -> tuple[Any, Any, str, str]:
    words = {Answer.YES: _("yes"), Answer.NO: _("no"), Answer.UNKNOWN: _("not known")}
    return item.wanted, item.found, words[item.answer], TONES[item.answer]


def _known(case: ArrearsCase, *, on: date) -> dict[str, Any]:
    """What the debt file already knows."""
    claims = [claim for claim, _place in creditor_plan.ordered(case, on=on)]
    return {
        "debt": sum(claim.amount for claim in claims),
        "creditors": len(claims),
        "oldest_days": max(((on - claim.since).days for claim in claims), default=None),
        "has_housing_loan": "yes" if any(claim.kind == "housing_loan" for claim in claims) else "",
    }
