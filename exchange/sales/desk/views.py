"""Sale plans at the desk: the list, where one begins, one plan with its figures and its result, its end."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_POST

from cases.arrears.desk.letter_files import VIEWER, pdf
from cases.arrears.models import ArrearsCase
from cases.people.models import Person
from exchange.adverts.models import Advert
from exchange.adverts.permissions import ExchangePermission
from exchange.sales import plans, queries, result_sheet
from exchange.sales.desk import forms, shown
from exchange.sales.models import SalePlan
from kernel import access, audit
from kernel.refusal import Refused
from shell.guards import DeskRequest, desk
from shell.pages import page, sheet


@desk
def sales(request: DeskRequest) -> HttpResponse:
    access.require(request.user, ExchangePermission.READ)
    state = request.GET.get("state", "")
    return page(
        request,
        "sales/desk/sales.html#rows",
        sheet=sheet(queries.listing(state=state), request),
        states=SalePlan.State.choices,
        state=state,
        may_write=access.allowed(request.user, ExchangePermission.WRITE),
    )


@desk
def sale_start(request: DeskRequest) -> HttpResponse:
    """Find the person whose home would be sold, or write a new name."""
    access.require(request.user, ExchangePermission.WRITE)
    text = request.GET.get("q", "")
    form = forms.PersonForm(request.POST or None)
    if form.is_valid():
        try:
            name = form.cleaned_data["name"]
            return redirect("sale", plans.begin_for_new(name=name, by=request.user, on=timezone.localdate()).pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return page(request, "sales/desk/start.html#found", text=text, people=queries.people(text), form=form)


@desk
@require_POST
def sale_begin_person(request: DeskRequest, pk: UUID) -> HttpResponse:
    access.require(request.user, ExchangePermission.WRITE)
    person = get_object_or_404(Person, pk=pk)
    try:
        begun = plans.begin(person=person, by=request.user, on=timezone.localdate())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _to_open_plan(person.pk)
    return redirect("sale", begun.pk)


@desk
@require_POST
def sale_begin_advert(request: DeskRequest, pk: UUID) -> HttpResponse:
    access.require(request.user, ExchangePermission.WRITE)
    advert = get_object_or_404(Advert.objects.select_related("person", "tenancy"), pk=pk)
    try:
        begun = plans.begin_from_advert(advert=advert, by=request.user, on=timezone.localdate())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _to_open_plan(advert.person_id)
    return redirect("sale", begun.pk)


@desk
@require_POST
def sale_begin_case(request: DeskRequest, pk: UUID) -> HttpResponse:
    access.require(request.user, ExchangePermission.WRITE)
    case = get_object_or_404(ArrearsCase.objects.select_related("tenancy"), pk=pk)
    try:
        begun = plans.begin_from_case(case=case, by=request.user, on=timezone.localdate())
    except Refused as refusal:
        messages.error(request, str(refusal))
        there = queries.open_of_case(case)
        return redirect("sale", there.pk) if there else redirect("sales")
    return redirect("sale", begun.pk)


def _to_open_plan(person_id: Any) -> HttpResponse:
    there = queries.open_of_person(person_id)
    return redirect("sale", there.pk) if there else redirect("sales")


@desk
def sale(request: DeskRequest, pk: UUID) -> HttpResponse:
    access.require(request.user, ExchangePermission.READ)
    plan = get_object_or_404(queries.plans(), pk=pk)
    if request.method == "POST":
        access.require(request.user, ExchangePermission.WRITE)
    form = forms.plan_form(plan, request.POST or None)
    if form.is_valid():
        try:
            _keep(request, plan, form)
            messages.success(request, _("The figures are kept."))
            return redirect("sale", pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            plan = queries.plans().get(pk=pk)
    audit.read(request.user, plan)
    may_write = access.allowed(request.user, ExchangePermission.WRITE)
    return page(request, "sales/desk/sale.html", form=form, **shown.of_plan(plan, may_write=may_write))


def _keep(request: DeskRequest, plan: SalePlan, form: forms.PlanForm) -> None:
    version, on = form.cleaned_data["version"], timezone.localdate()
    plans.write(plan=plan, version=version, figures=form.figures(), by=request.user, on=on)


@desk
@require_POST
def sale_close(request: DeskRequest, pk: UUID) -> HttpResponse:
    access.require(request.user, ExchangePermission.WRITE)
    plan = get_object_or_404(SalePlan, pk=pk)
    try:
        plans.close(plan=plan, state=request.POST.get("state", ""), by=request.user, on=timezone.localdate())
        messages.success(request, _("The plan is closed."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("sale", pk)


@desk
@csp_override(VIEWER)
def sale_paper(request: DeskRequest, pk: UUID) -> HttpResponse:
    """What the sale would mean, to be printed and talked over."""
    access.require(request.user, ExchangePermission.READ)
    plan = get_object_or_404(queries.plans(), pk=pk)
    audit.read(request.user, plan, what="result")
    try:
        content = result_sheet.render(plan, on=timezone.localdate())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("sale", pk)
    return pdf(content, name=f"{plan.number}.pdf")
