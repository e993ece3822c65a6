"""An exchange's way to the keys through the API: both towns' machines, the consents, the landlord by two tokens."""

import json

import pytest
from django.core.cache import cache

from exchange.moves import seats
from exchange.moves.models import Consent
from exchange.pool import clearing
from exchange.pool.models import Proposal
from exchange.pool.steps import Stage
from tenants import context
from tests.api.test_manners import machine, post
from tests.exchange.moves import cast as moves
from tests.exchange.pool import cast
from tests.exchange.pool.cast import TODAY


@pytest.fixture(autouse=True)
def _no_failures_remembered():
    cache.clear()


@pytest.fixture
def swap(alder_office, birch_office):
    with context.entered(alder_office):
        cast.open_places()
        cast.advert("Őri Csilla", number=1, area=80, half_rooms=6, rent=110_000, wish_places=["Nyírtelek"])
    with context.entered(birch_office):
        there = {"town": "Nyírtelek", "district": "Újtelep", "wish_places": ["Égervár/Belváros"]}
        cast.advert("Nagy Anna", number=3, area=44, half_rooms=3, rent=52_000, **there)
    clearing.run(on=TODAY)
    return Proposal.objects.get()


def base(proposal: Proposal) -> str:
    return f"/api/v1/proposals/{proposal.number}/"


def flat(office, proposal: Proposal) -> str:
    with context.entered(office):
        return f"{base(proposal)}flats/{seats.of(proposal).ours[0].position}/"


def test_both_towns_look_at_a_proposal_and_read_what_it_waits_for(swap, alder_office, birch_office):
    ours, theirs = machine(alder_office), machine(birch_office)

    after = post(ours, f"{base(swap)}screen/", {}).json()
    assert (after["state"], after["number"]) == ("computed", swap.number)
    (waits,) = after["missing"]
    assert (waits["task"], waits["is_ours"], waits["position"]) == ("screen", False, 0)
    assert waits["office"] == birch_office.name
    post(theirs, f"{base(swap)}screen/", {})

    seen = ours.get(f"{base(swap)}steps/").json()
    assert seen["state"] == "sent"
    assert [entry["stage"] for entry in seen["entries"]] == ["computed", "screened", "sent"]
    assert sorted((one["task"], one["is_ours"]) for one in seen["missing"]) == [("answer", False), ("answer", True)]
    (seat,) = seen["seats"]
    assert (seat["gets_town"], seat["comes_town"]) == ("Nyírtelek", "Nyírtelek")
    assert "Nagy Anna" not in json.dumps(seen, ensure_ascii=False)


def test_the_same_key_has_one_effect_and_another_key_is_refused(swap, alder_office):
    client = machine(alder_office)
    first = post(client, f"{base(swap)}screen/", {}, key="look")
    again = post(client, f"{base(swap)}screen/", {}, key="look")
    assert (again.status_code, again["Idempotency-Replayed"], again.json()) == (200, "true", first.json())
    refused = post(client, f"{base(swap)}screen/", {}, key="other")
    assert (refused.status_code, refused["Content-Type"]) == (422, "application/problem+json")
    missing = client.post(f"{base(swap)}screen/", {}, content_type="application/json")
    assert missing.status_code == 400


def test_the_token_that_looked_does_not_open_the_names(swap, alder_office, birch_office):
    first, second = machine(alder_office), machine(alder_office)
    for client in (first, machine(birch_office)):
        post(client, f"{base(swap)}screen/", {})
    moves.bring(swap, Stage.VIEWING)
    refused = post(first, f"{base(swap)}open/", {}, key="o1")
    assert (refused.status_code, refused["Content-Type"]) == (422, "application/problem+json")
    opened = post(second, f"{base(swap)}open/", {}, key="o2")
    assert opened.status_code == 200, opened.content
    assert ("open", True) not in [(one["task"], one["is_ours"]) for one in opened.json()["missing"]]


def test_consents_are_listed_and_recorded_as_versions(swap, alder_office):
    moves.bring(swap, Stage.CONSENTS)
    client, url = machine(alder_office), f"{flat(alder_office, swap)}consents/"
    unasked = {"role": "tenant", "name": "Őri Csilla", "outcome": "waiting", "version": 0, "monthly_cost": 52_000}
    assert client.get(url).json() == {"monthly_cost": 52_000, "parties": [{**unasked, "has_agreed": False}]}

    said = {"role": "tenant", "name": "Őri Csilla", "outcome": "given", "way": "paper", "given_on": str(TODAY)}
    for _turn in range(2):
        kept = post(client, url, said, key="c1")
    assert kept.json()["parties"] == [{**unasked, "outcome": "given", "version": 1, "has_agreed": True}]
    assert post(client, url, {**said, "name": "Senki"}, key="c2").status_code == 422
    assert post(client, url, {**said, "outcome": "waiting"}, key="c3").json()["fields"].keys() == {"outcome"}
    with context.entered(alder_office):
        assert Consent.objects.count() == 1


def test_one_token_prepares_the_landlords_decision_and_another_confirms_it(swap, alder_office):
    moves.bring(swap, Stage.ALL_CONSENTED)
    first, second = machine(alder_office), machine(alder_office)
    url = f"{flat(alder_office, swap)}decision/"
    assert first.get(url).status_code == 404
    moves.bring(swap, Stage.LANDLORD_REVIEW)
    assert (first.get(url).json()["outcome"], first.get(url).json()["is_confirmed"]) == ("waiting", False)

    early = post(second, f"{url}confirm/", {}, key="d0")
    assert early.status_code == 422
    wordless = post(first, url, {"outcome": "refused", "decider": "polgármester", "refusal": "local"}, key="d1")
    assert wordless.status_code == 422
    prepared = post(first, url, {"outcome": "approved", "decider": "polgármester"}, key="d2").json()
    assert (prepared["outcome"], prepared["is_confirmed"], prepared["decided_on"]) == ("approved", False, None)
    assert post(first, f"{url}confirm/", {}, key="d3").status_code == 422
    confirmed = post(second, f"{url}confirm/", {}, key="d4").json()
    assert (confirmed["outcome"], confirmed["is_confirmed"]) == ("approved", True)


def test_a_flat_steps_out_and_the_exchange_falls_through(swap, alder_office):
    moves.bring(swap, Stage.VIEWING)
    client = machine(alder_office)
    position = int(flat(alder_office, swap).split("/")[-2])
    assert post(client, f"{base(swap)}leave/", {"position": position, "reason": "landlord"}).status_code == 422
    left = post(client, f"{base(swap)}leave/", {"position": position, "reason": "cost"}, key="l2").json()
    assert (left["state"], left["missing"]) == ("collapsed", [])


@pytest.mark.parametrize("number", ["CS-000001-00", "CS-999999-99", "x"])
def test_a_number_that_is_none_is_a_404(swap, alder_office, number):
    client = machine(alder_office)
    for end in ("steps/", "flats/1/consents/", "flats/1/decision/"):
        assert client.get(f"/api/v1/proposals/{number}/{end}").status_code == 404
    for place, end in enumerate(("screen/", "open/", "flats/1/decision/confirm/")):
        assert post(client, f"/api/v1/proposals/{number}/{end}", {}, key=f"n{place}").status_code == 404


def test_another_offices_exchange_and_another_offices_flat_look_like_none(swap, alder_office, birch_office):
    ours = machine(alder_office)
    foreign = flat(birch_office, swap)
    none = f"{base(swap)}flats/9/"
    for end in ("consents/", "decision/"):
        answers = [ours.get(f"{place}{end}") for place in (foreign, none)]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].content == answers[1].content
    theirs = int(foreign.split("/")[-2])
    left = [
        post(ours, f"{base(swap)}leave/", {"position": place, "reason": "cost"}, key=f"f{place}")
        for place in (theirs, 9)
    ]
    assert [answer.status_code for answer in left] == [404, 404]


def test_an_exchange_without_us_is_a_404(alder_office, birch_office):
    with context.entered(birch_office):
        cast.open_places()
        cast.advert("Kis Éva", number=21, area=80, half_rooms=6, rent=90_000, wish_area_max=50)
        cast.vacant(22, area=40, cost=38_000)
    clearing.run(on=TODAY)
    other = Proposal.objects.get()
    ours, theirs = machine(alder_office), machine(birch_office)
    assert theirs.get(f"{base(other)}steps/").status_code == 200
    assert ours.get(f"{base(other)}steps/").status_code == 404
    assert post(ours, f"{base(other)}screen/", {}).status_code == 404


def test_listings_are_our_own_and_say_no_more_than_the_pool_does(swap, alder_office):
    found = machine(alder_office).get("/api/v1/listings/").json()
    (listing,) = found["results"]
    assert (listing["town"], listing["state"], found["next"]) == ("Égervár", "in_proposal", None)
    assert {"advert_id", "seeks_relief", "affordable_cost", "office_schema"} & listing.keys() == set()
    assert "Őri" not in json.dumps(found, ensure_ascii=False)
