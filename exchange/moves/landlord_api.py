"""/api/v1: the consents to the move of one of the office's households, and the landlord's decision by two persons."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.response import Response

from exchange.adverts.permissions import ExchangePermission as Permission
from exchange.moves import applications, consents
from exchange.moves.consents import Party
from exchange.moves.desk import loading
from exchange.moves.landlord_rules import Ground, Refusal, RightHolder
from exchange.moves.models import Application, Consent
from exchange.moves.seats import Exchange, OurSeat
from exchange.pool.columns import MOST_MONTHLY_COST
from kernel import access, audit
from shell.rest import versions
from shell.rest.describing import IDEMPOTENCY_KEY, IF_NONE_MATCH, PROBLEMS
from shell.rest.repeatable import ApiRequest, repeatable

FILED = (
    "ground", "missing_papers", "papers_by", "title_doubt", "right_holder", "filed_on", "decide_by", "outcome",
    "refusal", "reasoning", "condition", "condition_met_on", "monthly_cost", "decider", "decided_on",
)  # fmt: skip
DECIDED = [one for one in Application.Outcome.values if one != Application.Outcome.WAITING]
SAID = [one for one in Consent.Outcome.values if one != Consent.Outcome.WAITING]
WAYS = [one for one in Consent.Way.values if one]


class PartyShape(serializers.Serializer[Any]):
    """Somebody who must consent. `version` 0: not asked yet; `has_agreed` is false when the cost has changed since."""

    role = serializers.ChoiceField(choices=Consent.Role.values)
    name = serializers.CharField()
    outcome = serializers.ChoiceField(choices=Consent.Outcome.values)
    version = serializers.IntegerField()
    monthly_cost = serializers.IntegerField()
    has_agreed = serializers.BooleanField()


class PartiesShape(serializers.Serializer[Any]):
    """Everybody who must consent to the move. `monthly_cost`: what the home costs that they are asked about."""

    monthly_cost = serializers.IntegerField()
    parties = PartyShape(many=True)


class Said(serializers.Serializer[Any]):
    """What one of the parties said, told by role and name as they are listed."""

    role = serializers.ChoiceField(choices=Consent.Role.values)
    name = serializers.CharField(max_length=160)
    outcome = serializers.ChoiceField(choices=SAID)
    way = serializers.ChoiceField(choices=WAYS)
    given_on = serializers.DateField()


class DecisionShape(serializers.Serializer[Any]):
    """The application for the landlord's consent and what was decided. It counts from `decided_on` on."""

    ground = serializers.ChoiceField(choices=Ground.values)
    missing_papers = serializers.ListField(child=serializers.ChoiceField(choices=Application.Paper.values))
    papers_by = serializers.DateField(allow_null=True)
    title_doubt = serializers.BooleanField()
    right_holder = serializers.ChoiceField(choices=RightHolder.values)
    filed_on = serializers.DateField()
    decide_by = serializers.DateField()
    outcome = serializers.ChoiceField(choices=Application.Outcome.values)
    refusal = serializers.ChoiceField(choices=Refusal.values, allow_blank=True)
    reasoning = serializers.CharField(allow_blank=True)
    condition = serializers.CharField(allow_blank=True)
    condition_met_on = serializers.DateField(allow_null=True)
    monthly_cost = serializers.IntegerField(allow_null=True)
    decider = serializers.CharField(allow_blank=True)
    decided_on = serializers.DateField(allow_null=True)
    is_confirmed = serializers.BooleanField()


class Decided(serializers.Serializer[Any]):
    """The decision as the landlord's decider made it, to be confirmed by somebody else."""

    outcome = serializers.ChoiceField(choices=DECIDED)
    decider = serializers.CharField(max_length=160)
    refusal = serializers.ChoiceField(choices=Refusal.values, required=False, default="", allow_blank=True)
    reasoning = serializers.CharField(max_length=1000, required=False, default="", allow_blank=True)
    condition = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)
    monthly_cost = serializers.IntegerField(
        min_value=0, max_value=MOST_MONTHLY_COST, required=False, default=None, allow_null=True
    )


def _party(party: Party) -> dict[str, Any]:
    return {
        "role": party.role,
        "name": party.name,
        "outcome": party.said.outcome if party.said else Consent.Outcome.WAITING,
        "version": party.said.version if party.said else 0,
        "monthly_cost": party.said.monthly_cost if party.said else party.cost,
        "has_agreed": party.has_agreed,
    }


def _parties(seat: OurSeat) -> dict[str, Any]:
    return {
        "monthly_cost": (seat.gets.monthly_cost or 0) if seat.gets else 0,
        "parties": [_party(one) for one in consents.parties(seat)],
    }


def _decision(application: Application) -> dict[str, Any]:
    return {**{name: getattr(application, name) for name in FILED}, "is_confirmed": application.is_decided}


def _filed(number: str, position: int) -> tuple[Exchange, OurSeat, Application]:
    """The application for one of our flats; a 404 before it is filed."""
    exchange, seat = loading.seat_of(number, position)
    found = applications.of_seat(seat)
    if found is None:
        raise Http404
    return exchange, seat, found


@extend_schema(
    methods=["GET"], operation_id="list_consents", parameters=[IF_NONE_MATCH], tags=["exchange"],
    responses={200: PartiesShape, **PROBLEMS},
)  # fmt: skip
@extend_schema(
    methods=["POST"], operation_id="record_consent", parameters=[IDEMPOTENCY_KEY], request=Said, tags=["exchange"],
    responses={200: PartiesShape, **PROBLEMS},
)  # fmt: skip
@api_view(["GET", "POST"])
def ledger(request: ApiRequest, number: str, position: int) -> Response:
    """Who must consent to the move of one of this office's households; POST records what one of them said."""
    if request.method == "POST":
        return _record(request, number, position)
    access.require(request.user, Permission.READ)
    _exchange, seat = loading.seat_of(number, position)
    audit.read(request.user, seat.advert, what="consents")
    return versions.versioned(request, _parties(seat))


@repeatable
def _record(request: ApiRequest, number: str, position: int) -> Response:
    access.require(request.user, Permission.ANSWER)
    wanted = Said(data=request.data)
    wanted.is_valid(raise_exception=True)
    exchange, seat = loading.seat_of(number, position)
    known = wanted.validated_data
    consents.record(
        proposal=exchange.proposal, position=position, role=known["role"], name=known["name"],
        outcome=known["outcome"], way=known["way"], on=known["given_on"], by=request.user, at=timezone.now(),
    )  # fmt: skip
    return Response(_parties(seat))


@extend_schema(
    methods=["GET"], operation_id="read_landlord_decision", parameters=[IF_NONE_MATCH], tags=["exchange"],
    responses={200: DecisionShape, **PROBLEMS},
)  # fmt: skip
@extend_schema(
    methods=["POST"], operation_id="prepare_landlord_decision", parameters=[IDEMPOTENCY_KEY], request=Decided,
    responses={200: DecisionShape, **PROBLEMS}, tags=["exchange"],
)  # fmt: skip
@api_view(["GET", "POST"])
def decision(request: ApiRequest, number: str, position: int) -> Response:
    """The application for one of this office's flats and what was decided; POST prepares the decision."""
    if request.method == "POST":
        return _prepare(request, number, position)
    access.require(request.user, Permission.READ)
    _exchange, seat, found = _filed(number, position)
    audit.read(request.user, seat.advert, what="application")
    return versions.versioned(request, _decision(found))


@repeatable
def _prepare(request: ApiRequest, number: str, position: int) -> Response:
    access.require(request.user, Permission.DECIDE)
    wanted = Decided(data=request.data)
    wanted.is_valid(raise_exception=True)
    exchange, _seat, found = _filed(number, position)
    prepared = applications.prepare(
        application=found, proposal=exchange.proposal, by=request.user, on=timezone.localdate(),
        **wanted.validated_data,
    )  # fmt: skip
    return Response(_decision(prepared))


@extend_schema(
    operation_id="confirm_landlord_decision", parameters=[IDEMPOTENCY_KEY], request=None,
    responses={200: DecisionShape, **PROBLEMS}, tags=["exchange"],
)  # fmt: skip
@api_view(["POST"])
@repeatable
def decision_confirm(request: ApiRequest, number: str, position: int) -> Response:
    """The prepared decision counts from now on; where the office wants two persons, another token confirms it."""
    access.require(request.user, Permission.DECIDE)
    exchange, _seat, found = _filed(number, position)
    now = timezone.now()
    confirmed = applications.confirm(
        application=found, proposal=exchange.proposal, by=request.user, on=timezone.localdate(now), at=now
    )
    return Response(_decision(confirmed))
