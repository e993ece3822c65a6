"""/api/v1: the office's adverts, the proposals it takes part in, its households' answers."""

from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.response import Response

from exchange.adverts import answering, publishing, queries, writing
from exchange.adverts.models import Advert
from exchange.adverts.models.adverts import MOST_PRICE
from exchange.adverts.permissions import ExchangePermission as Permission
from exchange.pool.models import Leg, Proposal
from exchange.pool.models.proposals import PREFIX, Reason
from exchange.pool.states import WRITABLE_STATES, State
from exchange.pool.steps import Stage
from kernel import access, numbering
from shell.rest import paging, versions
from shell.rest.describing import CURSOR, IDEMPOTENCY_KEY, IF_MATCH, IF_NONE_MATCH, PROBLEMS, page_of
from shell.rest.repeatable import ApiRequest, repeatable

FIELDS = (
    "id", "number", "state", "town", "district", "half_rooms", "area_m2", "comfort", "heating", "has_lift",
    "step_free", "tenure", "monthly_cost", "wish_places", "wish_half_rooms_min", "wish_half_rooms_max",
    "wish_area_min", "wish_area_max", "wish_cost_max", "wish_comfort_min", "asking_price", "wants_sale",
    "handed_in_on", "verified_on", "published_on", "expires_on",
)  # fmt: skip


class AdvertShape(serializers.Serializer[Any]):
    """An advert of this office. Rooms in half rooms, area in m², money in forints a month."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    state = serializers.ChoiceField(choices=State.values)
    town = serializers.CharField()
    district = serializers.CharField()
    half_rooms = serializers.IntegerField(allow_null=True)
    area_m2 = serializers.IntegerField(allow_null=True)
    comfort = serializers.CharField()
    heating = serializers.CharField()
    has_lift = serializers.BooleanField()
    step_free = serializers.BooleanField()
    tenure = serializers.CharField()
    monthly_cost = serializers.IntegerField(allow_null=True)
    wish_places = serializers.ListField(child=serializers.CharField())
    wish_half_rooms_min = serializers.IntegerField(allow_null=True)
    wish_half_rooms_max = serializers.IntegerField(allow_null=True)
    wish_area_min = serializers.IntegerField(allow_null=True)
    wish_area_max = serializers.IntegerField(allow_null=True)
    wish_cost_max = serializers.IntegerField(allow_null=True)
    wish_comfort_min = serializers.CharField()
    asking_price = serializers.IntegerField(allow_null=True, help_text="Forints, of an owner's flat only.")
    wants_sale = serializers.BooleanField(help_text="The owner would also sell this flat and buy another.")
    handed_in_on = serializers.DateField(allow_null=True, help_text="Since when the resident waits for the adviser.")
    verified_on = serializers.DateField(allow_null=True)
    published_on = serializers.DateField(allow_null=True)
    expires_on = serializers.DateField(allow_null=True)


class AdvertChange(serializers.Serializer[Any]):
    """What another system may change of an advert; what is left out stays. A price is refused for a tenancy."""

    monthly_cost = serializers.IntegerField(min_value=0, max_value=2_000_000, required=False)
    wish_cost_max = serializers.IntegerField(min_value=0, max_value=2_000_000, required=False, allow_null=True)
    wish_half_rooms_min = serializers.IntegerField(min_value=1, max_value=40, required=False, allow_null=True)
    wish_half_rooms_max = serializers.IntegerField(min_value=1, max_value=40, required=False, allow_null=True)
    household_size = serializers.IntegerField(min_value=1, max_value=30, required=False)
    asking_price = serializers.IntegerField(min_value=1, max_value=MOST_PRICE, required=False, allow_null=True)
    wants_sale = serializers.BooleanField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs:
            raise serializers.ValidationError("nothing to change")
        return attrs


class MoveShape(serializers.Serializer[Any]):
    """One household's move. `advert` is set for this office's own households only."""

    id = serializers.IntegerField()
    is_own = serializers.BooleanField()
    advert = serializers.UUIDField(allow_null=True)
    from_town = serializers.CharField()
    to_town = serializers.CharField()
    to_half_rooms = serializers.IntegerField()
    to_area_m2 = serializers.IntegerField()
    cost_before = serializers.IntegerField()
    cost_after = serializers.IntegerField()
    answer = serializers.ChoiceField(choices=Leg.Answer.values)


class ProposalRowShape(serializers.Serializer[Any]):
    number = serializers.CharField()
    shape = serializers.ChoiceField(choices=Proposal.Shape.values)
    state = serializers.ChoiceField(choices=Stage.values)
    moves = serializers.IntegerField()
    sent_on = serializers.DateField()
    expires_on = serializers.DateField()


class ProposalShape(ProposalRowShape):
    legs = MoveShape(many=True)


class Answer(serializers.Serializer[Any]):
    """A household's answer, given through this office."""

    leg = serializers.IntegerField()
    accepted = serializers.BooleanField()
    reason = serializers.ChoiceField(choices=Reason.values, required=False, default="", allow_blank=True)


def _advert(advert: Advert) -> dict[str, Any]:
    return {name: getattr(advert, name) for name in FIELDS}


def _row(proposal: Proposal) -> dict[str, Any]:
    return {
        "number": proposal.number,
        "shape": proposal.shape,
        "state": proposal.state,
        "moves": proposal.moves,
        "sent_on": proposal.sent_on,
        "expires_on": proposal.expires_on,
    }


def _proposal(proposal: Proposal) -> dict[str, Any]:
    legs = [
        {
            "id": step.leg.pk,
            "is_own": step.advert is not None,
            "advert": step.advert.pk if step.advert else None,
            "from_town": step.leaves.town,
            "to_town": step.gets.town,
            "to_half_rooms": step.gets.half_rooms,
            "to_area_m2": step.gets.area_m2,
            "cost_before": step.before,
            "cost_after": step.after,
            "answer": step.leg.answer,
        }
        for step in queries.boards([proposal])[0].steps
    ]
    return {**_row(proposal), "legs": legs}


@extend_schema(
    operation_id="list_adverts", parameters=CURSOR, responses={200: page_of(AdvertShape), **PROBLEMS}, tags=["exchange"]
)
@api_view(["GET"])
def adverts(request: ApiRequest) -> Response:
    """The office's adverts."""
    access.require(request.user, Permission.READ)
    return paging.paged(request, Advert.objects.values(*FIELDS), dict, key="number")


@extend_schema(
    methods=["GET"], operation_id="read_advert", parameters=[IF_NONE_MATCH], tags=["exchange"],
    responses={200: AdvertShape, **PROBLEMS},
)  # fmt: skip
@extend_schema(
    methods=["PATCH"], operation_id="change_advert", parameters=[IF_MATCH, IDEMPOTENCY_KEY], request=AdvertChange,
    responses={200: AdvertShape, **PROBLEMS}, tags=["exchange"],
)  # fmt: skip
@api_view(["GET", "PATCH"])
def advert(request: ApiRequest, pk: UUID) -> Response:
    """One advert; PATCH changes it, here and in the pool together, when nobody else did meanwhile."""
    found = get_object_or_404(Advert, pk=pk)
    if request.method == "PATCH":
        return _change(request, pk)
    access.require(request.user, Permission.READ, found)
    return versions.versioned(request, _advert(found))


@repeatable
def _change(request: ApiRequest, pk: UUID) -> Response:
    access.require(request.user, Permission.WRITE)
    wanted = AdvertChange(data=request.data)
    wanted.is_valid(raise_exception=True)
    found: Advert = Advert.objects.locked(pk)
    versions.require_match(request, _advert(found))
    if found.state in WRITABLE_STATES:
        changed = writing.write(advert=found, by=request.user, answers=wanted.validated_data)
    else:
        on = timezone.localdate()
        changed = publishing.revise(advert=found, by=request.user, on=on, answers=wanted.validated_data)
    return versions.versioned(request, _advert(changed))


@extend_schema(
    operation_id="list_proposals", parameters=CURSOR, responses={200: page_of(ProposalRowShape), **PROBLEMS},
    tags=["exchange"],
)  # fmt: skip
@api_view(["GET"])
def proposals(request: ApiRequest) -> Response:
    """The proposals that this office takes part in."""
    access.require(request.user, Permission.READ)
    return paging.paged(request, queries.proposals(), _row)


def _found(number: str) -> Proposal:
    """The proposal of that number, if this office takes part in it."""
    if numbering.find_references(number, [PREFIX]) != [number]:
        raise Http404
    return get_object_or_404(queries.proposals(), pk=int(number.split("-")[1]))


@extend_schema(
    operation_id="read_proposal", parameters=[IF_NONE_MATCH], responses={200: ProposalShape, **PROBLEMS},
    tags=["exchange"],
)  # fmt: skip
@api_view(["GET"])
def proposal(request: ApiRequest, number: str) -> Response:
    """One proposal, move by move; other offices' households stay unnamed."""
    found = _found(number)
    access.require(request.user, Permission.READ, found)
    return versions.versioned(request, _proposal(found))


@extend_schema(
    operation_id="answer_proposal", parameters=[IDEMPOTENCY_KEY], request=Answer,
    responses={200: ProposalShape, **PROBLEMS}, tags=["exchange"],
)  # fmt: skip
@api_view(["POST"])
def answers(request: ApiRequest, number: str) -> Response:
    """Give the answer of one of the office's own households."""
    _found(number)
    return _answer(request, number)


@repeatable
def _answer(request: ApiRequest, number: str) -> Response:
    access.require(request.user, Permission.ANSWER)
    wanted = Answer(data=request.data)
    wanted.is_valid(raise_exception=True)
    leg = get_object_or_404(queries.own_leg(wanted.validated_data["leg"]), proposal=_found(number))
    answered = answering.answer(
        leg=leg,
        accepted=wanted.validated_data["accepted"],
        reason=wanted.validated_data["reason"],
        by=request.user,
        at=timezone.now(),
    )
    return Response(_proposal(answered))
