"""The office's own books after the keys: the old tenancies end, the new household gets its own, the file is closed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.people import persons
from cases.people.models import Person
from cases.tenancies import contracts
from cases.tenancies.models import Tenancy
from exchange.adverts.models import Advert
from exchange.moves import identities, seats
from exchange.moves.models import Consent, Contract
from exchange.moves.seats import Exchange, OurSeat
from exchange.pool import progress, steps
from exchange.pool.models import Proposal
from exchange.pool.steps import Stage, Task
from kernel import audit
from kernel.access import Actor
from kernel.refusal import Refused


class CannotClose(Refused):
    """The file cannot be closed yet."""


@dataclass(frozen=True)
class Newcomers:
    """Who moves into one of our flats: our own persons, or whom another office told us of."""

    persons: tuple[Person, ...]
    told: dict[str, Any]

    @property
    def name(self) -> str:
        return ", ".join(one.name for one in self.persons) or str(self.told.get("name", ""))


def newcomers(exchange: Exchange, seat: OurSeat) -> Newcomers | None:
    """Nobody for the last flat of a chain, which goes back to its landlord."""
    if seat.comes is None:
        return None
    mover = exchange.seat(seat.comes.position)
    if mover is not None:
        return Newcomers(tuple(_moving(mover.advert, seat.flat.listing_id)), {})
    return Newcomers((), identities.known(exchange).get(seat.comes.position, {}))


def _moving(advert: Advert, listing_id: Any) -> list[Person]:
    """The household's tenants who move in: who gave up the right stays out."""
    renounced = Consent.objects.current().filter(
        advert=advert, flat_listing=listing_id, outcome=Consent.Outcome.RENOUNCED
    )
    out = set(renounced.values_list("person_id", flat=True))
    if advert.tenancy is None:
        return [advert.person] if advert.person else []
    rows = advert.tenancy.parties.filter(until__isnull=True).select_related("person").order_by("position")
    return [one.person for one in rows if one.person_id not in out]


@transaction.atomic
def let_again(*, proposal: Proposal, position: int, basis: str, monthly_rent: int, due_day: int, by: Actor) -> Tenancy:
    """Our flat to its new household, from the day it moves in by the signed contract; the old tenancy ends before.

    Whom another office told us of becomes a person of ours. Refuses before the contract is signed, an owned flat, a
    flat into which nobody moves, and a second time.
    """
    exchange = seats.of(proposal)
    seat = exchange.seat(position)
    contract = Contract.objects.filter(advert=seat.advert, proposal_id=proposal.pk).first() if seat else None
    if seat is None or contract is None or not steps.has_reached(proposal.stage, Stage.SIGNED):
        raise CannotClose(_("The flat is let to its new household when every contract is signed."))
    coming, dwelling = newcomers(exchange, seat), _dwelling(seat.advert)
    if coming is None or dwelling is None:
        raise CannotClose(_("This flat is not let anew: nobody moves in, or it is not the municipality's."))
    _end_old(seat, contract, by)
    people = list(coming.persons) or [_new_person(coming, by)]
    return contracts.let(
        dwelling=dwelling, parties=people, starts_on=contract.moves_on, basis=basis, monthly_rent=monthly_rent,
        due_day=due_day, by=by,
    )  # fmt: skip


def _dwelling(advert: Advert) -> Any:
    return advert.dwelling or (advert.tenancy.dwelling if advert.tenancy else None)


def _new_person(coming: Newcomers, by: Actor) -> Person:
    if not coming.name:
        raise CannotClose(_("The other office has not told us yet who moves in: write to it."))
    told = coming.told
    return persons.register(name=coming.name, phone=told.get("phone", ""), email=told.get("email", ""), by=by)


def _end_old(seat: OurSeat, contract: Contract, by: Actor) -> None:
    tenancy = seat.advert.tenancy
    last = contract.moves_on - timedelta(days=1)
    if tenancy is not None and (tenancy.ends_on is None or tenancy.ends_on > last):
        contracts.give_back(tenancy=tenancy, on=last, by=by)


def to_do(exchange: Exchange, *, on: date) -> list[OurSeat]:
    """Our flats that are not in our books yet as they are in life: the old tenancy runs on, or nobody new has one."""
    return [seat for seat in exchange.ours if not _in_the_books(seat, on=on)]


def _in_the_books(seat: OurSeat, *, on: date) -> bool:
    dwelling = _dwelling(seat.advert)
    if dwelling is None:
        return True
    contract = Contract.objects.filter(advert=seat.advert, proposal_id=seat.proposal.pk).first()
    now = Tenancy.objects.valid_on(max(on, contract.moves_on) if contract else on).filter(dwelling=dwelling)
    ours = now.exclude(pk=seat.advert.tenancy_id) if seat.advert.tenancy_id else now
    if seat.comes is None:
        return not now.exists()
    return ours.exists() and ours.count() == now.count()


@transaction.atomic
def close(*, proposal: Proposal, by: Actor, on: date, at: datetime) -> Proposal:
    """Our office closes its file. The tenancy of a flat that goes back to its landlord ends now.

    Refuses while one of our flats has no tenancy for its new household yet.
    """
    exchange = seats.of(proposal)
    for seat in exchange.ours:
        contract = Contract.objects.filter(advert=seat.advert, proposal_id=proposal.pk).first()
        if seat.comes is None and contract is not None:
            _end_old(seat, contract, by)
    open_ones = to_do(exchange, on=on)
    if open_ones:
        raise CannotClose(
            _("%(flat)s is not let to its new household yet: do that first.") % {"flat": open_ones[0].flat}
        )
    present = progress.mark(proposal=proposal, task=Task.CLOSE, by=by, at=at)
    audit.record(by, "exchange_file_closed", present, proposal=present.number)
    return present
