"""Who may do what in the database, as data; applied after every migration by `apply`.

`kuszob_office` is the group of all office roles, `kuszob_shared` the role of work that is in no
office. An office's role owns nothing: in its own schema it may read and write rows, and only add to
the append-only tables; of the shared schema it sees what is written here, row by row.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module

from django.apps import apps
from django.conf import settings
from django.db import connection
from psycopg import sql

GROUP = "kuszob_office"
SHARED = "kuszob_shared"
APP = "kuszob_app"
READ_ONLY_TABLES = frozenset({"django_migrations"})
OWN_ROW = "schema_name = current_user"


@dataclass(frozen=True)
class SharedTable:
    """Rights on one table of the shared schema. `rows` limits which rows an office sees and writes.

    Where an office may write less than it sees, `writes` limits that further.
    """

    table: str
    office: str = ""
    shared: str = "SELECT"
    rows: str = ""
    writes: str = ""


TABLES = [
    SharedTable("registry_office", office="SELECT", rows=OWN_ROW),
    SharedTable("registry_domain", office="SELECT", rows="true"),
    SharedTable("registry_bankaccount", office="SELECT, INSERT", rows="office_schema = current_user"),
    SharedTable("registry_schemasnapshot", shared=""),
    SharedTable("django_migrations"),
]


def declared() -> list[SharedTable]:
    return [table for path in settings.SHARED_GRANTS for table in import_module(path).TABLES]


CREATE_ROLE = "DO $$ BEGIN CREATE ROLE {} {}; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"


def ensure_role(schema: str) -> None:
    """The office's role. LOGIN without a password: a cluster of databases needs it, nobody can use it."""
    role = sql.Identifier(schema)
    _run(
        [
            sql.SQL(CREATE_ROLE).format(role, sql.SQL("LOGIN")),
            sql.SQL("GRANT {} TO {}").format(sql.Identifier(GROUP), role),
        ]
    )


def ensure_group() -> None:
    _run(
        [
            sql.SQL(CREATE_ROLE).format(sql.Identifier(GROUP), sql.SQL("NOLOGIN")),
            *[sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(sql.Identifier(role)) for role in (GROUP, SHARED)],
        ]
    )


def apply_shared() -> None:
    """Bring the shared schema's rights to what is declared: nothing more, nothing less."""
    ensure_group()
    for item in declared():
        table = sql.Identifier("public", item.table)
        roles = sql.SQL(", ").join(map(sql.Identifier, (GROUP, SHARED)))
        statements = [sql.SQL("REVOKE ALL ON {} FROM PUBLIC, {}").format(table, roles)]
        for role, rights in ((GROUP, item.office), (SHARED, item.shared)):
            if rights:
                statements.append(sql.SQL("GRANT " + rights + " ON {} TO {}").format(table, sql.Identifier(role)))
        statements += _row_policies(item, table)
        _run(statements)
    _run(
        [
            sql.SQL("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {}").format(sql.Identifier(role))
            for role in (GROUP, SHARED)
        ]
    )


def _row_policies(item: SharedTable, table: sql.Identifier) -> list[sql.Composed]:
    if not item.rows:
        return []
    shared = sql.Identifier(SHARED)
    return [
        sql.SQL("ALTER TABLE {} ENABLE ROW LEVEL SECURITY").format(table),
        sql.SQL("DROP POLICY IF EXISTS own_rows ON {}").format(table),
        sql.SQL("DROP POLICY IF EXISTS own_writes ON {}").format(table),
        sql.SQL("DROP POLICY IF EXISTS shared_work ON {}").format(table),
        *_office_policies(item, table),
        sql.SQL("CREATE POLICY shared_work ON {} TO {} USING (true) WITH CHECK (true)").format(table, shared),
    ]


def _office_policies(item: SharedTable, table: sql.Identifier) -> list[sql.Composed]:
    group = sql.Identifier(GROUP)
    full = "CREATE POLICY {} ON {} TO {} USING ({rule}) WITH CHECK ({rule})"
    if not item.writes:
        return [_policy(full, "own_rows", table, group, item.rows)]
    return [
        _policy("CREATE POLICY {} ON {} FOR SELECT TO {} USING ({rule})", "own_rows", table, group, item.rows),
        _policy(full, "own_writes", table, group, item.writes),
    ]


def _policy(text: str, name: str, table: sql.Identifier, role: sql.Identifier, rule: str) -> sql.Composed:
    return sql.SQL(text).format(sql.Identifier(name), table, role, rule=sql.SQL(rule))


def apply_office(schema: str) -> None:
    """Give the office's role its rights in its own schema."""
    ensure_role(schema)
    role = sql.Identifier(schema)
    _run(
        [
            sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(role, role),
            sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {} TO {}").format(role, role),
            sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {} TO {}").format(role, role),
            *[
                sql.SQL("REVOKE INSERT, UPDATE, DELETE ON {} FROM {}").format(sql.Identifier(schema, table), role)
                for table in READ_ONLY_TABLES
            ],
            *[
                sql.SQL("REVOKE UPDATE, DELETE ON {} FROM {}").format(sql.Identifier(schema, table), role)
                for table in append_only_tables()
            ],
        ]
    )


def admit(schema: str) -> None:
    """Let web and worker enter the office."""
    _run([sql.SQL("GRANT {} TO {}").format(sql.Identifier(schema), sql.Identifier(APP))])


def shut_out(schema: str) -> None:
    """Take the office's role from web and worker: whatever they cached, they cannot enter any more."""
    _run([sql.SQL("REVOKE {} FROM {}").format(sql.Identifier(schema), sql.Identifier(APP))])


def append_only_tables() -> list[str]:
    """Tables of models marked `append_only` that live in office schemas."""
    offices = set(settings.TENANT_APPS)
    return sorted(
        model._meta.db_table
        for model in apps.get_models()
        if getattr(model, "append_only", False) and model._meta.app_config.name in offices
    )


def _run(statements: Iterable[sql.Composable]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
