"""From the pool back to its end: taking back, and following what the pool did."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from exchange.adverts.models import Advert
from exchange.pool import listings
from exchange.pool.states import WRITABLE_STATES, State, may_become, reachable
from kernel import audit
from kernel.access import SYSTEM, Actor
from kernel.refusal import Refused


class CannotWithdraw(Refused):
    """The advert cannot be taken back now."""


@transaction.atomic
def withdraw(*, advert: Advert, by: Actor, at: datetime) -> Advert:
    """Take the advert back. A proposal that waits for answers falls with it; an agreed exchange does not."""
    present: Advert = Advert.objects.locked(advert.pk)
    if present.state in {State.WITHDRAWN, State.DONE}:
        raise CannotWithdraw(_("This advert has ended already."))
    if present.state not in WRITABLE_STATES:
        listings.withdraw(advert_id=present.pk, at=at)
    present.state, present.handed_in_on = State.WITHDRAWN, None
    present.save(update_fields=["state", "handed_in_on"])
    audit.record(by, "advert_withdrawn", present)
    return present


def follow_pool(*, by: Actor = SYSTEM, everything: bool = False) -> int:
    """Bring the office's adverts to the states of their listings; returns how many changed.

    Costs one query when nothing happened. `everything` compares all of them, as after a restore.
    """
    if not listings.behind(everything=everything):
        return 0
    with transaction.atomic():
        return _follow(by, everything)


def _follow(by: Actor, everything: bool) -> int:
    """Adverts are locked first, then read again: whoever waited sees what the other one did."""
    waiting = sorted(listings.behind(everything=everything))
    adverts = {one.pk: one for one in Advert.objects.select_for_update().filter(pk__in=waiting).order_by("pk")}
    deeds, known = [], {}
    moved: dict[State, list[UUID]] = {}
    for pk, (listing, state) in listings.behind(everything=everything).items():
        advert = adverts.get(pk)
        if advert is None:
            continue
        known[listing] = state
        if advert.state != state and reachable(advert.state, state):
            deeds.append(audit.deed("advert_followed", advert, was=advert.state, now=state))
            moved.setdefault(State(state), []).append(pk)
    for state, changed in moved.items():
        Advert.objects.filter(pk__in=changed).update(state=state)
    listings.know(known)
    if deeds:
        audit.record_many(by, deeds)
    return len(deeds)


def may_be_published(advert: Advert) -> bool:
    """Whether the next step of this advert is the pool."""
    taken = {State.IN_PROPOSAL, State.IN_EXCHANGE}
    return advert.state not in taken and may_become(advert.state, State.ACTIVE)
