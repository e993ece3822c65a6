"""A proposal spanning two towns, accepted by both in a real browser."""

import pytest

from exchange.adverts import lifecycle
from exchange.adverts.models import Advert
from exchange.pool import clearing
from exchange.pool.models import Proposal
from tenants import context
from tenants.registry.models import Office
from tests.exchange.pool import cast

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def proposed(own_database):
    """One household in each town wants what the other has; the pool is cleared today."""
    from django.utils import timezone

    alder, birch = Office.objects.get(slug="alder"), Office.objects.get(slug="birch")
    with context.entered(alder):
        cast.open_places()
        cast.advert("Őri Csilla", number=1, area=80, half_rooms=6, rent=110_000, wish_places=["Nyírtelek"])
    with context.entered(birch):
        there = {"town": "Nyírtelek", "district": "Újtelep", "wish_places": ["Égervár/Belváros"]}
        cast.advert("Nagy Anna", number=3, area=44, half_rooms=3, rent=52_000, **there)
    assert clearing.run(on=timezone.localdate()).swaps == 1
    cast.send_all(at=timezone.now())


def accept(someone) -> str:
    page = someone.go("/desk/exchange/proposals/")
    page.locator("main a[href*='/desk/exchange/proposals/CS-']").first.click()
    text = page.locator("main").inner_text()
    page.click("main button[name=answer][value=accepted]")
    page.wait_for_load_state()
    return text


def test_both_towns_accept_and_both_see_the_same_end(proposed, visitor):
    first, second = visitor("alder", "exchange_adviser"), visitor("birch", "exchange_adviser")
    seen = {"alder": accept(first), "birch": accept(second)}

    assert "Őri Csilla" in seen["alder"] and "Nagy Anna" not in seen["alder"]
    assert "Nagy Anna" in seen["birch"] and "Őri Csilla" not in seen["birch"]
    assert Proposal.objects.get().state == "viewing"
    for slug in ("alder", "birch"):
        with context.entered(Office.objects.get(slug=slug)):
            lifecycle.follow_pool()
            assert Advert.objects.get().state == "in_exchange"
    assert first.complaints == second.complaints == []
