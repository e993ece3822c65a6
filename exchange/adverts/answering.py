"""A household's answer, and stepping out of an exchange; and what follows for the others."""

from datetime import datetime

from django.utils import timezone

from exchange.adverts import lifecycle
from exchange.pool import clearing, proposals
from exchange.pool.models import Leg, Proposal, Reason
from exchange.pool.steps import Stage
from kernel.access import Actor


def answer(*, leg: Leg, accepted: bool, by: Actor, at: datetime, reason: str = "") -> Proposal:
    """Give the answer; after a no, those whom it set free are matched anew at once.

    The answer is kept whatever becomes of the new search: the next run makes up for it. Refuses as
    `proposals.answer` does.
    """
    proposal = proposals.answer(leg=leg, accepted=accepted, by=by, at=at, reason=reason)
    return _look_again(proposal, by=by, at=at)


def step_out(*, proposal: Proposal, position: int, reason: Reason, by: Actor, at: datetime) -> Proposal:
    """One of our flats leaves an exchange before it is signed; those it set free are matched anew at once.

    What they had agreed to stays agreed where the same move comes up again. Refuses as `proposals.step_out` does.
    """
    fallen = proposals.step_out(proposal=proposal, position=position, reason=reason, by=by, at=at)
    return _look_again(fallen, by=by, at=at)


def _look_again(proposal: Proposal, *, by: Actor, at: datetime) -> Proposal:
    if proposal.stage == Stage.COLLAPSED:
        clearing.replan(after=proposal, on=timezone.localdate(at))
    lifecycle.follow_pool(by=by)
    return proposal
