"""Order for payment, lawsuit, eviction: two people, days in order, and nobody put out in winter."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from cases.arrears import legal, order_sheet, pauses
from cases.arrears.models import ArrearsCase, LegalStep
from cases.tenancies import contracts
from cases.tenancies.models import Acknowledgement
from catalogue.shared import calendars, fees
from kernel.access import SYSTEM
from tests.cases.arrears.household import ADVISER, HEAD, case_of, owing

ON, FILED, SERVED = date(2026, 5, 4), date(2026, 5, 6), date(2026, 5, 11)
LATER = date(2026, 9, 30)


@pytest.fixture
def case(alder):
    """Four months owed by May 2026."""
    let = owing(months=9)
    return case_of(let, on=ON)


def prepared(case, kind="order_for_payment", **known):
    return legal.prepare(case=case, kind=kind, on=ON, calendar=calendars.national(), by=ADVISER, **known)


def filed(case):
    step = legal.approve(step=prepared(case), by=HEAD)
    return legal.file(step=step, on=FILED, today=LATER, reference="11023/Ü/1/2026", by=ADVISER)


@pytest.mark.parametrize(
    ("claim", "fee"), [(60_000, 12_000), (400_000, 12_000), (400_050, 12_002), (2_999_999, 90_000), (10**8, 300_000)]
)
def test_the_fee_is_three_percent_within_its_bounds(db, claim, fee):
    assert fees.of("order_for_payment", claim, on=ON) == fee


def test_a_day_without_a_fee_is_refused(db):
    with pytest.raises(fees.NoFee):
        fees.of("order_for_payment", 1, on=date(2024, 12, 31))


def test_an_order_claims_what_is_overdue_with_interest_and_needs_another_person(case):
    step = prepared(case)
    assert step.amount > 80_000  # four months and their interest
    assert step.fee == 12_000
    with pytest.raises(legal.CannotTakeStep):
        legal.approve(step=step, by=ADVISER)
    assert legal.approve(step=step, by=HEAD).state == "approved"
    assert order_sheet.render_sheet(step, on=ON)[:5] == b"%PDF-"


def test_filing_starts_limitation_again(case):
    filed(case)
    assert Acknowledgement.objects.get().kind == "court"
    assert ArrearsCase.objects.get().stage == "legal"


def test_an_order_is_final_on_the_sixteenth_day(case):
    step = legal.served(step=filed(case), on=SERVED, today=LATER, by=ADVISER)
    with pytest.raises(legal.CannotTakeStep):
        legal.become_final(step=step, on=date(2026, 5, 26), today=LATER, by=ADVISER)
    final = legal.become_final(step=step, on=date(2026, 5, 27), today=LATER, by=ADVISER)
    assert (final.state, final.final_on) == ("final", date(2026, 5, 27))


def test_an_order_that_was_not_served_is_never_final(case):
    with pytest.raises(legal.CannotTakeStep):
        legal.become_final(step=filed(case), on=date(2026, 6, 30), today=LATER, by=ADVISER)


@pytest.mark.parametrize(("day", "is_in_time"), [(date(2026, 5, 26), True), (date(2026, 5, 27), False)])
def test_opposition_is_possible_for_fifteen_days(case, day, is_in_time):
    step = legal.served(step=filed(case), on=SERVED, today=LATER, by=ADVISER)
    if is_in_time:
        assert legal.oppose(step=step, on=day, today=LATER, by=ADVISER).state == "opposed"
    else:
        with pytest.raises(legal.CannotTakeStep):
            legal.oppose(step=step, on=day, today=LATER, by=ADVISER)


@pytest.mark.parametrize("day", [date(2026, 5, 3), date(2026, 10, 1)])
def test_days_out_of_order_are_refused(case, day):
    step = legal.approve(step=prepared(case), by=HEAD)
    with pytest.raises(legal.CannotTakeStep):
        legal.file(step=step, on=day, today=LATER, reference="x", by=ADVISER)


def test_a_lawsuit_for_vacating_waits_for_the_end_of_the_title(case):
    with pytest.raises(legal.CannotTakeStep):
        prepared(case, "lawsuit")
    contracts.end_title(tenancy=case.tenancy, on=date(2026, 4, 30), by=SYSTEM)
    assert prepared(case, "lawsuit").kind == "lawsuit"


def test_a_second_open_step_of_a_kind_is_refused(case):
    prepared(case)
    with pytest.raises(legal.CannotTakeStep):
        prepared(case)


def test_what_holds_the_ladder_holds_the_order(case):
    pauses.pause(tenancy=case.tenancy, reason="settlement", until=LATER, on=ON, by=SYSTEM)
    with pytest.raises(legal.demands.CannotDemand):
        prepared(case)


@pytest.mark.parametrize(
    "day", [date(2026, 11, 15), date(2027, 1, 12), date(2027, 4, 30), date(2026, 5, 4), date(2026, 6, 6), None]
)
def test_nobody_is_put_out_in_winter_on_a_rest_day_or_in_the_past(case, day):
    with pytest.raises(legal.CannotTakeStep):
        prepared(case, "eviction", scheduled_on=day)
    assert LegalStep.objects.count() == 0


def test_an_eviction_stands_on_the_case_until_it_is_withdrawn(case):
    step = prepared(case, "eviction", scheduled_on=date(2026, 6, 8))
    assert ArrearsCase.objects.get().eviction_on == date(2026, 6, 8)
    legal.withdraw(step=step, on=ON, outcome="megegyeztek", by=ADVISER)
    assert ArrearsCase.objects.get().eviction_on is None


def test_a_step_approved_by_whoever_prepared_it_cannot_be_written(case):
    step = prepared(case)
    with pytest.raises(IntegrityError), transaction.atomic():
        LegalStep.objects.filter(pk=step.pk).update(state="approved", approved_by="adviser")
