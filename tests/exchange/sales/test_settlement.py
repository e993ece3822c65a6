"""Who is paid from the price, in what order: tables of cases, and what holds for any figures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.sales import settlement
from exchange.sales.settlement import (
    DEBTS,
    ORDER,
    OWNERSHIP,
    TENANCY,
    CannotSettle,
    Claim,
    PriceForTenancy,
    Rank,
    Side,
    settle,
)

amounts = st.integers(0, 10**9)
claims = st.lists(st.builds(Claim, st.text(max_size=3), st.sampled_from(Rank), amounts), max_size=12)


def owed(rank, amount, key="x"):
    return Claim(key, rank, amount)


HOME = [
    owed(Rank.HOME, 6_000),
    owed(Rank.COST, 700),
    owed(Rank.SECURED, 2_000),
    owed(Rank.UTILITY, 200),
    owed(Rank.LANDLORD, 100),
]


@pytest.mark.parametrize(
    ("inflow", "paid", "rest"),
    [
        (10_000, [100, 200, 2_000, 700, 6_000], 1_000),
        (9_000, [100, 200, 2_000, 700, 6_000], 0),
        (5_000, [100, 200, 2_000, 700, 2_000], 0),
        (1_000, [100, 200, 700, 0, 0], 0),
        (50, [50, 0, 0, 0, 0], 0),
        (0, [0, 0, 0, 0, 0], 0),
    ],
)
def test_landlord_utilities_burdens_costs_home_and_the_rest_is_the_households(inflow, paid, rest):
    found = settle(inflow, HOME)
    assert [share.rank for share in found.shares] == list(ORDER)
    assert ([share.paid for share in found.shares], found.rest) == (paid, rest)


def test_what_stays_unpaid_is_listed_debt_by_debt():
    found = settle(1_000, HOME)
    assert [(share.rank, share.remaining) for share in found.debts_left] == [(Rank.SECURED, 1_300)]
    assert (found.remaining(*DEBTS), found.remaining(Rank.COST, Rank.HOME)) == (1_300, 6_700)


def test_within_a_rank_the_order_given_counts_and_nothing_owed_is_left_out():
    found = settle(150, [owed(Rank.COST, 100, "a"), owed(Rank.COST, 0, "b"), owed(Rank.COST, 100, "c")])
    assert [(share.key, share.paid) for share in found.shares] == [("a", 100), ("c", 50)]


@pytest.mark.parametrize(("inflow", "amount"), [(-1, 5), (5, -1), (10**11 + 1, 5), (5, 10**11 + 1)])
def test_impossible_amounts_are_refused(inflow, amount):
    with pytest.raises(CannotSettle):
        settle(inflow, [owed(Rank.COST, amount)])


@given(inflow=amounts, wanted=claims)
def test_the_shares_and_the_rest_are_exactly_the_price(inflow, wanted):
    found = settle(inflow, wanted)
    assert sum(share.paid for share in found.shares) + found.rest == inflow
    assert all(0 <= share.paid <= share.owed for share in found.shares) and found.rest >= 0
    assert sum(share.owed for share in found.shares) == sum(claim.amount for claim in wanted)


@given(inflow=amounts, wanted=claims)
def test_nobody_is_paid_before_all_in_front_are_and_nothing_is_kept_while_something_is_owed(inflow, wanted):
    found = settle(inflow, wanted)
    places = [ORDER.index(share.rank) for share in found.shares]
    assert places == sorted(places)
    short = next((place for place, share in enumerate(found.shares) if share.remaining), None)
    if short is not None:
        assert found.rest == 0 and all(share.paid == 0 for share in found.shares[short + 1 :])


@pytest.mark.parametrize(
    ("leaves", "gets", "difference"),
    [
        (Side(OWNERSHIP, 30_000_000), Side(OWNERSHIP, 22_000_000), 8_000_000),
        (Side(OWNERSHIP, 22_000_000), Side(OWNERSHIP, 30_000_000), -8_000_000),
        (Side(TENANCY), Side(TENANCY), 0),
        (Side(OWNERSHIP, 20_000_000), Side(TENANCY), 0),
    ],
)
def test_only_between_owned_homes_is_there_a_difference(leaves, gets, difference):
    assert settlement.value_difference(leaves=leaves, gets=gets) == difference


@pytest.mark.parametrize(
    ("leaves", "gets"),
    [
        (Side(TENANCY, 1), Side(OWNERSHIP)),
        (Side(OWNERSHIP), Side(TENANCY, 4_000_000)),
        (Side(TENANCY, 5), Side(TENANCY)),
    ],
)
def test_money_for_a_tenancy_is_refused_with_its_law(leaves, gets):
    with pytest.raises(PriceForTenancy) as refused:
        settlement.value_difference(leaves=leaves, gets=gets)
    assert refused.value.law == "1993. évi LXXVIII. törvény 29. §"


@pytest.mark.parametrize(
    ("debt", "carries", "cost", "plan"),
    [
        (100_000, 90_000, 60_000, (30_000, 4, 10_000)),
        (100_000, 90_000, 65_950, (24_000, 5, 4_000)),
        (10_000, 90_000, 60_000, (10_000, 1, 10_000)),
        (10_000, 60_050, 60_000, (50, 200, 50)),
        (10_000, 60_000, 60_000, None),
        (10_000, 0, 60_000, None),
        (0, 90_000, 60_000, None),
    ],
)
def test_the_instalment_stays_within_what_the_home_leaves(debt, carries, cost, plan):
    found = settlement.offer_plan(debt, carries=carries, cost=cost)
    assert (found and (found.instalment, found.months, found.last)) == plan


@given(debt=st.integers(1, 10**8), carries=st.integers(0, 10**6), cost=st.integers(0, 10**6))
def test_the_instalments_are_together_exactly_the_debt(debt, carries, cost):
    found = settlement.offer_plan(debt, carries=carries, cost=cost)
    if found is None:
        assert carries <= cost
    else:
        assert found.instalment * (found.months - 1) + found.last == debt
        assert 0 < found.last <= found.instalment <= carries - cost
