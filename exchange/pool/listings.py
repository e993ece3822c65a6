"""Putting an advert's shadow into the pool, and taking it out again."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from exchange.pool import places, proposals
from exchange.pool.columns import HOME, WISH
from exchange.pool.crossing import meeting_place
from exchange.pool.models import Listing, ProposedFlat
from exchange.pool.states import OFFICE_STATES, State, sources
from kernel.refusal import Refused
from tenants import context

# All that leaves an office. What is not named here stays at home.
LEAVES = frozenset({*HOME, *WISH, "is_vacant", "floor", "seeks_relief", "affordable_cost"})
ATTEMPTS = 5


class NotFree(Refused):
    """The advert is in a proposal or an exchange."""


def of_own(advert_id: UUID) -> Listing | None:
    """The listing of an advert of the office we are in."""
    listing: Listing | None = _own().filter(advert_id=advert_id).first()
    return listing


@transaction.atomic
def publish(*, advert_id: UUID, columns: Mapping[str, Any], on: date, expires_on: date) -> Listing:
    """Put the shadow of an advert into the pool, or bring it up to date there.

    Refuses an unknown place, and an advert that is in a proposal.
    """
    if set(columns) != LEAVES:
        raise ValueError(f"a listing has other columns: {sorted(set(columns) ^ LEAVES)}")
    places.check([places.join(columns["town"], columns["district"]), *columns["wish_places"]])
    values = dict(columns) | {
        "state": State.ACTIVE,
        "known_state": State.ACTIVE,
        "expires_on": expires_on,
        "rests_until": None,
    }
    present = of_own(advert_id)
    if present is None:
        schema = context.office().schema_name
        created: Listing = Listing.objects.create(office_schema=schema, advert_id=advert_id, listed_on=on, **values)
        return created
    changed = _own().filter(pk=present.pk, state__in=OFFICE_STATES).update(**values, revision=F("revision") + 1)
    if not changed:
        raise NotFree(_("This advert is in a proposal: wait for its end, or say no to the proposal first."))
    present.refresh_from_db()
    return present


@transaction.atomic
def withdraw(*, advert_id: UUID, at: datetime) -> None:
    """Take the advert out of the pool. A proposal that it is in falls and sets the others free.

    Refuses once everybody has agreed: then there is an exchange to be kept or broken by the parties.
    """
    for _attempt in range(ATTEMPTS):
        free = _own().filter(advert_id=advert_id, state__in=sources(State.WITHDRAWN))
        if free.update(state=State.WITHDRAWN, known_state=State.WITHDRAWN, revision=F("revision") + 1):
            return
        flat = ProposedFlat.objects.filter(listing__in=_own().filter(advert_id=advert_id), is_live=True).first()
        if flat is None:
            if _own().filter(advert_id=advert_id, state__in=[State.WITHDRAWN, State.DONE]).exists():
                return
            continue
        with meeting_place():
            proposals.fall_out(proposal_id=flat.proposal_id, listing_id=flat.listing_id, at=at)
    raise NotFree(_("Others are answering at this moment. Try again."))


def behind(*, everything: bool = False) -> dict[UUID, tuple[UUID, str]]:
    """Adverts of this office whose listings changed in the pool: advert → (listing, state)."""
    rows = _own() if everything else _own().unfollowed()
    return {advert: (listing, state) for advert, listing, state in rows.values_list("advert_id", "pk", "state")}


@transaction.atomic
def know(taken_over: Mapping[UUID, str]) -> None:
    """Remember which states the office has taken over (listing → state)."""
    by_state: dict[str, list[UUID]] = {}
    for listing, state in taken_over.items():
        by_state.setdefault(state, []).append(listing)
    with meeting_place():
        for state, listed in by_state.items():
            Listing.objects.filter(pk__in=listed, state=state).update(known_state=state)


def _own() -> Any:
    return Listing.objects.filter(office_schema=context.office().schema_name)
