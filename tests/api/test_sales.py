"""Sale plans through the API: read with what they come to, and figures worked out without keeping them."""

import pytest
from django.core.cache import cache

from exchange.sales import plans
from exchange.sales.models import SalePlan
from kernel.access import SYSTEM
from tenants import context
from tests.api.test_manners import machine
from tests.exchange.sales import cast

FIGURES = {
    "price": 24_000_000, "new_home": "purchase", "new_price": 14_000_000, "mortgage": 5_000_000, "agent_percent": "4.00",
    "cost_before": 140_000, "cost_after": 75_000, "carries": 120_000,
}  # fmt: skip


@pytest.fixture(autouse=True)
def _no_failures_remembered():
    cache.clear()


def calculate(client, **different):
    return client.post("/api/v1/sale-plans/calculation/", FIGURES | different, content_type="application/json")


def test_a_plan_is_read_with_its_result_and_without_a_name(alder_office):
    with context.entered(alder_office):
        plan = cast.plan()
        plans.write(plan=plan, version=plan.version, figures={"note": "Titok"}, by=SYSTEM, on=cast.TODAY)
    client = machine(alder_office)
    row = client.get("/api/v1/sale-plans/").json()["results"][0]
    assert (row["number"], row["price"]) == (plan.number, 24_000_000)
    answer = client.get(f"/api/v1/sale-plans/{plan.pk}/")
    assert answer["ETag"] and answer.json()["result"]["comes_out"] is True
    assert "Eladó" not in answer.content.decode() and "Titok" not in answer.content.decode()


def test_figures_are_worked_out_and_kept_nowhere(alder_office):
    answer = calculate(machine(alder_office))
    assert answer.status_code == 200, answer.content
    found = answer.json()
    assert (found["rest"], found["costs"], found["duty"], found["duty_why"]) == (4_040_000, 960_000, 0, "cheaper")
    assert sum(share["paid"] for share in found["shares"]) + found["rest"] == 24_000_000
    with context.entered(alder_office):
        assert SalePlan.objects.count() == 0


@pytest.mark.parametrize(
    ("different", "status", "words"),
    [
        ({"tenure": "tenancy"}, 422, "lakástörvény 29. §"),
        ({"new_home": "municipal"}, 422, "lakástörvény 29. §"),
        ({"price": -1}, 422, "price"),
        ({"price": "sok"}, 422, "price"),
        ({"new_home": "tent"}, 422, "new_home"),
        ({"agent_percent": "NaN"}, 422, "agent_percent"),
        ({"mortgage": 10**12}, 422, "mortgage"),
    ],
)
def test_wrong_figures_are_a_problem_with_one_sentence(alder_office, different, status, words):
    answer = calculate(machine(alder_office), **different)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert words in answer.content.decode()


def test_a_told_duty_is_taken_as_it_is(alder_office):
    found = calculate(machine(alder_office), told_duty=123).json()
    assert (found["duty"], found["duty_why"]) == (123, "told")
