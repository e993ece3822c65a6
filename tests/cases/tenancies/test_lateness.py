"""Late interest: explained, posted once, only by offices that charge it; rates from their table."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from cases.tenancies import lateness, ledger, proving, tariff
from cases.tenancies.models import Charge, InterestPosting
from catalogue.shared import rates
from catalogue.shared.models import BaseRate
from kernel.access import SYSTEM
from kernel.calendar import HalfYear
from tenants import context
from tenants.registry.models import Office
from tests.cast import charge, pay, tenancy

JUNE, DUE = date(2026, 6, 1), date(2026, 6, 10)


RULE = {
    "use_charge_percent": 100, "charges_interest": True, "interest_minimum": 0, "valid_from": date(2020, 1, 1),
    "decree": "", "by": SYSTEM,
}  # fmt: skip


@pytest.fixture
def charging(alder):
    tariff.set_rule(**RULE)


def test_the_rates_are_those_that_are_known_and_no_others(alder, django_assert_num_queries):
    with django_assert_num_queries(1):
        known = rates.base_rates()
    assert known == {
        HalfYear(2023, 1): Decimal("13.00"), HalfYear(2023, 2): Decimal("13.00"), HalfYear(2024, 1): Decimal("10.75"),
        HalfYear(2024, 2): Decimal("7.00"), HalfYear(2025, 1): Decimal("6.50"), HalfYear(2025, 2): Decimal("6.50"),
        HalfYear(2026, 1): Decimal("6.50"),
    }  # fmt: skip


def test_an_office_reads_the_rates_and_cannot_write_them(alder):
    from django.db import DatabaseError

    with pytest.raises(DatabaseError), transaction.atomic():
        BaseRate.objects.update(percent=1)


def test_late_rent_is_explained_day_by_day_and_posted_once(alder, charging):
    let = tenancy()
    charge(let, period=date(2024, 6, 1), amount=50_000, due_on=date(2024, 6, 10))
    pay(let, 50_000, on=date(2024, 7, 20))
    (late,) = lateness.explain(let, on=date(2026, 11, 23))
    assert [(line.days, line.rate) for line in late.parts[0].interest.lines] == [
        (20, Decimal("10.75")),
        (20, Decimal("7.00")),
    ]
    assert (late.parts[0].interest.exact_text, late.paid_late, late.posted) == ("486.30", 486, 0)
    assert lateness.post(up_to=date(2026, 7, 31), by=SYSTEM) == lateness.Posted(1, 486, 0)
    posted = Charge.objects.get(kind="interest")
    assert (posted.amount, posted.period, posted.due_on) == (486, date(2024, 6, 1), date(2026, 8, 17))
    assert lateness.post(up_to=date(2026, 7, 31), by=SYSTEM) == lateness.Posted(0, 0, 0)
    assert lateness.post(up_to=date(2026, 9, 30), by=SYSTEM, tenancy=let) == lateness.Posted(0, 0, 0)
    assert proving.prove(on=date(2026, 12, 31)).differences == []


def test_without_the_offices_rule_no_interest_is_posted(alder):
    let = tenancy()
    charge(let, period=date(2026, 1, 1))
    pay(let, 20_000, on=date(2026, 5, 20))
    with pytest.raises(lateness.CannotPost):
        lateness.post(up_to=date(2026, 7, 31), by=SYSTEM)


def test_what_has_no_known_rate_waits_and_is_posted_when_it_is_known(owned):
    with context.entered(Office.objects.get(slug="alder")):
        tariff.set_rule(**RULE)
        let = tenancy()
        charge(let, period=JUNE, amount=50_000, due_on=DUE)
        pay(let, 50_000, on=date(2026, 7, 20))
        assert lateness.post(up_to=date(2026, 7, 31), by=SYSTEM) == lateness.Posted(0, 0, 1)
        (late,) = lateness.explain(let, on=date(2026, 7, 31))
        assert late.parts[0].interest is None and late.parts[0].missing.endswith(".")
    with connection.owner():
        BaseRate.objects.create(half_year=date(2026, 7, 1), percent=Decimal("6.00"), source="minta")
    with context.entered(Office.objects.get(slug="alder")):
        assert lateness.post(up_to=date(2026, 7, 31), by=SYSTEM) == lateness.Posted(1, 342, 0)


def test_a_charge_paid_in_parts_gets_the_difference_later_and_is_rounded_once(alder, charging):
    let = tenancy()
    charge(let, period=date(2026, 1, 1), amount=30_000, due_on=date(2026, 1, 15))
    pay(let, 10_000, on=date(2026, 2, 14))  # 30 days: 53.42…
    first = lateness.post(up_to=date(2026, 2, 28), by=SYSTEM)
    pay(let, 20_000, on=date(2026, 3, 16))  # 60 days: 213.69…
    second = lateness.post(up_to=date(2026, 3, 31), by=SYSTEM)
    assert (first.amount, second.amount) == (53, 267 - 53)  # the second payment first paid the interest: 19 947 of rent
    assert InterestPosting.objects.count() == 2


def test_interest_costs_and_a_balance_brought_forward_bear_none(alder, charging):
    let = tenancy()
    for kind in ("interest", "cost", "brought_forward"):
        charge(let, period=date(2026, 1, 1), amount=30_000, due_on=date(2026, 1, 15), kind=kind)
    pay(let, 90_000, on=date(2026, 6, 1))
    assert lateness.explain(let, on=date(2026, 6, 30)) == []
    assert lateness.post(up_to=date(2026, 6, 30), by=SYSTEM) == lateness.Posted(0, 0, 0)


def test_a_payment_in_time_bears_none_and_a_returned_one_was_never_paid(alder, charging):
    let = tenancy()
    charge(let, period=date(2026, 1, 1), amount=30_000, due_on=date(2026, 1, 15))
    back = pay(let, 30_000, on=date(2026, 1, 20))
    ledger.reverse(payment=back, on=date(2026, 1, 25), by=SYSTEM)
    assert lateness.post(up_to=date(2026, 2, 1), by=SYSTEM).count == 0
    charge(let, period=date(2026, 2, 1), amount=1_000, due_on=date(2026, 2, 16))
    pay(let, 31_000, on=date(2026, 2, 16))
    assert [item.charge.period.month for item in lateness.explain(let, on=date(2026, 3, 1))] == [1]


def test_interest_below_the_offices_minimum_is_not_charged(alder):
    tariff.set_rule(**RULE | {"interest_minimum": 500})
    let = tenancy()
    charge(let, period=date(2026, 1, 1), amount=30_000, due_on=date(2026, 1, 15))
    pay(let, 30_000, on=date(2026, 2, 14))
    assert lateness.post(up_to=date(2026, 2, 28), by=SYSTEM).count == 0


@pytest.mark.parametrize("kind", ["post", "explain"])
def test_the_number_of_statements_does_not_grow(alder, charging, kind):
    counts = []
    for number in (1, 2, 3):
        let = tenancy(door=str(number))
        charge(let, period=date(2026, number, 1), amount=30_000)
        charge(let, period=date(2026, number + 1, 1), amount=30_000)
        pay(let, 60_000, on=date(2026, 6, number))
        with CaptureQueriesContext(
            connection,
        ) as seen:
            if kind == "post":
                lateness.post(up_to=date(2026, 6, 10 + number), by=SYSTEM)
            else:
                lateness.explain(let, on=date(2026, 6, 30))
        counts.append(len(seen))
    assert counts[0] == counts[2]
