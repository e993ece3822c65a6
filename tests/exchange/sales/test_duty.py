"""The duty by the dated table: whole value, difference, the cheaper home, and the period of replacement."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.shared import seeds
from exchange.sales import duty, rules
from exchange.sales.duty import NoDutyRule, Rule, Why, WrongDutyRule

TABLE = rules.seeded_duty()
RULE = duty.in_force(TABLE, on=date(2026, 11, 25))
MILLION = 1_000_000


def test_the_seeded_table_is_sound_and_says_that_nobody_has_checked_it():
    assert duty.validated(TABLE) == TABLE
    assert {rule.is_verified for rule in TABLE} == {False}
    assert len(TABLE) == len(seeds.DUTY_RULES)


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        (0, 0), (12, 0), (13, 1), (20 * MILLION, 800_000), (1_000 * MILLION, 40 * MILLION),
        (1_001 * MILLION, 40_020_000), (100_000 * MILLION, 200 * MILLION),
    ],
)  # fmt: skip
def test_the_general_rate(value, amount):
    assert duty.full(RULE, value) == amount


@pytest.mark.parametrize(
    ("leaves", "gets", "amount", "why"),
    [
        (30 * MILLION, 20 * MILLION, 0, Why.CHEAPER),
        (20 * MILLION, 20 * MILLION, 0, Why.CHEAPER),
        (20 * MILLION, 30 * MILLION, 400_000, Why.DIFFERENCE),
    ],
)
def test_of_homes_exchanged_only_the_difference_counts(leaves, gets, amount, why):
    found = duty.of_exchange(RULE, leaves=leaves, gets=gets)
    assert (found.amount, found.why) == (amount, why)


@pytest.mark.parametrize(
    ("bought_on", "sold_on", "amount", "why"),
    [
        (date(2026, 11, 25), date(2021, 11, 25), 0, Why.CHEAPER),
        (date(2026, 11, 25), date(2021, 11, 24), 800_000, Why.WHOLE_VALUE),
        (date(2026, 11, 25), date(2027, 11, 25), 0, Why.CHEAPER),
        (date(2026, 11, 25), date(2027, 11, 26), 800_000, Why.WHOLE_VALUE),
        (date(2025, 12, 31), date(2022, 12, 31), 0, Why.CHEAPER),
        (date(2025, 12, 31), date(2022, 12, 30), 800_000, Why.WHOLE_VALUE),
    ],
)
def test_the_other_home_must_be_sold_near_enough_in_time_by_the_rule_of_the_day(bought_on, sold_on, amount, why):
    rule = duty.in_force(TABLE, on=bought_on)
    found = duty.of_purchase(rule, price=20 * MILLION, bought_on=bought_on, sold_price=30 * MILLION, sold_on=sold_on)
    assert (found.amount, found.why) == (amount, why)


def test_a_sale_still_to_come_counts_and_has_a_last_day():
    found = duty.of_purchase(RULE, price=20 * MILLION, bought_on=date(2028, 2, 29), sold_price=30 * MILLION)
    assert (found.amount, found.sell_by) == (0, date(2029, 2, 28))


def test_nothing_bought_and_nothing_sold():
    on = date(2026, 11, 25)
    assert duty.of_purchase(RULE, price=0, bought_on=on).why == Why.NOTHING_BOUGHT
    assert duty.of_purchase(RULE, price=10 * MILLION, bought_on=on).amount == 400_000


def test_a_day_before_the_table_has_no_rule():
    with pytest.raises(NoDutyRule):
        duty.in_force(TABLE, on=date(1990, 1, 1))


@pytest.mark.parametrize(
    "wrong",
    [
        {"percent": Decimal(-1)}, {"upper_percent": Decimal(101)}, {"most": -1}, {"source": " "},
        {"valid_until": date(2000, 1, 1)}, {"valid_from": date(2025, 12, 31)},
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_is_refused(wrong):
    with pytest.raises(WrongDutyRule):
        duty.validated([*TABLE[:-1], replace(TABLE[-1], **wrong)])


@given(leaves=st.integers(0, 10**11), gets=st.integers(0, 10**11))
def test_a_duty_is_never_negative_never_above_the_whole_and_never_above_the_most(leaves, gets):
    found = duty.of_exchange(RULE, leaves=leaves, gets=gets)
    assert 0 <= found.amount <= min(duty.full(RULE, gets), RULE.most)
    assert isinstance(RULE, Rule)
