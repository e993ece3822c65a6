"""Whom we deal with: a household's name and how to reach it, told to the offices next to it, and forgotten."""

from datetime import datetime
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from django.db import transaction

from exchange.adverts.models import Advert
from exchange.moves import seats, town_mail
from exchange.moves.models import TownMessage
from exchange.moves.seats import Exchange, OurSeat
from exchange.pool.models import Proposal
from exchange.pool.steps import Stage
from kernel import audit
from kernel.access import Actor
from tenants import context


def post(*, proposal: Proposal, by: Actor, at: datetime) -> int:
    """Write our households' names to the offices next to them; returns how many messages.

    They leave when every office has agreed, and never when the exchange falls through before.
    """
    exchange = seats.of(proposal)
    written = 0
    for seat in exchange.ours:
        for schema in _neighbours(seat):
            written += town_mail.write(
                key=uuid5(NAMESPACE_OID, f"{proposal.pk}:{seat.position}:{schema}"),
                kind=TownMessage.Kind.IDENTITY, proposal=proposal, position=seat.position, to=schema,
                facts=_facts(seat.advert), by=by, at=at,
            )  # fmt: skip
    return written


def _neighbours(seat: OurSeat) -> list[str]:
    """The other offices that need to know: where the household goes, and whence another comes into its flat."""
    near = [flat.office_schema for flat in (seat.gets, seat.comes) if flat is not None]
    return sorted(set(near) - {context.office().schema_name})


def _facts(advert: Advert) -> dict[str, Any]:
    """Name, address and how to be reached; of an empty flat its address."""
    dwelling = advert.dwelling or (advert.tenancy.dwelling if advert.tenancy else None)
    person = advert.person
    return {
        "name": person.name if person else "",
        "address": dwelling.address if dwelling else (person.postal_address if person else ""),
        "phone": person.phone if person else "",
        "email": person.email if person else "",
        "people": advert.household_size if person else 0,
    }


def known(exchange: Exchange) -> dict[int, dict[str, Any]]:
    """Who is at each place of the exchange, as far as we know: our own, and whom other offices told us of."""
    return told(exchange) | {seat.position: _facts(seat.advert) for seat in exchange.ours}


def told(exchange: Exchange) -> dict[int, dict[str, Any]]:
    """Whom other offices told us of, by the place of their flat; nothing before every office has agreed."""
    if not seats.has_names(exchange.proposal.stage):
        return {}
    rows = TownMessage.objects.filter(
        proposal_id=exchange.proposal.pk, direction=TownMessage.Direction.IN, kind=TownMessage.Kind.IDENTITY
    )
    return {one.position: one.facts for one in rows if one.facts}


@transaction.atomic
def forget(*, by: Actor, at: datetime) -> int:
    """The names of fallen exchanges go; returns how many messages were emptied."""
    kept = TownMessage.objects.filter(kind=TownMessage.Kind.IDENTITY, forgotten_at__isnull=True)
    fallen = set(
        Proposal.objects.filter(pk__in=kept.values_list("proposal_id", flat=True), state=Stage.COLLAPSED).values_list(
            "pk", flat=True
        )
    )
    emptied = kept.filter(proposal_id__in=fallen).update(facts={}, forgotten_at=at)
    if emptied:
        audit.record(by, "exchange_names_forgotten", None, count=emptied)
    return emptied
