"""Adverts at the desk: the list, one advert, the form, and the steps of its life."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases.housing_stock.models import Dwelling
from cases.tenancies.desk.asking import staff_names
from cases.tenancies.models import Tenancy
from exchange.adverts import checks, lifecycle, means, photo_pages, publishing, queries, settings, wording, writing
from exchange.adverts.desk import forms
from exchange.adverts.desk.verification_forms import rows_of
from exchange.adverts.models import Advert
from exchange.adverts.permissions import ExchangePermission
from exchange.pool import outlook, places
from exchange.pool.models import Place
from exchange.pool.states import WRITABLE_STATES, State
from kernel import access, audit
from kernel.refusal import Refused
from shell.guards import DeskRequest, desk
from shell.pages import page, sheet


@desk
def adverts(request: DeskRequest) -> HttpResponse:
    access.require(request.user, ExchangePermission.READ)
    lifecycle.follow_pool()
    state, order = request.GET.get("state", ""), request.GET.get("order", "newest")
    rows = queries.listing(state=state, order=order)
    counts = queries.counts()
    filters = [(one, one.label, counts.get(one, 0)) for one in State]
    return page(
        request,
        "adverts/desk/adverts.html#rows",
        sheet=sheet(rows, request),
        filters=filters,
        to_verify=Advert.objects.to_verify().count(),
        state=state,
        order=order,
        total=sum(counts.values()),
        may_write=access.allowed(request.user, ExchangePermission.WRITE),
        may_set=access.allowed(request.user, ExchangePermission.SETTINGS),
    )


@desk
def advert(request: DeskRequest, pk: UUID) -> HttpResponse:
    access.require(request.user, ExchangePermission.READ)
    lifecycle.follow_pool()
    shown = get_object_or_404(Advert.objects.select_related("person", "tenancy", "dwelling"), pk=pk)
    audit.read(request.user, shown)
    return page(request, "adverts/desk/advert.html", **_facts(request, shown))


def _facts(request: DeskRequest, shown: Advert) -> dict[str, Any]:
    missing, verify_first = publishing.missing(shown), settings.verify_first()
    open_for_matches = not missing and shown.state in {State.DRAFT, State.VERIFIED, State.ACTIVE}
    standing = checks.standing_of(shown, on=timezone.localdate())
    live = queries.waiting_step(shown)
    return {
        "advert": shown,
        "missing": [wording.MISSING[column] for column in missing],
        "outlook": outlook.of(publishing.entry(shown), advert_id=shown.pk) if open_for_matches else None,
        "known": means.of(shown.tenancy, on=timezone.localdate(), stated=shown.stated_affordable_cost)
        if shown.tenancy
        else None,
        "own_schema": request.office.schema_name,
        "board": live[0] if live else None,
        "may_write": access.allowed(request.user, ExchangePermission.WRITE),
        "may_publish": lifecycle.may_be_published(shown)
        and not missing
        and not (verify_first and shown.state == State.DRAFT),
        "checklist": rows_of(shown, standing=standing) if verify_first and shown.state != State.DONE else [],
        "may_verify": shown.state == State.DRAFT and standing.is_complete and not missing,
        "verifier": staff_names({shown.verified_by}).get(shown.verified_by, "") if shown.verified_by else "",
        "photos": photo_pages.of(shown, side="exchange_photo"),
    }


@desk
def start(request: DeskRequest) -> HttpResponse:
    """Find the tenancy or the empty flat that an advert begins from."""
    access.require(request.user, ExchangePermission.WRITE)
    text = request.GET.get("q", "")
    tenancies, dwellings = queries.startable(text)
    return page(
        request,
        "adverts/desk/start.html#found",
        text=text,
        tenancies=tenancies,
        dwellings=dwellings,
        form=forms.OwnerForm(),
    )


@desk
@require_POST
def start_from_tenancy(request: DeskRequest, pk: UUID) -> HttpResponse:
    """A draft with all that is known; who may not write adverts leaves it to the exchange adviser."""
    access.require(request.user, ExchangePermission.BEGIN)
    tenancy = get_object_or_404(Tenancy.objects.select_related("dwelling__building"), pk=pk)
    try:
        begun = writing.start_from_tenancy(tenancy=tenancy, by=request.user, on=timezone.localdate())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("exchange_adverts")
    if access.allowed(request.user, ExchangePermission.WRITE):
        return redirect("exchange_advert_edit", begun.pk)
    messages.success(request, _("The advert is begun: the exchange adviser goes on with it."))
    return redirect("exchange_advert", begun.pk)


@desk
@require_POST
def start_for_vacant(request: DeskRequest, pk: UUID) -> HttpResponse:
    access.require(request.user, ExchangePermission.WRITE)
    dwelling = get_object_or_404(Dwelling.objects.select_related("building"), pk=pk)
    try:
        begun = writing.start_for_vacant(dwelling=dwelling, by=request.user, on=timezone.localdate())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("exchange_start")
    return redirect("exchange_advert_edit", begun.pk)


@desk
@require_POST
def start_for_owner(request: DeskRequest) -> HttpResponse:
    access.require(request.user, ExchangePermission.WRITE)
    form = forms.OwnerForm(request.POST)
    if form.is_valid():
        try:
            begun = writing.start_for_new_owner(name=form.cleaned_data["name"], by=request.user)
            return redirect("exchange_advert_edit", begun.pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return page(request, "adverts/desk/start.html", text="", tenancies=[], dwellings=[], form=form)


@desk
def edit(request: DeskRequest, pk: UUID) -> HttpResponse:
    access.require(request.user, ExchangePermission.WRITE)
    shown = get_object_or_404(Advert.objects.select_related("person", "tenancy", "dwelling"), pk=pk)
    form = forms.advert_form(shown, request.POST or None)
    if form.is_valid():
        try:
            _save(request, shown, form.answers())
            return redirect("exchange_advert", shown.pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return page(request, "adverts/desk/edit.html", advert=shown, form=form)


def _save(request: DeskRequest, shown: Advert, answers: dict[str, Any]) -> None:
    if shown.state in WRITABLE_STATES:
        writing.write(advert=shown, by=request.user, answers=answers)
    else:
        publishing.revise(advert=shown, by=request.user, on=timezone.localdate(), answers=answers)


@desk
@require_POST
def publish(request: DeskRequest, pk: UUID) -> HttpResponse:
    access.require(request.user, ExchangePermission.WRITE)
    shown = get_object_or_404(Advert, pk=pk)
    try:
        publishing.publish(advert=shown, by=request.user, on=timezone.localdate())
        messages.success(request, _("The advert is published for 90 days."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("exchange_advert", pk)


@desk
@require_POST
def withdraw(request: DeskRequest, pk: UUID) -> HttpResponse:
    access.require(request.user, ExchangePermission.WRITE)
    shown = get_object_or_404(Advert, pk=pk)
    try:
        lifecycle.withdraw(advert=shown, by=request.user, at=timezone.now())
        messages.success(request, _("The advert was taken back."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("exchange_advert", pk)


@desk
def place_list(request: DeskRequest) -> HttpResponse:
    access.require(request.user, ExchangePermission.WRITE)
    form = forms.PlaceForm(request.POST or None)
    if form.is_valid():
        try:
            places.register(**form.cleaned_data, by=request.user)
            messages.success(request, _("The place is on the list."))
            return redirect("exchange_places")
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return page(request, "adverts/desk/places.html", sheet=sheet(Place.objects.all(), request), form=form)
