"""Every address of the service, from the URL resolver: name, pattern, view, guard, API or page."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver

from project import urls, urls_public


@dataclass(frozen=True)
class Route:
    """One address. `side` is 'office' (an office's host) or 'bare' (the operator's)."""

    side: str
    name: str
    pattern: str
    guard: str
    methods: tuple[str, ...]
    parameters: tuple[str, ...]


def every() -> list[Route]:
    return [*_walk("office", urls.urlpatterns, ""), *_walk("bare", urls_public.urlpatterns, "")]


def _walk(side: str, patterns: list[Any], before: str) -> Iterator[Route]:
    for item in patterns:
        if isinstance(item, URLResolver):
            yield from _walk(side, item.url_patterns, before + str(item.pattern))
        elif isinstance(item, URLPattern):
            view = item.callback
            is_api = hasattr(view, "cls")
            guard = "api" if is_api else getattr(view, "guard", "")
            methods = (
                tuple(name.upper() for name in view.cls.http_method_names if name != "options")
                if is_api
                else ("GET", "POST")
            )
            yield Route(
                side, item.name or "", before + str(item.pattern), guard, methods, tuple(item.pattern.converters)
            )
