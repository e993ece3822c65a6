"""Which debts a payment settles, and how old the rest is."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import NamedTuple


class Kind(IntEnum):
    """What a debt consists of, in the order in which the Civil Code has it paid."""

    COST = 1
    INTEREST = 2
    PRINCIPAL = 3


@dataclass(frozen=True, slots=True)
class OpenItem:
    """Something still owed: a key of the caller's, since when, and how much in forints (above zero)."""

    key: str
    kind: Kind
    due_on: date
    amount: int


@dataclass(frozen=True, slots=True)
class Share:
    """How much of a payment goes to one open item."""

    key: str
    amount: int


@dataclass(frozen=True, slots=True)
class Allocation:
    """Shares in the order of settlement, and what is left over for the payer's credit."""

    shares: tuple[Share, ...]
    credit: int


class Bucket(NamedTuple):
    """An age in days since the due day, both ends included; ``last`` is None for the oldest."""

    first: int
    last: int | None


BUCKETS = (
    Bucket(0, 30),
    Bucket(31, 60),
    Bucket(61, 90),
    Bucket(91, 180),
    Bucket(181, 360),
    Bucket(361, None),
)


def allocate(amount: int, open_items: Sequence[OpenItem], *, named: Collection[str] = ()) -> Allocation:
    """Forints and open items in; shares and credit out, together exactly the amount.

    Costs, then interest, then principal; the oldest first (Civil Code 6:46 §), the caller's order between
    equals. ``named`` holds the keys of items the payer has named: those come before all others. Refuses
    (ValueError) a negative payment, an item without an open amount, a key given twice or named but not open.
    """
    keys = [item.key for item in open_items]
    if amount < 0:
        raise ValueError("a payment is never negative; a reversal is an entry of its own")
    if any(item.amount <= 0 for item in open_items):
        raise ValueError("an open item has something left to pay")
    if len(set(keys)) != len(keys) or not set(named) <= set(keys):
        raise ValueError("every key stands for one open item, and only open items can be named")
    left = amount
    shares = []
    for item in sorted(open_items, key=lambda item: (item.key not in named, item.kind, item.due_on)):
        paid = min(left, item.amount)
        if paid:
            shares.append(Share(item.key, paid))
            left -= paid
    return Allocation(tuple(shares), left)


def ageing(open_items: Sequence[OpenItem], on: date) -> dict[Bucket, int]:
    """Open items and a day in; forints owed by age out, every bucket present. What is not yet due is left out."""
    ages = dict.fromkeys(BUCKETS, 0)
    for item in open_items:
        days = (on - item.due_on).days
        if days >= 0:
            bucket = next(bucket for bucket in BUCKETS if bucket.last is None or days <= bucket.last)
            ages[bucket] += item.amount
    return ages
