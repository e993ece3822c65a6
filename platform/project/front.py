"""What everybody may read: what the office helps with, and what the law gives."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.shared import entries
from catalogue.shared.models import NationalEntry
from shell.guards import public
from shell.pages import page

Level = NationalEntry.Level
LEVELS: dict[str, tuple[Any, Any]] = {
    Level.OBTAIN: (_("Getting a home"), _("Municipal flats, calls for tenders, exchanging a flat.")),
    Level.KEEP: (_("Keeping your home"), _("Rent and utility debts, paying in parts, benefits.")),
    Level.CRISIS: (_("Losing your home"), _("Eviction, a night without shelter, violence at home.")),
    Level.AFTERCARE: (_("Staying housed"), _("Somebody to turn to after you have moved in.")),
}


def front(request: HttpRequest) -> HttpResponse:
    return page(request, "project/front.html", levels=LEVELS.items())


@public
def help_list(request: HttpRequest) -> HttpResponse:
    """The national entries in force, by the four levels of help."""
    found = list(entries.valid_on(timezone.localdate()))
    groups = [
        (level, title, words, [entry for entry in found if entry.level == level])
        for level, (title, words) in LEVELS.items()
    ]
    return page(request, "project/help.html", groups=groups)


@public
def help_entry(request: HttpRequest, slug: str) -> HttpResponse:
    entry = get_object_or_404(entries.valid_on(timezone.localdate()), slug=slug)
    return page(request, "project/help_entry.html", entry=entry, level=LEVELS[entry.level][0])
