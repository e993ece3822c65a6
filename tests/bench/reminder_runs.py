"""A day's reminder run over many offices: planned, planned again, and released, each against its plain way.

`--small` is for a quick look: fewer offices, smaller ones. Times are the best of three rounds, ours and the baseline
taken in turn, because others may use the machine.
"""

import json
import sys
import time
from typing import Any

from tests.bench.reminder_offices import ON, Size, opened, seconds
from tests.bench.reminder_tasks import task_speed

ROUNDS = 3
WARM = 1  # a round before, for the caches of both connections
WRITTEN = ("arrears_reminder", "arrears_reminderrun")
FULL = Size(offices=100, tenancies=1_000, looped=400, letters=100)
SMALL = Size(offices=4, tenancies=300, looped=100, letters=20)


def main(arguments: list[str]) -> None:
    """Runs on a fresh clone of the tests' template database, as its owner."""
    import os

    from tests import services

    name = "kuszob_test_bench"
    services.create_clone(name)
    os.environ["DATABASE_OWNER_URL"] = services.owner_dsn(name)
    os.environ["KUSZOB_AS_OWNER"] = "1"
    import django

    django.setup()
    from django.db import connections

    size = SMALL if "--small" in arguments else FULL
    offices = opened(size)
    print(json.dumps(planning_speed(offices, services.owner_dsn(name), size)), flush=True)
    print(json.dumps(task_speed(offices[0], size)), flush=True)
    print(json.dumps(release_speed(offices, size)), flush=True)
    connections.close_all()
    services.drop_clone(name)


def planning_speed(offices: list[Any], dsn: str, size: Size) -> dict[str, Any]:
    """Planning every office by its verb (run, decision, counts, audit trail) against its one statement alone.

    The bare statement goes through psycopg with the same values; both commit. Then the same day once more.
    """
    import psycopg
    from django.db import connection

    from cases.arrears import planning
    from kernel.access import SYSTEM
    from tenants import context

    def ours(office: Any) -> None:
        with context.entered(office):
            planning.plan(on=ON, by=SYSTEM)

    with context.entered(offices[0]):
        values = planning._values(ON)
    with psycopg.connect(dsn, autocommit=True, cursor_factory=psycopg.ClientCursor) as bare:

        def bare_statement(office: Any) -> None:
            bare.execute(f'SET search_path TO "{office.schema_name}", public')
            with bare.transaction():
                run = bare.execute(
                    "INSERT INTO arrears_reminderrun (id, business_date, planned_by, released_by) "
                    "VALUES (gen_random_uuid(), %s, 'x', '') RETURNING id",
                    [ON],
                ).fetchone()
                bare.execute(planning.PLAN, {**values, "run": run[0] if run else None})

        def emptied() -> None:
            # The other connection hears of each VACUUM at once: hearing of hundreds together empties its whole cache.
            for office in offices:
                for table in WRITTEN:
                    bare.execute(f'DELETE FROM "{office.schema_name}".{table}')
                    bare.execute(f'VACUUM "{office.schema_name}".{table}')
                with connection.cursor() as cursor:
                    cursor.execute("SELECT 1")

        rounds = []
        for _round in range(WARM + ROUNDS):
            statement = [seconds(lambda office=office: bare_statement(office)) for office in offices]  # type: ignore[misc]
            emptied()
            first = [seconds(lambda office=office: ours(office)) for office in offices]  # type: ignore[misc]
            again = [seconds(lambda office=office: ours(office)) for office in offices]  # type: ignore[misc]
            rounds.append((statement, first, again))
            rows = rows_in(bare, offices)
            emptied()
    # The best round of each office, added up: somebody else's work on the machine seldom hits an office every time.
    statement_s, first_s, again_s = (
        sum(min(times) for times in zip(*(one[place] for one in rounds[WARM:]), strict=True)) for place in range(3)
    )
    return {
        "id": "P1-plan", "offices": len(offices), "tenancies_each": size.tenancies, "rows": rows,
        "plan_s": round(first_s, 3), "statement_s": round(statement_s, 3), "again_s": round(again_s, 3),
        "ratio_statement": round(first_s / statement_s, 2), "ratio_again": round(first_s / again_s, 1),
    }  # fmt: skip


def rows_in(bare: Any, offices: list[Any]) -> int:
    return sum(
        bare.execute(f'SELECT count(*) FROM "{office.schema_name}".arrears_reminder').fetchone()[0]
        for office in offices
    )


def release_speed(offices: list[Any], size: Size) -> dict[str, Any]:
    """Letting planned runs go: every letter written with its payment code, kept, audited and put on the counter.

    In every office the first letters of its run, or it would take a quarter of an hour.
    """
    from cases.arrears import planning, reminders
    from cases.arrears.models import Reminder
    from kernel.access import SYSTEM
    from kernel.models import Document, OutboxMessage
    from tenants import context

    took, cpu, letters, rows = 0.0, 0.0, 0, {"documents": 0, "outbox": 0, "released": 0}
    for office in offices:
        with context.entered(office):
            run = planning.plan(on=ON, by=SYSTEM)
            planned = Reminder.objects.filter(state=Reminder.State.PLANNED).order_by("pk").values_list("pk", flat=True)
            Reminder.objects.filter(pk__in=list(planned[size.letters :]))._raw_delete("default")
            started, burnt = time.perf_counter(), time.process_time()
            letters += reminders.release(run=run, by=SYSTEM, on=ON)
            took, cpu = took + time.perf_counter() - started, cpu + time.process_time() - burnt
            rows["documents"] += Document.objects.filter(kind=reminders.TOPIC).count()
            rows["outbox"] += OutboxMessage.objects.filter(topic=reminders.TOPIC).count()
            rows["released"] += Reminder.objects.filter(state=Reminder.State.RELEASED).count()
    return {
        "id": "P1-release", "offices": len(offices), "tenancies_each": size.tenancies, "letters": letters, **rows,
        "release_s": round(took, 2), "letters_per_second": round(letters / took),
        "ms_cpu_a_letter": round(cpu / letters * 1000, 2),
    }  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1:])
