"""What another system reads of an advert's outlook and of its verification."""

import pytest
from django.core.cache import cache
from django.utils import timezone

from exchange.adverts.models import Advert
from kernel.models import AuditEntry
from tenants import context
from tests.api.test_exchange import patch
from tests.api.test_manners import machine
from tests.exchange.adverts import verifying
from tests.exchange.pool import cast


@pytest.fixture(autouse=True)
def _no_failures_remembered():
    cache.clear()


@pytest.fixture
def advert(alder_office, birch_office):
    with context.entered(alder_office):
        cast.open_places()
        ours = cast.advert(
            "Őri Csilla", number=1, area=80, half_rooms=6, rent=110_000, stated_affordable_cost=60_000,
            wish_places=["Nyírtelek"],
        )  # fmt: skip
    with context.entered(birch_office):
        there = {"town": "Nyírtelek", "district": "Újtelep"}
        cast.advert(
            "Nagy Anna", number=3, area=44, half_rooms=3, rent=52_000, **there, wish_places=["Égervár/Belváros"]
        )
        cast.vacant(4, cost=75_000, **there)
    return ours


def test_the_best_flats_with_what_they_save(advert, alder_office):
    answer = machine(alder_office).get(f"/api/v1/adverts/{advert.pk}/outlook/").json()

    assert (answer["looked_at"], answer["fitting"]) == (2, 2)
    assert answer["means"] == {
        "known_from": "stated", "debt": 0, "instalment": 0, "home_up_to": 60_000, "months_to_clear_now": 0,
    }  # fmt: skip
    first, second = answer["best"]
    assert (first["monthly_cost"], first["monthly_saving"], first["is_within_means"]) == (52_000, 58_000, True)
    assert (second["is_vacant"], second["monthly_saving"], second["is_within_means"]) == (True, 35_000, False)
    assert (first["wants_ours"], first["is_own_office"], first["months_to_clear"]) == (True, False, 0)
    assert "Nagy Anna" not in str(answer)
    with context.entered(alder_office):
        entry = AuditEntry.objects.get(verb="read", subject_id=str(advert.pk))
    assert entry.details == {"what": "outlook"}


def test_another_offices_advert_and_an_empty_flat_have_none(advert, alder_office, birch_office):
    with context.entered(birch_office):
        vacant = Advert.objects.get(person__isnull=True)
    machine_there = machine(birch_office)

    assert machine_there.get(f"/api/v1/adverts/{advert.pk}/outlook/").status_code == 404
    refused = machine_there.get(f"/api/v1/adverts/{vacant.pk}/outlook/")
    assert (refused.status_code, refused["Content-Type"]) == (422, "application/problem+json")


def test_an_advert_says_when_it_was_verified_and_a_tenancy_has_no_price(advert, alder_office):
    client = machine(alder_office)
    with context.entered(alder_office):
        verifying.verify_first()
        draft = verifying.verified(
            cast.advert("Kis Béla", number=2, publish=False), deed_on=timezone.localdate(), on=timezone.localdate()
        )
    seen = client.get(f"/api/v1/adverts/{draft.pk}/")
    assert (seen.json()["state"], seen.json()["verified_on"]) == ("verified", timezone.localdate().isoformat())

    refused = patch(client, f"/api/v1/adverts/{draft.pk}/", {"asking_price": 4_000_000}, seen["ETag"])
    assert refused.status_code == 422
    assert "29. §" in refused.json()["detail"]
