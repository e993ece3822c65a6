"""The desk's main menu: slices add their entries through `settings.NAVIGATION`, in the order shown."""

from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from kernel import access
from kernel.access import Permission


@dataclass(frozen=True)
class Entry:
    """One word of the menu, shown to whoever has the permission; without one to everybody signed in."""

    label: "Promise | str"
    url_name: str
    permission: Permission | None = None
    side: str = "desk"


@dataclass(frozen=True)
class Link:
    label: "Promise | str"
    url: str
    is_current: bool


@cache
def entries() -> tuple[Entry, ...]:
    return tuple(import_string(path) for path in settings.NAVIGATION)


def of(request: HttpRequest) -> list[Link]:
    """The links that the request's user may follow."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    side = "desk" if user.kind == "staff" else "portal"
    shown = []
    for entry in entries():
        if entry.side == side and (entry.permission is None or access.allowed(user, entry.permission)):
            try:
                shown.append((entry.label, reverse(entry.url_name)))
            except NoReverseMatch:
                continue  # the bare host has only some of the pages
    current = max((url for _label, url in shown if request.path.startswith(url)), key=len, default="")
    return [Link(label, url, url == current) for label, url in shown]
