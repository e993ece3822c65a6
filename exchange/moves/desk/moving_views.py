"""Contract, keys, accounts and the new tenancy of one of our flats, and the end of our office's file."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from exchange.adverts import means
from exchange.adverts.permissions import ExchangePermission
from exchange.moves import closing, moving
from exchange.moves.desk import forms, loading
from exchange.moves.models import MeterReading
from exchange.moves.moving import Reading
from exchange.pool.steps import Task
from exchange.sales import rules
from kernel import access
from kernel.refusal import Refused
from shell.guards import DeskRequest, desk
from shell.pages import page

PROTOCOL = ("handed_on", "keys", "present", "condition", "defects")


@desk
def contract(request: DeskRequest, number: str, position: int) -> HttpResponse:
    access.require(request.user, ExchangePermission.WRITE)
    exchange, seat = loading.seat_of(number, position)
    form = forms.SignForm(request.POST or None, initial={"signed_on": timezone.localdate()})
    if form.is_valid():
        try:
            moving.sign(
                proposal=exchange.proposal, position=position, by=request.user, at=timezone.now(), **form.cleaned_data
            )
            messages.success(request, _("The contract is written down as signed."))
            return redirect("exchange_proposal", number)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    may = exchange.may(Task.SIGN, position)
    return page(request, "moves/desk/contract.html", exchange=exchange, seat=seat, form=form, may=may)


@desk
def keys(request: DeskRequest, number: str, position: int) -> HttpResponse:
    access.require(request.user, ExchangePermission.WRITE)
    exchange, seat = loading.seat_of(number, position)
    form = forms.HandoverForm(request.POST or None, initial={"handed_on": timezone.localdate()})
    if form.is_valid():
        try:
            known = form.cleaned_data
            moving.hand_over(
                proposal=exchange.proposal, position=position, readings=_readings(known), by=request.user,
                at=timezone.now(), **{name: known[name] for name in PROTOCOL},
            )  # fmt: skip
            messages.success(request, _("The keys are written down as handed over."))
            return redirect("exchange_proposal", number)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    may = exchange.may(Task.KEYS, position)
    return page(request, "moves/desk/keys.html", exchange=exchange, seat=seat, form=form, may=may)


def _readings(known: dict[str, Any]) -> list[Reading]:
    """The meters that were read; an empty line is no meter."""
    return [
        Reading(kind.value, known[f"reading_{kind}"], known[f"serial_{kind}"])
        for kind in MeterReading.Kind
        if known[f"reading_{kind}"] is not None
    ]


@desk
def settlement(request: DeskRequest, number: str, position: int) -> HttpResponse:
    access.require(request.user, ExchangePermission.WRITE)
    exchange, seat = loading.seat_of(number, position)
    debt = means.of(seat.advert.tenancy, on=timezone.localdate()).means.debt if seat.advert.tenancy else 0
    ways = rules.ways_on(timezone.localdate())
    initial = {"debt": debt, "paid": 0, "way": ways[0] if debt else "none"}
    form = forms.SettleForm(request.POST or None, initial=initial, ways=ways)
    if form.is_valid():
        try:
            moving.settle(
                proposal=exchange.proposal, position=position, terms=form.cleaned_data, by=request.user,
                at=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("The accounts are settled."))
            return redirect("exchange_proposal", number)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    may = exchange.may(Task.SETTLE, position)
    return page(request, "moves/desk/settlement.html", exchange=exchange, seat=seat, form=form, debt=debt, may=may)


@desk
def let_again(request: DeskRequest, number: str, position: int) -> HttpResponse:
    """Our flat to the household that moves in, as a tenancy of ours."""
    access.require(request.user, ExchangePermission.WRITE)
    exchange, seat = loading.seat_of(number, position)
    old = seat.advert.tenancy
    initial = {"basis": old.basis if old else "", "due_day": old.due_day if old else 15}
    form = forms.LetForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            made = closing.let_again(
                proposal=exchange.proposal, position=position, by=request.user, **form.cleaned_data
            )
            messages.success(request, _("The new tenancy is %(number)s.") % {"number": made.number})
            return redirect("exchange_proposal", number)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    coming = closing.newcomers(exchange, seat)
    return page(request, "moves/desk/let.html", exchange=exchange, seat=seat, form=form, coming=coming)


@desk
@require_POST
def close(request: DeskRequest, number: str) -> HttpResponse:
    access.require(request.user, ExchangePermission.WRITE)
    found = loading.proposal_of(number)
    try:
        closing.close(proposal=found, by=request.user, on=timezone.localdate(), at=timezone.now())
        messages.success(request, _("Our file is closed."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("exchange_proposal", number)
