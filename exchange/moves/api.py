"""/api/v1: where an exchange stands and what it waits for, the looks at it, stepping out; the office's listings.

Other offices' households stay unnamed: a seat is told by its place, and only ours carry an advert.
"""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.response import Response

from exchange.adverts import answering
from exchange.adverts.permissions import ExchangePermission as Permission
from exchange.moves import queries, screening, seats, town_mail
from exchange.moves.desk import loading
from exchange.moves.seats import Exchange
from exchange.pool.columns import HOME, WISH
from exchange.pool.models import Reason, StageEntry
from exchange.pool.states import State
from exchange.pool.steps import Stage, Task
from kernel import access
from shell.rest import paging, versions
from shell.rest.describing import CURSOR, IDEMPOTENCY_KEY, IF_NONE_MATCH, PROBLEMS, page_of
from shell.rest.repeatable import ApiRequest, repeatable

# What the pool shows of a listing. The advert behind it and what guides the choice (relief, means) are not in it.
LISTED = ("id", "state", "is_vacant", "floor", "listed_on", "expires_on", "rests_until", *HOME, *WISH)
# A household says no for a reason of its own; the others follow from what an office or a landlord did.
LEAVING = [one.value for one in Reason if one not in {Reason.WITHDRAWN, Reason.LATE, Reason.LANDLORD} and one.value]


class MissingShape(serializers.Serializer[Any]):
    """One thing that the present step waits for. Position 0: the office itself, not one of its flats."""

    task = serializers.ChoiceField(choices=Task.values)
    office = serializers.CharField()
    is_ours = serializers.BooleanField()
    position = serializers.IntegerField()


class SeatShape(serializers.Serializer[Any]):
    """A flat of this office. `gets_town`: where its household moves; `comes_town`: whence its new one comes."""

    position = serializers.IntegerField()
    advert = serializers.UUIDField()
    gets_town = serializers.CharField(allow_null=True)
    comes_town = serializers.CharField(allow_null=True)


class StageEntryShape(serializers.Serializer[Any]):
    """A step that the exchange entered."""

    stage = serializers.ChoiceField(choices=Stage.values)
    entered_at = serializers.DateTimeField()


class StepsShape(serializers.Serializer[Any]):
    """Where an exchange stands."""

    number = serializers.CharField()
    state = serializers.ChoiceField(choices=Stage.values)
    since = serializers.DateField()
    last_day = serializers.DateField()
    missing = MissingShape(many=True)
    seats = SeatShape(many=True)
    entries = StageEntryShape(many=True)


class Leaving(serializers.Serializer[Any]):
    """One of this office's flats steps out."""

    position = serializers.IntegerField(min_value=1)
    reason = serializers.ChoiceField(choices=LEAVING)


class ListingShape(serializers.Serializer[Any]):
    """A listing of this office as the pool sees it. Rooms in half rooms, area in m², money in forints a month."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=State.values)
    is_vacant = serializers.BooleanField()
    floor = serializers.CharField()
    listed_on = serializers.DateField()
    expires_on = serializers.DateField()
    rests_until = serializers.DateField(allow_null=True)
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
    wish_heatings = serializers.ListField(child=serializers.CharField())
    wish_tenures = serializers.ListField(child=serializers.CharField())
    wish_lift = serializers.BooleanField()
    wish_step_free = serializers.BooleanField()
    household_size = serializers.IntegerField()
    area_per_person = serializers.IntegerField()


def _steps(exchange: Exchange) -> dict[str, Any]:
    proposal, missing = exchange.proposal, exchange.missing
    names = town_mail.names(sorted({one.office for one in missing}))
    ours = set(exchange.our_missing)
    return {
        "number": proposal.number,
        "state": proposal.state,
        "since": proposal.since,
        "last_day": proposal.expires_on,
        "missing": [
            {"task": one.task, "office": names[one.office], "is_ours": one in ours, "position": one.position}
            for one in missing
        ],
        "seats": [
            {
                "position": seat.position,
                "advert": seat.advert.pk,
                "gets_town": seat.gets.town if seat.gets else None,
                "comes_town": seat.comes.town if seat.comes else None,
            }
            for seat in exchange.ours
        ],
        "entries": list(StageEntry.objects.filter(proposal=proposal).values("stage", "entered_at")),
    }


@extend_schema(
    operation_id="read_proposal_steps", parameters=[IF_NONE_MATCH], responses={200: StepsShape, **PROBLEMS},
    tags=["exchange"],
)  # fmt: skip
@api_view(["GET"])
def steps(request: ApiRequest, number: str) -> Response:
    """Where an exchange stands, what it waits for and whose task that is."""
    access.require(request.user, Permission.READ)
    return versions.versioned(request, _steps(loading.exchange_of(number)))


@extend_schema(
    operation_id="screen_proposal", parameters=[IDEMPOTENCY_KEY], request=None,
    responses={200: StepsShape, **PROBLEMS}, tags=["exchange"],
)  # fmt: skip
@api_view(["POST"])
@repeatable
def screen(request: ApiRequest, number: str) -> Response:
    """This office has looked at the proposal: its households may be asked once every office has."""
    access.require(request.user, Permission.ANSWER)
    found = loading.proposal_of(number)
    return Response(_steps(seats.of(screening.screen(proposal=found, by=request.user, at=timezone.now()))))


@extend_schema(
    operation_id="open_proposal", parameters=[IDEMPOTENCY_KEY], request=None,
    responses={200: StepsShape, **PROBLEMS}, tags=["exchange"],
)  # fmt: skip
@api_view(["POST"])
@repeatable
def open_names(request: ApiRequest, number: str) -> Response:
    """This office agrees that the names are opened; where it wants two persons, another one than who looked."""
    access.require(request.user, Permission.ANSWER)
    found = loading.proposal_of(number)
    return Response(_steps(seats.of(screening.open_names(proposal=found, by=request.user, at=timezone.now()))))


@extend_schema(
    operation_id="leave_proposal", parameters=[IDEMPOTENCY_KEY], request=Leaving,
    responses={200: StepsShape, **PROBLEMS}, tags=["exchange"],
)  # fmt: skip
@api_view(["POST"])
@repeatable
def leave(request: ApiRequest, number: str) -> Response:
    """One of this office's flats steps out: the exchange falls through, and the others are matched anew."""
    access.require(request.user, Permission.ANSWER)
    wanted = Leaving(data=request.data)
    wanted.is_valid(raise_exception=True)
    exchange, seat = loading.seat_of(number, wanted.validated_data["position"])
    reason = Reason(wanted.validated_data["reason"])
    fallen = answering.step_out(
        proposal=exchange.proposal, position=seat.position, reason=reason, by=request.user, at=timezone.now()
    )
    return Response(_steps(seats.of(fallen)))


@extend_schema(
    operation_id="list_listings", parameters=CURSOR, responses={200: page_of(ListingShape), **PROBLEMS},
    tags=["exchange"],
)  # fmt: skip
@api_view(["GET"])
def listings(request: ApiRequest) -> Response:
    """This office's listings as the pool sees them."""
    access.require(request.user, Permission.READ)
    return paging.paged(request, queries.listings().values(*LISTED), dict, key="id")
