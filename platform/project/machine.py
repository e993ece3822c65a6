"""What machines ask of the service: is it well, and what are its figures."""

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from shell.guards import public
from tenants.registry import doors
from tenants.registry.models import Office


@public
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the database and Redis answer, else 503 naming the one that does not."""
    checks = {"database": _database_answers(), "redis": _redis_answers()}
    well = all(checks.values())
    return JsonResponse({"ok": well, **checks}, status=200 if well else 503)


@public
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus figures. They name no office and no person."""
    if not settings.METRICS_OPEN:
        return HttpResponse(status=404)
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)


@public
def known_host(request: HttpRequest) -> HttpResponse:
    """Asked by the proxy before it fetches a certificate: 200 for a host of an active office."""
    host = request.GET.get("domain", "").lower()
    return HttpResponse(status=200 if doors.office_at(host) else 404)


def _database_answers() -> bool:
    try:
        connection.set_schema_to_public()  # type: ignore[attr-defined]
        Office.objects.exists()
    except DatabaseError:
        return False
    return True


def _redis_answers() -> bool:
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False
