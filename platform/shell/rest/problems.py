"""Errors as problem details (RFC 9457): one title, one sentence, and the fields at fault."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from kernel.refusal import NotAllowed, Refused

CONTENT_TYPE = "application/problem+json"


class Problem(Exception):
    """An error answer that a view decides on: a status, a short code and a sentence."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail = status, code, detail


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: every error a caller can cause becomes problem+json."""
    headers: dict[str, str] = {}
    fields: Any = None
    match error:
        case Problem():
            status, code, detail = error.status, error.code, error.detail
        case NotAllowed() | PermissionDenied():
            status, code, detail = 403, "not-allowed", _("This token does not include that scope.")
        case Http404():
            status, code, detail = 404, "not-found", _("There is nothing at this address.")
        case Refused():
            status, code, detail = 422, "refused", str(error)
        case exceptions.ValidationError():
            status, code, detail = 422, "invalid", _("Some of what was sent cannot be used; see “fields”.")
            fields = error.detail
        case exceptions.APIException():
            status, code, detail = (
                error.status_code,
                str(error.default_code).replace("_", "-"),
                str(error.detail),
            )
            if getattr(error, "auth_header", None):
                headers["WWW-Authenticate"] = getattr(error, "auth_header", "")
            if isinstance(error, exceptions.Throttled):
                headers["Retry-After"] = str(int(getattr(error, "wait", None) or 60))
        case _:
            return None
    set_rollback()
    body: dict[str, Any] = {
        "type": f"urn:kuszob:problem:{code}",
        "title": code,
        "status": status,
        "detail": detail,
    }
    if fields is not None:
        body["fields"] = fields
    return Response(body, status=status, headers=headers, content_type=CONTENT_TYPE)
