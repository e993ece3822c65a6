"""Whatever the debt, its parts are the debt."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.arrears import instalments, support_share

FORINTS = st.integers(1, 10**9)


@given(debt=FORINTS, count=st.integers(1, 120), step=st.sampled_from([1, 5, 100, 500, 1000]), down=FORINTS)
def test_a_plan_pays_the_debt_and_nothing_else(debt, count, step, down):
    down = down % debt
    parts = instalments.split(debt, count=count, step=step, down=down)

    assert parts.down + sum(parts.instalments) == debt
    assert 1 <= len(parts.instalments) <= count
    assert all(amount % step == 0 for amount in parts.instalments[:-1])
    assert len(set(parts.instalments[:-1])) <= 1
    assert 0 < parts.instalments[-1] <= parts.instalments[0]


@given(debt=st.integers(0, 10**9), share=st.decimals(0, 100, places=2), cap=st.none() | st.integers(0, 10**7))
def test_support_and_own_share_make_the_debt(debt, share, cap):
    parts = support_share.divide(debt, share=share, cap=cap)

    assert parts.support + parts.own_share == debt
    assert 0 <= parts.support <= Fraction(share) * debt / 100
    assert cap is None or parts.support <= cap


@pytest.mark.parametrize(("debt", "share", "cap"), [(-1, 75, 1), (1, 75, -1), (1, 101, 1), (1, -1, 1)])
def test_a_support_of_impossible_figures_is_refused(debt, share, cap):
    with pytest.raises(support_share.CannotDivide):
        support_share.divide(debt, share=Decimal(share), cap=cap)
