"""The landlord's desk: every application by its deadline, one application, and the decision by two persons."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from exchange.adverts.permissions import ExchangePermission
from exchange.moves import applications, landlord_rules, queries
from exchange.moves.desk import forms, loading
from exchange.moves.models import Application
from exchange.moves.seats import Exchange, OurSeat
from exchange.pool.steps import Task
from kernel import access, audit
from kernel.refusal import Refused
from shell.guards import DeskRequest, desk
from shell.pages import page, sheet


@desk
def desk_list(request: DeskRequest) -> HttpResponse:
    """Applications that wait for the landlord, the nearest deadline first."""
    access.require(request.user, ExchangePermission.READ)
    rows = sheet(queries.landlord_desk(), request)
    return page(request, "moves/desk/landlord_desk.html", sheet=rows, today=timezone.localdate())


@desk
def application(request: DeskRequest, number: str, position: int) -> HttpResponse:
    """The application for one of our flats: file it, or see what was filed and decide."""
    access.require(request.user, ExchangePermission.READ)
    exchange, seat = loading.seat_of(number, position)
    audit.read(request.user, seat.advert, what="application")
    return page(request, "moves/desk/application.html", **_shown(request, exchange, seat))


def _shown(request: DeskRequest, exchange: Exchange, seat: OurSeat, **wrong: Any) -> dict[str, Any]:
    found, on = applications.of_seat(seat), timezone.localdate()
    known = applications.facts(found, exchange, on=on) if found else None
    amend = {name: getattr(found, name) for name in forms.AmendForm.base_fields} if found else {}
    return {
        "exchange": exchange,
        "seat": seat,
        "application": found,
        "facts": known,
        "must_refuse": landlord_rules.must_refuse(known) if known else False,
        "law": landlord_rules.LAW,
        "papers": [Application.Paper(one).label for one in found.missing_papers] if found else [],
        "file_form": forms.FileForm(grounds=applications.grounds(seat)),
        "amend_form": forms.AmendForm(initial=amend),
        "decision_form": forms.DecisionForm(),
        "may_file": exchange.may(Task.FILE, seat.position),
        "may_fulfil": exchange.may(Task.FULFIL, seat.position),
        "may_decide": exchange.may(Task.DECIDE, seat.position)
        and access.allowed(request.user, ExchangePermission.DECIDE),
        **wrong,
    }


@desk
@require_POST
def application_file(request: DeskRequest, number: str, position: int) -> HttpResponse:
    access.require(request.user, ExchangePermission.WRITE)
    exchange, seat = loading.seat_of(number, position)
    form = forms.FileForm(request.POST, grounds=applications.grounds(seat))
    if form.is_valid():
        try:
            applications.file(
                proposal=exchange.proposal, position=position, by=request.user, on=timezone.localdate(),
                at=timezone.now(), **form.cleaned_data,
            )  # fmt: skip
            messages.success(request, _("The application is filed: the landlord's days run."))
            return redirect("exchange_application", number, position)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return page(request, "moves/desk/application.html", **_shown(request, exchange, seat, file_form=form, wrong=form))


@desk
@require_POST
def application_amend(request: DeskRequest, number: str, position: int) -> HttpResponse:
    access.require(request.user, ExchangePermission.WRITE)
    exchange, seat = loading.seat_of(number, position)
    form = forms.AmendForm(request.POST)
    found = applications.of_seat(seat)
    if form.is_valid() and found is not None:
        try:
            applications.amend(application=found, by=request.user, **form.cleaned_data)
            messages.success(request, _("Written down."))
            return redirect("exchange_application", number, position)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return page(request, "moves/desk/application.html", **_shown(request, exchange, seat, amend_form=form, wrong=form))


@desk
@require_POST
def decision_prepare(request: DeskRequest, number: str, position: int) -> HttpResponse:
    access.require(request.user, ExchangePermission.DECIDE)
    exchange, seat = loading.seat_of(number, position)
    form = forms.DecisionForm(request.POST)
    found = applications.of_seat(seat)
    if form.is_valid() and found is not None:
        try:
            applications.prepare(
                application=found, proposal=exchange.proposal, by=request.user, on=timezone.localdate(),
                **form.cleaned_data,
            )  # fmt: skip
            messages.success(request, _("The decision is prepared: another person confirms it."))
            return redirect("exchange_application", number, position)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return page(
        request, "moves/desk/application.html", **_shown(request, exchange, seat, decision_form=form, wrong=form)
    )


@desk
@require_POST
def decision_confirm(request: DeskRequest, number: str, position: int) -> HttpResponse:
    access.require(request.user, ExchangePermission.DECIDE)
    exchange, seat = loading.seat_of(number, position)
    found = applications.of_seat(seat)
    try:
        if found is not None:
            applications.confirm(
                application=found, proposal=exchange.proposal, by=request.user, on=timezone.localdate(),
                at=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("The landlord's decision counts from now on."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("exchange_application", number, position)


@desk
@require_POST
def condition_met(request: DeskRequest, number: str, position: int) -> HttpResponse:
    access.require(request.user, ExchangePermission.WRITE)
    exchange, seat = loading.seat_of(number, position)
    found = applications.of_seat(seat)
    try:
        if found is not None:
            applications.fulfil(
                application=found, proposal=exchange.proposal, position=position, by=request.user,
                on=timezone.localdate(), at=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("The condition is met."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("exchange_application", number, position)
