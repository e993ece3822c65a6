"""A bearer token of this office, or 401. Guessing is slowed by counting failures per address."""

import logging
from typing import Any

import redis
from django.core.cache import cache
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from tenants.accounts import tokens
from tenants.accounts.models import ApiToken

FAILURES_ALLOWED = 20
FAILURE_SECONDS = 900


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer ksz_…`; counted before the permission check, so guessing meets 429.

    Only failures are counted and only failures are refused for being many: whoever shares an address with a guesser
    gets in with a valid token.
    """

    def authenticate(self, request: Request) -> tuple[ApiToken, None] | None:
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        if not scheme:
            return None
        token = tokens.find(secret.strip()) if scheme.lower() == "bearer" else None
        if token is not None:
            return token, None
        if _failures(request.META.get("REMOTE_ADDR", "")) > FAILURES_ALLOWED:
            raise Throttled(wait=FAILURE_SECONDS)
        raise AuthenticationFailed

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


def _failures(address: str) -> int:
    """Count one more failure from an address; 0 when the counter cannot be reached."""
    counter = f"token-failures:{address}"
    try:
        cache.add(counter, 0, FAILURE_SECONDS)
        return int(cache.incr(counter))
    except ValueError:  # it ran out between the two
        return 1
    except (redis.RedisError, OSError) as error:
        logging.getLogger(__name__).warning("Token failures are not counted: %s", type(error).__name__)
        return 0


class HasToken(BasePermission):
    """Every API route needs a token; what it may do is asked in the view by `access.require`."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return isinstance(request.user, ApiToken)

    def has_object_permission(self, request: Request, view: Any, obj: Any) -> bool:
        return self.has_permission(request, view)
