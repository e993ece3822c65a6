"""A household's answer, and what follows from it."""

from datetime import datetime

from django.utils import timezone

from exchange.adverts import lifecycle
from exchange.pool import clearing, proposals
from exchange.pool.models import Leg, Proposal
from kernel.access import Actor


def answer(*, leg: Leg, accepted: bool, by: Actor, at: datetime, reason: str = "") -> Proposal:
    """Give the answer; after a no, those whom it set free are matched anew at once.

    The answer is kept whatever becomes of the new search: the next run makes up for it. Refuses as
    `proposals.answer` does.
    """
    proposal = proposals.answer(leg=leg, accepted=accepted, by=by, at=at, reason=reason)
    if proposal.state == Proposal.State.DECLINED:
        clearing.replan(after=proposal, on=timezone.localdate(at))
    lifecycle.follow_pool(by=by)
    return proposal
