"""The tenancy's account: raising charges, booking payments, taking them back. Nothing is ever changed.

A charge and a payment are documents; each has one ledger entry, and a payment's shares say which
charges it settled, by the legal order (Civil Code 6:46).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from cases.tenancies import settlement
from cases.tenancies.models import Charge, LedgerEntry, Payment, PaymentShare, Tenancy
from kernel import audit
from kernel.access import Actor
from kernel.calendar import Calendar, month_end
from kernel.refusal import Refused


class CannotBook(Refused):
    """The money cannot be booked as asked."""


@dataclass(frozen=True)
class Receipt:
    """One payment to be booked: `source` is a Payment.Source, `charge_ids` what the payer named."""

    tenancy_id: UUID
    amount: int
    paid_on: date
    source: str
    bank_reference: str = ""
    charge_ids: tuple[UUID, ...] = ()


RAISE_RENTS = """
WITH due AS (SELECT * FROM unnest(%(days)s::int[], %(dates)s::date[]) AS d(due_day, due_on)),
raised AS (
    INSERT INTO tenancies_charge (id, tenancy_id, kind, period, amount, due_on, created_by)
    SELECT gen_random_uuid(), t.id, 'rent', %(period)s, t.monthly_rent, due.due_on, %(by)s
    FROM tenancies_tenancy t JOIN due ON due.due_day = t.due_day
    WHERE (t.starts_on IS NULL OR t.starts_on <= %(last)s)
      AND (t.ends_on IS NULL OR t.ends_on >= %(period)s) AND t.monthly_rent > 0
      AND (t.charged_until IS NULL OR t.charged_until < %(period)s)
    ON CONFLICT DO NOTHING
    RETURNING id, tenancy_id, due_on, amount
)
INSERT INTO tenancies_ledgerentry (tenancy_id, "on", amount, charge_id)
SELECT tenancy_id, due_on, amount, id FROM raised
"""


@transaction.atomic
def raise_rents(*, period: date, calendar: Calendar, by: Actor) -> int:
    """Charge a month's rent to every tenancy valid in it; returns how many were raised.

    One statement; the same month again raises nothing. A due day that is not worked moves to the next
    working day (Civil Code 8:3). Credit on an account settles the new charge at once.
    """
    first = period.replace(day=1)
    days = list(range(1, 29))
    with connection.cursor() as cursor:
        cursor.execute(
            RAISE_RENTS,
            {
                "days": days,
                "dates": [calendar.next_working_day(first.replace(day=day)) for day in days],
                "period": first,
                "last": month_end(first),
                "by": by.actor_id,
            },
        )
        raised = int(cursor.rowcount)
    settlement.settle_credits()
    audit.record(by, "rents_raised", None, period=first.isoformat(), count=raised)
    return raised


@transaction.atomic
def charge(*, tenancy: Tenancy, kind: str, period: date, amount: int, due_on: date, by: Actor) -> Charge:
    """Charge one amount to a tenancy. Refuses nothing-or-less."""
    if amount <= 0:
        raise CannotBook(_("A charge is more than nothing."))
    raised = Charge.objects.create(
        tenancy=tenancy, kind=kind, period=period.replace(day=1), amount=amount, due_on=due_on, created_by=by.actor_id
    )
    LedgerEntry.objects.create(tenancy=tenancy, on=due_on, amount=amount, charge=raised)
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
    settlement.allocate([(payment, payment.amount) for payment in payments], named)
    audit.record_many(
        by,
        [audit.deed("payment_booked", payment, amount=payment.amount, source=payment.source) for payment in payments],
    )
    return payments


@transaction.atomic
def reverse(*, payment: Payment, on: date, by: Actor, bank_reference: str = "") -> Payment:
    """Take a payment back: the money returned, so what it settled is owed again. Once only."""
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
    given = payment.shares.values_list("charge_id").annotate(total=Sum("amount")).order_by("charge_id")
    PaymentShare.objects.bulk_create(
        PaymentShare(payment=reversal, charge_id=charge_id, amount=-total) for charge_id, total in given
    )
    # What this payment had settled is open again; credit that waits on the account settles it at once.
    settlement.settle_credits([payment.tenancy_id])
    audit.record(by, "payment_reversed", reversal, amount=reversal.amount)
    return reversal
