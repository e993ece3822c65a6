"""Flats to rent on the market at the desk: a list beside the exchange, never a part of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from exchange.adverts import market
from exchange.adverts.desk.market_forms import MarketFlatForm
from exchange.adverts.models import MarketFlat
from exchange.adverts.permissions import ExchangePermission
from kernel import access
from kernel.refusal import Refused
from shell.guards import DeskRequest, desk
from shell.pages import page, sheet


@desk
def flats(request: DeskRequest) -> HttpResponse:
    access.require(request.user, ExchangePermission.READ)
    return page(
        request,
        "adverts/desk/market.html#rows",
        sheet=sheet(MarketFlat.objects.order_by("-expires_on", "monthly_cost", "pk"), request),
        today=timezone.localdate(),
        may_write=access.allowed(request.user, ExchangePermission.WRITE),
    )


@desk
def record(request: DeskRequest) -> HttpResponse:
    access.require(request.user, ExchangePermission.WRITE)
    today = timezone.localdate()
    form = MarketFlatForm(request.POST or None)
    form.fields["seen_on"].initial = today
    if form.is_valid():
        try:
            seen_on = form.cleaned_data["seen_on"]
            market.record(answers=form.answers(), seen_on=seen_on, by=request.user, on=today)
            messages.success(request, _("The flat is on the list for 30 days."))
            return redirect("exchange_market")
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return page(request, "adverts/desk/market_flat.html", form=form, flat=None)


@desk
def change(request: DeskRequest, pk: int) -> HttpResponse:
    access.require(request.user, ExchangePermission.WRITE)
    flat, today = get_object_or_404(MarketFlat, pk=pk), timezone.localdate()
    form = MarketFlatForm(request.POST or None, flat=flat)
    if form.is_valid():
        try:
            seen_on = form.cleaned_data["seen_on"]
            market.change(flat=flat, answers=form.answers(), seen_on=seen_on, by=request.user, on=today)
            messages.success(request, _("The flat is changed."))
            return redirect("exchange_market")
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return page(request, "adverts/desk/market_flat.html", form=form, flat=flat)


@desk
@require_POST
def see_again(request: DeskRequest, pk: int) -> HttpResponse:
    access.require(request.user, ExchangePermission.WRITE)
    flat = get_object_or_404(MarketFlat, pk=pk)
    market.see_again(flat=flat, by=request.user, on=timezone.localdate())
    messages.success(request, _("The flat is on the list for 30 days."))
    return redirect("exchange_market")


@desk
@require_POST
def remove(request: DeskRequest, pk: int) -> HttpResponse:
    access.require(request.user, ExchangePermission.WRITE)
    market.remove(flat=get_object_or_404(MarketFlat, pk=pk), by=request.user)
    messages.success(request, _("The flat is off the list."))
    return redirect("exchange_market")
