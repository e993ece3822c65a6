"""Showing an advert to the pool: what leaves the office, and for how long."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from exchange.adverts import checks, means, writing
from exchange.adverts.models import DAYS_LISTED, Advert
from exchange.matching.compatibility import Entry
from exchange.pool import entries, listings
from exchange.pool.columns import HOME, WISH
from exchange.pool.states import State, may_become
from kernel import audit
from kernel.access import Actor
from kernel.refusal import Refused

NEEDED = ("town", "half_rooms", "area_m2", "comfort", "heating", "tenure", "monthly_cost")


class Unfinished(Refused):
    """The advert does not yet say enough."""


class CannotPublish(Refused):
    """The advert is not in a state from which it can be published."""


def missing(advert: Advert) -> list[str]:
    """Columns that the pool needs and the advert lacks."""
    return [column for column in NEEDED if getattr(advert, column) in ("", None)]


@transaction.atomic
def publish(*, advert: Advert, by: Actor, on: date) -> Advert:
    """Put the advert into the pool for 90 days, with arrears and means as the ledger has them today.

    Refuses an unfinished advert, one in a proposal, one that is done, and where the office verifies first one that
    is not verified or whose title deed has grown old. Again on an active advert it confirms it for another 90 days.
    """
    present: Advert = Advert.objects.locked(advert.pk)
    if present.state != State.ACTIVE and not may_become(present.state, State.ACTIVE):
        raise CannotPublish(_("This advert is finished: begin a new one."))
    if present.state in {State.IN_PROPOSAL, State.IN_EXCHANGE}:
        raise listings.NotFree(_("This advert is in a proposal: wait for its end, or say no to the proposal first."))
    _require_whole(present)
    checks.require_verified(present, on=on)
    return _publish(present, by, on, "advert_published")


@transaction.atomic
def revise(*, advert: Advert, by: Actor, on: date, answers: Mapping[str, Any]) -> Advert:
    """Change a published advert, here and in the pool together. Refuses while it is in a proposal."""
    present: Advert = Advert.objects.locked(advert.pk)
    if present.state != State.ACTIVE:
        raise writing.CannotRewrite(_("This advert cannot be changed while it is in a proposal or has ended."))
    writing.fill(present, answers)
    _require_whole(present)
    return _publish(present, by, on, "advert_revised")


def entry(advert: Advert) -> Entry:
    """The advert as the pool would see it."""
    wish = None
    if not advert.is_vacant:
        wish = entries.wish(advert, in_arrears=advert.in_arrears, affordable=advert.affordable_cost)
    return Entry(entries.home(advert, entries.band(advert.floor)), wish)


def _require_whole(advert: Advert) -> None:
    if missing(advert):
        raise Unfinished(_("The advert is not finished: answer the open questions first."))


def _publish(advert: Advert, by: Actor, on: date, deed: str) -> Advert:
    if advert.tenancy is not None:
        known = means.of(advert.tenancy, on=on, stated=advert.stated_affordable_cost)
        advert.in_arrears, advert.affordable_cost = known.means.debt > 0, known.affordable
    else:
        advert.affordable_cost = advert.stated_affordable_cost or 0
    advert.state, advert.handed_in_on = State.ACTIVE, None
    advert.published_on, advert.expires_on = on, on + timedelta(days=DAYS_LISTED)
    advert.save()
    listings.publish(advert_id=advert.pk, columns=_leaving(advert), on=on, expires_on=advert.expires_on)
    audit.record(by, deed, advert, until=advert.expires_on.isoformat())
    return advert


def _leaving(advert: Advert) -> dict[str, Any]:
    """What goes to the pool. A vacant flat has no wish to show."""
    columns = {column: getattr(advert, column) for column in (*HOME, *WISH)}
    return columns | {
        "is_vacant": advert.is_vacant,
        "floor": entries.band(advert.floor),
        "seeks_relief": advert.in_arrears,
        "affordable_cost": advert.affordable_cost,
    }
