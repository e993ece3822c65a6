"""The web's door into an office: the host name decides, and nothing else."""

import json
import logging
import sys
import time
from collections.abc import Callable
from typing import Any

import redis
from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.urls import set_urlconf
from django.utils.translation import gettext as _
from django.views import defaults

from tenants import context
from tenants.registry.models import Domain, Office

REMEMBER_SECONDS = 30.0
_remembered: dict[str, tuple[float, Office | None]] = {}
NOT_FOUND = (
    '<!doctype html><html lang="hu"><title>Nem található</title><p>Ez az oldal nem található.</p></html>'.encode()
)
UNAVAILABLE = (
    '<!doctype html><html lang="hu"><title>Most nem elérhető</title>'
    "<p>A szolgáltatás most nem elérhető. Próbálja újra néhány perc múlva.</p></html>".encode()
)
TRY_AGAIN_SECONDS = 30
OUTAGES = (OperationalError, InterfaceError)
# What PostgreSQL says when the office's role was taken from this login, or when role or schema are gone.
SHUT = frozenset({"42501", "22023", "42704", "3F000"})
MAY_ENTER = "SELECT pg_has_role(session_user, current_user, 'MEMBER')"
OPEN_TO_ANY_HOST = frozenset({"/healthz", "/metrics", "/known-host"})


def office_at(host: str) -> Office | None:
    """The active office of a host name, or None. Remembered for a short while in this process.

    A stale memory opens no door: suspending an office takes its database role from this process.
    """
    now = time.monotonic()
    known = _remembered.get(host)
    if known and known[0] > now:
        return known[1]
    domain = Domain.objects.select_related("tenant").filter(domain=host, tenant__status=Office.Status.ACTIVE).first()
    office = domain.tenant if domain else None
    if len(_remembered) > 10_000:
        _remembered.clear()
    _remembered[host] = (now + REMEMBER_SECONDS, office)
    return office


def forget() -> None:
    """Drop what this process remembers of hosts."""
    _remembered.clear()


class OfficeMiddleware:
    """Enters the office of the request's host; an unknown or suspended one is a neutral 404, an outage a 503."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path in OPEN_TO_ANY_HOST:
            request.urlconf = settings.PUBLIC_SCHEMA_URLCONF
            return self.get_response(request)
        host = request.META.get("HTTP_HOST", "").rsplit(":", 1)[0].lower().rstrip(".")
        try:
            office = office_at(host)
            is_open = office is not None and _may_enter(office)
        except OUTAGES as error:
            return unavailable(request, error)
        if office is None or not is_open:
            return HttpResponseNotFound(NOT_FOUND)
        request.office = office  # type: ignore[attr-defined]
        request.tenant = office  # type: ignore[attr-defined]  # django-tenants' own name
        if office.kind == Office.Kind.OPERATOR:
            request.urlconf = settings.PUBLIC_SCHEMA_URLCONF
            set_urlconf(settings.PUBLIC_SCHEMA_URLCONF)
        with context.entered(office):
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """An outage in the middle of a page; signing in also needs Redis, which counts the attempts."""
        return unavailable(request, error) if _is_outage(error) else None


def server_error(request: HttpRequest) -> HttpResponse:
    """The answer to what nothing else has caught: 500, or 503 when an outage came before or after the page.

    Whoever is signed in is read from the database before the page begins. Django calls this while it handles the error.
    """
    error = sys.exception()
    if isinstance(error, Exception) and _is_outage(error):
        return unavailable(request, error)
    return defaults.server_error(request)


def _is_outage(error: Exception) -> bool:
    return isinstance(error, (*OUTAGES, redis.RedisError))


def unavailable(request: HttpRequest, error: Exception) -> HttpResponse:
    """503 that names nobody and says when to try again."""
    first_line = (str(error).splitlines() or [""])[0]
    logging.getLogger(__name__).error("An outage: %s: %s", type(error).__name__, first_line)
    response = HttpResponse(UNAVAILABLE, status=503)
    if request.path.startswith("/api/"):
        body = {
            "type": "urn:kuszob:problem:unavailable",
            "title": "unavailable",
            "status": 503,
            "detail": _("The service is not available at the moment. Try again in half a minute."),
        }
        response = HttpResponse(
            json.dumps(body, ensure_ascii=False), status=503, content_type="application/problem+json"
        )
    response["Retry-After"] = str(TRY_AGAIN_SECONDS)
    return response


def _may_enter(office: Any) -> bool:
    """Take the office's role now, so that a suspended office is a 404 and not an error half-way.

    A connection that is still inside from the request before is asked again: a role that was taken away stays
    usable in a session that already has it. One statement a request. Raises on an outage.
    """
    is_open = False
    try:
        with context.entered(office), connection.cursor() as cursor:
            cursor.execute(MAY_ENTER)
            (is_open,) = cursor.fetchone()
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", None) not in SHUT:
            raise
    finally:
        if not is_open:
            forget()
            if connection.errors_occurred or not connection.in_atomic_block:
                connection.close()
    return is_open
