"""The office's two looks at an exchange: before the households are asked, and before their names are opened."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from exchange.moves import identities
from exchange.moves.models import Screening
from exchange.pool import policies, progress
from exchange.pool.models import Proposal
from exchange.pool.steps import Task
from kernel.access import Actor
from kernel.refusal import Refused


class SecondPerson(Refused):
    """The same person has looked at it already."""


@transaction.atomic
def screen(*, proposal: Proposal, by: Actor, at: datetime) -> Proposal:
    """Our office has looked at the proposal: its households may be asked, once every office has looked.

    Refuses a second look, and a proposal that is further or has ended.
    """
    present = progress.mark(proposal=proposal, task=Task.SCREEN, by=by, at=at)
    row = _row(proposal)
    row.screened_by, row.screened_at = by.actor_id, at
    row.save()
    return present


@transaction.atomic
def open_names(*, proposal: Proposal, by: Actor, at: datetime) -> Proposal:
    """Our office agrees that the other offices learn whom they deal with; they do when every office has agreed.

    Everybody in it has said yes before. Refuses the person who let the proposal go out, where the office wants two.
    """
    row = _row(proposal)
    if row.two_persons and row.screened_by == by.actor_id:
        raise SecondPerson(_("You looked at this proposal before: a second person of the office opens the names."))
    present = progress.mark(proposal=proposal, task=Task.OPEN, by=by, at=at)
    row.opened_by, row.opened_at = by.actor_id, at
    row.save()
    identities.post(proposal=present, by=by, at=at)
    return present


def _row(proposal: Proposal) -> Screening:
    """The proposal's row, with the rule of the day on which it was first looked at."""
    found = Screening.objects.select_for_update().filter(proposal_id=proposal.pk).first()
    return found or Screening(proposal_id=proposal.pk, two_persons=policies.of_office().two_persons)
