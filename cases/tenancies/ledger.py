"""The tenancy's account: raising charges, booking payments, taking them back. Nothing is ever changed.

A charge and a payment are documents; each has one ledger entry, and a payment's shares say which
charges it settled, by the legal order (Civil Code 6:46).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from cases.tenancies import raising, settlement
from cases.tenancies.models import Charge, DepositEntry, LedgerEntry, Payment, PaymentShare, Tenancy
from kernel import audit
from kernel.access import Actor
from kernel.calendar import Calendar
from kernel.refusal import Refused


class CannotBook(Refused):
    """The money cannot be booked as asked."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """One payment to be booked: `source` is a Payment.Source, `charge_ids` what the payer named."""

    tenancy_id: UUID
    amount: int
    paid_on: date
    source: str
    bank_reference: str = ""
    charge_ids: tuple[UUID, ...] = ()


@transaction.atomic
def raise_rents(*, period: date, calendar: Calendar, by: Actor) -> int:
    """Charge a month to every tenancy valid in it – rent or use charge, and what recurs; returns how many charges.

    One statement; the same month again raises nothing. A due day that is not worked moves to the next
    working day (Civil Code 8:3). Credit on an account settles the new charge at once.
    """
    first = period.replace(day=1)
    raised = raising.raise_month(first=first, calendar=calendar, by=by.actor_id)
    settlement.settle_credits()
    audit.record(by, "rents_raised", None, period=first.isoformat(), count=raised)
    return raised


@transaction.atomic
def charge(
    *,
    tenancy: Tenancy,
    kind: str,
    period: date,
    amount: int,
    due_on: date,
    by: Actor,
    note: str = "",
    supplements: Charge | None = None,
) -> Charge:
    """Charge one amount to a tenancy; credit on its account settles it at once.

    Refuses nothing-or-less, and a month that is charged with this already. `supplements` is a
    charge of the same kind and month that was too low.
    """
    if amount <= 0:
        raise CannotBook(_("A charge is more than nothing."))
    try:
        with transaction.atomic():
            raised = Charge.objects.create(
                tenancy=tenancy,
                kind=kind,
                period=period.replace(day=1),
                amount=amount,
                due_on=due_on,
                note=note,
                supplements=supplements,
                created_by=by.actor_id,
            )
    except IntegrityError as twice:
        raise CannotBook(_("This month is charged already: correct that charge instead.")) from twice
    LedgerEntry.objects.create(tenancy=tenancy, on=due_on, amount=amount, charge=raised)
    settlement.settle_credits([tenancy.pk])
    audit.record(by, "charged", raised, amount=amount, kind=kind)
    return raised


@transaction.atomic
def book(receipts: Sequence[Receipt], *, by: Actor) -> list[Payment]:
    """Book payments, in the order given, and allocate each by the legal order; what is left is credit.

    Constant statements whatever their number. Refuses an amount that is not more than nothing.
    """
    if any(receipt.amount <= 0 for receipt in receipts):
        raise CannotBook(_("A payment is more than nothing."))
    tenancy_ids = {receipt.tenancy_id for receipt in receipts}
    list(Tenancy.objects.select_for_update().filter(pk__in=tenancy_ids).order_by("pk").values_list("pk"))
    payments = Payment.objects.bulk_create(
        Payment(
            tenancy_id=receipt.tenancy_id,
            amount=receipt.amount,
            paid_on=receipt.paid_on,
            source=receipt.source,
            bank_reference=receipt.bank_reference,
            created_by=by.actor_id,
        )
        for receipt in receipts
    )
    LedgerEntry.objects.bulk_create(
        LedgerEntry(tenancy_id=payment.tenancy_id, on=payment.paid_on, amount=-payment.amount, payment=payment)
        for payment in payments
    )
    named = {payment.pk: receipt.charge_ids for payment, receipt in zip(payments, receipts, strict=True)}
    settlement.allocate(
        [settlement.Money(payment.pk, payment.tenancy_id, payment.paid_on, payment.amount) for payment in payments],
        named,
    )
    audit.record_many(
        by,
        [audit.deed("payment_booked", payment, amount=payment.amount, source=payment.source) for payment in payments],
    )
    return payments


@transaction.atomic
def reverse(*, payment: Payment, on: date, by: Actor, bank_reference: str = "") -> Payment:
    """Take a payment back: the money returned, so what it settled is owed again. Once only.

    What was set off from a deposit goes back into the deposit.
    """
    Tenancy.objects.locked(payment.tenancy_id)
    if payment.reverses_id is not None or Payment.objects.filter(reverses=payment).exists():
        raise CannotBook(_("This payment was taken back already."))
    reversal = Payment.objects.create(
        tenancy_id=payment.tenancy_id,
        amount=-payment.amount,
        paid_on=on,
        source=payment.source,
        bank_reference=bank_reference,
        reverses=payment,
        created_by=by.actor_id,
    )
    LedgerEntry.objects.create(tenancy_id=payment.tenancy_id, on=on, amount=payment.amount, payment=reversal)
    if payment.source == Payment.Source.DEPOSIT:
        DepositEntry.objects.create(
            tenancy_id=payment.tenancy_id,
            kind=DepositEntry.Kind.SET_OFF_UNDONE,
            amount=payment.amount,
            on=on,
            payment=reversal,
            created_by=by.actor_id,
        )
    given = payment.shares.values_list("charge_id").annotate(total=Sum("amount")).order_by("charge_id")
    PaymentShare.objects.bulk_create(
        PaymentShare(payment=reversal, charge_id=charge_id, amount=-total) for charge_id, total in given if total
    )
    # What this payment had settled is open again; credit that waits on the account settles it at once.
    settlement.settle_credits([payment.tenancy_id])
    audit.record(by, "payment_reversed", reversal, amount=reversal.amount)
    return reversal
