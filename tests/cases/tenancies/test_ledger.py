"""The account: charges, payments, returns, credit – and the sums that must hold whatever happens."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.tenancies import ledger, queries, settlement
from cases.tenancies.models import Charge, LedgerEntry, Payment, PaymentShare, RentRate, Tenancy
from cases.tenancies.rent import NoRate, quote
from kernel.access import SYSTEM
from kernel.calendar import Calendar
from tenants import context
from tenants.registry.models import Office
from tests.cast import charge, dwelling, pay, tenancy
from tests.report import say

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
ON = date(2026, 11, 23)


def test_rents_are_raised_once_a_month_and_due_on_a_working_day(alder):
    let = tenancy(rent=20_000)
    assert ledger.raise_rents(period=NOVEMBER, calendar=Calendar(), by=SYSTEM) == 1
    assert ledger.raise_rents(period=date(2026, 11, 20), calendar=Calendar(), by=SYSTEM) == 0
    raised = Charge.objects.get()
    assert (raised.tenancy, raised.amount, raised.period, raised.due_on) == (let, 20_000, NOVEMBER, date(2026, 11, 16))


def test_a_tenancy_that_has_ended_or_not_begun_is_not_charged(alder):
    tenancy(door="1", ends_on=date(2026, 10, 31))
    tenancy("Zsiga Péter", door="2", starts_on=date(2026, 12, 1))
    assert ledger.raise_rents(period=NOVEMBER, calendar=Calendar(), by=SYSTEM) == 0


def test_money_goes_to_costs_then_interest_then_the_oldest_rent(alder):
    let = tenancy()
    charge(let, period=OCTOBER, amount=20_000)
    charge(let, period=NOVEMBER, amount=20_000)
    charge(let, period=NOVEMBER, amount=1_000, kind="cost")
    charge(let, period=NOVEMBER, amount=300, kind="interest")
    pay(let, 11_300, on=ON)
    left = {(item.kind, item.period.month): item.open_amount for item in settlement.open_charges([let.pk])}
    assert left == {("rent", 10): 10_000, ("rent", 11): 20_000}


def test_credit_settles_the_next_charge_by_itself(alder):
    let = tenancy(rent=20_000)
    pay(let, 25_000, on=ON)
    ledger.raise_rents(period=NOVEMBER, calendar=Calendar(), by=SYSTEM)
    account = queries.account(let.pk, on=ON)
    assert (account.balance, account.overdue) == (-5_000, 0)


def test_a_returned_payment_frees_the_charge_for_waiting_credit_and_rents_go_on(alder):
    let = tenancy(rent=20_000)
    charge(let, period=OCTOBER, amount=20_000)
    first = pay(let, 12_000, on=date(2026, 10, 10))
    pay(let, 20_000, on=date(2026, 10, 12))
    ledger.reverse(payment=first, on=date(2026, 10, 20), by=SYSTEM)
    account = queries.account(let.pk, on=ON)
    assert (account.balance, account.overdue) == (0, 0)
    assert ledger.raise_rents(period=NOVEMBER, calendar=Calendar(), by=SYSTEM) == 1
    with pytest.raises(ledger.CannotBook):
        ledger.reverse(payment=first, on=ON, by=SYSTEM)


@pytest.mark.parametrize("amount", [0, -1])
def test_nothing_or_less_is_neither_charged_nor_booked(alder, amount):
    let = tenancy()
    with pytest.raises(ledger.CannotBook):
        ledger.charge(tenancy=let, kind="rent", period=OCTOBER, amount=amount, due_on=ON, by=SYSTEM)
    with pytest.raises(ledger.CannotBook):
        pay(let, amount, on=ON)


def test_the_database_keeps_money_append_only_and_signed(alder):
    let = tenancy()
    charge(let, period=OCTOBER)
    pay(let, 500, on=ON)
    from django.db import DatabaseError

    for change in (
        lambda: Charge.objects.update(amount=1),
        lambda: Payment.objects.all().delete(),
        lambda: LedgerEntry.objects.update(amount=0),
        lambda: PaymentShare.objects.update(amount=1),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.create(tenancy=let, amount=-5, paid_on=ON, source="cash", created_by="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerEntry.objects.create(tenancy=let, on=ON, amount=5)


def test_two_tenancies_of_one_flat_at_one_time_are_refused(alder):
    let = tenancy()
    with pytest.raises(IntegrityError), transaction.atomic():
        Tenancy.objects.create(number="X", dwelling=let.dwelling, starts_on=ON, basis="social", monthly_rent=1)


def test_the_rent_table_prices_by_day_and_refuses_overlaps(alder):
    flat = dwelling(area=54)
    RentRate.objects.create(
        basis="social",
        comfort="comfort",
        forints_per_m2=400,
        valid_from=date(2026, 1, 1),
        valid_until=date(2026, 12, 31),
    )
    RentRate.objects.create(basis="social", comfort="comfort", forints_per_m2=430, valid_from=date(2027, 1, 1))
    assert quote(dwelling=flat, basis="social", on=ON) == 21_600
    assert quote(dwelling=flat, basis="social", on=date(2027, 1, 1)) == 23_220
    with pytest.raises(NoRate):
        quote(dwelling=flat, basis="market", on=ON)
    with pytest.raises(IntegrityError), transaction.atomic():
        RentRate.objects.create(basis="social", comfort="comfort", forints_per_m2=1, valid_from=ON)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from(["charge", "pay", "return"]), st.integers(1, 50_000)), max_size=12))
def test_sums_hold_after_any_history(alder, steps):
    with transaction.atomic():
        let = tenancy(door=str(Tenancy.objects.count() + 1))
        paid = []
        for number, (kind, amount) in enumerate(steps):
            if kind == "charge":
                charge(let, period=date(2022 + number % 4, 1 + number % 12, 1), amount=amount, kind="other")
            elif kind == "pay":
                paid.append(pay(let, amount, on=ON))
            elif paid:
                ledger.reverse(payment=paid.pop(amount % len(paid)), on=ON, by=SYSTEM)
        settlement.settle_credits([let.pk])
        owed = sum(item.open_amount for item in settlement.open_charges([let.pk]))
        shares = PaymentShare.objects.filter(charge__tenancy=let).aggregate(total=Sum("amount"))["total"] or 0
        charged = Charge.objects.filter(tenancy=let).aggregate(total=Sum("amount"))["total"] or 0
        balance = queries.account(let.pk, on=ON).balance
        assert owed == charged - shares
        assert all(item.open_amount > 0 for item in settlement.open_charges([let.pk]))
        # Never both: money waiting as credit while something is open.
        assert balance == owed if balance > 0 else owed == 0
        transaction.set_rollback(True)


@pytest.mark.faults
def test_a_payment_and_the_nightly_job_never_settle_the_same_forint_twice(own_database):
    office = Office.objects.get(slug="alder")
    with context.entered(office):
        lets = [tenancy(door=str(number)) for number in range(6)]
        for let in lets:
            pay(let, 30_000, on=ON)

    def work(number: int) -> None:
        try:
            with context.entered(office):
                if number % 2:
                    ledger.raise_rents(period=date(2026, 1 + number // 2 % 6, 1), calendar=Calendar(), by=SYSTEM)
                else:
                    pay(lets[number // 2 % 6], 7_000, on=ON)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(36)))
    with context.entered(office):
        settled = PaymentShare.objects.values_list("charge").annotate(total=Sum("amount"))
        amounts = dict(Charge.objects.values_list("pk", "amount"))
        over = [pk for pk, total in settled if total > amounts[pk]]
    say("C5", tried=36, survived=36, duplicate=len(over))
    assert over == []
