"""What the office's pages show of its exchanges: what waits for whom, the oldest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.functional import Promise

from exchange.adverts.models import Advert
from exchange.moves import seats, town_mail
from exchange.moves.models import Application, TownMessage
from exchange.moves.seats import Exchange
from exchange.pool import steps
from exchange.pool.models import Listing, Proposal, ProposedFlat
from exchange.pool.steps import Due, Task
from tenants import context


@dataclass(frozen=True)
class Waiting:
    """One thing an exchange waits for, in words: what, whose, and of which flat."""

    due: Due
    what: "str | Promise"
    is_ours: bool
    office: str
    of_whom: str


@dataclass(frozen=True)
class Row:
    """One line of the adviser's board."""

    exchange: Exchange
    waiting: Sequence[Waiting]
    days: int
    days_left: int

    @property
    def is_ours(self) -> bool:
        return any(one.is_ours for one in self.waiting)

    @property
    def grouped(self) -> list[tuple["str | Promise", str, bool, list[str]]]:
        """What it waits for as (what, office, whether it is ours, of whom), the same task of an office once."""
        found: dict[tuple[Task, str], tuple[str | Promise, str, bool, list[str]]] = {}
        for one in self.waiting:
            key = (one.due.task, one.due.office)
            found.setdefault(key, (one.what, one.office, one.is_ours, []))[3].extend(
                [one.of_whom] if one.of_whom else []
            )
        return list(found.values())

    @property
    def names(self) -> list[str]:
        return [_called(one.advert) for one in self.exchange.ours]


def board(*, on: date) -> list[Row]:
    """Every exchange under way, the longest waiting first; a constant number of statements."""
    exchanges = seats.under_way()
    known = town_mail.names(sorted({schema for one in exchanges for schema in one.proposal.offices}))
    return [row(one, known, on=on) for one in exchanges]


def row(exchange: Exchange, known: dict[str, str], *, on: date) -> Row:
    """One exchange's line; `known` are the offices' names by their schemas."""
    here, proposal = context.office().schema_name, exchange.proposal
    called = {flat.position: _place(flat) for flat in exchange.flats}
    called |= {seat.position: _called(seat.advert) for seat in exchange.ours}
    waiting = [
        Waiting(one, Task(one.task).label, one.office == here, known.get(one.office, ""), called.get(one.position, ""))
        for one in exchange.missing
    ]
    return Row(exchange, waiting, (on - proposal.since).days, (proposal.expires_on - on).days)


def _called(advert: Advert) -> str:
    if advert.person is not None:
        return advert.person.name
    return advert.dwelling.address if advert.dwelling else advert.number


def _place(flat: ProposedFlat) -> str:
    return ", ".join(part for part in (flat.town, flat.district) if part)


def ended() -> "QuerySet[Proposal]":
    """Our office's exchanges that came to an end, the newest first."""
    schema = context.office().schema_name
    rows: QuerySet[Proposal] = Proposal.objects.filter(offices__contains=[schema], state__in=steps.ENDED)
    return rows.order_by("-ended_at", "-pk")


@dataclass(frozen=True)
class Asked:
    """One application on the landlord's desk, with the exchange it belongs to, if that still lives."""

    application: Application
    proposal: Proposal
    position: int


def landlord_desk() -> list[Asked]:
    """Applications that wait for a decision or its confirmation, the nearest deadline first; four statements."""
    open_ones = list(Application.objects.filter(confirmed_by="").select_related("advert__person", "advert__dwelling"))
    listings = dict(
        Listing.objects.filter(
            office_schema=context.office().schema_name, advert_id__in=[one.advert_id for one in open_ones]
        ).values_list("advert_id", "pk")
    )
    flats = ProposedFlat.objects.filter(listing__in=listings.values(), is_live=True).select_related("proposal")
    live = {flat.listing_id: flat for flat in flats}
    found = []
    for one in open_ones:
        flat = live.get(listings.get(one.advert_id, one.advert_id))
        if flat is not None and flat.proposal.stage not in steps.ENDED:
            found.append(Asked(one, flat.proposal, flat.position))
    return found


def messages_of(proposal: Proposal) -> list[TownMessage]:
    """What the offices wrote to each other about one exchange, the newest first."""
    return list(TownMessage.objects.filter(proposal_id=proposal.pk, kind=TownMessage.Kind.NOTE))


def inbox() -> "QuerySet[TownMessage]":
    """Every message of other offices, unread first."""
    rows: QuerySet[TownMessage] = TownMessage.objects.filter(direction=TownMessage.Direction.IN)
    return rows.order_by("-read_at", "-written_at", "pk")


def listings() -> "QuerySet[Listing]":
    """Our office's listings in the pool."""
    rows: QuerySet[Listing] = Listing.objects.filter(office_schema=context.office().schema_name)
    return rows
