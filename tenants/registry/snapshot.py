"""The template schema and its structure as SQL text.

Migrations run once, into the template; an office is opened by replaying what came of them. pg_dump
writes the structure, so names of constraints, indexes, sequences and all grants come out equal.
"""

import hashlib
import re
import subprocess

from django.core.management import call_command
from django.db import connection
from psycopg import sql

from kernel.refusal import Refused
from tenants.registry import grants
from tenants.registry.models import TEMPLATE_SCHEMA, SchemaSnapshot

DROP_LINES = re.compile(r"^(--|SET |SELECT pg_catalog\.set_config|\\|CREATE SCHEMA|ALTER SCHEMA|ALTER DEFAULT)")


class NotPrepared(Refused):
    """The service's database was not prepared yet."""


def prepare_template() -> None:
    """Migrate the template schema (creating it when needed) and set its rights. Owner's work."""
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(TEMPLATE_SCHEMA)))
    migrate_schema(TEMPLATE_SCHEMA)


def migrate_schema(schema: str) -> None:
    """Bring one office schema to the current migrations and rights."""
    call_command("migrate_schemas", schema_name=schema, interactive=False, verbosity=0)
    connection.set_schema_to_public()  # type: ignore[attr-defined]
    grants.apply_office(schema)


def fingerprint() -> str:
    """What the template's structure came from: its migrations and the declared rights."""
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("SELECT app, name FROM {} ORDER BY 1, 2").format(
                sql.Identifier(TEMPLATE_SCHEMA, "django_migrations")
            )
        )
        rows = cursor.fetchall()
    source = repr((rows, grants.append_only_tables()))
    return hashlib.sha256(source.encode()).hexdigest()


def statements() -> str:
    """The SQL that rebuilds the template; taken with pg_dump when the structure has changed."""
    current = fingerprint()
    known = SchemaSnapshot.objects.filter(pk=current).first()
    if known:
        return str(known.statements)
    taken = _take()
    SchemaSnapshot.objects.exclude(pk=current).delete()
    SchemaSnapshot.objects.create(fingerprint=current, statements=taken)
    return taken


def replay(schema: str) -> None:
    """Build the office's schema from the snapshot, inside the caller's transaction."""
    renamed = re.sub(rf"\b{TEMPLATE_SCHEMA}\b", schema, statements())
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
        # No parameters: psycopg sends the whole text as one batch of statements.
        cursor.execute("SET LOCAL check_function_bodies = false")
        connection.connection.execute(renamed)


def _take() -> str:
    """Structure and the few rows that migrations wrote, as plain INSERTs.

    Sequences of tables that hold rows are set by the dump itself.
    """
    settings = connection.settings_dict
    command = [
        "pg_dump", "--schema", TEMPLATE_SCHEMA, "--inserts", "--rows-per-insert=500", "--no-owner",
        "--no-comments", "--dbname", connection.get_connection_params().get("dbname") or settings["NAME"],
    ]  # fmt: skip
    for option, name in (("--host", "HOST"), ("--port", "PORT"), ("--username", "USER")):
        if settings[name]:
            command += [option, str(settings[name])]
    environment = {"PGPASSWORD": settings["PASSWORD"]} if settings["PASSWORD"] else None
    result = subprocess.run(command, capture_output=True, text=True, env=_environment(environment), check=False)
    if result.returncode != 0:
        raise NotPrepared(f"The template schema could not be read: {result.stderr.strip()[:200]}")
    return "\n".join(line for line in result.stdout.splitlines() if line and not DROP_LINES.match(line))


def _environment(extra: dict[str, str] | None) -> dict[str, str]:
    import os

    return {**os.environ, **(extra or {})}
