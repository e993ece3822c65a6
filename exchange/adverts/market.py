"""Flats to rent on the market that the office knows of: written down, seen again, taken off the list."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from exchange.adverts.models import MarketFlat, MarketFlatQuerySet
from exchange.adverts.models.market import DAYS_SHOWN
from exchange.pool import places
from kernel import audit
from kernel.access import Actor
from kernel.refusal import Refused

WRITABLE = frozenset({"town", "district", "half_rooms", "area_m2", "monthly_cost", "contact", "source", "note"})


class NotSeenYet(Refused):
    """The day on which the flat was seen is in the future, or long ago."""


@transaction.atomic
def record(*, answers: Mapping[str, Any], seen_on: date, by: Actor, on: date) -> MarketFlat:
    """Put a flat on the list for 30 days from when it was seen. Refuses an unknown place and a day of the future."""
    flat = MarketFlat(recorded_by=by.actor_id)
    _fill(flat, answers, seen_on=seen_on, on=on)
    flat.save(force_insert=True)
    audit.record(by, "market_flat_recorded", flat)
    return flat


@transaction.atomic
def change(*, flat: MarketFlat, answers: Mapping[str, Any], seen_on: date, by: Actor, on: date) -> MarketFlat:
    """Correct what is said of a flat."""
    present = MarketFlat.objects.locked(flat.pk)
    _fill(present, answers, seen_on=seen_on, on=on)
    present.save()
    audit.record(by, "market_flat_changed", present)
    return present


@transaction.atomic
def see_again(*, flat: MarketFlat, by: Actor, on: date) -> MarketFlat:
    """The flat is still to be had: 30 days more."""
    present = MarketFlat.objects.locked(flat.pk)
    present.seen_on, present.expires_on = on, on + timedelta(days=DAYS_SHOWN)
    present.save(update_fields=["seen_on", "expires_on"])
    audit.record(by, "market_flat_seen_again", present)
    return present


@transaction.atomic
def remove(*, flat: MarketFlat, by: Actor) -> None:
    """Take the flat off the list, and its owner's contact with it. Again changes nothing."""
    gone, _by_model = MarketFlat.objects.filter(pk=flat.pk).delete()
    if gone:
        audit.record(by, "market_flat_removed", flat)


def within(*, cost_max: int | None, on: date) -> MarketFlatQuerySet:
    """Flats seen in the last 30 days, the cheapest first; those of a higher monthly cost are left out."""
    shown = MarketFlat.objects.shown(on)
    return shown if cost_max is None else shown.filter(monthly_cost__lte=cost_max)


def _fill(flat: MarketFlat, answers: Mapping[str, Any], *, seen_on: date, on: date) -> None:
    if unknown := set(answers) - WRITABLE:
        raise ValueError(f"a flat to rent has no such answers: {sorted(unknown)}")
    places.check([places.join(answers["town"], answers["district"])])
    if seen_on > on:
        raise NotSeenYet(_("The day on which the flat was seen is in the future."))
    if seen_on < on - timedelta(days=DAYS_SHOWN):
        raise NotSeenYet(_("The flat was seen more than 30 days ago: ask whether it is still to be had."))
    for column, value in answers.items():
        setattr(flat, column, value)
    flat.seen_on, flat.expires_on = seen_on, seen_on + timedelta(days=DAYS_SHOWN)
