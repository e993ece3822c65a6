"""Answering with a page, or with the named part of it that htmx asked for."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from shell import navigation
from tenants import context as tenancy

ROWS = 50


def page(request: HttpRequest, template: str, *, status: int = 200, **values: Any) -> HttpResponse:
    """Render `folder/page.html`, or of `folder/page.html#part` only the part when htmx asks for it.

    A swapped part equals the same part of the reloaded page: both come from one template. The answer
    varies by who asked, so that going back never shows a part alone.
    """
    name, _, part = template.partition("#")
    htmx: Any = getattr(request, "htmx", None)
    wants_part = bool(part and htmx and not htmx.boosted and not htmx.history_restore_request)
    response = render(request, f"{name}#{part}" if wants_part else name, values, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def sheet(rows: Sequence[Any] | QuerySet[Any], request: HttpRequest, *, size: int = ROWS) -> Page[Any]:
    """One page of a list; an unknown page number shows the nearest."""
    return Paginator(rows, size).get_page(request.GET.get("page"))


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """What every page shows around its content."""
    office = tenancy.office_or_none()
    return {
        "office": office,
        "is_demo": bool(office and office.is_demo),
        "navigation": navigation.of(request) if office else [],
    }
