"""Cursor pages over a stable key: no page moves under the reader, no count is taken."""

import base64
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from shell.rest.problems import Problem

SIZE = 50
LARGEST = 200


def paged(
    request: Request, rows: QuerySet[Any], shape: Callable[[Any], dict[str, Any]], *, key: str = "pk"
) -> Response:
    """Answer `{"results": […], "next": cursor or null}`; `?cursor=` and `?limit=` go on from there.

    `key` is a unique, ordered field of the rows.
    """
    limit = _limit(request.query_params.get("limit"))
    after = request.query_params.get("cursor")
    ordered = rows.order_by(key)
    if after is not None:
        try:
            ordered = ordered.filter(**{f"{key}__gt": _decode(after)})
        except (ValidationError, ValueError) as error:
            raise _bad_cursor() from error
    found = list(ordered[: limit + 1])
    more = len(found) > limit
    found = found[:limit]
    following = _encode(_value(found[-1], key)) if more else None
    return Response({"results": [shape(row) for row in found], "next": following})


def _value(row: Any, key: str) -> str:
    return str(row[key] if isinstance(row, dict) else getattr(row, key))


def _limit(text: str | None) -> int:
    if text is None:
        return SIZE
    if not text.isdecimal() or not 1 <= int(text) <= LARGEST:
        raise Problem(400, "bad-limit", _("“limit” is a whole number from 1 to %(most)d.") % {"most": LARGEST})
    return int(text)


def _encode(value: str) -> str:
    return base64.urlsafe_b64encode(value.encode()).decode().rstrip("=")


def _decode(cursor: str) -> str:
    try:
        return base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
    except ValueError as error:
        raise _bad_cursor() from error


def _bad_cursor() -> Problem:
    return Problem(400, "bad-cursor", _("This cursor was not given out by this list."))
