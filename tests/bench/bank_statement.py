"""Booking a bank statement of 100,000 lines: read, match, book, settle – against one line after another by the ORM.

The loop does the same for a smaller number of lines (its cost a line does not depend on how many follow) and both
must leave the same forints on every charge. Memory is measured in processes of their own (`statement_memory`).
"""

import json
import time
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from tests.bench import statement_files, statement_memory

LINES = 100_000
LOOP_LINES = 400
TENANCIES = 4_000
MONTHS = 12
ROUNDS = 2
IBAN = statement_files.IBAN


def seconds(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def main() -> None:
    """Runs on a fresh clone of the tests' template database, as its owner."""
    import os

    from tests import services

    services.create_clone("kuszob_test_bench")
    os.environ["DATABASE_OWNER_URL"] = services.owner_dsn("kuszob_test_bench")
    os.environ["KUSZOB_AS_OWNER"] = "1"
    import django

    django.setup()
    from django.db import connections

    for line in measure():
        print(json.dumps(line), flush=True)
    connections.close_all()
    services.drop_clone("kuszob_test_bench")


def measure() -> list[dict[str, Any]]:
    from tenants import context
    from tenants.registry import bank_accounts
    from tenants.registry import opening as opener

    office = opener.open_office(slug=statement_memory.OFFICE, name="Mérés")
    with context.entered(office):
        bank_accounts.register(IBAN, office=office)
        numbers = fill()
        looped, tenth, whole = (statement(numbers, lines) for lines in (LOOP_LINES, LINES // 10, LINES))
        rounds = []
        for _round in range(ROUNDS):
            loop_s, loop_state = undone(lambda: by_the_loop(looped))
            same_s, same_state = undone(lambda: by_us(looped))
            tenth_s, _state = undone(lambda: by_us(tenth))
            whole_s, _state = undone(lambda: by_us(whole))
            rounds.append((loop_s, same_s, tenth_s, whole_s))
    # The best of each: somebody else may use the machine.
    loop_s, same_s, tenth_s, whole_s = map(min, zip(*rounds, strict=True))
    loop_line, our_line = loop_s / LOOP_LINES, whole_s / LINES
    return [
        {
            "id": "P2", "lines": LINES, "whole_s": round(whole_s, 2), "loop_lines": LOOP_LINES,
            "loop_s": round(loop_s, 2), "ratio": round(loop_line / our_line, 1),
            "equal_to_the_forint": same_state == loop_state, "same_lines_s": round(same_s, 3),
            "line_us_at_10000": round(tenth_s / (LINES // 10) * 1e6, 1), "line_us_at_100000": round(our_line * 1e6, 1),
        },
        *statement_memory.growth(numbers, few=LINES // 10, many=LINES),
    ]  # fmt: skip


def fill() -> list[str]:
    """Tenancies with a year of rent each; their numbers."""
    from cases.housing_stock.models import Building, Dwelling
    from cases.tenancies import contracts, ledger
    from cases.tenancies.models import Tenancy
    from kernel.access import SYSTEM
    from kernel.calendar import Calendar

    building = Building.objects.create(postcode="7621", town="Pécs", street="Mérő utca", house_number="1")
    dwellings = Dwelling.objects.bulk_create(
        Dwelling(building=building, door=str(n), address=f"Mérő utca 1. {n}.", sort_key=str(n), search_key=str(n))
        for n in range(TENANCIES)
    )
    numbers = contracts.next_numbers(TENANCIES)
    Tenancy.objects.bulk_create(
        Tenancy(number=number, dwelling=flat, monthly_rent=20_000 + place % 7_000, starts_on=date(2020, 1, 1))
        for place, (number, flat) in enumerate(zip(numbers, dwellings, strict=True))
    )
    for month in range(1, MONTHS + 1):
        ledger.raise_rents(period=date(2026, month, 1), calendar=Calendar(), by=SYSTEM)
    return numbers


def statement(numbers: list[str], lines: int) -> bytes:
    """A bank's .csv."""
    return "".join(statement_files.csv(numbers, lines)).encode("cp1250")


def undone(work: Callable[[], None]) -> tuple[float, dict[UUID, int]]:
    """How long the work took and what it left settled on every charge; then it is as if it had not been done."""
    from django.db import transaction
    from django.db.models import Sum

    from cases.tenancies.models import PaymentShare

    with transaction.atomic():
        took = seconds(work)
        settled = PaymentShare.objects.values_list("charge").annotate(total=Sum("amount")).order_by()
        state = dict(settled)
        transaction.set_rollback(True)
    return took, state


def by_us(content: bytes) -> None:
    from cases.tenancies.statements import booking
    from kernel.access import SYSTEM

    booking.import_statement(content=content, filename="x.csv", by=SYSTEM, account=IBAN)


def by_the_loop(content: bytes) -> None:
    """What an application without sets does: every line asks, decides and writes by itself."""
    from django.db.models import Sum

    from cases.tenancies import allocation, contracts, settlement
    from cases.tenancies.models import (
        BankStatement,
        LedgerEntry,
        PayerAccount,
        Payment,
        PaymentShare,
        StatementLine,
        Tenancy,
    )
    from cases.tenancies.statements.reading import read
    from kernel import audit, numbering
    from kernel.access import SYSTEM

    booked = BankStatement.objects.create(iban=IBAN, format="csv", document_id=UUID(int=1), counts={}, imported_by="x")
    for entry in read(content).entries:
        known = {"iban": IBAN, "bank_reference": entry.bank_reference}
        if StatementLine.objects.filter(**known).exists():
            continue
        named = numbering.find_references(entry.text, [contracts.PREFIX])
        tenancy = Tenancy.objects.filter(number__in=named).first()
        if tenancy is None and entry.payer_account:
            found = Tenancy.objects.filter(payer_accounts__account=entry.payer_account).distinct()[:2]
            tenancy = found[0] if len(found) == 1 else None
        payment = None
        if tenancy is not None:
            Tenancy.objects.locked(tenancy.pk)
            payment = Payment.objects.create(
                tenancy=tenancy, amount=entry.amount, paid_on=entry.value_on, source="bank",
                bank_reference=entry.bank_reference, created_by="x",
            )  # fmt: skip
            LedgerEntry.objects.create(tenancy=tenancy, on=entry.value_on, amount=-entry.amount, payment=payment)
            items = []
            for charge in tenancy.charges.order_by("due_on", "created_at", "pk"):
                left = charge.amount - (charge.shares.aggregate(total=Sum("amount"))["total"] or 0)
                if left > 0:
                    kind = settlement.ALLOCATION_KIND.get(charge.kind, allocation.Kind.PRINCIPAL)
                    items.append(allocation.OpenItem(str(charge.pk), kind, charge.due_on, left))
            for share in allocation.allocate(entry.amount, items).shares:
                PaymentShare.objects.create(payment=payment, charge_id=share.key, amount=share.amount)
            if named and entry.payer_account:
                PayerAccount.objects.get_or_create(
                    account=entry.payer_account, tenancy=tenancy, defaults={"first_seen_on": entry.value_on}
                )
            audit.record(SYSTEM, "payment_booked", payment, amount=payment.amount)
        StatementLine.objects.create(
            statement=booked, booked_on=entry.booked_on, value_on=entry.value_on, amount=entry.amount,
            payer_name=entry.payer_name, payer_account=entry.payer_account, text=entry.text,
            outcome="reference" if payment and named else "account" if payment else "unmatched", payment=payment, **known,
        )  # fmt: skip


if __name__ == "__main__":
    main()
