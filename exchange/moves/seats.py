"""One of our flats in an exchange: which advert it is, what it gets, and who gets it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from exchange.adverts.models import Advert
from exchange.pool import standing, steps
from exchange.pool.models import Leg, Listing, Milestone, Proposal, ProposedFlat
from exchange.pool.standing import Standing
from exchange.pool.steps import Due, Stage, Task
from tenants import context


@dataclass(frozen=True)
class OurSeat:
    """A flat of our office in a proposal. `gets` is the flat its household moves to, `comes` the flat of who moves in.

    An empty flat gets nothing; into the last flat of a chain nobody comes.
    """

    proposal: Proposal
    flat: ProposedFlat
    advert: Advert
    gets: ProposedFlat | None
    comes: ProposedFlat | None

    @property
    def position(self) -> int:
        return self.flat.position

    @property
    def mover_listing(self) -> UUID | None:
        return self.comes.listing_id if self.comes else None


@dataclass(frozen=True)
class Exchange:
    """A proposal as our office sees it: all its flats, our own seats, and what is done and what is missing."""

    proposal: Proposal
    flats: Sequence[ProposedFlat]
    ours: Sequence[OurSeat]
    known: Standing
    milestones: Sequence[Milestone]

    @property
    def missing(self) -> list[Due]:
        """What the present step waits for, whoever has to do it."""
        if self.proposal.stage in steps.ENDED:
            return []
        return steps.missing(self.proposal.stage, self.known.seats, self.known.done)

    @property
    def our_missing(self) -> list[Due]:
        schema = context.office().schema_name
        return [one for one in self.missing if one.office == schema]

    def may(self, task: Task, position: int = 0) -> bool:
        """Whether our office can do that now."""
        wanted = Due(task, context.office().schema_name, position)
        return (
            self.proposal.stage not in steps.ENDED
            and steps.has_reached(self.proposal.stage, steps.FROM[task])
            and wanted in steps.due(task, self.known.seats, self.known.done)
            and wanted not in self.known.done
        )

    def is_done(self, task: Task, position: int = 0) -> bool:
        return Due(task, context.office().schema_name, position) in self.known.done

    @property
    def is_open(self) -> bool:
        """Whether every office has agreed to open the names."""
        return all(one in self.known.done for one in steps.due(Task.OPEN, self.known.seats, self.known.done))

    def seat(self, position: int) -> OurSeat | None:
        return next((one for one in self.ours if one.position == position), None)


def of(proposal: Proposal) -> Exchange:
    """One exchange as our office sees it."""
    return of_many([proposal])[0]


def of_many(proposals: Sequence[Proposal]) -> list[Exchange]:
    """Exchanges in the order of their proposals, in five statements whatever their number."""
    schema = context.office().schema_name
    keys = [one.pk for one in proposals]
    flats = list(ProposedFlat.objects.filter(proposal__in=keys).order_by("proposal", "position"))
    legs = list(Leg.objects.filter(proposal__in=keys))
    milestones = list(Milestone.objects.filter(proposal__in=keys, reopened_at__isnull=True))
    known = standing.gathered(keys, flats, [leg for leg in legs if leg.answer != Leg.Answer.WAITING], milestones)
    own = [flat.listing_id for flat in flats if flat.office_schema == schema]
    advert_of = dict(Listing.objects.filter(pk__in=own).values_list("pk", "advert_id"))
    adverts = Advert.objects.select_related("person", "dwelling", "tenancy__dwelling").in_bulk(list(advert_of.values()))
    by_listing = {listed: adverts[advert] for listed, advert in advert_of.items() if advert in adverts}
    return [
        Exchange(
            one,
            [flat for flat in flats if flat.proposal_id == one.pk],
            _ours(one, flats, legs, by_listing),
            known[one.pk],
            [done for done in milestones if done.proposal_id == one.pk],
        )
        for one in proposals
    ]


def _ours(
    proposal: Proposal, flats: Sequence[ProposedFlat], legs: Sequence[Leg], adverts: Mapping[UUID, Advert]
) -> list[OurSeat]:
    here = {flat.listing_id: flat for flat in flats if flat.proposal_id == proposal.pk}
    moves = [leg for leg in legs if leg.proposal_id == proposal.pk]
    gets = {leg.mover_id: here[leg.flat_id] for leg in moves}
    comes = {leg.flat_id: here[leg.mover_id] for leg in moves}
    return [
        OurSeat(proposal, flat, adverts[listed], gets.get(listed), comes.get(listed))
        for listed, flat in here.items()
        if listed in adverts
    ]


def under_way() -> list[Exchange]:
    """Our office's exchanges from the first look to the last key, the longest waiting first."""
    schema = context.office().schema_name
    rows = Proposal.objects.under_way().filter(offices__contains=[schema]).order_by("since", "pk")
    return of_many(list(rows))


def live_of(advert: Advert) -> tuple[Exchange, OurSeat] | None:
    """The exchange that one of our adverts is in, if it is in one."""
    listed = Listing.objects.filter(office_schema=context.office().schema_name, advert_id=advert.pk)
    flat = ProposedFlat.objects.filter(listing__in=listed, is_live=True).select_related("proposal").first()
    if flat is None:
        return None
    found = of(flat.proposal)
    seat = found.seat(flat.position)
    return (found, seat) if seat else None


def has_names(stage: Stage) -> bool:
    """From this step on the offices may know whom they deal with."""
    return stage != Stage.COLLAPSED and steps.has_reached(stage, Stage.VIEWING)
