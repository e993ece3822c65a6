"""Idempotency-Key: the same write sent twice has one effect and one answer."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

import orjson
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.response import Response

from shell.models import IdempotentRequest
from shell.rest.problems import Problem

ApiView = Callable[..., Response]
ABANDONED_AFTER = timedelta(seconds=120)


# A rest_framework Request whose user is an ApiToken; DRF's type stubs know only Django's own users.
ApiRequest = Any


def repeatable(view: ApiView) -> ApiView:
    """For views that change something: the header is required, a repeat gets the first answer.

    409 while the first is still running, 422 when the same key comes with another body. The mark is
    set before the work and in a transaction of its own; work and answer are committed together.
    """

    @wraps(view)
    def repeated(request: ApiRequest, *args: Any, **kwargs: Any) -> Response:
        key = request.headers.get("Idempotency-Key", "").strip()
        if not 1 <= len(key) <= 80:
            raise Problem(400, "idempotency-key", _("Send an Idempotency-Key header of 1 to 80 characters."))
        fingerprint = hashlib.sha256(
            b"\0".join(
                [
                    str(request.method).encode(),
                    request.path.encode(),
                    orjson.dumps(request.data, option=orjson.OPT_SORT_KEYS),
                ]
            )
        ).hexdigest()
        mark, is_first = IdempotentRequest.objects.get_or_create(
            actor_id=request.user.actor_id, key=key, defaults={"fingerprint": fingerprint}
        )
        if not is_first and mark.status is None and mark.created_at < timezone.now() - ABANDONED_AFTER:
            # Work and answer are committed together, so a mark without an answer left nothing behind.
            mark.delete()
            return repeated(request, *args, **kwargs)
        if not is_first:
            return _earlier(mark, fingerprint)
        try:
            with transaction.atomic():
                response = view(request, *args, **kwargs)
                mark.status, mark.answer = response.status_code, orjson.dumps(response.data)
                mark.save(update_fields=["status", "answer"])
        except BaseException:
            # Nothing was done, so the caller may try again with the same key – unless it was done and only the
            # database's word of it was lost: then the answer stands on the mark, and stays.
            IdempotentRequest.objects.filter(pk=mark.pk, status=None).delete()
            raise
        return response

    return repeated


def _earlier(mark: IdempotentRequest, fingerprint: str) -> Response:
    if mark.fingerprint != fingerprint:
        raise Problem(422, "idempotency-key-reused", _("This Idempotency-Key was used for another request."))
    if mark.status is None or mark.answer is None:
        raise Problem(409, "in-progress", _("The first request with this Idempotency-Key is still running."))
    return Response(orjson.loads(bytes(mark.answer)), status=mark.status, headers={"Idempotency-Replayed": "true"})
