"""Questions about adverts and proposals, answered in a constant number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, IntegerField, QuerySet, Value, When

from cases.housing_stock.models import Dwelling
from cases.tenancies import queries as tenancy_queries
from cases.tenancies.models import Tenancy
from exchange.adverts import means
from exchange.adverts.models import OPEN, Advert
from exchange.matching import solvency
from exchange.matching.solvency import Outcome
from exchange.pool.models import Leg, Listing, Proposal, ProposedFlat
from exchange.pool.states import State
from kernel import collation
from tenants import context

ORDERS = {
    "newest": ("-created_at", "pk"),
    "name": ("person__sort_key", "pk"),
    "cost": ("-monthly_cost", "pk"),
    "area": ("-area_m2", "pk"),
    "expires": ("expires_on", "pk"),
}
FOUND = 20
TO_VERIFY = "to_verify"


@dataclass(frozen=True)
class Step:
    """One household's move as our office may see it. `advert` is there for our own households only."""

    leg: Leg
    advert: Advert | None
    leaves: ProposedFlat
    gets: ProposedFlat
    before: int
    after: int
    relieves: bool


@dataclass(frozen=True)
class Board:
    """A proposal with its moves, and its flats in the order in which people move along them."""

    proposal: Proposal
    steps: Sequence[Step]
    flats: Sequence[tuple[ProposedFlat, Advert | None]]


def listing(*, state: str = "", order: str = "newest") -> "QuerySet[Advert]":
    """The desk's list."""
    rows: QuerySet[Advert] = Advert.objects.select_related("person", "tenancy", "dwelling")
    if state in State.values:
        rows = rows.filter(state=state)
    rows = Advert.objects.to_verify().select_related("person", "tenancy", "dwelling") if state == TO_VERIFY else rows
    return rows.order_by(*ORDERS.get(order, ORDERS["newest"]))


def counts() -> dict[str, int]:
    """How many adverts stand in each state."""
    return dict(Advert.objects.order_by().values_list("state").annotate(n=Count("pk")))


def current_of(person_id: UUID | None) -> Advert | None:
    """A resident's open advert, or else the latest."""
    open_first = Case(When(OPEN, then=Value(0)), default=Value(1), output_field=IntegerField())
    found: Advert | None = Advert.objects.of_person(person_id).order_by(open_first, "-created_at").first()
    return found


def startable(text: str) -> tuple[Sequence[Tenancy], Sequence[Dwelling]]:
    """Tenancies and empty flats that a search finds, a screenful of each."""
    if not text.strip():
        return [], []
    tenancies = list(tenancy_queries.listing(text=text)[:FOUND])
    empty = Dwelling.objects.filter(search_key__contains=collation.search_key(text.strip())).exclude(
        tenancies__ends_on__isnull=True, tenancies__isnull=False
    )
    return tenancies, list(empty[:FOUND])


def proposals() -> "QuerySet[Proposal]":
    """The proposals our office takes part in, newest first."""
    rows: QuerySet[Proposal] = Proposal.objects.filter(offices__contains=[context.office().schema_name])
    return rows


def boards(rows: Sequence[Proposal]) -> list[Board]:
    """Proposals with everything their page shows, in four statements whatever their number."""
    schema = context.office().schema_name
    keys = [row.pk for row in rows]
    legs = list(Leg.objects.filter(proposal__in=keys).order_by("proposal", "position"))
    flats = list(ProposedFlat.objects.filter(proposal__in=keys).order_by("proposal", "position"))
    own = [flat.listing_id for flat in flats if flat.office_schema == schema]
    advert_of = dict(Listing.objects.filter(pk__in=own).values_list("pk", "advert_id"))
    adverts = Advert.objects.select_related("person", "dwelling", "tenancy").in_bulk(list(advert_of.values()))
    by_listing = {listed: adverts.get(advert) for listed, advert in advert_of.items()}
    return [
        _board(
            row,
            [leg for leg in legs if leg.proposal_id == row.pk],
            {flat.listing_id: flat for flat in flats if flat.proposal_id == row.pk},
            by_listing,
        )
        for row in rows
    ]


def _board(
    proposal: Proposal,
    legs: Sequence[Leg],
    flats: dict[UUID, ProposedFlat],
    adverts: dict[UUID, Advert | None],
) -> Board:
    steps = [_step(leg, flats, adverts.get(leg.mover_id)) for leg in legs]
    ordered = list(flats.values())
    if proposal.shape == Proposal.Shape.CHAIN:
        ordered.reverse()
    return Board(
        proposal=proposal,
        steps=steps,
        flats=[(flat, adverts.get(flat.listing_id)) for flat in ordered],
    )


def _step(leg: Leg, flats: dict[UUID, ProposedFlat], advert: Advert | None) -> Step:
    leaves, gets = flats[leg.mover_id], flats[leg.flat_id]
    before, after = leaves.monthly_cost or 0, gets.monthly_cost or 0
    relieves = advert is not None and advert.in_arrears and after <= advert.affordable_cost
    return Step(leg, advert, leaves, gets, before, after, relieves)


def outcomes(board: Board, *, on: date) -> dict[int, Outcome]:
    """What each move of our own households in arrears does to its debt, by the leg's key."""
    found = {}
    for step in board.steps:
        if step.advert is not None and step.advert.tenancy is not None:
            known = means.of(step.advert.tenancy, on=on, stated=step.advert.stated_affordable_cost)
            if known.means.debt:
                found[step.leg.pk] = solvency.outcome(known.means, cost_before=step.before, cost_after=step.after)
    return found


def waiting_step(advert: Advert) -> tuple[Board, Step] | None:
    """The live proposal of one of our adverts, and that household's own move in it."""
    listed = Listing.objects.filter(office_schema=context.office().schema_name, advert_id=advert.pk)
    flat = ProposedFlat.objects.filter(listing__in=listed, is_live=True).select_related("proposal").first()
    if flat is None:
        return None
    board = boards([flat.proposal])[0]
    own = [step for step in board.steps if step.advert is not None and step.advert.pk == advert.pk]
    return (board, own[0]) if own else None


def own_leg(pk: Any) -> "QuerySet[Leg]":
    """A leg of one of our own households; the legs of others are not found."""
    return Leg.objects.filter(pk=pk, office_schema=context.office().schema_name).select_related("mover")


def advert_of(leg: Leg) -> Advert:
    advert: Advert = Advert.objects.get(pk=leg.mover.advert_id)
    return advert
