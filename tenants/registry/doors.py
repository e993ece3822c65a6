"""The web's door into an office: the host name decides, and nothing else."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.urls import set_urlconf

from tenants import context
from tenants.registry.models import Domain, Office

REMEMBER_SECONDS = 30.0
_remembered: dict[str, tuple[float, Office | None]] = {}
NOT_FOUND = (
    '<!doctype html><html lang="hu"><title>Nem található</title><p>Ez az oldal nem található.</p></html>'.encode()
)
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
    """Enters the office of the request's host; an unknown or suspended one is a neutral 404."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path in OPEN_TO_ANY_HOST:
            request.urlconf = settings.PUBLIC_SCHEMA_URLCONF
            return self.get_response(request)
        host = request.META.get("HTTP_HOST", "").rsplit(":", 1)[0].lower().rstrip(".")
        office = office_at(host)
        if office is None or not _may_enter(office):
            return HttpResponseNotFound(NOT_FOUND)
        request.office = office  # type: ignore[attr-defined]
        request.tenant = office  # type: ignore[attr-defined]  # django-tenants' own name
        if office.kind == Office.Kind.OPERATOR:
            request.urlconf = settings.PUBLIC_SCHEMA_URLCONF
            set_urlconf(settings.PUBLIC_SCHEMA_URLCONF)
        with context.entered(office):
            return self.get_response(request)


def _may_enter(office: Any) -> bool:
    """Take the office's role now, so that a suspended office is a 404 and not an error half-way."""
    try:
        with context.entered(office):
            connection.ensure_connection()
            with connection.cursor():
                return True
    except DatabaseError:
        forget()
        if connection.errors_occurred or not connection.in_atomic_block:
            connection.close()
        return False
