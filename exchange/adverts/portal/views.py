"""The resident's side: where my advert stands, the questions one by one, and my answer to a proposal."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from exchange.adverts import answering, lifecycle, publishing, queries, wording, writing
from exchange.adverts.forms import AnswerForm
from exchange.adverts.models import Advert
from exchange.adverts.permissions import ExchangePermission
from exchange.adverts.portal import questions
from exchange.pool.models import Reason
from exchange.pool.states import OPEN_STATES, State
from exchange.pool.steps import Stage
from kernel import access
from kernel.refusal import Refused
from shell.guards import DeskRequest, portal
from shell.pages import page

REASONS = [choice for choice in Reason.choices if choice[0] not in {Reason.WITHDRAWN, Reason.OFFICE}]


def _own(request: DeskRequest) -> Advert:
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
    )


@portal
@require_POST
def start(request: DeskRequest) -> HttpResponse:
    access.require(request.user, ExchangePermission.OWN)
    try:
        person_id = request.user.resident.person_id
        writing.start_for_resident(person_id=person_id, by=request.user, on=timezone.localdate())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("my_exchange")
    return redirect("my_exchange_question", questions.SLUGS[0])


@portal
def question(request: DeskRequest, slug: str) -> HttpResponse:
    advert = _own(request)
    asked = next((one for one in questions.QUESTIONS if one.slug == slug), None)
    if asked is None or advert.state != State.DRAFT:
        raise Http404
    form = questions.form_of(asked, advert, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            writing.write(advert=advert, by=request.user, answers=form.answers())
            return _onwards(request, asked)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    number = questions.SLUGS.index(slug) + 1
    values: dict[str, Any] = {"back": questions.before(asked), "number": number, "of": len(questions.SLUGS)}
    return page(request, "adverts/portal/question.html", question=asked, form=form, **values)


def _onwards(request: DeskRequest, asked: questions.Question) -> HttpResponse:
    following = questions.after(asked)
    if following and "check" not in request.GET:
        return redirect("my_exchange_question", following)
    return redirect("my_exchange_check")


@portal
def check(request: DeskRequest) -> HttpResponse:
    advert = _own(request)
    missing = [wording.MISSING[column] for column in publishing.missing(advert)]
    return page(
        request,
        "adverts/portal/check.html",
        advert=advert,
        summary=questions.summary(advert),
        missing=missing,
        may_change=advert.state == State.DRAFT,
    )


@portal
@require_POST
def publish(request: DeskRequest) -> HttpResponse:
    advert = _own(request)
    try:
        publishing.publish(advert=advert, by=request.user, on=timezone.localdate())
        messages.success(request, _("Your advert is published for 90 days."))
    except Refused as refusal:
        messages.error(request, str(refusal))
        if advert.state == State.DRAFT:
            return redirect("my_exchange_check")
    return redirect("my_exchange")


@portal
@require_POST
def withdraw(request: DeskRequest) -> HttpResponse:
    advert = _own(request)
    try:
        lifecycle.withdraw(advert=advert, by=request.user, at=timezone.now())
        messages.success(request, _("Your advert was taken back."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("my_exchange")


@portal
def proposal(request: DeskRequest) -> HttpResponse:
    """The live proposal of the resident's advert, and their yes or no to it."""
    advert = _own(request)
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
