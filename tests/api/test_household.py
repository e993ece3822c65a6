"""The budget and the debt file of a case through the API: read with the scope, written down, nothing to write."""

from datetime import date

import pytest
from django.core.cache import cache
from django.utils import timezone

from cases.arrears.models import BudgetSetting
from kernel.models import AuditEntry
from tenants import context
from tests.api.test_manners import machine
from tests.cases.arrears.household_cast import budget, case_of, debt
from tests.cast import charge, tenancy


@pytest.fixture(autouse=True)
def _no_failures_remembered():
    cache.clear()


@pytest.fixture
def case(alder_office):
    today = timezone.localdate()
    with context.entered(alder_office):
        made = case_of(tenancy("Őri Csilla"), on=today)
        charge(made.tenancy, period=date(2026, 10, 1), amount=30_000)
    return made


def test_a_case_without_a_sheet_has_an_empty_budget(alder_office, case):
    answer = machine(alder_office, ["arrears:read"]).get(f"/api/v1/arrears-cases/{case.pk}/budget/")
    assert answer.json() == {
        "number": None, "drawn_up_on": None, "adults": None, "minors": None, "income": 0, "expenses": 0, "free": 0,
        "suggested": None, "limit": None, "lines": [],
    }  # fmt: skip


def test_the_last_sheet_is_read_with_its_figures(alder_office, case):
    with context.entered(alder_office):
        budget(case, on=timezone.localdate())
    client = machine(alder_office, ["arrears:read"])

    answer = client.get(f"/api/v1/arrears-cases/{case.pk}/budget/")
    same = client.get(f"/api/v1/arrears-cases/{case.pk}/budget/", headers={"if-none-match": answer["ETag"]})

    body = answer.json()
    assert (body["number"], body["income"], body["expenses"], body["free"]) == (1, 306_600, 214_934, 91_666)
    assert (body["suggested"], body["limit"]) == (73_300, 91_666)
    assert {"kind": "travel", "amount": 4_600, "how_often": "weekly", "monthly": 19_934} in body["lines"]
    assert same.status_code == 304
    with context.entered(alder_office):
        assert AuditEntry.objects.filter(verb="read", subject_id=str(case.tenancy_id), actor_kind="token").count() == 2


def test_without_a_rule_the_sheet_is_read_and_nothing_is_suggested(alder_office, case):
    with context.entered(alder_office):
        budget(case, on=timezone.localdate())
        BudgetSetting.objects.all().delete()
    body = machine(alder_office).get(f"/api/v1/arrears-cases/{case.pk}/budget/").json()
    assert (body["free"], body["suggested"], body["limit"]) == (91_666, None, None)


def test_the_debt_file_comes_in_its_order_with_the_own_ledger(alder_office, case):
    with context.entered(alder_office):
        owed = debt(case, stage="disconnected", on=timezone.localdate())
        debt(case, kind="informal", creditor_name="Józsi", on=timezone.localdate())
    body = machine(alder_office, ["arrears:read"]).get(f"/api/v1/arrears-cases/{case.pk}/debts/").json()

    assert body["total"] == 150_000
    assert [(one["kind"], one["rank"], one["may_be_planned"]) for one in body["debts"]] == [
        ("electricity", "disconnection", True), ("own", "home_and_energy", True), ("informal", "informal", False),
    ]  # fmt: skip
    assert [one["id"] for one in body["debts"]][:2] == [str(owed.pk), None]


def test_nothing_is_written_through_it_and_nothing_read_without_the_scope(alder_office, birch_office, case):
    for page in ("budget", "debts"):
        address = f"/api/v1/arrears-cases/{case.pk}/{page}/"
        assert machine(alder_office).post(address, {}, content_type="application/json").status_code == 405
        assert machine(alder_office, ["tenancies:read"]).get(address).status_code == 403
        assert machine(birch_office).get(address).status_code == 404
