"""Charges and statements through the API."""

from datetime import date

import pytest
from django.core.cache import cache

from cases.tenancies.models import Charge
from tenants import context
from tests.api.test_manners import machine, post
from tests.cast import charge, pay, tenancy

NEW = {"kind": "water", "period": "2026-11-01", "amount": 4_200, "due_on": "2026-11-16", "note": "vízóra"}


@pytest.fixture(autouse=True)
def _no_failures_remembered():
    cache.clear()


@pytest.fixture
def let(alder_office):
    with context.entered(alder_office):
        made = tenancy()
        charge(made, period=date(2026, 9, 1))
        pay(made, 5_000, on=date(2026, 9, 20))
    return made


def test_a_charge_is_added_once_and_listed(alder_office, let):
    client = machine(alder_office)
    body = NEW | {"tenancy": str(let.pk)}
    first, again = post(client, "/api/v1/charges/", body), post(client, "/api/v1/charges/", body)
    assert (first.status_code, again.status_code, first.json()["id"]) == (201, 201, again.json()["id"])
    listed = client.get("/api/v1/charges/", {"tenancy": str(let.pk)}).json()["results"]
    assert sorted((one["kind"], one["amount"]) for one in listed) == [("rent", 20_000), ("water", 4_200)]
    with context.entered(alder_office):
        assert Charge.objects.count() == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": 0},
        {"amount": -1},
        {"amount": 10**9},
        {"kind": "rent"},
        {"kind": "refund"},
        {"due_on": "tegnap"},
        {"tenancy": "x"},
    ],
)
def test_a_charge_that_cannot_be_is_refused(alder_office, let, wrong):
    client = machine(alder_office)
    response = post(client, "/api/v1/charges/", NEW | {"tenancy": str(let.pk)} | wrong)
    assert response.status_code in {400, 422}
    with context.entered(alder_office):
        assert Charge.objects.count() == 1


def test_another_offices_tenancy_is_not_there(alder_office, birch_office, let):
    client = machine(birch_office)
    assert post(client, "/api/v1/charges/", NEW | {"tenancy": str(let.pk)}).status_code == 404
    assert client.get(f"/api/v1/tenancies/{let.pk}/statement/").status_code == 404


def test_a_statement_has_the_figures_of_the_page(alder_office, let):
    client = machine(alder_office)
    answer = client.get(f"/api/v1/tenancies/{let.pk}/statement/", {"since": "2026-01-01", "until": "2026-12-31"}).json()
    assert (answer["opening"], answer["closing"], len(answer["lines"])) == (0, 15_000, 2)
    assert [(one["amount"], one["lapsed"]) for one in answer["open_items"]] == [(15_000, False)]
    assert client.get(f"/api/v1/tenancies/{let.pk}/balance/").json()["lapsed"] == 0
    for query in ({"since": "2027-01-01", "until": "2026-01-01"}, {"since": "x"}):
        assert client.get(f"/api/v1/tenancies/{let.pk}/statement/", query).status_code in {400, 422}
    assert client.get(f"/api/v1/tenancies/{let.pk}/statement/", {"until": "0001-01-01"}).status_code == 200
