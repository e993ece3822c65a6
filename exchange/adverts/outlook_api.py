"""/api/v1: what the pool holds for one advert, and what each flat would do to the household's month and debt."""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.response import Response

from exchange.adverts import means, publishing
from exchange.adverts.means import Known, Source
from exchange.adverts.models import Advert
from exchange.adverts.permissions import ExchangePermission as Permission
from exchange.matching import solvency
from exchange.pool import outlook
from exchange.pool.outlook import Match
from exchange.pool.states import State
from kernel import access, audit
from kernel.refusal import Refused
from shell.rest.describing import PROBLEMS
from shell.rest.repeatable import ApiRequest

LOOKING = {State.DRAFT, State.VERIFIED, State.ACTIVE}


class NotLooking(Refused):
    """The advert has no outlook."""


class MeansShape(serializers.Serializer[Any]):
    """What the household can carry a month and on whose word. Forints."""

    known_from = serializers.ChoiceField(choices=[source.value for source in Source])
    debt = serializers.IntegerField()
    instalment = serializers.IntegerField()
    home_up_to = serializers.IntegerField(help_text="The highest monthly cost of a home beside the instalment.")
    months_to_clear_now = serializers.IntegerField(
        allow_null=True, help_text="In the present flat: 0 without a debt, null where nothing is left for it."
    )


class FlatShape(serializers.Serializer[Any]):
    """A flat on offer that fits. Whose it is stays unsaid."""

    town = serializers.CharField()
    district = serializers.CharField()
    half_rooms = serializers.IntegerField()
    area_m2 = serializers.IntegerField()
    monthly_cost = serializers.IntegerField()
    is_vacant = serializers.BooleanField()
    is_own_office = serializers.BooleanField()
    fit = serializers.IntegerField(help_text="The higher, the better.")
    monthly_saving = serializers.IntegerField(help_text="Negative where it costs more.")
    is_within_means = serializers.BooleanField(allow_null=True, help_text="Null where the means are not known.")
    months_to_clear = serializers.IntegerField(allow_null=True)
    wants_ours = serializers.BooleanField()


class OutlookShape(serializers.Serializer[Any]):
    """How many flats were looked at, how many fit, and the best of them."""

    advert = serializers.UUIDField()
    looked_at = serializers.IntegerField()
    fitting = serializers.IntegerField()
    means = MeansShape(allow_null=True)
    best = FlatShape(many=True)


@extend_schema(operation_id="read_advert_outlook", responses={200: OutlookShape, **PROBLEMS}, tags=["exchange"])
@api_view(["GET"])
def advert_outlook(request: ApiRequest, pk: UUID) -> Response:
    """The best flats on offer for one advert: the monthly saving, whether it is within the means, the debt's end."""
    access.require(request.user, Permission.READ)
    found = get_object_or_404(Advert.objects.select_related("tenancy"), pk=pk)
    if found.is_vacant or found.state not in LOOKING:
        raise NotLooking(_("Only an advert that looks for a flat has an outlook: a draft, verified or active one."))
    if publishing.missing(found):
        raise publishing.Unfinished(_("The advert is not finished: answer the open questions first."))
    audit.read(request.user, found, what="outlook")
    stated = found.stated_affordable_cost
    known = means.of(found.tenancy, on=timezone.localdate(), stated=stated) if found.tenancy else None
    seen = outlook.of(publishing.entry(found), advert_id=found.pk)
    best = [_flat(match, known, request.office.schema_name) for match in seen.best]
    return Response(
        {
            "advert": found.pk,
            "looked_at": seen.looked_at,
            "fitting": seen.fitting,
            "means": _means(known, found.monthly_cost or 0) if known else None,
            "best": best,
        }
    )


def _means(known: Known, cost: int) -> dict[str, Any]:
    return {
        "known_from": known.source.value,
        "debt": known.means.debt,
        "instalment": known.means.instalment,
        "home_up_to": known.affordable,
        "months_to_clear_now": solvency.months_to_clear(known.means, cost=cost),
    }


def _flat(match: Match, known: Known | None, own_schema: str) -> dict[str, Any]:
    return {
        "town": match.town,
        "district": match.district,
        "half_rooms": match.half_rooms,
        "area_m2": match.area_m2,
        "monthly_cost": match.monthly_cost,
        "is_vacant": match.is_vacant,
        "is_own_office": match.office_schema == own_schema,
        "fit": match.fit,
        "monthly_saving": match.monthly_saving,
        "is_within_means": match.monthly_cost <= known.affordable if known else None,
        "months_to_clear": solvency.months_to_clear(known.means, cost=match.monthly_cost) if known else None,
        "wants_ours": match.wants_ours,
    }
