"""What is known of proposals' seats and what was done for them, read in a constant number of statements."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from exchange.pool.columns import Tenure
from exchange.pool.models import Leg, Milestone, Proposal, ProposedFlat
from exchange.pool.steps import Due, Seat, Task


@dataclass(frozen=True)
class Standing:
    """One proposal's seats in their order, and what was done (thing → how it ended)."""

    seats: tuple[Seat, ...]
    done: Mapping[Due, str]


def of(proposal: Proposal) -> Standing:
    """One proposal's standing."""
    return of_many([proposal.pk])[proposal.pk]


def of_many(keys: Collection[Any]) -> dict[Any, Standing]:
    """Proposals' standings by their keys, in three statements."""
    flats = ProposedFlat.objects.filter(proposal__in=keys).order_by("proposal", "position")
    legs = Leg.objects.filter(proposal__in=keys).exclude(answer=Leg.Answer.WAITING)
    milestones = Milestone.objects.filter(proposal__in=keys, reopened_at__isnull=True)
    return gathered(keys, flats, legs, milestones)


def gathered(
    keys: Collection[Any], flats: Iterable[ProposedFlat], legs: Iterable[Leg], milestones: Iterable[Milestone]
) -> dict[Any, Standing]:
    """The same from rows that were read already."""
    seats: dict[Any, list[Seat]] = {key: [] for key in keys}
    done: dict[Any, dict[Due, str]] = {key: {} for key in keys}
    place = {}
    for flat in flats:
        seats[flat.proposal_id].append(
            Seat(flat.position, flat.office_schema, not flat.is_vacant, flat.tenure == Tenure.TENANCY)
        )
        place[flat.proposal_id, flat.listing_id] = flat.position
    for leg in legs:
        if leg.answer == Leg.Answer.ACCEPTED:
            position = place[leg.proposal_id, leg.mover_id]
            done[leg.proposal_id][Due(Task.ANSWER, leg.office_schema, position)] = leg.answer
    for one in milestones:
        done[one.proposal_id][Due(Task(one.task), one.office_schema, one.position)] = one.outcome
    return {key: Standing(tuple(seats[key]), done[key]) for key in keys}
