"""Moving an exchange on: what an office did is written down, and the exchange stands where the table says.

Whoever moves a proposal locks it first, at the meeting place. Listings are locked after it, in the order of their ids.
"""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exchange.pool import standing, steps
from exchange.pool.crossing import meeting_place
from exchange.pool.models import Listing, Milestone, OfficePolicy, Proposal, ProposedFlat, StageEntry
from exchange.pool.states import State, sources
from exchange.pool.steps import Due, Outcome, Stage, Task
from kernel import audit
from kernel.access import Actor
from kernel.refusal import Refused
from tenants import context

REOPENED = frozenset({Task.VIEW, Task.CONSENT, Task.FILE, Task.DECIDE, Task.FULFIL})
# Between the landlords' last day and the end of waiting for them.
GRACE_DAYS = 14


class TooLate(Refused):
    """The proposal has ended."""


class NotYet(Refused):
    """Something else comes first."""


class NotOurs(Refused):
    """Another office's task."""


class DoneAlready(Refused):
    """It was done before."""


class BrokenPool(Exception):
    """Proposal and listings contradict each other: a defect of ours, never the user's."""


@transaction.atomic
def mark(
    *, proposal: Proposal, task: Task, by: Actor, at: datetime, position: int = 0, outcome: Outcome = Outcome.DONE
) -> Proposal:
    """Our office did its part: as the office, or for one of its flats. Returns the proposal as it stands then.

    Refuses what has ended, what is not our task, what comes later, and what was done before.
    """
    schema = context.office().schema_name
    present = locked(proposal.pk)
    known = standing.of(present)
    _check(present, known, Due(task, schema, position))
    try:
        with transaction.atomic():
            Milestone.objects.create(
                proposal=present, task=task, position=position, outcome=outcome, office_schema=schema,
                offices=present.offices, done_on=timezone.localdate(at), done_at=at,
            )  # fmt: skip
    except IntegrityError as error:
        raise DoneAlready(_("This was done already.")) from error
    audit.record(by, f"exchange_{task}", present, proposal=present.number, position=position, outcome=outcome)
    with meeting_place():
        settle(present, at)
    return present


def _check(proposal: Proposal, known: standing.Standing, wanted: Due) -> None:
    if proposal.stage in steps.ENDED:
        raise TooLate(_("This exchange has ended."))
    if wanted not in steps.due(wanted.task, known.seats, known.done):
        raise NotOurs(_("This is not a task of our office in this exchange."))
    if wanted in known.done:
        raise DoneAlready(_("This was done already."))
    if not steps.has_reached(proposal.stage, steps.FROM[wanted.task]):
        raise NotYet(_("This exchange is not so far yet: first the earlier steps have to be done."))
    filed = Due(Task.FILE, wanted.office, wanted.position)
    if wanted.task == Task.DECIDE and filed not in known.done:
        raise NotYet(_("File the application for this flat first."))


@transaction.atomic
def reopen(*, proposal: Proposal, task: Task, position: int, by: Actor, at: datetime) -> Proposal:
    """What our office did for one of its flats counts no more: something changed. All else stays as it is.

    Refuses after everybody has signed, and what was not done.
    """
    present = locked(proposal.pk)
    if task not in REOPENED or not steps.may_fall(present.stage):
        raise TooLate(_("This cannot be opened again any more."))
    schema = context.office().schema_name
    mine = Milestone.objects.filter(
        proposal=present, task=task, position=position, office_schema=schema, reopened_at__isnull=True
    )
    if not mine.update(reopened_at=at):
        raise NotYet(_("This was not done yet."))
    audit.record(by, f"exchange_{task}_reopened", present, proposal=present.number, position=position)
    with meeting_place():
        settle(present, at)
    return present


@transaction.atomic
def change_cost(*, proposal: Proposal, position: int, monthly_cost: int, by: Actor, at: datetime) -> Proposal:
    """The landlord says what one of our flats will cost the household that gets it (forints a month).

    Only what that touches is opened again: the consent of that household. Refuses another office's flat, and after
    everybody has signed.
    """
    present = locked(proposal.pk)
    flat = ProposedFlat.objects.filter(
        proposal=present, position=position, office_schema=context.office().schema_name
    ).first()
    if flat is None:
        raise NotOurs(_("This is not a task of our office in this exchange."))
    if not steps.may_fall(present.stage):
        raise TooLate(_("This cannot be opened again any more."))
    if flat.monthly_cost == monthly_cost:
        return present
    with meeting_place():
        ProposedFlat.objects.filter(pk=flat.pk).update(monthly_cost=monthly_cost)
        for leg in present.legs.filter(flat=flat.listing_id):
            seat = ProposedFlat.objects.get(proposal=present, listing=leg.mover_id)
            Milestone.objects.filter(
                proposal=present, task=Task.CONSENT, position=seat.position, reopened_at__isnull=True
            ).update(reopened_at=at)
        settle(present, at)
    audit.record(by, "exchange_cost_changed", present, position=position, monthly_cost=monthly_cost)
    return present


def locked(pk: int) -> Proposal:
    """The proposal, locked: no office's role may lock it, so that happens at the meeting place."""
    with meeting_place():
        found: Proposal = Proposal.objects.locked(pk)
    return found


def settle(proposal: Proposal, at: datetime) -> None:
    """Bring a locked proposal to the step where it stands. Called at the meeting place."""
    known = standing.of(proposal)
    now = steps.standing(known.seats, known.done)
    if now != proposal.stage:
        _enter(proposal, now, at)


def _enter(proposal: Proposal, stage: Stage, at: datetime) -> None:
    before, today = proposal.stage, timezone.localdate(at)
    entered = steps.between(before, stage)
    if steps.has_reached(stage, Stage.VIEWING) and not steps.has_reached(before, Stage.VIEWING):
        move_listings(proposal, State.IN_EXCHANGE)
    if stage == Stage.COMPLETED:
        move_listings(proposal, State.DONE)
        proposal.ended_at = at
    if Stage.SENT in entered:
        proposal.sent_on = today
    proposal.state, proposal.since = stage, max(today, proposal.sent_on)
    proposal.expires_on = proposal.since + timedelta(days=_days(proposal, stage))
    proposal.save(update_fields=["state", "since", "sent_on", "expires_on", "ended_at"])
    record_entries(proposal, entered, at)


def _days(proposal: Proposal, stage: Stage) -> int:
    """How long a step may last; landlords have as long as the slowest of the offices gives them."""
    days = steps.ROWS[stage].days if stage in steps.ROWS else 0
    if stage != Stage.LANDLORD_REVIEW:
        return days
    slowest = OfficePolicy.objects.filter(office_schema__in=proposal.offices).aggregate(most=Max("decision_days"))
    return max(days, (slowest["most"] or 0) + GRACE_DAYS)


def record_entries(proposal: Proposal, entered: list[Stage], at: datetime) -> None:
    """Write down the steps that were entered, in their order."""
    StageEntry.objects.bulk_create(
        StageEntry(proposal=proposal, stage=stage, offices=proposal.offices, entered_at=at) for stage in entered
    )


def move_listings(proposal: Proposal, following: State, *, rests: dict[int, date] | None = None) -> None:
    """All listings of a proposal take the same step; some rest until a day (position → day) before the next match."""
    flats = dict(ProposedFlat.objects.filter(proposal=proposal).values_list("listing_id", "position"))
    rows = Listing.objects.select_for_update().filter(pk__in=flats).order_by("pk").values_list("pk", "state")
    if any(State(present) not in sources(following) for _pk, present in rows):
        raise BrokenPool(f"the listings of proposal {proposal.pk} cannot become {following}")
    Listing.objects.filter(pk__in=flats).update(state=following)
    for position, day in (rests or {}).items():
        Listing.objects.filter(pk__in=[pk for pk, seat in flats.items() if seat == position]).update(rests_until=day)
