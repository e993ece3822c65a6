"""Four ways to treat arrears at an exchange: what each needs, what it comes to, when it does not come out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.sales import ways
from exchange.sales.ways import NEEDS, Need, Terms, Trouble, Way, net_result

TERMS = Terms(
    difference=1_000_000, arrears=300_000, costs=200_000, cost_before=95_000, cost_after=60_000, carries=80_000
)
money = st.integers(0, 10**8)


def terms(**different):
    return Terms(**{name: getattr(TERMS, name) for name in Terms.__slots__} | different)


@pytest.mark.parametrize(
    ("way", "different", "in_hand", "debt_left", "months_after", "troubles"),
    [
        (Way.SETTLED_BEFORE, {}, 500_000, 0, 0, (Trouble.OWN_MONEY_SHORT,)),
        (Way.SETTLED_BEFORE, {"own_money": 300_000}, 800_000, 0, 0, ()),
        (Way.SETTLED_BEFORE, {"arrears": 0}, 800_000, 0, 0, ()),
        (Way.FROM_DIFFERENCE, {}, 500_000, 0, 0, ()),
        (Way.FROM_DIFFERENCE, {"difference": 250_000, "own_money": 200_000}, -50_000, 0, 0, (Trouble.COSTS_UNPAID,)),
        (Way.FROM_DIFFERENCE, {"difference": 100_000, "costs": 0}, 0, 200_000, 10, (Trouble.DIFFERENCE_SHORT,)),
        (Way.FROM_DIFFERENCE, {"difference": -400_000, "costs": 0}, -400_000, 300_000, 15, (Trouble.DIFFERENCE_SHORT, Trouble.COSTS_UNPAID)),
        (Way.PLAN_CONTINUES, {}, 800_000, 300_000, 15, ()),
        (Way.PLAN_CONTINUES, {"difference": 0, "costs": 0}, 0, 300_000, 15, ()),
        (Way.PLAN_CONTINUES, {"cost_after": 80_000}, 800_000, 300_000, None, (Trouble.NOTHING_LEFT,)),
        (Way.PLAN_CONTINUES, {"carries": None}, 800_000, 300_000, None, (Trouble.MEANS_UNKNOWN,)),
        (Way.FROM_DIFFERENCE, {"carries": None}, 500_000, 0, 0, ()),
        (Way.PLAN_CONTINUES, {"carries": 0}, 800_000, 300_000, None, (Trouble.NOTHING_LEFT,)),
        (Way.ASSUMED, {}, 500_000, 0, 0, ()),
        (Way.ASSUMED, {"difference": 100_000, "costs": 0}, 0, 0, 0, (Trouble.BEYOND_DIFFERENCE,)),
        (Way.ASSUMED, {"difference": 0}, -200_000, 0, 0, (Trouble.BEYOND_DIFFERENCE, Trouble.COSTS_UNPAID)),
        (Way.FROM_DIFFERENCE, {"cost_after": 90_000}, 500_000, 0, 0, (Trouble.OVER_MEANS,)),
    ],
)  # fmt: skip
def test_what_each_way_comes_to(way, different, in_hand, debt_left, months_after, troubles):
    found = net_result(way, terms(**different))
    assert (found.in_hand, found.debt_left, found.months_after, found.troubles) == (
        in_hand,
        debt_left,
        months_after,
        troubles,
    )
    assert found.comes_out == (troubles == ())


def test_the_month_before_and_after_and_the_months_until_the_debt_is_paid():
    found = net_result(Way.PLAN_CONTINUES, terms(cost_before=70_000))
    assert (found.saving, found.months_before, found.months_after) == (10_000, 30, 15)
    assert (found.plan.instalment, found.plan.months) == (20_000, 15)
    assert net_result(Way.PLAN_CONTINUES, TERMS).months_before is None


def test_what_is_needed_shrinks_with_what_lies_on_the_table():
    assert ways.missing(Way.SETTLED_BEFORE, present={Need.NO_RENT_ARREARS}) == (Need.NO_UTILITY_ARREARS,)
    assert ways.missing(Way.PLAN_CONTINUES, present=set(NEEDS[Way.PLAN_CONTINUES])) == ()
    assert set(NEEDS) == set(Way)
    assert net_result(Way.ASSUMED, terms(arrears=0)).needs == NEEDS[Way.SETTLED_BEFORE]


def test_only_what_the_office_allows_is_worked_out_in_its_order():
    found = ways.all_results(TERMS, allowed=[Way.PLAN_CONTINUES, Way.SETTLED_BEFORE])
    assert [net.way for net in found] == [Way.PLAN_CONTINUES, Way.SETTLED_BEFORE]


@given(
    way=st.sampled_from(Way), difference=st.integers(-(10**8), 10**8), arrears=money, costs=money, own=money,
    before=money, after=money, carries=money,
)  # fmt: skip
def test_the_worth_is_the_difference_less_arrears_and_costs_whichever_way(
    way, difference, arrears, costs, own, before, after, carries
):
    wanted = Terms(difference, arrears, costs, before, after, carries, own)
    found = net_result(way, wanted)
    assert found.worth == difference - arrears - costs
    assert all(share.paid >= 0 for share in found.shares) and 0 <= found.debt_left <= arrears
    if way != Way.ASSUMED:
        assert found.in_hand == own + found.worth + found.debt_left
    if found.comes_out:
        assert found.in_hand >= 0
