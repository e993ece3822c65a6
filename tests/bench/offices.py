"""Opening an office, planning a reminder run, writing letters: each against its plain way."""

import json
import time
from collections.abc import Callable
from datetime import date
from typing import Any

ON = date(2026, 11, 23)
TENANCIES = 1000


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
    for bench in (opening, reminder_plan, letters):
        print(json.dumps(bench()), flush=True)
    from django.db import connections

    connections.close_all()
    services.drop_clone("kuszob_test_bench")


def opening() -> dict[str, Any]:
    """Replaying the template's SQL against migrating a new schema (goal: at least 5 times faster)."""
    from django.core.management import call_command
    from django.db import connection

    from tenants.registry import opening as opener

    replayed = min(
        seconds(lambda number=number: opener.open_office(slug=f"bench{number}", name="Mérés")) for number in range(3)
    )
    with connection.owner(), connection.cursor() as cursor:
        cursor.execute('CREATE SCHEMA "t_migrated"')

    def migrate() -> None:
        with connection.owner():
            call_command("migrate_schemas", schema_name="t_migrated", interactive=False, verbosity=0)
            connection.set_schema_to_public()

    migrated = seconds(migrate)
    return {
        "id": "P4",
        "replay_s": round(replayed, 3),
        "migrate_s": round(migrated, 3),
        "ratio": round(migrated / replayed, 1),
    }


def reminder_plan() -> dict[str, Any]:
    """One set-based statement against a loop over tenancies; and the same day again (goal: at least 3 times faster)."""
    from django.db import transaction

    from cases.arrears import planning
    from cases.tenancies import ledger, queries
    from cases.tenancies.models import Tenancy
    from kernel.access import SYSTEM
    from kernel.calendar import Calendar
    from tenants import context
    from tenants.registry import opening as opener
    from tests.cast import tenancy

    with context.entered(opener.find("bench0")), transaction.atomic():
        for number in range(TENANCIES):
            tenancy(f"Próba {number}", door=str(number))
        for month in (8, 9, 10):
            ledger.raise_rents(period=date(2026, month, 1), calendar=Calendar(), by=SYSTEM)
        first = seconds(lambda: planning.plan(on=ON, by=SYSTEM))
        second = seconds(lambda: planning.plan(on=ON, by=SYSTEM))
        loop = seconds(lambda: [queries.account(pk, on=ON) for pk in Tenancy.objects.values_list("pk", flat=True)])
    return {
        "id": "P1", "tenancies": TENANCIES, "plan_s": round(first, 3), "again_s": round(second, 4),
        "loop_s": round(loop, 3), "ratio_loop": round(loop / first, 1), "ratio_again": round(first / second, 1),
    }  # fmt: skip


def letters() -> dict[str, Any]:
    """Letters with a payment code, one after another on one core (goal: at least 20 a second alone)."""
    from shell import letters as writing

    letter = writing.Letter(
        office=writing.Letterhead("Mérő Lakásiroda", "7621 Pécs, Minta tér 1.", "+36 72 000 001"),
        number="KL-000123-45/1", date="2026. november 23.", recipient_name="Próba Anna",
        recipient_address="7621 Pécs, Minta utca 12.", subject="Fizetési emlékeztető",
        paragraphs=["Tisztelt Próba Anna!", "Kérjük, fizesse be a tartozását. " * 8], closing="Üdvözlettel:",
        legal_basis="1993. évi LXXVIII. törvény", qr="HCT\n001\n1\nMINTHUHBXXX\n" + "x" * 120,
        payment=[("Összeg", "12 345 Ft")], labels={"number": "Szám", "date": "Kelt", "qr": "QR", "law": "Jogalap"},
    )  # fmt: skip
    writing.render(letter)
    alone = seconds(lambda: writing.render(letter))
    many = seconds(lambda: [writing.render(letter) for _number in range(200)])
    return {"id": "P7", "letters_per_second": round(200 / many), "alone_s": round(alone, 4)}
