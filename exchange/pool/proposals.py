"""How a proposal is answered and how it ends before its time: a no, somebody steps out, its last day passes.

It ends once, for everybody alike. Whoever ends it locks it first (see `progress`).
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exchange.pool import progress, standing, steps
from exchange.pool.crossing import meeting_place
from exchange.pool.models import DeclinedMove, Leg, Proposal, ProposedFlat, Reason
from exchange.pool.progress import NotOurs, NotYet, TooLate
from exchange.pool.states import State
from exchange.pool.steps import Stage
from kernel import audit
from kernel.access import Actor
from kernel.refusal import Refused
from tenants import context

# So many days nothing is proposed to who ended an exchange for that reason; the office may end the rest earlier.
REST_DAYS = {Reason.STAYS: 60, Reason.CONSENT: 30, Reason.LATE: 14}
# After these the same move is not proposed again.
REMEMBERED = frozenset(Reason) - {Reason.WITHDRAWN, Reason.OFFICE}


class AnsweredAlready(Refused):
    """The household has answered this proposal."""


class Agreed(Refused):
    """Everybody said yes; nobody steps out by taking an advert back."""


@transaction.atomic
def answer(*, leg: Leg, accepted: bool, by: Actor, at: datetime, reason: str = "") -> Proposal:
    """Give the answer of one of the office's own households; returns the proposal as it stands then.

    The last yes makes an exchange of it, the first no ends it and sets the others free. Refuses a second
    answer, one before every office has looked, and any answer after the proposal's end or its last day.
    """
    proposal = progress.locked(leg.proposal_id)
    if proposal.stage == Stage.COMPUTED:
        raise NotYet(_("The offices have not looked at this proposal yet: answers come after that."))
    if leg.answer != Leg.Answer.WAITING:
        raise AnsweredAlready(_("This household has answered already."))
    if proposal.stage != Stage.SENT:
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
        if accepted:
            progress.settle(proposal, at)
        else:
            _fall(proposal, {_position(proposal, leg.mover_id)}, Reason(reason), at)
    return proposal


@transaction.atomic
def step_out(*, proposal: Proposal, position: int, reason: Reason, by: Actor, at: datetime) -> Proposal:
    """One of our flats steps out of an exchange, at any step before everybody has signed; the others are free again.

    Refuses another office's flat, and an exchange that is signed or has ended.
    """
    present = progress.locked(proposal.pk)
    schema = context.office().schema_name
    if not ProposedFlat.objects.filter(proposal=present, position=position, office_schema=schema).exists():
        raise NotOurs(_("This is not a flat of our office."))
    if present.stage in steps.ENDED:
        raise TooLate(_("This exchange has ended."))
    if not steps.may_fall(present.stage):
        raise TooLate(_("Everybody has signed: nobody steps out any more. Speak with the lawyer and the other office."))
    audit.record(by, "exchange_left", present, proposal=present.number, position=position, reason=reason)
    with meeting_place():
        _fall(present, {position}, reason, at)
    return present


@transaction.atomic
def fall_out(*, proposal_id: int, listing_id: UUID, at: datetime) -> None:
    """One advert of the proposal is taken back; what has ended already stays as it is.

    Called at the meeting place. Refuses when everybody has agreed.
    """
    proposal: Proposal = Proposal.objects.locked(proposal_id)
    if proposal.stage in steps.ENDED:
        return
    if steps.has_reached(proposal.stage, Stage.VIEWING):
        raise Agreed(_("Everybody agreed to this exchange: step out of it on its own page, with a reason, first."))
    proposal.legs.filter(mover=listing_id).update(answer=Leg.Answer.DECLINED, answered_at=at, reason=Reason.WITHDRAWN)
    _fall(proposal, {_position(proposal, listing_id)}, Reason.WITHDRAWN, at)


def expire(*, on: date, at: datetime) -> int:
    """End every proposal of which a step's last day has passed; returns how many. Called at the meeting place."""
    ended = 0
    for pk in Proposal.objects.overdue(on).order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            proposal = Proposal.objects.locked(pk)
            if proposal.stage in steps.ENDING and proposal.expires_on < on:
                known = standing.of(proposal)
                late = steps.positions(steps.missing(proposal.stage, known.seats, known.done))
                _fall(proposal, set(late), Reason.LATE, at)
                ended += 1
    return ended


def _position(proposal: Proposal, listing_id: UUID) -> int:
    return ProposedFlat.objects.get(proposal=proposal, listing=listing_id).position


def _fall(proposal: Proposal, positions: Collection[int], reason: Reason, at: datetime) -> None:
    """The one place where a proposal falls through; all its listings are free again in the same transaction."""
    fell_in, today = proposal.stage, timezone.localdate(at)
    proposal.state, proposal.ended_at = Stage.COLLAPSED, at
    proposal.fell_in, proposal.fell_by, proposal.fell_at = fell_in, reason, min(positions, default=None)
    proposal.save(update_fields=["state", "ended_at", "fell_in", "fell_by", "fell_at"])
    progress.record_entries(proposal, [Stage.COLLAPSED], at)
    rests = REST_DAYS.get(reason, 0) if steps.has_reached(fell_in, Stage.SENT) else 0
    progress.move_listings(
        proposal, State.ACTIVE, rests=dict.fromkeys(positions, today + timedelta(days=rests)) if rests else None
    )
    ProposedFlat.objects.filter(proposal=proposal).update(is_live=False)
    if reason in REMEMBERED and steps.has_reached(fell_in, Stage.SENT):
        _remember(proposal, positions, reason, today)


def _remember(proposal: Proposal, positions: Collection[int], reason: Reason, today: date) -> None:
    """Moves not to be proposed again: those of the households that ended it, or those into a flat refused for them."""
    flats = ProposedFlat.objects.filter(proposal=proposal, position__in=positions).values("listing_id")
    column = "flat__in" if reason == Reason.LANDLORD else "mover__in"
    DeclinedMove.objects.bulk_create(
        [
            DeclinedMove(mover_id=leg.mover_id, flat_id=leg.flat_id, declined_on=today)
            for leg in proposal.legs.filter(**{column: flats})
        ],
        ignore_conflicts=True,
    )
