"""Flats to rent on the market, for a signed-in resident: those first that the household can carry."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone

from cases.tenancies.models import Tenancy
from exchange.adverts import market, means, queries
from exchange.adverts.models import MarketFlat
from exchange.adverts.permissions import ExchangePermission
from kernel import access
from shell.guards import DeskRequest, portal
from shell.pages import page

SHOWN, SHOWN_BESIDE = 50, 3


@dataclass(frozen=True)
class Offer:
    """Flats to rent. `carries` is what the household can pay a month for a home; None where the office cannot say."""

    flats: Sequence[MarketFlat]
    carries: int | None


def offer_to(person_id: UUID, *, on: date, most: int, everything: bool = False) -> Offer:
    """The cheapest flats that the household can carry; `everything` looks over that."""
    tenancy = Tenancy.objects.valid_on(on).held_by(person_id).first()
    advert = queries.current_of(person_id)
    stated = advert.stated_affordable_cost if advert is not None else None
    carries = (means.of(tenancy, on=on, stated=stated).affordable or None) if tenancy is not None else stated
    found = market.within(cost_max=None if everything else carries, on=on)
    return Offer(list(found[:most]), carries)


@portal
def my_market(request: DeskRequest) -> HttpResponse:
    access.require(request.user, ExchangePermission.OWN)
    person_id, everything = request.user.resident.person_id, "all" in request.GET
    offer = offer_to(person_id, on=timezone.localdate(), most=SHOWN, everything=everything)
    return page(request, "adverts/portal/market.html", offer=offer, everything=everything or offer.carries is None)
