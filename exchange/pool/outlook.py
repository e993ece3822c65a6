"""What the pool holds for one household, and what keeps the rest of it away."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from exchange.matching import compatibility
from exchange.matching.compatibility import Block, Entry
from exchange.pool import entries
from exchange.pool.crossing import meeting_place
from exchange.pool.models import Listing
from exchange.pool.states import State

SHOWN = 10


@dataclass(frozen=True)
class Match:
    """One flat that fits: what may be shown of it, how well it fits, what it saves, whether its household
    would take ours."""

    listing_id: UUID
    office_schema: str
    town: str
    district: str
    half_rooms: int
    area_m2: int
    monthly_cost: int
    is_vacant: bool
    fit: int
    monthly_saving: int
    wants_ours: bool


@dataclass(frozen=True)
class Missed:
    """One wish: how many flats miss it, and how many miss nothing else: they would fit without it."""

    wish: Block
    flats: int
    alone: int


@dataclass(frozen=True)
class Outlook:
    """How many flats were looked at, how many fit, the best of them, and which wishes keep the others away."""

    looked_at: int
    fitting: int
    best: Sequence[Match]
    missed: Sequence[Missed]


def of(asking: Entry, *, advert_id: UUID) -> Outlook:
    """The outlook of an entry over all other free listings of all offices, without whose they are."""
    with meeting_place():
        rows = list(Listing.objects.filter(state__in=[State.ACTIVE, State.IN_PROPOSAL]).exclude(advert_id=advert_id))
    found, missed, alone = [], Counter[Block](), Counter[Block]()
    for row in rows:
        offered = entries.entry(row)
        fit = compatibility.acceptance(asking, offered)
        if fit is not None:
            found.append(_match(asking, row, offered, fit.total))
        elif asking.wish is not None:
            blocks = compatibility.why_not(asking.wish, offered.home)
            missed.update(blocks)
            alone.update(blocks if len(blocks) == 1 else ())
    found.sort(key=lambda match: (-match.wants_ours, -match.fit, str(match.listing_id)))
    wishes = sorted(missed, key=lambda wish: (-alone[wish], -missed[wish], wish.value))
    return Outlook(len(rows), len(found), found[:SHOWN], [Missed(one, missed[one], alone[one]) for one in wishes])


def on_offer(*, cost_max: int) -> int:
    """How many free flats of all offices cost so much a month or less; one statement, and nobody's flat is named."""
    with meeting_place():
        return int(Listing.objects.free().filter(monthly_cost__lte=cost_max).count())


def _match(asking: Entry, row: Listing, offered: Entry, fit: int) -> Match:
    return Match(
        listing_id=row.pk,
        office_schema=row.office_schema,
        town=row.town,
        district=row.district,
        half_rooms=row.half_rooms or 0,
        area_m2=row.area_m2 or 0,
        monthly_cost=row.monthly_cost or 0,
        is_vacant=row.is_vacant,
        fit=fit,
        monthly_saving=asking.home.monthly_cost - offered.home.monthly_cost,
        wants_ours=compatibility.acceptance(offered, asking) is not None,
    )
