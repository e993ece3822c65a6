"""Proposals at the desk: who would move where, what it saves, who has answered; and the list of places."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_POST

from cases.arrears.desk.letter_files import VIEWER, pdf
from exchange.adverts import answering, drawing, lifecycle, move_sheet, queries, wording
from exchange.adverts.desk import forms
from exchange.adverts.drawing import Node
from exchange.adverts.models import Advert
from exchange.adverts.permissions import ExchangePermission
from exchange.adverts.queries import Board
from exchange.pool import places
from exchange.pool.models import PREFIX, Place, Proposal, ProposedFlat
from exchange.pool.steps import Stage
from kernel import access, audit, numbering
from kernel.money import format_forint
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
        states=Stage.choices,
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
        picture=_picture(board),
        outcomes=queries.outcomes(board, on=timezone.localdate()),
        form=forms.answer_form(),
        may_answer=access.allowed(request.user, ExchangePermission.ANSWER),
    )


def _picture(board: Board) -> SafeString:
    """The exchange drawn: our own households by name, others only as what the pool shows."""
    nodes = [_node(flat, advert) for flat, advert in board.flats]
    draw = drawing.chain if board.proposal.shape == Proposal.Shape.CHAIN else drawing.circle
    return mark_safe(draw(nodes))  # noqa: S308  # every text is escaped where it is drawn


def _node(flat: ProposedFlat, advert: Advert | None) -> Node:
    place = ", ".join(part for part in (flat.town, flat.district) if part)
    size = f"{wording.rooms(flat.half_rooms)} · {flat.area_m2} m² · {format_forint(flat.monthly_cost or 0)}"
    if flat.is_vacant:
        return Node((_("Empty flat"), place, size), "vacant")
    if advert is not None and advert.person is not None:
        return Node((advert.person.name, place, size), "own")
    return Node((_("Another household"), place, size), "other")


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
@csp_override(VIEWER)
def move_paper(request: DeskRequest, pk: int) -> HttpResponse:
    """What a move means for one of our own households, to be printed and talked over."""
    access.require(request.user, ExchangePermission.READ)
    leg = get_object_or_404(queries.own_leg(pk).select_related("proposal"))
    board = queries.boards([leg.proposal])[0]
    step = next((one for one in board.steps if one.leg.pk == leg.pk), None)
    if step is None or step.advert is None:
        raise Http404
    audit.read(request.user, step.advert, what="move")
    content = move_sheet.render(leg.proposal, step, step.advert, on=timezone.localdate())
    return pdf(content, name=f"{leg.proposal.number}-{step.advert.number}.pdf")


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
