"""/api/v1: the national catalogue, the same for every office."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.response import Response

from catalogue.shared import entries
from catalogue.shared.permissions import CataloguePermission as Permission
from kernel import access
from shell.rest import paging, versions
from shell.rest.describing import CURSOR, IF_NONE_MATCH, PROBLEMS, page_of
from shell.rest.repeatable import ApiRequest

FIELDS = (
    "slug", "level", "name", "summary", "eligibility", "how_to_claim", "legal_basis", "valid_from", "valid_until",
    "last_checked_on",
)  # fmt: skip


class EntryShape(serializers.Serializer[Any]):
    """One benefit or right, as it stands today."""

    slug = serializers.CharField()
    level = serializers.CharField()
    name = serializers.CharField()
    summary = serializers.CharField()
    eligibility = serializers.CharField()
    how_to_claim = serializers.CharField()
    legal_basis = serializers.CharField()
    valid_from = serializers.DateField()
    valid_until = serializers.DateField(allow_null=True)
    last_checked_on = serializers.DateField()


@extend_schema(
    operation_id="list_catalogue",
    parameters=CURSOR,
    responses={200: page_of(EntryShape), **PROBLEMS},
    tags=["catalogue"],
)
@api_view(["GET"])
def catalogue(request: ApiRequest) -> Response:
    """National benefits and rights in force today."""
    access.require(request.user, Permission.READ)
    return paging.paged(request, entries.valid_on(timezone.localdate()).values(*FIELDS), dict, key="slug")


@extend_schema(
    operation_id="read_entry", parameters=[IF_NONE_MATCH], responses={200: EntryShape, **PROBLEMS}, tags=["catalogue"]
)
@api_view(["GET"])
def entry(request: ApiRequest, slug: str) -> Response:
    """One entry."""
    access.require(request.user, Permission.READ)
    found = get_object_or_404(entries.valid_on(timezone.localdate()).values(*FIELDS), slug=slug)
    return versions.versioned(request, dict(found))
