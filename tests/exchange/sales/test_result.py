"""A sale and a cheaper home: the whole sum, and why it does not come out."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.sales import duty, result, rules
from exchange.sales.duty import Duty, Why
from exchange.sales.result import Figures, NewHome, Trouble, calculate
from exchange.sales.settlement import PriceForTenancy

FREE = Duty(0, 0, Why.CHEAPER)
MILLION = 1_000_000
KNOWN = {
    "price": 24 * MILLION, "new_home": NewHome.PURCHASE, "new_price": 14 * MILLION, "landlord_debt": 0,
    "utility_debt": 600_000, "common_charges_debt": 200_000, "mortgage": 5 * MILLION, "enforcement_debt": 700_000,
    "lawyer_percent": Decimal("1.0"), "agent_percent": Decimal("3.5"), "energy_certificate": 25_000,
    "land_registry_fee": 20_000, "moving": 200_000, "cost_before": 140_000, "cost_after": 75_000, "carries": 120_000,
}  # fmt: skip


def of(**different):
    return calculate(Figures(**KNOWN | different), duty=FREE)


def test_debts_costs_and_the_next_home_are_paid_and_the_rest_is_the_households():
    found = of()
    assert (found.debts, found.debts_paid, found.debt_left) == (6_500_000, 6_500_000, 0)
    assert found.costs == 140_000 + 840_000 + 25_000 + 20_000 + 200_000
    assert found.rest == 24 * MILLION - 6_500_000 - 1_225_000 - 14 * MILLION
    assert (found.saving, found.months_before, found.months_after) == (65_000, None, 0)
    assert found.comes_out


@pytest.mark.parametrize(
    ("different", "troubles"),
    [
        ({"new_price": 18 * MILLION}, (Trouble.HOME_NOT_PAID,)),
        ({"price": 6_900_000, "new_price": 0, "new_home": NewHome.RENTAL}, (Trouble.COSTS_LEFT,)),
        (
            {"price": 6 * MILLION, "new_price": 0, "new_home": NewHome.RENTAL, "agent_percent": Decimal(0),
             "energy_certificate": 0, "land_registry_fee": 0, "moving": 0},
            (Trouble.SECURED_LEFT,),
        ),
        ({"cost_after": 140_000}, (Trouble.OVER_MEANS, Trouble.NOT_CHEAPER)),
        ({"cost_after": 120_001}, (Trouble.OVER_MEANS,)),
        ({"carries": None}, ()),
        ({"price": 0, "new_price": 0, "new_home": NewHome.MUNICIPAL, "tenure": "tenancy", "mortgage": 0, "carries": None,
          "enforcement_debt": 0, "energy_certificate": 0, "land_registry_fee": 0, "moving": 0}, (Trouble.MEANS_UNKNOWN,)),
        ({"price": 0, "new_price": 0, "new_home": NewHome.MUNICIPAL, "tenure": "tenancy", "mortgage": 0,
          "enforcement_debt": 0, "energy_certificate": 0, "land_registry_fee": 0, "moving": 0}, ()),
    ],
)  # fmt: skip
def test_why_a_plan_does_not_come_out(different, troubles):
    assert of(**different).troubles == troubles


def test_what_stays_becomes_a_plan_within_the_households_means():
    found = of(price=0, new_price=0, new_home="municipal", tenure="tenancy", mortgage=0, enforcement_debt=0,
               energy_certificate=0, land_registry_fee=0, moving=0)  # fmt: skip
    assert (found.debt_left, found.plan.instalment, found.plan.months) == (800_000, 45_000, 18)
    too_long = of(price=0, new_price=0, new_home="municipal", tenure="tenancy", cost_after=119_900, moving=0,
                  energy_certificate=0, land_registry_fee=0, mortgage=0, enforcement_debt=0)  # fmt: skip
    assert too_long.troubles == (Trouble.PLAN_TOO_LONG,)


@pytest.mark.parametrize("different", [{"tenure": "tenancy"}, {"new_home": NewHome.MUNICIPAL}])
def test_money_for_a_municipal_tenancy_is_refused_whichever_side(different):
    with pytest.raises(PriceForTenancy):
        of(**different)


def test_the_duty_is_one_of_the_costs():
    rule = duty.in_force(rules.seeded_duty(), on=date(2026, 11, 25))
    taxed = duty.of_purchase(rule, price=30 * MILLION, bought_on=date(2026, 11, 25), sold_price=24 * MILLION)
    found = calculate(Figures(**KNOWN | {"new_price": 30 * MILLION}), duty=taxed)
    assert [share.owed for share in found.settlement.shares if share.key == "duty"] == [240_000]


@given(
    price=st.integers(0, 10**8), new_price=st.integers(0, 10**8), mortgage=st.integers(0, 10**8),
    utility=st.integers(0, 10**7), percent=st.decimals(0, 10, places=2), duty_amount=st.integers(0, 10**7),
)  # fmt: skip
def test_every_forint_of_the_price_goes_somewhere(price, new_price, mortgage, utility, percent, duty_amount):
    figures = Figures(
        price=price, new_home="purchase", new_price=new_price, mortgage=mortgage, utility_debt=utility,
        agent_percent=percent, lawyer_percent=percent,
    )  # fmt: skip
    found = calculate(figures, duty=Duty(duty_amount, 0, Why.TOLD))
    assert sum(share.paid for share in found.settlement.shares) + found.rest == price
    assert found.debts_paid + found.debt_left == found.debts == mortgage + utility
    assert found.rest == 0 or (found.debt_left == 0 and found.missing == 0)
    assert result.claims_of(figures, found.duty)[0].key == "landlord_debt"
