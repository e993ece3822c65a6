"""Putting a wrong charge right: a credit note against it, or a supplement to it. The charge itself is never changed."""

from datetime import date

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from cases.tenancies import ledger, settlement
from cases.tenancies.models import Charge, LedgerEntry, PaymentShare, Reduction, ReductionProposal, Tenancy
from kernel import audit
from kernel.access import Actor


@transaction.atomic
def credit(*, charge: Charge, amount: int, reason: str, on: date, by: Actor) -> Reduction:
    """A credit note: `amount` forints of the charge were never owed.

    Money that had paid them is free again and settles what is open, or waits as credit. Refuses nothing-or-less,
    more than is left of the charge, a correction without a reason, and the paying back of a credit.
    """
    Tenancy.objects.locked(charge.tenancy_id)
    if charge.kind == Charge.Kind.REFUND:
        raise ledger.CannotBook(_("A credit that was paid back cannot be corrected: book the money when it returns."))
    if not reason.strip():
        raise ledger.CannotBook(_("Write why the charge is corrected."))
    if amount <= 0:
        raise ledger.CannotBook(_("A correction is more than nothing."))
    if amount > remaining(charge):
        raise ledger.CannotBook(_("The correction is larger than what is left of the charge: check the amount."))
    paid_of_it = amount - open_amount(charge)
    if paid_of_it > 0:
        _free(charge, paid_of_it)
    reduction = reduce(
        charge=charge, kind=Reduction.Kind.CORRECTION, amount=amount, reason=reason, on=on, by=by, proposal=None
    )
    settlement.settle_credits([charge.tenancy_id])
    audit.record(by, "charge_corrected", charge, amount=amount)
    return reduction


@transaction.atomic
def supplement(*, charge: Charge, amount: int, reason: str, due_on: date, by: Actor) -> Charge:
    """The charge was too low: `amount` forints more of the same kind and month. Refuses what `ledger.charge` does."""
    Tenancy.objects.locked(charge.tenancy_id)
    if charge.kind in {Charge.Kind.REFUND, Charge.Kind.INTEREST}:
        raise ledger.CannotBook(_("This kind of charge cannot be supplemented: charge it anew."))
    if not reason.strip():
        raise ledger.CannotBook(_("Write why the charge is corrected."))
    return ledger.charge(
        tenancy=charge.tenancy,
        kind=charge.kind,
        period=charge.period,
        amount=amount,
        due_on=due_on,
        by=by,
        note=reason.strip()[:200],
        supplements=charge,
    )


def reduce(
    *,
    charge: Charge,
    kind: str,
    amount: int,
    reason: str,
    on: date,
    by: Actor,
    proposal: ReductionProposal | None,
) -> Reduction:
    """Write one reduction with its entry and its share. The caller has locked the tenancy and checked the amount."""
    reduction = Reduction.objects.create(
        tenancy_id=charge.tenancy_id,
        charge=charge,
        kind=kind,
        amount=amount,
        on=on,
        reason=reason.strip()[:300],
        proposal=proposal,
        created_by=by.actor_id,
    )
    LedgerEntry.objects.create(tenancy_id=charge.tenancy_id, on=on, amount=-amount, reduction=reduction)
    PaymentShare.objects.create(reduction=reduction, charge=charge, amount=amount)
    return reduction


def remaining(charge: Charge) -> int:
    """Forints of the charge that were not corrected or given up, paid or not."""
    reduced: int = charge.reductions.aggregate(total=Sum("amount"))["total"] or 0
    return charge.amount - reduced


def open_amount(charge: Charge) -> int:
    """Forints of the charge that neither a payment nor a reduction has settled."""
    settled: int = charge.shares.aggregate(total=Sum("amount"))["total"] or 0
    return charge.amount - settled


def _free(charge: Charge, amount: int) -> None:
    """Take back `amount` forints that payments gave to the charge, the latest payment first."""
    given = (
        charge.shares.filter(payment__isnull=False, payment__amount__gt=0, payment__reversed_by__isnull=True)
        .values_list("payment_id")
        .annotate(total=Sum("amount"))
        .order_by("-payment__paid_on", "-payment__created_at", "-payment_id")
    )
    freed = []
    for payment_id, total in given:
        back = min(total, amount)
        if back > 0:
            freed.append(PaymentShare(payment_id=payment_id, charge=charge, amount=-back))
            amount -= back
    PaymentShare.objects.bulk_create(freed)
