"""Booking thousands of payments at once: rows travel by COPY, one statement settles them all.

The same checks and the same result as `ledger.book`, of which this is the wide door. One deed is recorded for all
by the caller: each payment is append-only and says itself who booked it.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from cases.tenancies import settlement
from cases.tenancies.ledger import CannotBook, Receipt
from kernel.access import Actor

RECEIPTS = """
CREATE TEMPORARY TABLE bulk_receipt (
    place integer PRIMARY KEY, payment_id uuid NOT NULL, tenancy_id uuid NOT NULL, amount bigint NOT NULL,
    paid_on date NOT NULL, source text NOT NULL, bank_reference text NOT NULL
) ON COMMIT DROP
"""
RECEIPT_COLUMNS = ("place", "payment_id", "tenancy_id", "amount", "paid_on", "source", "bank_reference")
# Everybody locks tenancies in this one order.
LOCK = """
SELECT id FROM tenancies_tenancy WHERE id IN (SELECT tenancy_id FROM bulk_receipt) ORDER BY id FOR UPDATE
"""
PAYMENTS = """
INSERT INTO tenancies_payment (id, tenancy_id, amount, paid_on, source, bank_reference, created_by)
SELECT payment_id, tenancy_id, amount, paid_on, source, bank_reference, %s FROM bulk_receipt ORDER BY place
"""
ENTRIES = """
INSERT INTO tenancies_ledgerentry (tenancy_id, "on", amount, payment_id)
SELECT tenancy_id, paid_on, -amount, payment_id FROM bulk_receipt ORDER BY place
"""


@transaction.atomic
def book(receipts: Sequence[Receipt], *, by: Actor) -> list[UUID]:
    """Book payments in the order given, each settled by the legal order; the payments' keys in the same order.

    Refuses an amount that is not more than nothing. Receipts that name a charge go through `ledger.book`.
    """
    if any(receipt.amount <= 0 for receipt in receipts):
        raise CannotBook(_("A payment is more than nothing."))
    if any(receipt.charge_ids for receipt in receipts):
        raise ValueError("a receipt that names a charge is booked by ledger.book")
    if not receipts:
        return []
    keys = [uuid4() for _receipt in receipts]
    with receiving():
        copy(
            "bulk_receipt",
            RECEIPT_COLUMNS,
            (
                (place, key, one.tenancy_id, one.amount, one.paid_on, str(one.source), one.bank_reference)
                for place, (key, one) in enumerate(zip(keys, receipts, strict=True))
            ),
        )
        book_received(by=by)
    return keys


@contextmanager
def receiving() -> Iterator[None]:
    """A temporary table `bulk_receipt` of what is to be booked; inside a transaction, and gone at the end."""
    with connection.cursor() as cursor:
        cursor.execute(RECEIPTS)
        yield
        cursor.execute("DROP TABLE bulk_receipt")


def book_received(*, by: Actor) -> None:
    """Book every row of `bulk_receipt`, each more than nothing, in the order of their places: five statements."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE bulk_receipt")
        cursor.execute(LOCK)
        tenancy_ids = [row[0] for row in cursor.fetchall()]
        cursor.execute(PAYMENTS, [by.actor_id])
        cursor.execute(ENTRIES)
    settlement.allocate_received(tenancy_ids)


def copy(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows into one of the office's own tables, or a temporary one, by COPY. Names come from code.

    While the rows are asked for nothing else may use the connection.
    """
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")  # enters the office: a COPY alone would not
        with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as target:
            for row in rows:
                target.write_row(row)
