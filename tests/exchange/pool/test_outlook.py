"""What keeps flats away from a household: every wish that is missed, and which of them does so alone."""

from exchange.adverts import publishing
from exchange.matching.compatibility import Block
from exchange.pool import outlook
from tests.exchange.pool import cast


def test_a_wish_that_alone_keeps_flats_away_comes_first(alder):
    cast.open_places()
    asking = cast.advert("Őri Anna", number=1, wish_cost_max=45_000, wish_area_min=50)
    cast.vacant(1, area=55, cost=60_000)  # only too dear
    cast.vacant(2, area=56, cost=61_000)  # only too dear
    cast.vacant(3, area=40, cost=40_000)  # only too small
    cast.vacant(4, area=40, cost=60_000)  # both
    cast.vacant(5, area=55, cost=40_000)  # fits
    found = outlook.of(publishing.entry(asking), advert_id=asking.pk)
    assert (found.looked_at, found.fitting) == (5, 1)
    assert [(one.wish, one.flats, one.alone) for one in found.missed] == [
        (Block.TOO_COSTLY, 3, 2), (Block.TOO_SMALL, 2, 1),
    ]  # fmt: skip


def test_flats_on_offer_are_counted_by_cost(alder):
    cast.open_places()
    for number, cost in enumerate((40_000, 50_000, 60_000), 1):
        cast.vacant(number, cost=cost)
    assert [outlook.on_offer(cost_max=most) for most in (39_999, 50_000, 99_000)] == [0, 2, 3]
