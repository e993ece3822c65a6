"""Preparing and looking at the whole service."""

import argparse
from typing import Any

from project.commands import Command


def migrate(options: argparse.Namespace) -> dict[str, Any]:
    """Bring the shared schema, the template and every office to this release's structure."""
    from django.core.management import call_command
    from django.db import connection

    from tenants.registry import grants, snapshot
    from tenants.registry.models import Office

    migrated = []
    with connection.owner():  # type: ignore[attr-defined]
        grants.ensure_group()
        call_command("migrate_schemas", shared=True, interactive=False, verbosity=0)
        connection.set_schema_to_public()  # type: ignore[attr-defined]
        grants.apply_shared()
        snapshot.prepare_template()
        snapshot.statements()
        for schema in Office.objects.order_by("slug").values_list("schema_name", flat=True):
            snapshot.migrate_schema(schema)
            migrated.append(schema)
    return {"migrated": len(migrated)}


COMMANDS = [
    Command(
        "migrate",
        "bring the shared schema and every office to this release's structure",
        migrate,
        describe=lambda answer: f"Up to date: the shared schema and {answer['migrated']} offices.",
        as_owner=True,
        prepares=False,
    ),
]
