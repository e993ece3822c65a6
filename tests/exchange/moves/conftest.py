"""Exchanges to try things on."""

import pytest

from exchange.pool import clearing
from exchange.pool.models import Proposal
from tenants import context
from tests.exchange.pool import cast
from tests.exchange.pool.cast import TODAY


@pytest.fixture
def swap(alder_office, birch_office) -> Proposal:
    """Two households of two towns that would take each other's flat; the first has a joint tenant."""
    from cases.people import persons
    from cases.tenancies.models import TenancyParty
    from exchange.adverts.models import Advert
    from kernel.access import SYSTEM

    with context.entered(alder_office):
        cast.open_places()
        cast.advert("Őri Csilla", number=1, area=80, half_rooms=6, rent=110_000, wish_area_max=50)
        joint = persons.register(name="Őri Dénes", by=SYSTEM)
        TenancyParty.objects.create(tenancy=Advert.objects.get().tenancy, person=joint, position=2, since=TODAY)
    with context.entered(birch_office):
        there = {"town": "Nyírtelek", "district": "Újtelep"}
        cast.advert("Nagy Anna", number=3, area=44, half_rooms=3, rent=52_000, wish_area_min=70, **there)
    clearing.run(on=TODAY)
    return Proposal.objects.get()


@pytest.fixture
def ours(swap, alder_office):
    """Our office's single seat in the swap, read anew whenever it is called; inside our office."""
    from exchange.moves import seats

    with context.entered(alder_office):
        yield lambda: seats.of(Proposal.objects.get(pk=swap.pk)).ours[0]
