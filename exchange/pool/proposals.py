"""A proposal's life after it was sent: answers, withdrawals, its last day. It ends once, for everybody alike.

Whoever ends a proposal locks it first. Listings are locked after it, in the order of their ids.
"""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exchange.pool.crossing import meeting_place
from exchange.pool.models import DeclinedMove, Leg, Listing, Proposal, ProposedFlat, Reason
from exchange.pool.states import State, sources
from kernel import audit
from kernel.access import Actor
from kernel.refusal import Refused


class TooLate(Refused):
    """The proposal has ended."""


class AnsweredAlready(Refused):
    """The household has answered this proposal."""


class Agreed(Refused):
    """Everybody said yes; nobody steps out alone any more."""


class BrokenPool(Exception):
    """Proposal and listings contradict each other: a defect of ours, never the user's."""


@transaction.atomic
def answer(*, leg: Leg, accepted: bool, by: Actor, at: datetime, reason: str = "") -> Proposal:
    """Give the answer of one of the office's own households; returns the proposal as it stands then.

    The last yes makes an exchange of it, the first no ends it and sets the others free. Refuses a second
    answer, and any answer after the proposal's end or its last day.
    """
    with meeting_place():
        proposal: Proposal = Proposal.objects.locked(leg.proposal_id)
    if proposal.state != Proposal.State.SENT:
        raise TooLate(_("This proposal has ended: it waits for no more answers."))
    if timezone.localdate(at) > proposal.expires_on:
        raise TooLate(_("The last day for an answer has passed."))
    given = Leg.Answer.ACCEPTED if accepted else Leg.Answer.DECLINED
    # As the office: its database role reaches the answers of its own legs only.
    waiting = Leg.objects.filter(pk=leg.pk, answer=Leg.Answer.WAITING)
    if not waiting.update(answer=given, answered_at=at, reason="" if accepted else reason):
        raise AnsweredAlready(_("This household has answered already."))
    audit.record(by, f"proposal_{given}", leg, proposal=proposal.number, reason=reason)
    with meeting_place():
        _settle(proposal, at)
    return proposal


@transaction.atomic
def fall_out(*, proposal_id: int, listing_id: UUID, at: datetime) -> None:
    """One advert of the proposal is taken back; what has ended already stays as it is.

    Called at the meeting place. Refuses when everybody has agreed.
    """
    proposal = Proposal.objects.locked(proposal_id)
    if proposal.state == Proposal.State.ACCEPTED:
        raise Agreed(_("Everybody agreed to this exchange. Speak with the other office before you take it back."))
    if proposal.state != Proposal.State.SENT:
        return
    proposal.legs.filter(mover=listing_id).update(answer=Leg.Answer.DECLINED, answered_at=at, reason=Reason.WITHDRAWN)
    _end(proposal, Proposal.State.DECLINED, at)


def expire(*, on: date, at: datetime) -> int:
    """End every proposal whose last day has passed; returns how many. Called at the meeting place."""
    ended = 0
    for pk in Proposal.objects.overdue(on).order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            proposal = Proposal.objects.locked(pk)
            if proposal.state == Proposal.State.SENT:
                _end(proposal, Proposal.State.EXPIRED, at)
                ended += 1
    return ended


def _settle(proposal: Proposal, at: datetime) -> None:
    answers = set(proposal.legs.values_list("answer", flat=True))
    if Leg.Answer.DECLINED in answers:
        _end(proposal, Proposal.State.DECLINED, at)
    elif answers == {Leg.Answer.ACCEPTED}:
        _end(proposal, Proposal.State.ACCEPTED, at)


def _end(proposal: Proposal, state: str, at: datetime) -> None:
    """The one place where a proposal ends; all its listings follow in the same transaction."""
    proposal.state, proposal.ended_at = state, at
    proposal.save(update_fields=["state", "ended_at"])
    agreed = state == Proposal.State.ACCEPTED
    following = State.IN_EXCHANGE if agreed else State.ACTIVE
    flats = ProposedFlat.objects.filter(proposal=proposal)
    listed = list(flats.values_list("listing_id", flat=True))
    locked = Listing.objects.select_for_update().filter(pk__in=listed).order_by("pk").values_list("pk", "state")
    if any(present != State.IN_PROPOSAL or State(present) not in sources(following) for _pk, present in locked):
        raise BrokenPool(f"proposal {proposal.pk} holds listings that are not in a proposal")
    Listing.objects.filter(pk__in=listed).update(state=following)
    if not agreed:
        flats.update(is_live=False)
        _remember_declined(proposal, state, at)


def _remember_declined(proposal: Proposal, state: str, at: datetime) -> None:
    """Moves not to be proposed again: a no, and silence up to the last day."""
    said_no = proposal.legs.filter(answer=Leg.Answer.DECLINED).exclude(reason=Reason.WITHDRAWN)
    silent = proposal.legs.filter(answer=Leg.Answer.WAITING)
    refused = silent if state == Proposal.State.EXPIRED else said_no
    DeclinedMove.objects.bulk_create(
        [
            DeclinedMove(mover_id=leg.mover_id, flat_id=leg.flat_id, declined_on=timezone.localdate(at))
            for leg in refused
        ],
        ignore_conflicts=True,
    )
