"""The adviser's board, one exchange, and what is done to it as a whole: look, open, write, step out."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from exchange.adverts import answering, lifecycle
from exchange.adverts import queries as advert_queries
from exchange.adverts.desk import forms as advert_forms
from exchange.adverts.permissions import ExchangePermission
from exchange.moves import identities, picture, queries, screening, town_mail
from exchange.moves.desk import forms, loading
from exchange.moves.models import TownMessage
from exchange.moves.seats import Exchange
from exchange.pool import policies, steps
from exchange.pool.models import Reason
from exchange.pool.steps import Stage, Task
from kernel import access, audit
from kernel.refusal import Refused
from shell.guards import DeskRequest, desk
from shell.pages import page, sheet


@desk
def board(request: DeskRequest) -> HttpResponse:
    """What waits for us, what waits for others, the longest waiting first; and what has ended."""
    access.require(request.user, ExchangePermission.READ)
    lifecycle.follow_pool()
    show = request.GET.get("show", "")
    rows = queries.board(on=timezone.localdate())
    ours, others = [one for one in rows if one.is_ours], [one for one in rows if not one.is_ours]
    chosen: Any = {"others": others, "ended": queries.ended()}.get(show, ours)
    return page(
        request,
        "moves/desk/board.html#rows",
        show=show if show in {"others", "ended"} else "ours",
        counts={"ours": len(ours), "others": len(others)},
        sheet=sheet(chosen, request),
        unread=town_mail.unread(),
        may_set=access.allowed(request.user, ExchangePermission.POLICY),
    )


@desk
def proposal(request: DeskRequest, number: str) -> HttpResponse:
    access.require(request.user, ExchangePermission.READ)
    lifecycle.follow_pool()
    exchange = loading.exchange_of(number)
    audit.read(request.user, exchange.proposal)
    return page(request, "moves/desk/proposal.html", **_shown(request, exchange))


def _shown(request: DeskRequest, exchange: Exchange, note_form: Any = None) -> dict[str, Any]:
    proposal, today = exchange.proposal, timezone.localdate()
    details = advert_queries.boards([proposal])[0]
    names = town_mail.names(proposal.offices)
    others = [(schema, name) for schema, name in names.items() if schema != request.office.schema_name]
    return {
        "exchange": exchange,
        "board": details,
        "row": queries.row(exchange, names, on=today),
        "picture": picture.of(details),
        "stages": [(one, steps.has_reached(proposal.stage, one)) for one in steps.WAITING],
        "outcomes": advert_queries.outcomes(details, on=today),
        "told": identities.known(exchange),
        "town_messages": queries.messages_of(proposal),
        "answer_form": advert_forms.answer_form(),
        "note_form": note_form or (forms.NoteForm(offices=others) if others else None),
        "may_screen": exchange.may(Task.SCREEN),
        "may_open": exchange.may(Task.OPEN),
        "may_leave": steps.may_fall(proposal.stage) and steps.has_reached(proposal.stage, Stage.VIEWING),
        "may_answer": access.allowed(request.user, ExchangePermission.ANSWER),
        "may_close": exchange.may(Task.CLOSE),
        "two_persons": policies.of_office().two_persons,
    }


@desk
@require_POST
def screen(request: DeskRequest, number: str) -> HttpResponse:
    access.require(request.user, ExchangePermission.ANSWER)
    found = loading.proposal_of(number)
    try:
        screening.screen(proposal=found, by=request.user, at=timezone.now())
        messages.success(request, _("The proposal goes to the households when every office has looked at it."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("exchange_proposal", number)


@desk
@require_POST
def open_names(request: DeskRequest, number: str) -> HttpResponse:
    access.require(request.user, ExchangePermission.ANSWER)
    found = loading.proposal_of(number)
    try:
        screening.open_names(proposal=found, by=request.user, at=timezone.now())
        messages.success(request, _("The names are opened to each other when every office has agreed."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("exchange_proposal", number)


@desk
@require_POST
def answer(request: DeskRequest, pk: int) -> HttpResponse:
    leg = get_object_or_404(advert_queries.own_leg(pk))
    access.require(request.user, ExchangePermission.ANSWER, leg)
    form = advert_forms.answer_form(request.POST)
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
def leave(request: DeskRequest, number: str, position: int) -> HttpResponse:
    """One of our flats steps out, after a page that says what becomes of the others."""
    access.require(request.user, ExchangePermission.ANSWER)
    exchange, seat = loading.seat_of(number, position)
    form = forms.LeaveForm(request.POST or None)
    if form.is_valid():
        try:
            reason = Reason(form.cleaned_data["reason"])
            answering.step_out(
                proposal=exchange.proposal, position=position, reason=reason, by=request.user, at=timezone.now()
            )
            messages.success(request, _("The exchange fell through; the others are looked after anew."))
            return redirect("exchange_proposal", number)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return page(request, "moves/desk/leave.html", exchange=exchange, seat=seat, form=form)


@desk
@require_POST
def write(request: DeskRequest, number: str) -> HttpResponse:
    """A message to another office of the exchange."""
    access.require(request.user, ExchangePermission.WRITE)
    exchange = loading.exchange_of(number)
    names = town_mail.names([one for one in exchange.proposal.offices if one != request.office.schema_name])
    form = forms.NoteForm(request.POST, offices=list(names.items()))
    if form.is_valid():
        try:
            town_mail.write(
                kind=TownMessage.Kind.NOTE, proposal=exchange.proposal, by=request.user, at=timezone.now(),
                written_by=str(request.user), **form.cleaned_data,
            )  # fmt: skip
            messages.success(request, _("The message is on its way."))
            return redirect("exchange_proposal", number)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return page(request, "moves/desk/proposal.html", **_shown(request, exchange, form))


@desk
def inbox(request: DeskRequest) -> HttpResponse:
    """What other offices wrote to us; looking at it marks the page's messages as read."""
    access.require(request.user, ExchangePermission.READ)
    rows = sheet(queries.inbox(), request)
    numbers = {
        one.pk: one.number for one in advert_queries.proposals().filter(pk__in=[row.proposal_id for row in rows])
    }
    shown = [(one, numbers.get(one.proposal_id, "")) for one in rows]
    if access.allowed(request.user, ExchangePermission.WRITE):
        for one, _number in shown:
            town_mail.read(message=one, by=request.user, at=timezone.now())
    return page(request, "moves/desk/inbox.html", sheet=rows, shown=shown)


@desk
def policy(request: DeskRequest) -> HttpResponse:
    """What our office allows in exchanges."""
    access.require(request.user, ExchangePermission.POLICY)
    present = policies.of_office()
    initial = {name: getattr(present, name) for name in policies.CHANGEABLE}
    form = forms.PolicyForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            policies.set_office(by=request.user, **form.cleaned_data)
            messages.success(request, _("From the next search on this holds."))
            return redirect("exchange_policy")
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return page(request, "moves/desk/policy.html", form=form)
