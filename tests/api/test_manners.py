"""The API's manners: tokens, problems, pages, repeatable writes, versions, its own description."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection, connections
from django.test import Client
from django.utils import timezone
from openapi_spec_validator import validate

from cases.tenancies.models import Payment
from kernel.access import SYSTEM
from kernel.models import AuditEntry
from project import api
from tenants import context
from tenants.accounts import tokens
from tenants.registry.models import Office
from tests.cast import charge, tenancy
from tests.report import say

ALL = sorted(tokens.SCOPES)


@pytest.fixture(autouse=True)
def _no_failures_remembered():
    cache.clear()
    yield
    cache.clear()


def machine(office: Office, scopes=ALL) -> Client:
    with context.entered(office):
        _token, secret = tokens.issue(name="gép", scopes=scopes, days=30, by=SYSTEM)
    return Client(HTTP_HOST=f"{office.slug}.localhost", headers={"authorization": f"Bearer {secret}"})


def post(client: Client, path: str, body: object, key: str = "k1"):
    return client.post(path, body, content_type="application/json", headers={"idempotency-key": key})


@pytest.fixture
def let(alder_office):
    with context.entered(alder_office):
        made = tenancy("Őri Csilla", old_identifier="70084")
        charge(made, period=date(2026, 10, 1))
    return made


def test_a_token_is_kept_as_a_hash_and_shown_once(alder):
    token, secret = tokens.issue(name="x", scopes=["payments:read"], days=1, by=SYSTEM)
    assert secret not in str(token.__dict__)
    assert tokens.find(secret) == token


def test_without_a_token_every_answer_is_401_as_a_problem(alder_office):
    response = Client(HTTP_HOST="alder.localhost").get("/api/v1/tenancies/")
    assert response.status_code == 401
    assert response["Content-Type"] == "application/problem+json"
    assert response["WWW-Authenticate"].startswith("Bearer")
    assert response.json()["title"] == "not-authenticated"


def test_s2_a_token_opens_only_its_own_office_and_only_while_it_is_valid(alder_office, birch_office):
    client = machine(alder_office)
    assert client.get("/api/v1/tenancies/").status_code == 200
    assert client.get("/api/v1/tenancies/", headers={"host": "birch.localhost"}).status_code == 401
    with context.entered(alder_office):
        token = tokens.ApiToken.objects.get()
        tokens.ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        assert client.get("/api/v1/tenancies/").status_code == 401
        tokens.ApiToken.objects.update(expires_at=timezone.now() + timedelta(days=1))
        tokens.revoke(token=token, by=SYSTEM)
    assert client.get("/api/v1/tenancies/").status_code == 401


def test_guessing_tokens_ends_in_429(alder_office):
    client = Client(HTTP_HOST="alder.localhost", headers={"authorization": "Bearer ksz_guess"})
    answers = [client.get("/api/v1/tenancies/").status_code for _try in range(22)]
    assert answers == [401] * 20 + [429] * 2


def test_a_scope_that_was_not_given_is_refused(alder_office):
    response = machine(alder_office, ["catalogue:read"]).get("/api/v1/tenancies/")
    assert (response.status_code, response.json()["title"]) == (403, "not-allowed")


def test_a_tenancy_and_its_balance(alder_office, let):
    client = machine(alder_office)
    listed = client.get("/api/v1/tenancies/").json()
    assert [(row["number"], row["balance"], row["old_identifier"]) for row in listed["results"]] == [
        (let.number, 20_000, "70084")
    ]
    assert client.get(f"/api/v1/tenancies/{let.pk}/").json()["parties"] == ["Őri Csilla"]
    account = client.get(f"/api/v1/tenancies/{let.pk}/balance/").json()
    assert (account["balance"], account["kinds"][0]["kind"]) == (20_000, "rent")


def test_s15_reading_a_person_leaves_a_trace(alder_office, let):
    machine(alder_office).get(f"/api/v1/tenancies/{let.pk}/")
    with context.entered(alder_office):
        entry = AuditEntry.objects.get(verb="read")
        assert (entry.actor_kind, entry.subject_id) == ("token", str(let.pk))


def test_pages_go_on_where_they_ended_even_when_rows_come_in_between(alder_office):
    with context.entered(alder_office):
        numbers = [tenancy(f"Próba {door}", door=str(door)).number for door in range(5)]
    client = machine(alder_office)
    seen, cursor = [], ""
    for _page in range(3):
        answer = client.get(f"/api/v1/tenancies/?limit=2{cursor and '&cursor=' + cursor}").json()
        seen += [row["number"] for row in answer["results"]]
        cursor = answer["next"] or ""
    assert (seen, cursor) == (numbers, "")


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=x", "cursor=%FF", "cursor=!!!"])
def test_a_bad_page_is_a_400_with_a_sentence(alder_office, query):
    response = machine(alder_office).get(f"/api/v1/tenancies/?{query}")
    assert response.status_code == 400
    assert response.json()["detail"]


def test_booking_needs_a_key_and_happens_once(alder_office, let):
    client = machine(alder_office)
    body = {"tenancy": str(let.pk), "amount": 20_000, "paid_on": "2026-11-20"}
    assert client.post("/api/v1/payments/", body, content_type="application/json").status_code == 400
    first, second = post(client, "/api/v1/payments/", body), post(client, "/api/v1/payments/", body)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert second["Idempotency-Replayed"] == "true"
    assert post(client, "/api/v1/payments/", body | {"amount": 1}).status_code == 422
    with context.entered(alder_office):
        assert Payment.objects.count() == 1


def test_a_refused_booking_leaves_the_key_free(alder_office, let):
    client = machine(alder_office)
    bad = post(client, "/api/v1/payments/", {"tenancy": str(let.pk), "amount": -5, "paid_on": "2026-11-20"})
    assert (bad.status_code, list(bad.json()["fields"])) == (422, ["amount"])
    good = post(client, "/api/v1/payments/", {"tenancy": str(let.pk), "amount": 5, "paid_on": "2026-11-20"})
    assert good.status_code == 201


@pytest.mark.faults
def test_c3_the_same_key_in_parallel_has_one_effect(own_database):
    office = Office.objects.get(slug="alder")
    with context.entered(office):
        let = tenancy()
    client = machine(office)
    body = {"tenancy": str(let.pk), "amount": 1_000, "paid_on": "2026-11-20"}
    token = client.headers if hasattr(client, "headers") else None
    del token

    def send(number: int) -> int:
        try:
            return post(client, "/api/v1/payments/", body, key=f"k{number // 8}").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(80)))
    with context.entered(office):
        effects = Payment.objects.count()
    say("C3", tried=80, survived=80, lost=max(10 - effects, 0), duplicate=max(effects - 10, 0))
    assert set(answers) <= {201, 409}
    assert effects == 10


def test_what_was_booked_without_the_databases_word_reaching_us_is_not_booked_again(own_database, monkeypatch):
    office = Office.objects.get(slug="alder")
    with context.entered(office):
        let = tenancy()
    client, plain, lost = machine(office), connections["default"].commit, []

    def commit_and_lose_the_word():
        is_booked = Payment.objects.exists()
        plain()
        if is_booked and not lost:
            lost.append("the word")
            raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(connections["default"], "commit", commit_and_lose_the_word)
    body = {"tenancy": str(let.pk), "amount": 1_000, "paid_on": "2026-11-20"}
    answers = [post(client, "/api/v1/payments/", body) for _time in range(2)]
    assert [answer.status_code for answer in answers] == [503, 201]
    assert answers[1]["Idempotency-Replayed"] == "true"
    with context.entered(office):
        assert Payment.objects.count() == 1


def test_an_unchanged_thing_is_304_and_planning_twice_is_one_run(alder_office, let):
    client = machine(alder_office)
    url = f"/api/v1/tenancies/{let.pk}/"
    tag = client.get(url)["ETag"]
    assert client.get(url, headers={"if-none-match": tag}).status_code == 304
    today = timezone.localdate()
    runs = [post(client, "/api/v1/reminder-runs/", {"business_date": str(today)}, key=key) for key in ("a", "b")]
    assert runs[0].json()["id"] == runs[1].json()["id"]
    assert runs[0].json()["counts"]["planned"] == 1
    later = post(client, "/api/v1/reminder-runs/", {"business_date": str(today + timedelta(days=1))}, key="c")
    assert (later.status_code, later.json()["title"]) == (422, "business-date")


def test_another_offices_id_looks_exactly_like_no_id(alder_office, birch_office, let):
    client = machine(birch_office)
    elsewhere = client.get(f"/api/v1/tenancies/{let.pk}/")
    nowhere = client.get("/api/v1/tenancies/00000000-0000-4000-8000-000000000000/")
    assert elsewhere.status_code == nowhere.status_code == 404
    assert elsewhere.content == nowhere.content


def test_the_catalogue_is_the_same_for_every_office(alder_office, birch_office):
    first, second = (machine(office).get("/api/v1/catalogue/").json() for office in (alder_office, birch_office))
    assert first == second
    assert "csaladi-potlek" in [row["slug"] for row in first["results"]]


def test_an_unknown_address_is_a_problem_not_a_page(alder_office):
    response = machine(alder_office).get("/api/v1/nothing/here/")
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


def test_the_description_is_valid_openapi_3_1(db):
    document = api.described()
    assert str(document["openapi"]).startswith("3.1")
    validate(document)


def test_the_description_names_every_route(db):
    described = set(api.described()["paths"])
    routes = {
        "/api/v1/" + re.sub(r"<\w+:(\w+)>", r"{\1}", str(pattern.pattern))
        for pattern in api.urlpatterns
        if pattern.name != "api_nowhere"
    }
    assert described == routes


def test_the_reader_is_a_page_without_script_of_its_own(alder_office):
    response = Client(HTTP_HOST="alder.localhost").get("/api/")
    assert response.status_code == 200
    assert "/api/v1/payments/" in response.content.decode()
    assert "unsafe" not in response["Content-Security-Policy"]
