"""The towns and districts that adverts may name: chosen from a list, so that nothing is typed into the pool."""

import re
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from exchange.pool.columns import PLACE_SEPARATOR
from exchange.pool.models import PLACE_NAME, Place
from kernel import audit
from kernel.access import Actor
from kernel.refusal import Refused
from tenants import context


class NotAPlace(Refused):
    """That is not on the list of places."""


@transaction.atomic
def register(*, town: str, district: str = "", by: Actor) -> Place:
    """Put a town, or a district of one, on the list for all offices; what is there already stays.

    A district brings its town along. Refuses what cannot be a place name.
    """
    town, district = (" ".join(text.split()) for text in (town, district))
    if not re.match(PLACE_NAME, town) or (district and not re.match(PLACE_NAME, district)):
        raise NotAPlace(_("Write the name of a town, and of a district if you like: letters, numbers and spaces."))
    schema = context.office().schema_name
    wanted = [(town, "")] + ([(town, district)] if district else [])
    Place.objects.bulk_create(
        [Place(town=one, district=two, office_schema=schema) for one, two in wanted], ignore_conflicts=True
    )
    place = Place.objects.get(town=town, district=district)
    audit.record(by, "place_registered", place, town=town, district=district)
    return place


def choices() -> list[tuple[str, str]]:
    """(code, name) of every place, towns before their districts."""
    return [(place.code, str(place)) for place in Place.objects.all()]


def split(code: str) -> tuple[str, str]:
    """'town/district' or 'town' → both parts, the second maybe empty."""
    town, _separator, district = code.partition(PLACE_SEPARATOR)
    return town, district


def join(town: str, district: str) -> str:
    """Both parts → their code."""
    return f"{town}{PLACE_SEPARATOR}{district}" if district else town


def name(code: str) -> str:
    """A code as a person reads it."""
    return ", ".join(part for part in split(code) if part)


def check(codes: Iterable[str]) -> None:
    """Refuse a place that is not on the list."""
    wanted = set(codes)
    known = {place.code for place in Place.objects.filter(town__in={split(code)[0] for code in wanted}).order_by("pk")}
    missing = sorted(wanted - known)
    if missing:
        place = name(missing[0])
        raise NotAPlace(_("%(place)s is not on the list of places: add it to the list first.") % {"place": place})
