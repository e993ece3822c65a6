"""Parts of a page that belong to a slice above the page's own: named in settings, drawn by a template tag."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from kernel.access import Actor


@dataclass(frozen=True)
class Panel:
    """One part: its template and the finished values the template shows."""

    template: str
    values: dict[str, Any] = field(default_factory=dict)


Provider = Callable[[Any, date, Actor], Panel | None]


@cache
def providers(place: str) -> tuple[Provider, ...]:
    return tuple(import_string(path) for path in settings.PANELS.get(place, []))


def of(place: str, subject: Any, on: date, user: Actor) -> list[Panel]:
    """The panels of one place about one subject that this user may see."""
    found = [provider(subject, on, user) for provider in providers(place)]
    return [panel for panel in found if panel is not None]
