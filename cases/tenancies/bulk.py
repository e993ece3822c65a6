"""Booking thousands of payments at once: rows travel by COPY, one statement settles all of them.

The same checks and the same result as `ledger.book`, of which this is the wide door. One deed is recorded for all
by the caller: each payment is append-only and says itself who booked it.
"""

from collections.abc import Collection, Iterable, Sequence
from itertools import batched
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from cases.tenancies import settlement
from cases.tenancies.ledger import CannotBook, Receipt
from kernel.access import Actor

LOCK = "SELECT id FROM tenancies_tenancy WHERE id = ANY(%s) ORDER BY id FOR UPDATE"
ROWS_A_BLOCK = 2000
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


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
    lock({receipt.tenancy_id for receipt in receipts})
    keys = [uuid4() for _receipt in receipts]
    texts = [key.hex for key in keys]
    tenancies = {pk: pk.hex for pk in {receipt.tenancy_id for receipt in receipts}}
    copy(
        "tenancies_payment",
        ("id", "tenancy_id", "amount", "paid_on", "source", "bank_reference", "created_by"),
        (
            (key, tenancies[one.tenancy_id], one.amount, one.paid_on, one.source, one.bank_reference, by.actor_id)
            for key, one in zip(texts, receipts, strict=True)
        ),
    )
    copy(
        "tenancies_ledgerentry",
        ("tenancy_id", "on", "amount", "payment_id"),
        ((tenancies[one.tenancy_id], one.paid_on, -one.amount, key) for key, one in zip(texts, receipts, strict=True)),
    )
    settlement.allocate(
        [
            settlement.Money(key, one.tenancy_id, one.paid_on, one.amount)
            for key, one in zip(keys, receipts, strict=True)
        ],
        {},
    )
    return keys


def lock(tenancy_ids: Collection[UUID]) -> None:
    """Lock these tenancies in the one order in which everybody locks them.

    Whoever books in several blocks locks all of them first, so that two who do so never wait for each other.
    """
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [list(tenancy_ids)])


def copy(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows into one of the office's own tables by COPY. Names come from code, values are escaped."""
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")  # enters the office: a COPY alone would not
        with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as target:
            for block in batched(rows, ROWS_A_BLOCK):
                target.write("".join(map(_line, block)))


def _line(row: Sequence[Any]) -> str:
    return "\t".join([_cell(value) for value in row]) + "\n"


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return value if value.isalnum() else value.translate(_ESCAPES)
    return "\\N" if value is None else str(value)
