"""The exchange run: all free listings in, the best set of proposals out, once a business date.

A run thinks on a copy and then takes what it needs: listings that changed meanwhile drop out with their
proposal, so nobody waits for the thinking.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import numpy as np
from django.db import connection, transaction
from django.utils import timezone

from exchange.matching import acceptances, explanation
from exchange.matching import clearing as engine
from exchange.matching.compatibility import Entry
from exchange.matching.explanation import Explanation, Shape
from exchange.matching.problem import Arcs, Integers, Objective, Problem, Solution
from exchange.pool import carrying, policies, progress, proposals, steps
from exchange.pool import entries as pool_entries
from exchange.pool.carrying import Move
from exchange.pool.columns import HOME
from exchange.pool.crossing import meeting_place
from exchange.pool.models import (
    ClearingRun,
    DeclinedMove,
    Leg,
    Listing,
    Milestone,
    OfficePolicy,
    Proposal,
    ProposedFlat,
    StageEntry,
)
from exchange.pool.states import State
from exchange.pool.steps import Stage, Task

BEST_FIT = 100
RUN_SECONDS = 60.0
REPLAN_SECONDS = 2.0
CLEARING_LOCK = 0x63736572


@dataclass(frozen=True)
class Draft:
    """A proposal not yet sent: its explanation, and the listings in it by their number in the pool."""

    explanation: Explanation
    members: tuple[int, ...]


@dataclass(frozen=True)
class Clearing:
    """What was thought of a pool: the listings looked at, the proposals found, and how good they are."""

    listings: Sequence[Listing]
    drafts: Sequence[Draft]
    solution: Solution
    allowed: Mapping[str, OfficePolicy]


def run(*, on: date, time_limit: float = RUN_SECONDS) -> ClearingRun:
    """The run of one business date. The second call of a date returns the first one's run and does nothing.

    Proposals and listings whose last day has passed end first.
    """
    with meeting_place(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CLEARING_LOCK])
        earlier = ClearingRun.objects.filter(business_date=on).first()
        if earlier is not None:
            return earlier
        proposals.expire(on=on, at=_beginning(on))
        Listing.objects.free().filter(expires_on__lt=on).update(state=State.EXPIRED)
        cleared = _clear(time_limit, on=on)
        drafts = _taken(cleared)
        made = _record(cleared, drafts, on)
        _send(cleared, drafts, made, on)
        return made


def replan(*, after: Proposal, on: date, time_limit: float = REPLAN_SECONDS) -> list[Proposal]:
    """New proposals after one fell through, among those it set free and what lies around them; to the same run.

    The rest of the pool was cleared before and holds nothing new. A move whose household had said yes is preferred
    among equals and keeps its answer, consents and decisions. While another clearing is at work it does nothing:
    that one, or the next run, sees the same listings.
    """
    with meeting_place(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [CLEARING_LOCK])
            if not cursor.fetchone()[0]:
                return []
        freed = set(after.flats.values_list("listing_id", flat=True))
        cleared = _clear(time_limit, on=on, around=freed, agreed=carrying.agreed(after))
        sent = _send(cleared, _taken(cleared), after.run, on)
        if carrying.keep(fallen=after, fresh=sent):
            for one in sent:
                progress.settle(one, _beginning(on))
        return sent


def _beginning(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time.min))


def _clear(
    time_limit: float, *, on: date, around: Collection[UUID] | None = None, agreed: Collection[Move] = ()
) -> Clearing:
    """Think, of the whole pool or of what lies around some listings: nothing is locked and nothing is written."""
    limits = policies.of_pool()
    listings = list(Listing.objects.free(on).order_by("listed_on", "pk"))
    allowed = policies.of_all(sorted({one.office_schema for one in listings}))
    listings = policies.taking_part(listings, allowed)
    entries = pool_entries.entries(listings)
    if around is not None:
        # Moves between a listing and the furthest one that an exchange through it can hold.
        reach = max(limits.longest_cycle - 1, limits.most_moves)
        freed = np.array([number for number, one in enumerate(listings) if one.pk in around], dtype=np.int64)
        near = acceptances.Standing.of(entries).around(freed, reach=reach).tolist()
        listings, entries = [listings[number] for number in near], [entries[number] for number in near]
    vacancies = tuple(number for number, one in enumerate(entries) if one.wish is None)
    arcs = _without_declined(acceptances.arcs(entries), listings)
    arcs = _in_favour(_without_worse_comfort(arcs, listings, entries, allowed), listings, agreed)
    if not len(arcs):
        return Clearing(listings, [], Solution((), (), 0, 0, 0, True, {}, 0.0), allowed)
    odds = policies.odds(limits)
    problem = Problem(acceptances.offers(entries), arcs, limits.longest_cycle, limits.most_moves, vacancies, odds)
    expected, plain = Objective.EXPECTED_RELIEVED_THEN_MOVED_THEN_FIT, Objective.RELIEVED_THEN_MOVED_THEN_FIT
    solution = engine.solve(problem, time_limit=time_limit, objective=expected if odds else plain)
    return Clearing(listings, _drafts(entries, solution), solution, allowed)


def _drafts(entries: Sequence[Entry], solution: Solution) -> list[Draft]:
    cycles = [Draft(explanation.explain_cycle(entries, cycle), cycle) for cycle in solution.cycles]
    return cycles + [Draft(explanation.explain_chain(entries, chain), chain) for chain in solution.chains]


def _without_declined(arcs: Arcs, listings: Sequence[Listing]) -> Arcs:
    return _kept(
        arcs,
        ~np.isin(_codes(arcs, listings), _coded(DeclinedMove.objects.values_list("mover_id", "flat_id"), listings)),
    )


def _without_worse_comfort(
    arcs: Arcs, listings: Sequence[Listing], entries: Sequence[Entry], allowed: Mapping[str, OfficePolicy]
) -> Arcs:
    """Not down a comfort grade, where the household did not say which grades it takes and its office does not allow."""
    grades = np.array([int(one.home.comfort) for one in entries], dtype=np.int64)
    guarded = np.array(
        [not one.wish_comfort_min and not allowed[one.office_schema].worse_comfort for one in listings], dtype=np.bool_
    )
    return _kept(arcs, ~(guarded[arcs.source] & (grades[arcs.target] < grades[arcs.source])))


def _in_favour(arcs: Arcs, listings: Sequence[Listing], agreed: Collection[Move]) -> Arcs:
    """Among equal exchanges those with moves that were agreed to before."""
    favoured = np.isin(_codes(arcs, listings), _coded(agreed, listings))
    return Arcs(arcs.source, arcs.target, np.where(favoured, BEST_FIT, arcs.weight))


def _codes(arcs: Arcs, listings: Sequence[Listing]) -> Integers:
    return arcs.source * len(listings) + arcs.target


def _coded(moves: Iterable[Move], listings: Sequence[Listing]) -> Integers:
    number = {listing.pk: position for position, listing in enumerate(listings)}
    pairs = ((number.get(mover), number.get(flat)) for mover, flat in moves)
    known = [mover * len(number) + flat for mover, flat in pairs if mover is not None and flat is not None]
    return np.array(known, dtype=np.int64)


def _kept(arcs: Arcs, kept: "np.ndarray[Any, np.dtype[np.bool_]]") -> Arcs:
    return Arcs(arcs.source[kept], arcs.target[kept], arcs.weight[kept])


def _taken(cleared: Clearing) -> list[Draft]:
    """Lock the listings of the drafts and keep the drafts of which nothing changed meanwhile."""
    wanted = {cleared.listings[member].pk for draft in cleared.drafts for member in draft.members}
    rows = Listing.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
    now = {pk: (state, revision) for pk, state, revision in rows.values_list("pk", "state", "revision")}
    return [
        draft
        for draft in cleared.drafts
        if all(
            now.get(listing.pk) == (State.ACTIVE, listing.revision)
            for listing in (cleared.listings[member] for member in draft.members)
        )
    ]


def _record(cleared: Clearing, drafts: Sequence[Draft], on: date) -> ClearingRun:
    circles = Counter(len(draft.members) for draft in drafts if draft.explanation.shape != Shape.CHAIN)
    return ClearingRun.objects.create(
        business_date=on,
        listings=len(cleared.listings),
        vacant=sum(listing.is_vacant for listing in cleared.listings),
        swaps=circles[2],
        threes=circles[3],
        fours=circles[4],
        fives=circles[5],
        chains=len(drafts) - circles.total(),
        moved=sum(len(draft.explanation.legs) for draft in drafts),
        relieved=sum(draft.explanation.relieved for draft in drafts),
        towns=sorted({cleared.listings[member].town for draft in drafts for member in draft.members}),
        optimal=cleared.solution.optimal,
        bound=dict(cleared.solution.bound),
        seconds=cleared.solution.seconds,
    )


def _send(cleared: Clearing, drafts: Sequence[Draft], made: ClearingRun, on: date) -> list[Proposal]:
    """Write proposals, their flats and legs; take their listings. Constant statements whatever their number."""
    offices = [sorted({cleared.listings[member].office_schema for member in draft.members}) for draft in drafts]
    stages = [_first_stage(schemas, cleared.allowed) for schemas in offices]
    sent = Proposal.objects.bulk_create(
        Proposal(
            run=made,
            state=stage,
            shape=Proposal.Shape.CHAIN if draft.explanation.shape == Shape.CHAIN else Proposal.Shape.CYCLE,
            offices=schemas,
            moves=len(draft.explanation.legs),
            monthly_saving=draft.explanation.monthly_saving,
            sent_on=on,
            since=on,
            expires_on=on + timedelta(days=steps.ROWS[stage].days),
        )
        for draft, schemas, stage in zip(drafts, offices, stages, strict=True)
    )
    pairs = list(zip(sent, drafts, strict=True))
    ProposedFlat.objects.bulk_create(flat for one, draft in pairs for flat in _flats(cleared, one, draft))
    Leg.objects.bulk_create(leg for one, draft in pairs for leg in _legs(cleared, one, draft))
    Milestone.objects.bulk_create(
        Milestone(proposal=one, task=Task.SCREEN, office_schema=schema, offices=one.offices, done_on=on)
        for one in sent
        for schema in one.offices
        if not cleared.allowed[schema].screens_by_hand
    )
    StageEntry.objects.bulk_create(
        StageEntry(proposal=one, stage=stage, offices=one.offices, entered_at=timezone.now())
        for one in sent
        for stage in (Stage.COMPUTED, Stage.SCREENED, Stage.SENT)
        if steps.has_reached(one.stage, stage)
    )
    taken = [cleared.listings[member].pk for draft in drafts for member in draft.members]
    Listing.objects.filter(pk__in=taken).update(state=State.IN_PROPOSAL)
    return list(sent)


def _first_stage(offices: Sequence[str], allowed: Mapping[str, OfficePolicy]) -> Stage:
    """Sent at once where no office wants to look first."""
    return Stage.COMPUTED if any(allowed[schema].screens_by_hand for schema in offices) else Stage.SENT


def _flats(cleared: Clearing, proposal: Proposal, draft: Draft) -> list[ProposedFlat]:
    return [
        ProposedFlat(
            proposal=proposal,
            listing=listing,
            position=position,
            office_schema=listing.office_schema,
            offices=proposal.offices,
            is_vacant=listing.is_vacant,
            floor=listing.floor,
            **{column: getattr(listing, column) for column in HOME},
        )
        for position, listing in enumerate((cleared.listings[member] for member in draft.members), 1)
    ]


def _legs(cleared: Clearing, proposal: Proposal, draft: Draft) -> list[Leg]:
    return [
        Leg(
            proposal=proposal,
            position=position,
            mover=cleared.listings[leg.household],
            flat=cleared.listings[leg.flat],
            office_schema=cleared.listings[leg.household].office_schema,
            offices=proposal.offices,
            fit=leg.fit.total,
            relieves=explanation.Reason.RELIEVES_ARREARS in leg.reasons,
            monthly_saving=leg.monthly_saving,
            why=[reason.value for reason in leg.reasons if reason != explanation.Reason.RELIEVES_ARREARS],
        )
        for position, leg in enumerate(draft.explanation.legs, 1)
    ]
