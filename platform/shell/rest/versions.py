"""ETag and If-Match: whoever changes something says which version of it was seen."""

import hashlib
from typing import Any

import orjson
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from shell.rest.problems import Problem


def etag(body: Any) -> str:
    return '"' + hashlib.sha256(orjson.dumps(body, default=str, option=orjson.OPT_SORT_KEYS)).hexdigest()[:32] + '"'


def versioned(request: Request, body: dict[str, Any]) -> Response:
    """Answer with the body and its ETag; 304 when the caller has this version already."""
    tag = etag(body)
    if request.headers.get("If-None-Match") == tag:
        return Response(status=304, headers={"ETag": tag})
    return Response(body, headers={"ETag": tag})


def require_match(request: Request, body: dict[str, Any]) -> None:
    """428 without If-Match, 412 when the caller saw another version."""
    given = request.headers.get("If-Match")
    if given is None:
        raise Problem(428, "if-match", _("Send If-Match with the ETag of the version you saw."))
    if given not in {"*", etag(body)}:
        raise Problem(412, "changed", _("Somebody changed this since you read it. Read it again."))
