"""Flats to rent on the market: written down for 30 days, told of, never matched."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from exchange.adverts import market, writing
from exchange.adverts.models import MarketFlat
from exchange.pool import clearing, places
from exchange.pool.columns import Tenure
from exchange.pool.models import Listing, Proposal
from kernel.access import SYSTEM
from tenants import context
from tenants.accounts import staff
from tests.conftest import PASSWORD, browser_of
from tests.exchange.pool import cast
from tests.exchange.pool.cast import TODAY

ANSWERS = {
    "town": "Égervár", "district": "Belváros", "half_rooms": 3, "area_m2": 38, "monthly_cost": 90_000,
    "contact": "+36 1 555 0100", "source": "a tulajdonos hívta", "note": "",
}  # fmt: skip
FORM = {
    "place": "Égervár/Belváros", "half_rooms": "3", "area_m2": "38", "monthly_cost": "90000",
    "contact": "+36 1 555 0100", "source": "a tulajdonos hívta", "note": "", "seen_on": "2026-11-20",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-11-23 10:00+01:00", tick=False):
        yield


@pytest.fixture
def flat(alder):
    cast.open_places()
    return record()


def record(seen_on=TODAY, **different):
    return market.record(answers=ANSWERS | different, seen_on=seen_on, by=SYSTEM, on=TODAY)


@pytest.fixture
def csilla(alder_office):
    """A tenant who is known to carry 70 000 forints a month."""
    with context.entered(alder_office):
        cast.open_places()
        advert = cast.advert("Őri Csilla", number=1, publish=False, stated_affordable_cost=70_000)
        account = staff.open_resident_account(
            email="csilla@example.hu", person_id=advert.person_id, password=PASSWORD, by=SYSTEM
        )
    return browser_of(alder_office, account)


def test_shown_for_thirty_days_from_when_it_was_seen(flat):
    last = TODAY + timedelta(days=30)

    assert flat.expires_on == last
    assert list(market.within(cost_max=None, on=last)) == [flat]
    assert list(market.within(cost_max=None, on=last + timedelta(days=1))) == []
    market.see_again(flat=flat, by=SYSTEM, on=last)
    assert list(market.within(cost_max=None, on=last + timedelta(days=30))) == [flat]


def test_the_cheapest_first_and_none_above_what_is_carried(flat):
    cheap = record(monthly_cost=60_000)

    assert list(market.within(cost_max=None, on=TODAY)) == [cheap, flat]
    assert list(market.within(cost_max=60_000, on=TODAY)) == [cheap]
    assert list(market.within(cost_max=59_999, on=TODAY)) == []


@pytest.mark.parametrize("days", [-1, 31])
def test_a_flat_seen_tomorrow_or_long_ago_is_refused(alder, days):
    cast.open_places()
    with pytest.raises(market.NotSeenYet):
        record(seen_on=TODAY - timedelta(days=days))
    assert MarketFlat.objects.count() == 0


def test_a_place_that_is_not_on_the_list_is_refused(alder):
    with pytest.raises(places.NotAPlace):
        record(town="Atlantisz")


def test_it_is_never_matched_with_a_municipal_tenancy(flat):
    """A household that would take anything: nothing of the market is in the pool, and no right to a flat is called so."""
    cast.advert("Őri Csilla", number=1)
    clearing.run(on=TODAY)

    assert (Listing.objects.count(), Proposal.objects.count()) == (1, 0)
    assert set(Tenure.values) == {"tenancy", "ownership"}


def test_taken_off_with_its_owners_contact(flat):
    market.remove(flat=flat, by=SYSTEM)
    market.remove(flat=flat, by=SYSTEM)

    assert MarketFlat.objects.count() == 0


CONSTRAINTS = [
    ("market_flat_rooms", {"half_rooms": 41}),
    ("market_flat_area", {"area_m2": 5}),
    ("market_flat_cost", {"monthly_cost": 0}),
    ("market_flat_says_where", {"town": ""}),
    ("market_flat_says_where", {"contact": ""}),
    ("market_flat_says_where", {"source": ""}),
    ("market_flat_thirty_days", {"expires_on": TODAY}),
]


@pytest.mark.parametrize(("name", "change"), CONSTRAINTS)
def test_the_database_refuses(flat, name, change):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        MarketFlat.objects.update(**change)
    assert caught.value.__cause__.diag.constraint_name == name


def test_written_down_changed_seen_again_and_taken_off_at_the_desk(alder_office, desk_client):
    with context.entered(alder_office):
        cast.open_places()
    client = desk_client("exchange_adviser")
    assert client.get("/desk/exchange/market/new/").status_code == 200
    assert client.post("/desk/exchange/market/new/", FORM).headers["Location"] == "/desk/exchange/market/"
    with context.entered(alder_office):
        flat = MarketFlat.objects.get()
    page = reverse("exchange_market_flat", args=[flat.pk])
    assert 'value="2026-11-20"' in client.get(page).content.decode()
    client.post(page, FORM | {"monthly_cost": "85000"})
    client.post(reverse("exchange_market_again", args=[flat.pk]))

    with context.entered(alder_office):
        flat.refresh_from_db()
    assert (flat.monthly_cost, flat.seen_on) == (85_000, TODAY)
    assert "Égervár, Belváros" in client.get("/desk/exchange/market/").content.decode()
    client.post(reverse("exchange_market_remove", args=[flat.pk]))
    assert client.get(page).status_code == 404


def test_wrong_answers_come_back_with_what_was_typed(alder_office, desk_client):
    with context.entered(alder_office):
        cast.open_places()
    sent = FORM | {"seen_on": "2026-11-24", "area_m2": "38", "contact": "Vas Éva 06 1 555"}
    answer = desk_client("exchange_adviser").post("/desk/exchange/market/new/", sent)

    assert answer.context["form"].non_field_errors() == ["A megadott nap, amikor a lakást látta, a jövőben van."]
    assert "Vas Éva 06 1 555" in answer.content.decode()


def test_the_desks_list_costs_the_same_at_one_row_and_three(flat, alder_office, desk_client):
    client, counts = desk_client("clerk"), []
    for _more in range(2):
        client.get("/desk/exchange/market/")
        with CaptureQueriesContext(
            connection,
        ) as caught:
            client.get("/desk/exchange/market/")
        counts.append(len(caught))
        with context.entered(alder_office):
            record()
            record()
    assert counts[0] == counts[1]


def test_a_resident_reads_first_what_the_household_can_carry(csilla, alder_office):
    with context.entered(alder_office):
        record(monthly_cost=90_000, contact="drága")
        record(monthly_cost=65_000, contact="olcsó", source="titkos forrás", note="belső")
        record(monthly_cost=50_000, contact="régi", seen_on=TODAY - timedelta(days=30))
        MarketFlat.objects.filter(contact="régi").update(seen_on="2026-10-01", expires_on="2026-10-31")
    for path in ("/my/exchange/", "/my/exchange/market/"):
        shown = csilla.get(path).content.decode()
        assert "olcsó" in shown
        for hidden in ("drága", "régi", "titkos forrás", "belső"):
            assert hidden not in shown

    everything = csilla.get("/my/exchange/market/?all").content.decode()
    assert "drága" in everything
    assert "régi" not in everything


def test_a_household_of_unknown_means_reads_all(alder_office):
    with context.entered(alder_office):
        cast.open_places()
        owner = writing.start_for_new_owner(name="Vas Éva", by=SYSTEM)
        account = staff.open_resident_account(
            email="eva@example.hu", person_id=owner.person_id, password=PASSWORD, by=SYSTEM
        )
        record(contact="drága")

    assert "drága" in browser_of(alder_office, account).get("/my/exchange/market/").content.decode()
