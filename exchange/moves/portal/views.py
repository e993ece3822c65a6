"""The resident's tracker: where my exchange stands, what I have to do next and by when."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_POST

from cases.arrears.desk.letter_files import VIEWER, pdf
from exchange.adverts import answering, lifecycle, queries
from exchange.adverts.permissions import ExchangePermission
from exchange.moves import identities, paper_sheets, papers, seats, tracking, viewings
from exchange.moves.models import PaperText
from exchange.moves.portal.forms import LeaveForm
from exchange.moves.seats import Exchange, OurSeat
from exchange.pool import steps
from exchange.pool.models import Reason, ViewingTime
from exchange.pool.steps import Task
from kernel import access
from kernel.refusal import Refused
from shell.guards import DeskRequest, portal
from shell.pages import page

OWN_PAPERS = (PaperText.Kind.RIGHTS, PaperText.Kind.CONTRACT, PaperText.Kind.APPLICATION)


def _own(request: DeskRequest) -> tuple[Exchange, OurSeat]:
    """The exchange that the resident's advert is in; a 404 without one."""
    access.require(request.user, ExchangePermission.OWN)
    lifecycle.follow_pool()
    advert = queries.current_of(request.user.resident.person_id)
    found = seats.live_of(advert) if advert is not None else None
    if found is None or not seats.has_names(found[0].proposal.stage):
        raise Http404
    access.require(request.user, ExchangePermission.OWN, found[1].advert)
    return found


@portal
def steps_page(request: DeskRequest) -> HttpResponse:
    exchange, seat = _own(request)
    told = identities.known(exchange) if exchange.is_open else {}
    return page(
        request,
        "moves/portal/steps.html",
        exchange=exchange,
        seat=seat,
        track=tracking.of(exchange, seat),
        doing=tracking.to_do(exchange, seat),
        told=told.get(seat.gets.position, {}) if seat.gets else {},
        times=viewings.for_household(exchange, seat) if exchange.is_open else [],
        may_see=exchange.may(Task.VIEW, seat.position) and exchange.is_open,
        may_leave=steps.may_fall(exchange.proposal.stage),
        own_papers=[(kind.value, kind.label) for kind in OWN_PAPERS if kind in papers.fitting(seat)],
    )


@portal
@require_POST
def choose(request: DeskRequest, pk: int) -> HttpResponse:
    exchange, seat = _own(request)
    time = get_object_or_404(ViewingTime, pk=pk, proposal=exchange.proposal)
    try:
        viewings.choose(
            proposal=exchange.proposal, position=seat.position, time=time, by=request.user, at=timezone.now()
        )
        messages.success(request, _("Thank you. They expect you then."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("my_exchange_steps")


@portal
@require_POST
def seen(request: DeskRequest) -> HttpResponse:
    exchange, seat = _own(request)
    try:
        viewings.seen(proposal=exchange.proposal, position=seat.position, by=request.user, at=timezone.now())
        messages.success(request, _("Thank you. We have kept that you still want the flat."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("my_exchange_steps")


@portal
def leave(request: DeskRequest) -> HttpResponse:
    """Stepping out, on a page that says what it means, until everybody has signed."""
    exchange, seat = _own(request)
    form = LeaveForm(request.POST or None)
    if form.is_valid():
        try:
            reason = Reason(form.cleaned_data["reason"])
            answering.step_out(
                proposal=exchange.proposal, position=seat.position, reason=reason, by=request.user, at=timezone.now()
            )
            messages.success(request, _("You are out of this exchange. We go on looking for another flat for you."))
            return redirect("my_exchange")
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return page(request, "moves/portal/leave.html", form=form)


@portal
@csp_override(VIEWER)
def paper(request: DeskRequest, kind: str) -> HttpResponse:
    """The household's own papers: what it may and must do, the contract's draft, its application."""
    exchange, seat = _own(request)
    if kind not in OWN_PAPERS or kind not in papers.fitting(seat):
        raise Http404
    content = paper_sheets.render(exchange, seat, kind, on=timezone.localdate())
    return pdf(content, name=f"{exchange.proposal.number}-{kind}.pdf")
