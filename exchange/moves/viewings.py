"""Seeing a flat before anybody signs: the office of the flat offers times, the household that would get it chooses."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from exchange.moves import seats
from exchange.moves.seats import Exchange, OurSeat
from exchange.pool import progress
from exchange.pool.crossing import meeting_place
from exchange.pool.models import Proposal, ViewingTime
from exchange.pool.steps import Outcome, Stage, Task
from kernel import audit
from kernel.access import Actor
from kernel.refusal import Refused

MOST_TIMES = 10
LATEST = timedelta(days=60)


class CannotView(Refused):
    """The viewing cannot be arranged so."""


@transaction.atomic
def offer(
    *, proposal: Proposal, position: int, times: Sequence[datetime], by: Actor, at: datetime
) -> list[ViewingTime]:
    """Times at which our flat can be seen. What was offered before stays; the same time again changes nothing.

    Refuses times in the past or more than 60 days ahead, more than ten, and a flat into which nobody moves.
    """
    exchange = _open(proposal)
    seat = exchange.seat(position)
    if seat is None or seat.comes is None:
        raise CannotView(_("Nobody of this exchange moves into this flat of ours."))
    if not times or any(not at < one <= at + LATEST for one in times):
        raise CannotView(_("Give times in the next 60 days."))
    if ViewingTime.objects.filter(proposal=proposal, position=position).count() + len(times) > MOST_TIMES:
        raise CannotView(_("Ten times are enough: take one back first."))
    made = ViewingTime.objects.bulk_create(
        [
            ViewingTime(
                proposal=proposal, position=position, office_schema=seat.flat.office_schema, offices=proposal.offices,
                starts_at=one,
            )
            for one in times
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    audit.record(by, "viewing_offered", proposal, position=position, times=len(times))
    return list(made)


@transaction.atomic
def choose(*, proposal: Proposal, position: int, time: ViewingTime, by: Actor, at: datetime) -> ViewingTime:
    """The household of our seat at `position` comes at that time. A second choice takes the first one's place.

    Refuses a time of another flat than the one it gets, and a time that has passed.
    """
    exchange = _open(proposal)
    seat = exchange.seat(position)
    if seat is None or seat.gets is None or (time.proposal_id, time.position) != (proposal.pk, seat.gets.position):
        raise CannotView(_("This is not a time for the flat that the household would get."))
    if time.starts_at <= at:
        raise CannotView(_("This time has passed: choose another one."))
    progress.locked(proposal.pk)
    with meeting_place():
        ViewingTime.objects.filter(proposal=proposal, position=time.position).update(chosen_at=None)
        ViewingTime.objects.filter(pk=time.pk).update(chosen_at=at)
    audit.record(by, "viewing_chosen", proposal, position=position, starts_at=time.starts_at.isoformat())
    time.refresh_from_db()
    return time


@transaction.atomic
def seen(*, proposal: Proposal, position: int, by: Actor, at: datetime, is_waived: bool = False) -> Proposal:
    """The household of our seat has seen the flat and stays with its yes, or does without seeing it."""
    outcome = Outcome.WAIVED if is_waived else Outcome.DONE
    return progress.mark(proposal=proposal, task=Task.VIEW, position=position, outcome=outcome, by=by, at=at)


def of_flat(exchange: Exchange, position: int) -> list[ViewingTime]:
    """The times offered for one flat, in their order."""
    return list(ViewingTime.objects.filter(proposal=exchange.proposal, position=position))


def for_household(exchange: Exchange, seat: OurSeat) -> list[ViewingTime]:
    """The times at which our household can see the flat it would get."""
    return of_flat(exchange, seat.gets.position) if seat.gets else []


def _open(proposal: Proposal) -> Exchange:
    exchange = seats.of(proposal)
    if proposal.stage == Stage.COLLAPSED or not seats.has_names(proposal.stage) or not exchange.is_open:
        raise CannotView(_("Viewings are arranged when every office has opened the names."))
    return exchange
