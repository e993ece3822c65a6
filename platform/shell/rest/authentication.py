"""A bearer token of this office, or 401. Guessing is slowed by counting failures per address."""

from typing import Any

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
    """`Authorization: Bearer ksz_…`; counted before the permission check, so guessing meets 429."""

    def authenticate(self, request: Request) -> tuple[ApiToken, None] | None:
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        if not scheme:
            return None
        counter = f"token-failures:{request.META.get('REMOTE_ADDR', '')}"
        if int(cache.get(counter, 0)) >= FAILURES_ALLOWED:
            raise Throttled(wait=FAILURE_SECONDS)
        token = tokens.find(secret.strip()) if scheme.lower() == "bearer" else None
        if token is None:
            cache.add(counter, 0, FAILURE_SECONDS)
            cache.incr(counter)
            raise AuthenticationFailed
        return token, None

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


class HasToken(BasePermission):
    """Every API route needs a token; what it may do is asked in the view by `access.require`."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return isinstance(request.user, ApiToken)

    def has_object_permission(self, request: Request, view: Any, obj: Any) -> bool:
        return self.has_permission(request, view)
