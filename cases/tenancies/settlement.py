"""Which charges are open, and which payment settles which, by the legal order (Civil Code 6:46).

A payment never settles by itself what had lapsed by limitation on the day it was made; only a payer who names such
a charge pays it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import batched
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, IntegerField, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from cases.tenancies import allocation, lapses, limitation
from cases.tenancies.allocation import Kind, OpenItem
from cases.tenancies.models import Charge, Payment, PaymentShare, Tenancy


class Money(NamedTuple):
    """Forints of one payment that may settle what is open."""

    payment_id: UUID
    tenancy_id: UUID
    paid_on: date
    amount: int


ALLOCATION_KIND: dict[str, Kind] = {Charge.Kind.COST: Kind.COST, Charge.Kind.INTEREST: Kind.INTEREST}

# Payments and open charges of a tenancy are laid side by side along one line of forints, each in its own order;
# where a payment's stretch and a charge's stretch overlap, so much of the payment settles the charge.
ALLOCATE = """
WITH money AS (
    SELECT m.payment_id, m.tenancy_id, m.amount,
           sum(m.amount) OVER w - m.amount AS starts, sum(m.amount) OVER w AS ends
    FROM ({money}) AS m(payment_id, tenancy_id, amount, place)
    WINDOW w AS (PARTITION BY m.tenancy_id ORDER BY m.place)
),
payers AS (SELECT DISTINCT tenancy_id FROM money),
settled AS (
    SELECT s.charge_id, sum(s.amount) AS amount
    FROM payers JOIN tenancies_charge c USING (tenancy_id) JOIN tenancies_paymentshare s ON s.charge_id = c.id
    GROUP BY s.charge_id
),
left_over AS (
    SELECT c.id, c.tenancy_id, c.kind, c.due_on, c.created_at, c.amount - coalesce(s.amount, 0) AS amount
    FROM payers JOIN tenancies_charge c USING (tenancy_id) LEFT JOIN settled s ON s.charge_id = c.id
    WHERE c.amount > coalesce(s.amount, 0)
),
owed AS (
    SELECT id, tenancy_id, sum(amount) OVER w - amount AS starts, sum(amount) OVER w AS ends
    FROM left_over
    WINDOW w AS (
        PARTITION BY tenancy_id
        ORDER BY CASE kind WHEN 'cost' THEN 1 WHEN 'interest' THEN 2 ELSE 3 END, due_on, created_at, id
    )
)
INSERT INTO tenancies_paymentshare (payment_id, charge_id, amount)
SELECT money.payment_id, owed.id, least(money.ends, owed.ends) - greatest(money.starts, owed.starts)
FROM money JOIN owed ON owed.tenancy_id = money.tenancy_id AND owed.starts < money.ends AND money.starts < owed.ends
"""
LISTED = ALLOCATE.format(
    money="""
    SELECT * FROM unnest(%(payments)s::uuid[], %(tenancies)s::uuid[], %(amounts)s::bigint[]) WITH ORDINALITY
    """
)
RECEIVED = ALLOCATE.format(
    money="""
    SELECT payment_id, tenancy_id, amount, place FROM bulk_receipt WHERE tenancy_id <> ALL(%(by_hand)s::uuid[])
    """
)
RECEIVED_FROM = """
SELECT payment_id, tenancy_id, paid_on, amount FROM bulk_receipt WHERE tenancy_id = ANY(%s::uuid[]) ORDER BY place
"""
TENANCIES_AT_ONCE = 500
OPEN_SINCE_LONG = """
SELECT DISTINCT c.tenancy_id
FROM tenancies_charge c
LEFT JOIN LATERAL (SELECT sum(amount) AS amount FROM tenancies_paymentshare WHERE charge_id = c.id) s ON true
WHERE c.tenancy_id = ANY(%(tenancies)s) AND c.due_on < %(before)s AND c.amount > coalesce(s.amount, 0)
"""


def open_charges(tenancy_ids: Iterable[UUID]) -> list[Charge]:
    """Charges not fully settled, oldest first, each with `.open_amount` (forints). What has lapsed is among them."""
    settled = (
        PaymentShare.objects.filter(charge=OuterRef("pk"))
        .values("charge")
        .annotate(total=Sum("amount"))
        .values("total")
    )
    return list(
        Charge.objects.filter(tenancy_id__in=tenancy_ids)
        .annotate(open_amount=F("amount") - Coalesce(Subquery(settled, output_field=IntegerField()), Value(0)))
        .filter(open_amount__gt=0)
        .order_by("due_on", "created_at", "pk")
    )


@transaction.atomic
def settle_credits(tenancy_ids: Collection[UUID] | None = None) -> int:
    """Let unspent payments settle what is open, in these tenancies or all; returns how many shares were written.

    The tenancies are locked before anything is read, so that a payment booked meanwhile is not counted twice.
    """
    holding = {payment.tenancy_id for payment in _unspent(tenancy_ids)}
    if not holding:
        return 0
    list(Tenancy.objects.select_for_update().filter(pk__in=holding).order_by("pk").values_list("pk"))
    unspent = _unspent(holding)
    return allocate([Money(payment.pk, payment.tenancy_id, payment.paid_on, payment.left) for payment in unspent], {})


def _unspent(tenancy_ids: Collection[UUID] | None) -> list[Any]:
    """Payments with money left, oldest first, each with `.left` (forints)."""
    spent = (
        PaymentShare.objects.filter(payment=OuterRef("pk"))
        .values("payment")
        .annotate(total=Sum("amount"))
        .values("total")
    )
    payments = Payment.objects.filter(amount__gt=0, reversed_by__isnull=True)
    if tenancy_ids is not None:
        payments = payments.filter(tenancy_id__in=tenancy_ids)
    return list(
        payments.annotate(left=F("amount") - Coalesce(Subquery(spent, output_field=IntegerField()), Value(0)))
        .filter(left__gt=0)
        .order_by("paid_on", "created_at", "pk")
    )


def allocate(amounts: Sequence[Money], named: Mapping[UUID, tuple[UUID, ...]]) -> int:
    """Write the shares of each payment over its tenancy's open charges; constant statements, however many.

    The order of `amounts` is the order of settling. Tenancies whose payers named a charge, or with something so
    old that it may have lapsed, are settled by the pure rule; the others by one statement that does the same.
    """
    if not amounts:
        return 0
    by_hand = {money.tenancy_id for money in amounts if named.get(money.payment_id)}
    latest = max(money.paid_on for money in amounts)
    by_hand |= _with_old_debts({money.tenancy_id for money in amounts} - by_hand, latest)
    plain = [money for money in amounts if money.tenancy_id not in by_hand] if by_hand else amounts
    return _set_based(plain) + _by_the_rule([money for money in amounts if money.tenancy_id in by_hand], named)


def allocate_received(tenancy_ids: Collection[UUID]) -> int:
    """`allocate` for what `bulk` received of these tenancies, which never leaves the database by the wide way."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(paid_on) FROM bulk_receipt")
        by_hand = sorted(_with_old_debts(tenancy_ids, cursor.fetchone()[0])) if tenancy_ids else []
        cursor.execute(RECEIVED, {"by_hand": by_hand})
        written = int(cursor.rowcount)
        for some in batched(by_hand, TENANCIES_AT_ONCE):
            cursor.execute(RECEIVED_FROM, [list(some)])
            written += _by_the_rule([Money(*row) for row in cursor.fetchall()], {})
    return written


def _with_old_debts(tenancy_ids: Collection[UUID], latest: date) -> set[UUID]:
    before = limitation.years_later(latest, -limitation.YEARS)
    with connection.cursor() as cursor:
        cursor.execute(OPEN_SINCE_LONG, {"tenancies": list(tenancy_ids), "before": before})
        return {row[0] for row in cursor.fetchall()}


def _set_based(amounts: Sequence[Money]) -> int:
    if not amounts:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            LISTED,
            {
                "payments": [money.payment_id for money in amounts],
                "tenancies": [money.tenancy_id for money in amounts],
                "amounts": [money.amount for money in amounts],
            },
        )
        return int(cursor.rowcount)


def _by_the_rule(amounts: Sequence[Money], named: Mapping[UUID, tuple[UUID, ...]]) -> int:
    if not amounts:
        return 0
    charges = open_charges({money.tenancy_id for money in amounts})
    last_on = {str(pk): day for pk, day in lapses.last_days(charges).items()}
    by_tenancy: dict[UUID, list[OpenItem]] = {}
    for charge in charges:
        by_tenancy.setdefault(charge.tenancy_id, []).append(open_item(charge))
    shares = []
    for money in amounts:
        items = by_tenancy.get(money.tenancy_id, [])
        wanted = [str(pk) for pk in named.get(money.payment_id, ())]
        payable = [item for item in items if item.key in wanted or money.paid_on <= last_on[item.key]]
        keys = {item.key for item in payable}
        result = allocation.allocate(money.amount, payable, named=[key for key in wanted if key in keys])
        shares += [
            PaymentShare(payment_id=money.payment_id, charge_id=share.key, amount=share.amount)
            for share in result.shares
        ]
        paid = {share.key: share.amount for share in result.shares}
        by_tenancy[money.tenancy_id] = [
            replace(item, amount=item.amount - paid.get(item.key, 0))
            for item in items
            if item.amount > paid.get(item.key, 0)
        ]
    return len(PaymentShare.objects.bulk_create(shares))


def open_item(item: Charge) -> OpenItem:
    """A charge from `open_charges` as the pure allocation rule sees it."""
    open_amount: int = item.open_amount  # type: ignore[attr-defined]  # annotated by open_charges
    return OpenItem(str(item.pk), ALLOCATION_KIND.get(item.kind, Kind.PRINCIPAL), item.due_on, open_amount)
