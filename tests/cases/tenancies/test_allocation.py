from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.tenancies.allocation import (
    BUCKETS,
    Allocation,
    Bucket,
    Kind,
    OpenItem,
    Share,
    ageing,
    allocate,
)

MAY = OpenItem("may", Kind.PRINCIPAL, date(2026, 5, 15), 20_000)
JUNE = OpenItem("june", Kind.PRINCIPAL, date(2026, 6, 15), 20_000)
INTEREST = OpenItem("interest", Kind.INTEREST, date(2026, 7, 1), 342)
POSTAGE = OpenItem("postage", Kind.COST, date(2026, 7, 10), 1_500)
ALL = [JUNE, INTEREST, MAY, POSTAGE]

ITEMS = st.lists(
    st.builds(
        OpenItem,
        key=st.uuids().map(str),
        kind=st.sampled_from(Kind),
        due_on=st.dates(date(2020, 1, 1), date(2027, 12, 31)),
        amount=st.integers(1, 10_000_000),
    ),
    unique_by=lambda item: item.key,
    max_size=20,
)


@pytest.mark.parametrize(
    ("amount", "shares", "credit"),
    [
        (0, [], 0),
        (1_000, [("postage", 1_000)], 0),
        (1_600, [("postage", 1_500), ("interest", 100)], 0),
        (11_842, [("postage", 1_500), ("interest", 342), ("may", 10_000)], 0),
        (41_842, [("postage", 1_500), ("interest", 342), ("may", 20_000), ("june", 20_000)], 0),
        (50_000, [("postage", 1_500), ("interest", 342), ("may", 20_000), ("june", 20_000)], 8_158),
    ],
)
def test_costs_then_interest_then_oldest_principal(amount, shares, credit):
    assert allocate(amount, ALL) == Allocation(tuple(Share(*share) for share in shares), credit)


def test_payer_may_name_a_debt():
    allocated = allocate(21_000, ALL, named=["june"])

    assert allocated.shares == (Share("june", 20_000), Share("postage", 1_000))


def test_named_debts_keep_the_order_among_themselves():
    allocated = allocate(500, ALL, named=["june", "interest"])

    assert allocated.shares == (Share("interest", 342), Share("june", 158))


def test_payment_without_any_debt_is_credit():
    assert allocate(5_000, []) == Allocation((), 5_000)


@pytest.mark.parametrize(
    ("amount", "items", "named"),
    [
        (-1, ALL, []),
        (1, [OpenItem("x", Kind.COST, date(2026, 1, 1), 0)], []),
        (1, [MAY, MAY], []),
        (1, ALL, ["august"]),
    ],
)
def test_nonsense_is_refused(amount, items, named):
    with pytest.raises(ValueError, match=r"\w"):
        allocate(amount, items, named=named)


@given(st.integers(0, 100_000_000), ITEMS, st.randoms())
def test_not_a_forint_is_lost_or_made(amount, items, random):
    named = random.sample([item.key for item in items], k=min(2, len(items)))

    allocated = allocate(amount, items, named=named)

    open_amounts = {item.key: item.amount for item in items}
    assert sum(share.amount for share in allocated.shares) + allocated.credit == amount
    assert all(0 < share.amount <= open_amounts[share.key] for share in allocated.shares)
    assert allocated.credit == max(0, amount - sum(open_amounts.values()))
    assert sum(share.amount < open_amounts[share.key] for share in allocated.shares) <= 1


@given(st.integers(0, 1_000_000), st.integers(0, 1_000_000), ITEMS)
def test_two_payments_settle_what_one_would(first, second, items):
    paid = {share.key: share.amount for share in allocate(first, items).shares}
    rest = [
        OpenItem(item.key, item.kind, item.due_on, item.amount - paid.get(item.key, 0))
        for item in items
        if item.amount > paid.get(item.key, 0)
    ]
    later = {share.key: share.amount for share in allocate(second, rest).shares}
    both = {key: paid.get(key, 0) + later.get(key, 0) for key in paid | later}

    assert {share.key: share.amount for share in allocate(first + second, items).shares} == both


@pytest.mark.parametrize(
    ("days", "bucket"),
    [
        (0, Bucket(0, 30)),
        (30, Bucket(0, 30)),
        (31, Bucket(31, 60)),
        (60, Bucket(31, 60)),
        (61, Bucket(61, 90)),
        (90, Bucket(61, 90)),
        (91, Bucket(91, 180)),
        (180, Bucket(91, 180)),
        (181, Bucket(181, 360)),
        (360, Bucket(181, 360)),
        (361, Bucket(361, None)),
        (4_000, Bucket(361, None)),
    ],
)
def test_age_of_a_debt(days, bucket):
    on = date(2026, 11, 22)
    item = OpenItem("x", Kind.PRINCIPAL, on - timedelta(days=days), 700)

    assert ageing([item], on) == {b: 700 if b == bucket else 0 for b in BUCKETS}


def test_debt_of_tomorrow_has_no_age():
    assert ageing([MAY], date(2026, 5, 14)) == dict.fromkeys(BUCKETS, 0)
