"""Opening an office: replaying the template's statements against migrating."""

import json
import time
from collections.abc import Callable
from typing import Any


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
    print(json.dumps(opening()), flush=True)
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
