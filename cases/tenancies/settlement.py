"""Which charges are open, and which payment settles which, by the legal order (Civil Code 6:46)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, IntegerField, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from cases.tenancies import allocation
from cases.tenancies.allocation import Kind, OpenItem
from cases.tenancies.models import Charge, Payment, PaymentShare, Tenancy

ALLOCATION_KIND: dict[str, Kind] = {Charge.Kind.COST: Kind.COST, Charge.Kind.INTEREST: Kind.INTEREST}


def open_charges(tenancy_ids: Iterable[UUID]) -> list[Charge]:
    """Charges not fully settled, oldest first, each with `.open_amount` (forints)."""
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
    return allocate([(payment, payment.left) for payment in _unspent(holding)], {})


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


def allocate(amounts: Sequence[tuple[Payment, int]], named: Mapping[UUID, tuple[UUID, ...]]) -> int:
    """Write the shares of each payment over its tenancy's open charges; constant statements."""
    by_tenancy: dict[UUID, list[OpenItem]] = {}
    for item in open_charges({payment.tenancy_id for payment, _amount in amounts}):
        by_tenancy.setdefault(item.tenancy_id, []).append(open_item(item))
    shares = []
    for payment, amount in amounts:
        items = by_tenancy.get(payment.tenancy_id, [])
        keys = {item.key for item in items}
        wanted = [str(charge) for charge in named.get(payment.pk, ()) if str(charge) in keys]
        result = allocation.allocate(amount, items, named=wanted)
        shares += [PaymentShare(payment=payment, charge_id=share.key, amount=share.amount) for share in result.shares]
        paid = {share.key: share.amount for share in result.shares}
        by_tenancy[payment.tenancy_id] = [
            replace(item, amount=item.amount - paid.get(item.key, 0))
            for item in items
            if item.amount > paid.get(item.key, 0)
        ]
    return len(PaymentShare.objects.bulk_create(shares))


def open_item(item: Charge) -> OpenItem:
    """A charge from `open_charges` as the pure allocation rule sees it."""
    open_amount: int = item.open_amount  # type: ignore[attr-defined]  # annotated by open_charges
    return OpenItem(str(item.pk), ALLOCATION_KIND.get(item.kind, Kind.PRINCIPAL), item.due_on, open_amount)
