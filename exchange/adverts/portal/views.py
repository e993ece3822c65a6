"""The resident's side: where my advert stands, the questions one by one, and my answer to a proposal."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from exchange.adverts import (
    answering,
    handing_in,
    lifecycle,
    photo_pages,
    publishing,
    queries,
    settings,
    wording,
    writing,
)
from exchange.adverts.forms import AnswerForm
from exchange.adverts.models import Advert
from exchange.adverts.permissions import ExchangePermission
from exchange.adverts.portal import market, questions
from exchange.pool.models import Reason
from exchange.pool.states import OPEN_STATES, WRITABLE_STATES, State
from exchange.pool.steps import Stage
from kernel import access
from kernel.refusal import Refused
from shell.guards import DeskRequest, portal
from shell.pages import page

REASONS = [choice for choice in Reason.choices if choice[0] not in {Reason.WITHDRAWN, Reason.OFFICE}]


def own_advert(request: DeskRequest) -> Advert:
    """The resident's advert; a 404 without one."""
    access.require(request.user, ExchangePermission.OWN)
    lifecycle.follow_pool()
    found = queries.current_of(request.user.resident.person_id)
    if found is None:
        raise Http404
    access.require(request.user, ExchangePermission.OWN, found)
    return found


@portal
def mine(request: DeskRequest) -> HttpResponse:
    access.require(request.user, ExchangePermission.OWN)
    lifecycle.follow_pool()
    advert = queries.current_of(request.user.resident.person_id)
    live = queries.waiting_step(advert) if advert else None
    return page(
        request,
        "adverts/portal/mine.html",
        advert=advert,
        step=live[1] if live else None,
        board=live[0] if live else None,
        may_start=advert is None or advert.state == State.DONE,
        may_publish=advert is not None and lifecycle.may_be_published(advert) and not publishing.missing(advert),
        may_withdraw=advert is not None and advert.state in OPEN_STATES and advert.state != State.IN_EXCHANGE,
        is_handed_in=advert is not None and advert.is_handed_in,
        handed_in=wording.HANDED_IN,
        offer=market.offer_to(request.user.resident.person_id, on=timezone.localdate(), most=market.SHOWN_BESIDE),
    )


@portal
@require_POST
def start(request: DeskRequest) -> HttpResponse:
    access.require(request.user, ExchangePermission.OWN)
    try:
        person_id = request.user.resident.person_id
        begun = writing.start_for_resident(person_id=person_id, by=request.user, on=timezone.localdate())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("my_exchange")
    return redirect("my_exchange_question", questions.asked(begun)[0].slug)


@portal
def question(request: DeskRequest, slug: str) -> HttpResponse:
    advert = own_advert(request)
    asked = questions.find(slug, advert)
    if asked is None or advert.state not in WRITABLE_STATES:
        raise Http404
    form = questions.form_of(asked, advert, request.POST if request.method == "POST" else None)
    before, after, number = questions.neighbours(asked, advert)
    if form.is_valid():
        try:
            writing.write(advert=advert, by=request.user, answers=form.answers())
            return _onwards(request, after)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    values: dict[str, Any] = {"back": before, "number": number, "of": questions.steps(advert)}
    return page(request, "adverts/portal/question.html", question=asked, form=form, **values)


def _onwards(request: DeskRequest, following: str) -> HttpResponse:
    if "check" in request.GET:
        return redirect("my_exchange_check")
    return redirect("my_exchange_question", following) if following else redirect("my_exchange_photos")


@portal
def check(request: DeskRequest) -> HttpResponse:
    advert = own_advert(request)
    missing = [wording.MISSING[column] for column in publishing.missing(advert)]
    return page(
        request,
        "adverts/portal/check.html",
        advert=advert,
        summary=questions.summary(advert),
        missing=missing,
        may_change=advert.state in WRITABLE_STATES,
        verify_first=settings.verify_first(),
        photos=photo_pages.of(advert, side="my_exchange_photo"),
    )


@portal
@require_POST
def publish(request: DeskRequest) -> HttpResponse:
    advert = own_advert(request)
    try:
        finished = handing_in.finish(advert=advert, by=request.user, on=timezone.localdate())
        messages.success(request, wording.FINISHED[finished.state == State.ACTIVE])
    except Refused as refusal:
        messages.error(request, str(refusal))
        if advert.state in WRITABLE_STATES:
            return redirect("my_exchange_check")
    return redirect("my_exchange")


@portal
@require_POST
def withdraw(request: DeskRequest) -> HttpResponse:
    advert = own_advert(request)
    try:
        lifecycle.withdraw(advert=advert, by=request.user, at=timezone.now())
        messages.success(request, _("Your advert was taken back."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("my_exchange")


@portal
def proposal(request: DeskRequest) -> HttpResponse:
    """The live proposal of the resident's advert, and their yes or no to it."""
    advert = own_advert(request)
    live = queries.waiting_step(advert)
    if live is None or live[0].proposal.stage == Stage.COMPUTED:
        raise Http404
    form = AnswerForm(request.POST or None, reasons=REASONS)
    if form.is_valid():
        accepted = form.cleaned_data["answer"] == "accepted"
        reason = "" if accepted else form.cleaned_data["reason"]
        try:
            answering.answer(leg=live[1].leg, accepted=accepted, by=request.user, at=timezone.now(), reason=reason)
            messages.success(request, _("Thank you. We have kept your answer."))
            return redirect("my_exchange")
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return page(request, "adverts/portal/proposal.html", board=live[0], step=live[1], form=form)
