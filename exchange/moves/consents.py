"""The consent ledger: everybody with a right to the flat that is left says yes, on record, to this very move."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.people.models import Person
from exchange.adverts import answering
from exchange.adverts.models import Advert
from exchange.moves import seats
from exchange.moves.models import Consent
from exchange.moves.seats import OurSeat
from exchange.pool import progress
from exchange.pool.models import Proposal, ProposedFlat, Reason
from exchange.pool.steps import Task
from kernel import audit
from kernel.access import Actor
from kernel.models import Document
from kernel.refusal import Refused

Role, Outcome = Consent.Role, Consent.Outcome
AGREEING = frozenset({Outcome.GIVEN, Outcome.RENOUNCED})
# Who has a right to a flat beside those who live in it by contract or own it; added by the adviser.
ADDED = (Role.CO_OWNER, Role.USUFRUCTUARY, Role.NOMINATION, Role.MAINTENANCE, Role.MORTGAGEE, Role.JOINT_TENANT)


class CannotRecord(Refused):
    """This consent cannot be written down."""


@dataclass(frozen=True)
class Party:
    """Somebody who must consent to one move: what they said last, and whether that still holds.

    `said` is None before anything was written down; what was said to another cost must be asked again.
    """

    role: str
    name: str
    person: Person | None
    said: Consent | None
    cost: int

    @property
    def is_stale(self) -> bool:
        return self.said is not None and self.said.outcome != Outcome.WAITING and self.said.monthly_cost != self.cost

    @property
    def has_agreed(self) -> bool:
        return self.said is not None and self.said.outcome in AGREEING and not self.is_stale

    @property
    def role_words(self) -> str:
        return str(Role(self.role).label)


def parties(seat: OurSeat) -> list[Party]:
    """Everybody who must consent to the move of one of our households; nobody for an empty flat."""
    if seat.gets is None or seat.advert.person is None:
        return []
    cost = seat.gets.monthly_cost or 0
    said = {
        (one.role, one.name): one
        for one in Consent.objects.current().filter(advert=seat.advert, flat_listing=seat.gets.listing_id)
    }
    born = _by_right(seat.advert)
    known = [Party(role, person.name, person, said.pop((role, person.name), None), cost) for role, person in born]
    return known + [Party(one.role, one.name, one.person, one, cost) for one in said.values()]


def _by_right(advert: Advert) -> list[tuple[str, Person]]:
    """Those the office knows of: the tenants of the contract, or the owner."""
    if advert.tenancy is None:
        return [(Role.OWNER, advert.person)] if advert.person else []
    rows = advert.tenancy.parties.filter(until__isnull=True).select_related("person").order_by("position")
    return [(Role.TENANT if place == 0 else Role.JOINT_TENANT, one.person) for place, one in enumerate(rows)]


@transaction.atomic
def add_party(*, proposal: Proposal, position: int, role: str, name: str, by: Actor, at: datetime) -> Consent:
    """Somebody else with a right to the flat: from now on their consent is needed too.

    Refuses a second time the same one, and after everybody has signed. Consents that were complete are not any more.
    """
    # One at a time: of two last words spoken together each would miss the other's.
    exchange = seats.of(progress.locked(proposal.pk))
    seat, flat = _household(exchange.seat(position))
    name = " ".join(name.split())
    if role not in ADDED or not name:
        raise CannotRecord(_("Choose what right they have, and write their name."))
    if any((one.role, one.name) == (role, name) for one in parties(seat)):
        raise CannotRecord(_("They are on the list already."))
    made = Consent.objects.create(
        advert=seat.advert, flat_listing=flat.listing_id, role=role, name=name,
        monthly_cost=flat.monthly_cost or 0, recorded_by=by.actor_id, recorded_at=at,
    )  # fmt: skip
    audit.record(by, "consent_party_added", made, proposal=proposal.number, role=role)
    if exchange.is_done(Task.CONSENT, position):
        progress.reopen(proposal=proposal, task=Task.CONSENT, position=position, by=by, at=at)
    return made


@transaction.atomic
def record(
    *, proposal: Proposal, position: int, role: str, name: str, outcome: str, way: str, on: date, by: Actor,
    at: datetime, document: Document | None = None,
) -> Consent:  # fmt: skip
    """What one party said to the move, as the next version. The last yes completes the consents of the household.

    A no ends the exchange: the others are matched anew. Refuses a day in the future, somebody who is not on the list,
    and what was said before everybody answered.
    """
    # One at a time: of two last words spoken together each would miss the other's.
    exchange = seats.of(progress.locked(proposal.pk))
    seat, flat = _household(exchange.seat(position))
    if not seats.has_names(exchange.proposal.stage):
        raise CannotRecord(_("Consents are asked for when every household has said yes."))
    if on > timezone.localdate(at):
        raise CannotRecord(_("The day of the consent is in the future: check it."))
    if outcome not in Outcome.values or outcome == Outcome.WAITING or not way:
        raise CannotRecord(_("Choose what they said and how."))
    party = next((one for one in parties(seat) if (one.role, one.name) == (role, name)), None)
    if party is None:
        raise CannotRecord(_("This person is not on the list: add them first."))
    made = _next_version(seat.advert, flat, party, outcome=outcome, way=way, on=on, by=by, at=at, document=document)
    audit.record(by, f"consent_{outcome}", made, proposal=proposal.number, version=made.version)
    if outcome == Outcome.REFUSED:
        answering.step_out(proposal=proposal, position=position, reason=Reason.CONSENT, by=by, at=at)
    elif not exchange.is_done(Task.CONSENT, position) and _complete(parties(seat)):
        progress.mark(proposal=proposal, task=Task.CONSENT, position=position, by=by, at=at)
    return made


def _household(seat: OurSeat | None) -> tuple[OurSeat, ProposedFlat]:
    if seat is None or seat.gets is None or seat.advert.person is None:
        raise CannotRecord(_("This is not a household of our office."))
    return seat, seat.gets


def _complete(known: Sequence[Party]) -> bool:
    return bool(known) and all(one.has_agreed for one in known)


def _next_version(
    advert: Advert, flat: ProposedFlat, party: Party, *, outcome: str, way: str, on: date, by: Actor, at: datetime,
    document: Document | None,
) -> Consent:  # fmt: skip
    if party.said is not None:
        Consent.objects.filter(pk=party.said.pk).update(superseded_at=at)
    return Consent.objects.create(
        advert=advert, flat_listing=flat.listing_id, role=party.role, person=party.person, name=party.name,
        version=party.said.version + 1 if party.said else 1, monthly_cost=party.cost, outcome=outcome, way=way,
        given_on=on, document=document, recorded_by=by.actor_id, recorded_at=at,
    )  # fmt: skip


def history(advert: Advert) -> list[Consent]:
    """Every version of everything that was said about an advert's moves, the newest first."""
    return list(Consent.objects.filter(advert=advert).select_related("person").order_by("-recorded_at", "-pk"))
