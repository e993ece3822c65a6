"""Which debt comes first, and how a month's amount is spread. Pure."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.arrears import debt_priority, distribution
from cases.arrears.debt_priority import Claim, Rank
from cases.arrears.distribution import CannotDistribute, Method, Part, Phase

ON = date(2026, 11, 23)
OLD = date(2026, 1, 1)


def claim(key, kind="other", amount=10_000, since=OLD, **known):
    return Claim(key, kind, key, amount, since, **known)


@pytest.mark.parametrize(
    ("known", "has_minor", "rank"),
    [
        ({"kind": "rent", "eviction_on": date(2026, 12, 1)}, False, Rank.EVICTION),
        ({"kind": "electricity", "disconnection_on": date(2026, 12, 1)}, False, Rank.DISCONNECTION),
        ({"kind": "gas", "stage": "disconnected"}, False, Rank.DISCONNECTION),
        ({"kind": "water"}, True, Rank.MINOR_AT_HOME),
        ({"kind": "own"}, True, Rank.MINOR_AT_HOME),
        ({"kind": "own", "stage": "demand"}, False, Rank.HOME_DEMANDED),
        ({"kind": "housing_loan", "stage": "enforcement"}, False, Rank.HOME_DEMANDED),
        ({"kind": "consumer_loan", "stage": "enforcement"}, True, Rank.ENFORCEMENT),
        ({"kind": "consumer_loan", "stage": "order"}, True, Rank.ORDER),
        ({"kind": "own", "stage": "reminder"}, False, Rank.HOME_AND_ENERGY),
        ({"kind": "district_heating", "stage": "demand"}, False, Rank.HOME_AND_ENERGY),
        ({"kind": "tax"}, True, Rank.PUBLIC),
        ({"kind": "consumer_loan", "stage": "demand"}, True, Rank.OTHERS),
        ({"kind": "informal", "eviction_on": date(2026, 12, 1)}, True, Rank.INFORMAL),
    ],
)
def test_the_first_rule_that_fits_decides(known, has_minor, rank):
    assert debt_priority.place(claim("x", **known), has_minor=has_minor, on=ON).rank == rank


def test_the_order_of_a_whole_file():
    claims = [
        claim("loan", "consumer_loan"),
        claim("uzsorás", "informal", 900_000),
        claim("gas", "gas", disconnection_on=date(2026, 12, 15)),
        claim("water", "water"),
        claim("bailiff", "consumer_loan", stage="enforcement"),
        claim("power", "electricity", disconnection_on=date(2026, 12, 1)),
        claim("rent", "rent", eviction_on=date(2027, 5, 3)),
    ]

    found = debt_priority.order(claims, has_minor=True, on=ON)

    assert [one.key for one, _place in found] == ["rent", "power", "gas", "water", "bailiff", "loan", "uzsorás"]


def test_inside_a_rank_the_oldest_then_the_larger_stands_first():
    claims = [claim("b", amount=5), claim("c", amount=9), claim("a", since=date(2025, 1, 1))]

    assert [one.key for one, _place in debt_priority.order(claims, has_minor=False, on=ON)] == ["a", "c", "b"]


def test_a_day_gone_by_still_stands_first_and_asks_to_be_corrected():
    from django.utils import translation

    with translation.override("en"):
        found = debt_priority.place(claim("x", "rent", eviction_on=date(2026, 11, 22)), has_minor=False, on=ON)
        assert str(found.reason) == "eviction set for 2026. 11. 22. – the day has passed: correct it"
    assert found.rank == Rank.EVICTION


def test_by_priority_one_debt_after_the_other():
    made = distribution.distribute(
        [Part("rent", 50_000), Part("power", 30_000), Part("loan", 25_000)], monthly=20_000, method=Method.PRIORITY
    )

    assert made.phases == [
        Phase(1, 2, {"rent": 20_000}),
        Phase(3, 1, {"rent": 10_000, "power": 10_000}),
        Phase(4, 1, {"power": 20_000}),
        Phase(5, 1, {"loan": 20_000}),
        Phase(6, 1, {"loan": 5_000}),
    ]
    assert made.cleared_in == {"rent": 3, "power": 4, "loan": 6}
    assert made.months == 6


def test_in_proportion_everybody_at_once():
    made = distribution.distribute(
        [Part("rent", 60_000), Part("loan", 40_000)], monthly=10_000, method=Method.PROPORTION
    )

    assert made.phases == [Phase(1, 10, {"rent": 6_000, "loan": 4_000})]
    assert made.cleared_in == {"rent": 10, "loan": 10}


def test_in_proportion_what_rounding_leaves_goes_by_priority():
    made = distribution.distribute(
        [Part("rent", 100_000), Part("power", 50_000)], monthly=10_000, method=Method.PROPORTION
    )

    assert made.phases[0].amounts == {"rent": 6_700, "power": 3_300}


def test_no_debt_is_no_plan():
    assert distribution.distribute([], monthly=1, method=Method.PRIORITY).months == 0


@pytest.mark.parametrize(
    ("parts", "monthly", "step"),
    [
        ([Part("a", 100)], 0, 100), ([Part("a", 100)], -5, 100), ([Part("a", 0)], 10, 100), ([Part("a", -1)], 10, 1),
        ([Part("a", 601)], 1, 1), ([Part("a", 10)], 5, 0),
    ],
)  # fmt: skip
def test_what_makes_no_plan_is_refused(parts, monthly, step):
    with pytest.raises(CannotDistribute):
        distribution.distribute(parts, monthly=monthly, method=Method.PRIORITY, step=step)


def test_six_hundred_months_are_still_a_plan():
    assert distribution.distribute([Part("a", 600)], monthly=1, method=Method.PRIORITY, step=1).months == 600


@settings(deadline=None)
@given(
    st.lists(st.integers(1, 3_000_000), min_size=1, max_size=12),
    st.integers(5_000, 400_000),
    st.sampled_from(Method),
    st.sampled_from([1, 100, 1_000]),
)
def test_every_debt_is_paid_exactly_and_every_month_in_full(amounts, monthly, method, step):
    parts = [Part(str(number), amount) for number, amount in enumerate(amounts)]
    if sum(amounts) > monthly * distribution.MOST_MONTHS:
        return
    made = distribution.distribute(parts, monthly=monthly, method=method, step=step)

    paid = dict.fromkeys((part.key for part in parts), 0)
    month, left = 1, sum(amounts)
    for phase in made.phases:
        assert phase.first_month == month
        for _one in range(phase.months):
            assert sum(phase.amounts.values()) == min(monthly, left)
            left -= sum(phase.amounts.values())
        for key, amount in phase.amounts.items():
            assert amount > 0
            paid[key] += amount * phase.months
        month += phase.months
    assert paid == {part.key: part.amount for part in parts}
    assert made.months == month - 1 == -(-sum(amounts) // monthly)
