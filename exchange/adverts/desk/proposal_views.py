"""Proposals at the desk: who would move where, what it saves, who has answered; and the list of places."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from exchange.adverts import answering, lifecycle, queries
from exchange.adverts.desk import forms
from exchange.adverts.permissions import ExchangePermission
from exchange.pool import places
from exchange.pool.models import PREFIX, Place, Proposal
from kernel import access, audit, numbering
from kernel.refusal import Refused
from shell.guards import DeskRequest, desk
from shell.pages import page, sheet


def _of_number(number: str) -> Proposal:
    """The proposal of a reference number that our office takes part in; a wrong digit is a 404 like no proposal."""
    if numbering.find_references(number, [PREFIX]) != [number]:
        raise Http404
    return get_object_or_404(queries.proposals(), pk=int(number.split("-")[1]))


@desk
def proposals(request: DeskRequest) -> HttpResponse:
    access.require(request.user, ExchangePermission.READ)
    lifecycle.follow_pool()
    state = request.GET.get("state", "")
    rows = sheet(queries.proposals(state), request)
    return page(
        request,
        "adverts/desk/proposals.html#rows",
        sheet=rows,
        boards=queries.boards(list(rows)),
        states=Proposal.State.choices,
        state=state,
    )


@desk
def proposal(request: DeskRequest, number: str) -> HttpResponse:
    access.require(request.user, ExchangePermission.READ)
    lifecycle.follow_pool()
    shown = _of_number(number)
    board = queries.boards([shown])[0]
    audit.read(request.user, shown)
    return page(
        request,
        "adverts/desk/proposal.html",
        board=board,
        outcomes=queries.outcomes(board, on=timezone.localdate()),
        form=forms.answer_form(),
        may_answer=access.allowed(request.user, ExchangePermission.ANSWER),
    )


@desk
@require_POST
def answer(request: DeskRequest, pk: int) -> HttpResponse:
    leg = get_object_or_404(queries.own_leg(pk))
    access.require(request.user, ExchangePermission.ANSWER, leg)
    form = forms.answer_form(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose yes or no."))
        return redirect("exchange_proposal", leg.proposal.number)
    accepted = form.cleaned_data["answer"] == "accepted"
    reason = "" if accepted else form.cleaned_data["reason"]
    try:
        answering.answer(leg=leg, accepted=accepted, by=request.user, at=timezone.now(), reason=reason)
        messages.success(request, _("The answer is kept."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("exchange_proposal", leg.proposal.number)


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
