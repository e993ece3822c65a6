"""The desk's main menu: slices add their entries through `settings.NAVIGATION`, in the order shown."""

from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from kernel import access
from kernel.access import Permission


@dataclass(frozen=True)
class Entry:
    """One word of the menu, shown to whoever has the permission."""

    label: "Promise | str"
    url_name: str
    permission: Permission
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
    links = []
    for entry in entries():
        if entry.side == side and access.allowed(user, entry.permission):
            url = reverse(entry.url_name)
            links.append(Link(entry.label, url, request.path.startswith(url)))
    return links
