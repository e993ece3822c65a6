"""One of our flats in an exchange: its viewings, the consents to its household's move, the printable page of it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_POST

from cases.arrears.desk.letter_files import VIEWER, pdf
from exchange.adverts import move_sheet
from exchange.adverts import queries as advert_queries
from exchange.adverts.permissions import ExchangePermission
from exchange.moves import consents, identities, viewings
from exchange.moves.desk import forms, loading
from exchange.moves.seats import Exchange, OurSeat
from exchange.pool.models import ViewingTime
from exchange.pool.steps import Task
from kernel import access, audit
from kernel.refusal import Refused
from shell.guards import DeskRequest, desk
from shell.pages import page


@desk
def viewing(request: DeskRequest, number: str, position: int) -> HttpResponse:
    """Times at which our flat can be seen, and those for the flat that our household would get."""
    access.require(request.user, ExchangePermission.READ)
    exchange, seat = loading.seat_of(number, position)
    return page(request, "moves/desk/viewing.html", **_viewing(exchange, seat, forms.TimeForm()))


def _viewing(exchange: Exchange, seat: OurSeat, form: Any) -> dict[str, Any]:
    return {
        "exchange": exchange,
        "seat": seat,
        "form": form,
        "offered": viewings.of_flat(exchange, seat.position),
        "to_choose": viewings.for_household(exchange, seat),
        "told": identities.known(exchange).get(seat.gets.position) if seat.gets else None,
        "may_see": exchange.may(Task.VIEW, seat.position),
        "was_seen": exchange.is_done(Task.VIEW, seat.position),
    }


@desk
@require_POST
def viewing_offer(request: DeskRequest, number: str, position: int) -> HttpResponse:
    access.require(request.user, ExchangePermission.WRITE)
    exchange, seat = loading.seat_of(number, position)
    form = forms.TimeForm(request.POST)
    if form.is_valid():
        try:
            times = [form.cleaned_data["starts_at"]]
            viewings.offer(
                proposal=exchange.proposal, position=position, times=times, by=request.user, at=timezone.now()
            )
            return redirect("exchange_viewing", number, position)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return page(request, "moves/desk/viewing.html", **_viewing(exchange, seat, form))


@desk
@require_POST
def viewing_choose(request: DeskRequest, number: str, position: int, pk: int) -> HttpResponse:
    access.require(request.user, ExchangePermission.WRITE)
    exchange, _seat = loading.seat_of(number, position)
    chosen = get_object_or_404(ViewingTime, pk=pk, proposal=exchange.proposal)
    try:
        viewings.choose(proposal=exchange.proposal, position=position, time=chosen, by=request.user, at=timezone.now())
        messages.success(request, _("The time is chosen; the other office sees it."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("exchange_viewing", number, position)


@desk
@require_POST
def viewing_seen(request: DeskRequest, number: str, position: int) -> HttpResponse:
    access.require(request.user, ExchangePermission.ANSWER)
    exchange, _seat = loading.seat_of(number, position)
    waived = request.POST.get("how") == "waived"
    try:
        viewings.seen(
            proposal=exchange.proposal, position=position, by=request.user, at=timezone.now(), is_waived=waived
        )
        messages.success(request, _("Written down."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("exchange_proposal", number)


@desk
def consent_ledger(request: DeskRequest, number: str, position: int) -> HttpResponse:
    """Who must consent to our household's move, what each said, and every version of it."""
    access.require(request.user, ExchangePermission.READ)
    exchange, seat = loading.seat_of(number, position)
    audit.read(request.user, seat.advert, what="consents")
    return page(request, "moves/desk/consents.html", **_ledger(exchange, seat))


def _ledger(exchange: Exchange, seat: OurSeat, wrong: Any = None, party_form: Any = None) -> dict[str, Any]:
    key = wrong.data.get("party") if wrong is not None else None
    today = {"given_on": timezone.localdate(), "way": "person"}
    rows = [
        (
            party,
            f"{party.role}:{party.name}",
            wrong if key == f"{party.role}:{party.name}" else forms.ConsentForm(initial=today),
        )
        for party in consents.parties(seat)
    ]
    return {
        "exchange": exchange,
        "seat": seat,
        "rows": rows,
        "wrong": wrong or party_form,
        "party_form": party_form or forms.PartyForm(),
        "history": consents.history(seat.advert),
        "may_record": exchange.proposal.stage not in {"collapsed", "completed"} and exchange.is_open,
    }


@desk
@require_POST
def consent_record(request: DeskRequest, number: str, position: int) -> HttpResponse:
    access.require(request.user, ExchangePermission.ANSWER)
    exchange, seat = loading.seat_of(number, position)
    role, _sign, name = request.POST.get("party", "").partition(":")
    form = forms.ConsentForm(request.POST)
    if form.is_valid():
        try:
            known = form.cleaned_data
            consents.record(
                proposal=exchange.proposal, position=position, role=role, name=name, outcome=known["outcome"],
                way=known["way"], on=known["given_on"], by=request.user, at=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("The consent is kept."))
            return redirect("exchange_consents", number, position)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return page(request, "moves/desk/consents.html", **_ledger(exchange, seat, wrong=form))


@desk
@require_POST
def consent_party(request: DeskRequest, number: str, position: int) -> HttpResponse:
    access.require(request.user, ExchangePermission.WRITE)
    exchange, seat = loading.seat_of(number, position)
    form = forms.PartyForm(request.POST)
    if form.is_valid():
        try:
            consents.add_party(
                proposal=exchange.proposal, position=position, by=request.user, at=timezone.now(), **form.cleaned_data
            )
            return redirect("exchange_consents", number, position)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return page(request, "moves/desk/consents.html", **_ledger(exchange, seat, party_form=form))


@desk
@csp_override(VIEWER)
def move_paper(request: DeskRequest, pk: int) -> HttpResponse:
    """What a move means for one of our own households, to be printed and talked over."""
    access.require(request.user, ExchangePermission.READ)
    leg = get_object_or_404(advert_queries.own_leg(pk).select_related("proposal"))
    board = advert_queries.boards([leg.proposal])[0]
    step = next((one for one in board.steps if one.leg.pk == leg.pk), None)
    if step is None or step.advert is None:
        raise Http404
    audit.read(request.user, step.advert, what="move")
    content = move_sheet.render(leg.proposal, step, step.advert, on=timezone.localdate())
    return pdf(content, name=f"{leg.proposal.number}-{step.advert.number}.pdf")
