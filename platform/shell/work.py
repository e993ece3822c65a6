"""What is due today: every slice says what waits for a person, `settings.WORK_LISTS` names the slices."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from kernel.access import Actor


@dataclass(frozen=True)
class WorkItem:
    """One line of the work list: how many, of what, where to go on. `is_urgent` ones stand first."""

    count: int
    label: "Promise | str"
    url: str
    hint: "Promise | str" = ""
    is_urgent: bool = False


Provider = Callable[[date, Actor], list[WorkItem]]


@cache
def providers() -> tuple[Provider, ...]:
    return tuple(import_string(path) for path in settings.WORK_LISTS)


def due(on: date, user: Actor) -> list[WorkItem]:
    """What waits for this user on the day; what there is none of is left out."""
    items = [item for provider in providers() for item in provider(on, user) if item.count]
    return sorted(items, key=lambda item: not item.is_urgent)
