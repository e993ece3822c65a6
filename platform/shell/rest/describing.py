"""Pieces of the OpenAPI description that every slice's API shares."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, inline_serializer
from rest_framework import serializers


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # the library registers it by being there
    """How a request shows its token."""

    target_class = "shell.rest.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "a token of this office, issued by its head"}


class ProblemShape(serializers.Serializer[Any]):
    """Problem details (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    fields = serializers.DictField(required=False)  # type: ignore[assignment]  # DRF keeps declared fields apart


def _problem(sentence: str) -> OpenApiResponse:
    return OpenApiResponse(ProblemShape, description=sentence)


PROBLEMS: dict[Any, Any] = {
    (400, "application/problem+json"): _problem("the request cannot be understood"),
    (401, "application/problem+json"): _problem("no token, or one that is not valid here"),
    (403, "application/problem+json"): _problem("the token's scopes do not include this"),
    (404, "application/problem+json"): _problem("not there, or another office's"),
    (409, "application/problem+json"): _problem("the same request is still running"),
    (412, "application/problem+json"): _problem("changed since it was read"),
    (422, "application/problem+json"): _problem("refused, with one sentence; `fields` names what is wrong"),
    (428, "application/problem+json"): _problem("If-Match is needed"),
    (429, "application/problem+json"): _problem("too many wrong tokens"),
}
CURSOR = [
    OpenApiParameter("cursor", str, description="where to go on: `next` of the page before"),
    OpenApiParameter("limit", {"type": "integer", "minimum": 1, "maximum": 200, "default": 50}),
]
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="1 to 80 characters; the same key, one effect",
)
IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, required=True, description="the ETag that was read"
)
IF_NONE_MATCH = OpenApiParameter("If-None-Match", str, OpenApiParameter.HEADER)


def page_of(shape: type[serializers.Serializer[Any]]) -> Any:
    """The shape of a cursor page of something."""
    name = shape.__name__.removesuffix("Shape")
    return inline_serializer(
        f"{name}Page", {"results": shape(many=True), "next": serializers.CharField(allow_null=True)}
    )
