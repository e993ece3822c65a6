"""Adverts and proposals through the API, seen from both towns."""

import json

import pytest
from django.core.cache import cache

from exchange.adverts.models import Advert
from exchange.pool import clearing
from tenants import context
from tests.api.test_manners import machine, post
from tests.exchange.pool import cast
from tests.exchange.pool.cast import TODAY


@pytest.fixture(autouse=True)
def _no_failures_remembered():
    cache.clear()


@pytest.fixture
def two_towns(alder_office, birch_office):
    with context.entered(alder_office):
        cast.open_places()
        cast.advert("Őri Csilla", number=1, area=80, half_rooms=6, rent=110_000, wish_places=["Nyírtelek"])
    with context.entered(birch_office):
        there = {"town": "Nyírtelek", "district": "Újtelep", "wish_places": ["Égervár/Belváros"]}
        cast.advert("Nagy Anna", number=3, area=44, half_rooms=3, rent=52_000, **there)


def patch(client, path, body, tag, key="p1"):
    return client.patch(path, body, content_type="application/json", headers={"if-match": tag, "idempotency-key": key})


def test_an_advert_is_changed_by_whoever_saw_its_present_version(two_towns, alder_office):
    client = machine(alder_office)
    advert = client.get("/api/v1/adverts/").json()["results"][0]
    url = f"/api/v1/adverts/{advert['id']}/"
    tag = client.get(url)["ETag"]
    assert patch(client, url, {"wish_cost_max": 90_000}, tag).json()["wish_cost_max"] == 90_000
    stale = patch(client, url, {"wish_cost_max": 80_000}, tag, key="p2")
    assert (stale.status_code, stale.json()["title"]) == (412, "changed")
    missing = client.patch(
        url, {"wish_cost_max": 1}, content_type="application/json", headers={"idempotency-key": "p3"}
    )
    assert missing.status_code == 428
    assert patch(client, url, {}, client.get(url)["ETag"], key="p4").status_code == 422
    with context.entered(alder_office):
        assert Advert.objects.get().wish_cost_max == 90_000


def test_a_proposal_spanning_two_towns_is_accepted_by_both_machines(two_towns, alder_office, birch_office):
    clearing.run(on=TODAY)
    cast.send_all()
    ends = {}
    for office in (alder_office, birch_office):
        client = machine(office)
        number = client.get("/api/v1/proposals/").json()["results"][0]["number"]
        seen = client.get(f"/api/v1/proposals/{number}/").json()
        assert [leg["is_own"] for leg in seen["legs"]].count(True) == 1
        assert [leg["advert"] for leg in seen["legs"]].count(None) == 1
        own = next(leg for leg in seen["legs"] if leg["is_own"])
        answered = post(client, f"/api/v1/proposals/{number}/answers/", {"leg": own["id"], "accepted": True})
        assert answered.status_code == 200, answered.content
        ends[office.slug] = answered.json()["state"]
    assert ends == {"alder": "sent", "birch": "viewing"}


def test_the_other_towns_leg_cannot_be_answered_and_looks_like_none(two_towns, alder_office):
    clearing.run(on=TODAY)
    cast.send_all()
    client = machine(alder_office)
    number = client.get("/api/v1/proposals/").json()["results"][0]["number"]
    legs = client.get(f"/api/v1/proposals/{number}/").json()["legs"]
    foreign = next(leg["id"] for leg in legs if not leg["is_own"])
    answers = [
        post(client, f"/api/v1/proposals/{number}/answers/", {"leg": leg, "accepted": True}, key=f"k{leg}")
        for leg in (foreign, 999_999)
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content


def test_no_name_street_or_debt_of_the_other_town_is_in_a_proposal(two_towns, alder_office):
    clearing.run(on=TODAY)
    cast.send_all()
    client = machine(alder_office)
    number = client.get("/api/v1/proposals/").json()["results"][0]["number"]
    text = json.dumps(client.get(f"/api/v1/proposals/{number}/").json(), ensure_ascii=False)
    for canary in ("Nagy Anna", "Fő utca", "arrears", "relieves"):
        assert canary not in text


@pytest.mark.parametrize("number", ["CS-000001-00", "CS-999999-99", "x", "CS-000001-74x"])
def test_a_proposal_number_that_is_none_is_a_404(alder_office, number):
    assert machine(alder_office).get(f"/api/v1/proposals/{number}/").status_code == 404
