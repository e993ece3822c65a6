"""What was agreed for a move stays agreed when the move is proposed again within another exchange."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from exchange.pool.models import Leg, Milestone, Proposal, ProposedFlat
from exchange.pool.steps import Task

# Of the household that moves, and of the landlord of the flat that it moves into. Signatures are of one exchange only.
OF_MOVER = frozenset({Task.VIEW, Task.CONSENT})
OF_FLAT = frozenset({Task.FILE, Task.DECIDE, Task.FULFIL})

Move = tuple[UUID, UUID]


def agreed(fallen: Proposal) -> set[Move]:
    """The moves (mover, flat) of a fallen proposal to which their households had said yes."""
    return set(fallen.legs.filter(answer=Leg.Answer.ACCEPTED).values_list("mover_id", "flat_id"))


def keep(*, fallen: Proposal, fresh: Sequence[Proposal]) -> int:
    """Carry answers, viewings, consents and decisions over to the same moves; returns how many moves. At the
    meeting place, in a constant number of statements."""
    known = agreed(fallen)
    legs = [leg for leg in Leg.objects.filter(proposal__in=fresh) if (leg.mover_id, leg.flat_id) in known]
    old = {(leg.mover_id, leg.flat_id): leg for leg in fallen.legs.all()}
    for leg in legs:
        leg.answer = Leg.Answer.ACCEPTED
        leg.answered_at = old[leg.mover_id, leg.flat_id].answered_at
    Leg.objects.bulk_update(legs, ["answer", "answered_at"])
    seats = _seats([fallen, *fresh])
    done = list(fallen.milestones.filter(reopened_at__isnull=True))
    offices = {proposal.pk: proposal.offices for proposal in fresh}
    Milestone.objects.bulk_create(
        Milestone(
            proposal_id=leg.proposal_id, task=one.task, position=seats[leg.proposal_id, listing], outcome=one.outcome,
            office_schema=one.office_schema, offices=offices[leg.proposal_id], done_on=one.done_on, done_at=one.done_at,
        )
        for leg in legs
        for tasks, listing in ((OF_MOVER, leg.mover_id), (OF_FLAT, leg.flat_id))
        for one in done
        if one.task in tasks and one.position == seats[fallen.pk, listing]
    )  # fmt: skip
    return len(legs)


def _seats(proposals: Sequence[Proposal]) -> Mapping[tuple[int, UUID], int]:
    rows = ProposedFlat.objects.filter(proposal__in=proposals).values_list("proposal_id", "listing_id", "position")
    return {(proposal, listing): position for proposal, listing, position in rows}
