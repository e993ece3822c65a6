"""What a move does to a household's debt, by arithmetic alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.matching.solvency import Means, months_to_clear, outcome


def test_a_cheaper_home_sets_money_free_for_the_debt():
    found = outcome(Means(carries=90_000, instalment=15_000, debt=300_000), cost_before=85_000, cost_after=60_000)
    assert (found.saving, found.months_before, found.months_after, found.is_relief) == (25_000, 60, 10, True)


@pytest.mark.parametrize(("cost", "relief"), [(75_000, True), (75_001, False)])
def test_relief_is_the_home_and_the_instalment_together(cost, relief):
    means = Means(carries=90_000, instalment=15_000, debt=300_000)
    assert outcome(means, cost_before=85_000, cost_after=cost).is_relief is relief


def test_nothing_left_is_never_and_no_debt_is_no_month():
    assert months_to_clear(Means(60_000, 10_000, 100_000), cost=60_000) is None
    assert months_to_clear(Means(60_000, 0, 0), cost=90_000) == 0
    assert not outcome(Means(60_000, 0, 0), cost_before=50_000, cost_after=10_000).is_relief


@given(st.integers(0, 500_000), st.integers(1, 900_000), st.integers(0, 300_000), st.integers(0, 300_000))
def test_a_cheaper_home_never_takes_longer(carries, debt, one, other):
    means, (low, high) = Means(carries, 0, debt), sorted((one, other))
    cheap, dear = months_to_clear(means, cost=low), months_to_clear(means, cost=high)
    assert dear is None or (cheap is not None and cheap <= dear)


@given(st.integers(1, 500_000), st.integers(1, 900_000), st.integers(0, 300_000))
def test_so_many_months_of_what_is_left_pay_the_debt_and_one_less_does_not(carries, debt, cost):
    months = months_to_clear(Means(carries, 0, debt), cost=cost)
    if months is not None:
        assert (months - 1) * (carries - cost) < debt <= months * (carries - cost)
